// Says sentences aloud, one after the other: a recording of a person when there is one, else a synthetic voice (espeak-ng, a
// process of its own that is never linked). What is missing is told by health(); the kiosk goes on without.
//
//   options.wake = [&] { window.wake(); };
//   auto speaker = speech::Speaker::open(options);
//   speaker->say({{.id = "vote.agree", .text = "D'accord", .language = "fr"}});
//
// Threads: every verb on the main thread, and none waits for the voice, a file or the sound device: they are the "voice"
// thread's. Words and sound are overwritten in memory once they are said or interrupted.
// MUST be closed before the window: SDL ends with it.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hardware/platform/bytes.h"
#include "hardware/platform/files.h"

namespace parvis::speech {

// headphones: said only while headphones are in; never by a loudspeaker.
enum class Privacy { open, headphones };

enum class Source {
  any,             // a recording, else the synthetic voice
  recording_only,  // the voice would guess: without a recording nothing is said
};

struct Utterance {
  std::string id;        // the node it belongs to; may be empty
  std::string text;      // as it is written: what a recording is found by
  std::string language;  // "fr"
  Privacy privacy = Privacy::open;
  std::string spoken = {};           // what the synthetic voice says in its place; "": the text
  std::string spoken_language = {};  // of that, when it is another one
  Source source = Source::any;
};

enum class Health {
  works,
  no_voice,  // the voice's program is missing, dies or hangs; recordings are still said
  no_sound,  // no sound device, or it was lost
};

enum class Headphones { out, in };

struct SoundOptions {
  enum class To { nothing, device, file };
  To to = To::device;
  // For `file`: a WAV file that everything said is appended to, as fast as it is made; beside it, with ".txt" added, a line for
  // each utterance: start and length in samples, id, text. For tests and the driver: it keeps what is private too.
  Path file;
};

// (language, recording_name(text)) → an Ogg Opus file, which may be megabytes and is therefore shared.
using PackRecordings = std::map<std::pair<std::string, std::string>, std::shared_ptr<const Bytes>>;

struct SpeakerOptions {
  Path voice = "espeak-ng";      // looked for in PATH; empty: none
  std::vector<Path> recordings;  // directories, the first that has a recording wins (recordings.h)
  SoundOptions sound;
  std::function<void()> wake;  // called on the voice thread when what the getters say has changed
  std::chrono::milliseconds patience{2000};     // a voice that says nothing for so long is ended
  std::chrono::milliseconds keep_device{5000};  // how long the device stays open in silence
};

constexpr int kSlowestRate = 0, kNormalRate = 3, kFastestRate = 6;
constexpr int kSilent = 0, kStandardVolume = 5, kLoudest = 10;

class Speaker {
 public:
  // Never fails: health() says what is missing. The device is opened with the first utterance.
  static std::unique_ptr<Speaker> open(SpeakerOptions options);
  Speaker(const Speaker&) = delete;
  Speaker& operator=(const Speaker&) = delete;
  // Silent at once; waits for the voice thread, which ends within one buffer of the device.
  ~Speaker();

  // Replaces, at once, whatever is being said or waiting. Private utterances are left out while headphones are out.
  void say(std::vector<Utterance> utterances);
  void stop();

  // Of the utterances to come. Out of range: the nearest.
  void set_rate(int rate);
  // At once, also of what is being said: 3 dB a step.
  void set_volume(int volume);
  // Out at the start. When pulled out, what is private is silent at once, and dropped if it was waiting.
  void set_headphones(Headphones headphones);
  // A visit ended: silent, rate and volume standard again, and nothing of what was said remains in memory.
  void forget();

  // The recordings of the pack in use, which win over the directories; null: none.
  void set_pack_recordings(std::shared_ptr<const PackRecordings> recordings);

  // Whether something is said or waits to be.
  [[nodiscard]] bool speaking() const;
  // The id of the utterance being said; "" between two, and in silence.
  [[nodiscard]] std::string current() const;
  // Of the latest attempt; at the start, whether the voice's program is there.
  [[nodiscard]] Health health() const;
  // Whether there is a synthetic voice for it. Alsatian (gsw) has none on purpose: a German voice would be wrong.
  [[nodiscard]] bool can_say(std::string_view language) const;

 private:
  struct State;
  explicit Speaker(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis::speech
