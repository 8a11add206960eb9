// Where the queued samples go: the sound device, a WAV file, or nowhere.
//
// Threads: the voice thread alone; the device pulls from the queue on a thread of its own.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "kiosk/speech/sound_queue.h"
#include "kiosk/speech/speaker.h"

namespace parvis::speech {

// How an utterance, or a part of it, went.
enum class Outcome {
  said,
  cut,       // interrupted
  no_sound,  // the device is gone, or the file can't be written
  broken,    // the recording or the voice failed: another source may do
};

// A way out for samples.
class Output {
 public:
  virtual ~Output() = default;
  // Opens what is not open; false when it can't be.
  virtual bool open() = 0;
  virtual void close() = 0;
  // Moves samples along, if nothing else does; false when the way is lost.
  virtual bool carry() = 0;
  virtual void begin_utterance() {}
  virtual void end_utterance(std::string_view /*id*/, std::string_view /*text*/) {}
};

// `queue` MUST outlive it.
std::unique_ptr<Output> open_device(SoundQueue& queue);
std::unique_ptr<Output> open_wav_file(const Path& file, SoundQueue& queue);
std::unique_ptr<Output> open_nothing();

class Sound {
 public:
  Sound(const SoundOptions& options, SoundQueue& queue);

  // Ready for an utterance; false when there is no sound.
  bool open();
  // Gives the device back.
  void close();
  [[nodiscard]] bool is_open() const { return open_; }

  // Waits while the queue is full.
  Outcome hear(Ticket ticket, std::span<const Sample> samples);
  // Waits until all of it has been heard.
  Outcome finish(Ticket ticket);
  [[nodiscard]] bool cut(Ticket ticket) const { return !queue_.valid(ticket); }
  // What became of the utterance, for a file's list.
  void end_utterance(std::string_view id, std::string_view text);

 private:
  SoundQueue& queue_;
  std::unique_ptr<Output> output_;
  bool open_ = false;
};

}  // namespace parvis::speech
