#include "kiosk/speech/speaker.h"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "kiosk/speech/recordings.h"
#include "kiosk/speech/sound.h"
#include "kiosk/speech/voice.h"

namespace parvis::speech {
namespace {

// An utterance whose words are overwritten with it.
struct Job {
  explicit Job(Utterance& from)
      : id(std::move(from.id)),
        text(from.text.begin(), from.text.end()),
        spoken(from.spoken.begin(), from.spoken.end()),
        language(std::move(from.language)),
        spoken_language(std::move(from.spoken_language)),
        privacy(from.privacy),
        source(from.source) {
    ::explicit_bzero(from.text.data(), from.text.size());
    ::explicit_bzero(from.spoken.data(), from.spoken.size());
  }
  // What the voice is given.
  [[nodiscard]] std::string_view words() const { return view(spoken.empty() ? text : spoken); }
  [[nodiscard]] const std::string& words_language() const {
    return spoken_language.empty() ? language : spoken_language;
  }

  std::string id;
  WipedText text, spoken;
  std::string language, spoken_language;
  Privacy privacy;
  Source source;
};

// A descriptor that can be polled, to get the voice thread out of its wait for a process.
class Interruption {
 public:
  Interruption() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { PARVIS_CHECK(fd_ >= 0); }
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;
  ~Interruption() { ::close(fd_); }
  void raise() const {
    const std::uint64_t one = 1;
    // A full counter is readable all the same.
    if (::write(fd_, &one, sizeof one) < 0) return;
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

struct Speaker::State {
  explicit State(SpeakerOptions wanted)
      : options(std::move(wanted)),
        voice_works(is_program(options.voice)),
        sound(options.sound, queue),
        voice(options.voice, options.patience, interruption.fd()) {
    queue.set_volume(kStandardVolume);
    thread = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }

  // What the voice thread has taken up.
  struct Turn {
    Job job;
    Ticket ticket;
    int rate;
    std::shared_ptr<const PackRecordings> pack;
  };

  // ---- main thread ----
  void interrupt_locked();  // with the mutex held

  // ---- voice thread ----
  void run(const std::stop_token& stop);
  std::optional<Turn> next(const std::stop_token& stop);
  void perform(const Turn& turn);
  Outcome say(const Turn& turn);
  Outcome say_with_recording(const Turn& turn);
  void finish(const Turn& turn, Outcome outcome);
  void wake() const {
    if (options.wake) options.wake();
  }

  const SpeakerOptions options;
  Interruption interruption;
  SoundQueue queue;

  mutable std::mutex mutex;  // for all down to the gap
  std::condition_variable_any filled;
  std::deque<Job> jobs;
  Ticket ticket = 0;                   // a new one with every interruption
  std::optional<std::string> said_id;  // while an utterance is said
  Privacy said_privacy = Privacy::open;
  Headphones headphones = Headphones::out;
  int rate = kNormalRate;
  bool voice_works;
  bool sound_works = true;
  std::shared_ptr<const PackRecordings> pack;

  Sound sound;  // the voice thread's
  Voice voice;  // the voice thread's

  std::jthread thread;  // last: it starts when all else is there, and ends first
};

void Speaker::State::interrupt_locked() {
  said_id.reset();
  queue.cut(++ticket);
  interruption.raise();
}

void Speaker::State::run(const std::stop_token& stop) {
  ::pthread_setname_np(::pthread_self(), "voice");
  // Signals are the main thread's; a process that dies early would send SIGPIPE here.
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
  while (!stop.stop_requested()) {
    if (const auto turn = next(stop)) {
      perform(*turn);
    } else {
      sound.close();
    }
  }
  sound.close();  // on this thread, which opened it
}

// Nothing when asked to stop, or after a silence that is long enough to give the device back.
std::optional<Speaker::State::Turn> Speaker::State::next(const std::stop_token& stop) {
  std::unique_lock lock(mutex);
  const auto something = [this] { return !jobs.empty(); };
  const bool there = sound.is_open() ? filled.wait_for(lock, stop, options.keep_device, something)
                                     : filled.wait(lock, stop, something);
  if (!there || stop.stop_requested()) return std::nullopt;
  Turn turn{std::move(jobs.front()), ticket, rate, pack};
  jobs.pop_front();
  said_id = turn.job.id;
  said_privacy = turn.job.privacy;
  return turn;
}

void Speaker::State::perform(const Turn& turn) {
  wake();
  Outcome outcome = Outcome::no_sound;
  if (sound.open()) {
    outcome = say(turn);
    if (outcome == Outcome::said || outcome == Outcome::broken) {
      const Outcome end = sound.finish(turn.ticket);
      if (end != Outcome::said) outcome = end;
    }
    const WipedText words = speakable(turn.job.words());
    sound.end_utterance(turn.job.id, view(words));
  }
  finish(turn, outcome);
  wake();
}

Outcome Speaker::State::say(const Turn& turn) {
  const Outcome recorded = say_with_recording(turn);
  if (recorded != Outcome::broken) return recorded;
  if (turn.job.source == Source::recording_only) return Outcome::said;
  if (!voice_of(turn.job.words_language()) || !voice.ready(MonoClock::now()))
    return Outcome::broken;
  const Outcome spoken = voice.say(
      turn.job.words(), turn.job.words_language(), turn.rate,
      {.hear = [&](std::span<const Sample> part) { return sound.hear(turn.ticket, part); },
       .cut = [&] { return sound.cut(turn.ticket); }});
  if (spoken == Outcome::said || spoken == Outcome::broken) {
    const std::lock_guard lock(mutex);
    voice_works = spoken == Outcome::said;
  }
  return spoken;
}

// broken: there is none, or it is damaged.
Outcome Speaker::State::say_with_recording(const Turn& turn) {
  const auto hear = [&](std::span<const Sample> part) { return sound.hear(turn.ticket, part); };
  const std::string name = recording_name(view(turn.job.text));
  if (turn.pack) {
    const auto found = turn.pack->find({turn.job.language, name});
    if (found != turn.pack->end()) {
      const Outcome outcome = play_recording(*found->second, speed_of(turn.rate), hear);
      if (outcome != Outcome::broken) return outcome;
    }
  }
  const auto file = find_recording(options.recordings, turn.job.language, name);
  return file ? play_recording(*file, speed_of(turn.rate), hear) : Outcome::broken;
}

void Speaker::State::finish(const Turn& turn, Outcome outcome) {
  if (outcome == Outcome::no_sound) sound.close();
  const std::lock_guard lock(mutex);
  sound_works = outcome != Outcome::no_sound;
  if (turn.ticket != ticket) return;  // what was said since then is not ours
  said_id.reset();
  // Each would only find out the same again; the next say() tries anew.
  if (!sound_works) {
    jobs.clear();
    queue.cut(ticket);
  }
}

Speaker::Speaker(std::unique_ptr<State> state) : state_(std::move(state)) {}

std::unique_ptr<Speaker> Speaker::open(SpeakerOptions options) {
  return std::unique_ptr<Speaker>(new Speaker(std::make_unique<State>(std::move(options))));
}

Speaker::~Speaker() {
  state_->thread.request_stop();
  stop();
  state_->thread.join();
}

void Speaker::say(std::vector<Utterance> utterances) {
  const std::lock_guard lock(state_->mutex);
  state_->interrupt_locked();
  state_->jobs.clear();
  for (Utterance& utterance : utterances) {
    Job job(utterance);
    const bool heard_by_all =
        job.privacy == Privacy::headphones && state_->headphones == Headphones::out;
    if (!job.text.empty() && !heard_by_all) state_->jobs.push_back(std::move(job));
  }
  state_->filled.notify_one();
}

void Speaker::stop() {
  const std::lock_guard lock(state_->mutex);
  state_->jobs.clear();
  state_->interrupt_locked();
}

void Speaker::set_rate(int rate) {
  const std::lock_guard lock(state_->mutex);
  state_->rate = std::clamp(rate, kSlowestRate, kFastestRate);
}

void Speaker::set_volume(int volume) { state_->queue.set_volume(volume); }

void Speaker::set_headphones(Headphones headphones) {
  const std::lock_guard lock(state_->mutex);
  state_->headphones = headphones;
  if (headphones == Headphones::in) return;
  std::erase_if(state_->jobs, [](const Job& job) { return job.privacy == Privacy::headphones; });
  if (state_->said_id && state_->said_privacy == Privacy::headphones) state_->interrupt_locked();
}

void Speaker::forget() {
  stop();
  set_rate(kNormalRate);
  set_volume(kStandardVolume);
}

void Speaker::set_pack_recordings(std::shared_ptr<const PackRecordings> recordings) {
  const std::lock_guard lock(state_->mutex);
  state_->pack = std::move(recordings);
}

bool Speaker::speaking() const {
  const std::lock_guard lock(state_->mutex);
  return state_->said_id.has_value() || !state_->jobs.empty();
}

std::string Speaker::current() const {
  const std::lock_guard lock(state_->mutex);
  return state_->said_id.value_or("");
}

Health Speaker::health() const {
  const std::lock_guard lock(state_->mutex);
  if (!state_->sound_works) return Health::no_sound;
  return state_->voice_works ? Health::works : Health::no_voice;
}

bool Speaker::can_say(std::string_view language) const {
  return !state_->options.voice.empty() && voice_of(language).has_value();
}

}  // namespace parvis::speech
