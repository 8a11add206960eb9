#include "kiosk/speech/sound.h"

namespace parvis::speech {
namespace {

// How often a device that takes nothing is looked at.
constexpr auto kLook = std::chrono::milliseconds(100);

class Nothing final : public Output {
 public:
  bool open() override { return false; }
  void close() override {}
  bool carry() override { return false; }
};

std::unique_ptr<Output> make_output(const SoundOptions& options, SoundQueue& queue) {
  switch (options.to) {
    case SoundOptions::To::nothing:
      return open_nothing();
    case SoundOptions::To::device:
      return open_device(queue);
    case SoundOptions::To::file:
      return open_wav_file(options.file, queue);
  }
  return open_nothing();
}

}  // namespace

std::unique_ptr<Output> open_nothing() { return std::make_unique<Nothing>(); }

Sound::Sound(const SoundOptions& options, SoundQueue& queue)
    : queue_(queue), output_(make_output(options, queue)) {}

bool Sound::open() {
  open_ = output_->open();
  if (open_) output_->begin_utterance();
  return open_;
}

void Sound::close() {
  output_->close();
  open_ = false;
}

Outcome Sound::hear(Ticket ticket, std::span<const Sample> samples) {
  while (!samples.empty()) {
    const auto taken = queue_.push(ticket, samples);
    if (!taken) return Outcome::cut;
    samples = samples.subspan(*taken);
    if (!output_->carry()) return Outcome::no_sound;
    if (!samples.empty()) queue_.wait_for_room(ticket, kLook);
  }
  return Outcome::said;
}

Outcome Sound::finish(Ticket ticket) {
  while (queue_.valid(ticket) && !queue_.empty()) {
    if (!output_->carry()) return Outcome::no_sound;
    queue_.wait_until_empty(ticket, kLook);
  }
  return queue_.valid(ticket) ? Outcome::said : Outcome::cut;
}

void Sound::end_utterance(std::string_view id, std::string_view text) {
  output_->end_utterance(id, text);
}

}  // namespace parvis::speech
