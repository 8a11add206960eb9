// The synthetic voice: espeak-ng, one process for each sentence. It is GPL-3 and therefore never linked; and a sentence that makes
// it fall over takes nothing else with it.
//
//   espeak-ng -v fr -s 175 -b 1 --stdin --stdout
//
// The text goes through the pipe and never into the arguments, which /proc shows to every user.
//
// Threads: the voice thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "kiosk/speech/child.h"
#include "kiosk/speech/sound.h"

namespace parvis::speech {

// espeak-ng's name for the voice of a language ("en" → "en-gb"); nothing where no voice is right.
[[nodiscard]] std::optional<std::string> voice_of(std::string_view language);

// Words a minute, for each rate from kSlowestRate to kFastestRate: about a fifth more each.
[[nodiscard]] int words_per_minute(int rate);
// The same as a factor of the normal rate, for recordings.
[[nodiscard]] double speed_of(int rate);

// What espeak-ng would take for a command is a space: its phonemes in [[ ]], control characters (U+0001 begins a command of its
// own), the private-use area. Line ends too, so that an utterance is one line.
[[nodiscard]] WipedText speakable(std::string_view text);

// Whether the program can be found now.
[[nodiscard]] bool is_program(const Path& program);

class Voice {
 public:
  // `interruption`: readable when the utterance under way may have been cut.
  Voice(Path program, std::chrono::milliseconds patience, int interruption)
      : program_(std::move(program)), patience_(patience), interruption_(interruption) {}

  // Whether an attempt is due. After two failures in a row the next waits, a quarter of a second at first and ten at most.
  [[nodiscard]] bool ready(MonoTime now) const { return !program_.empty() && now >= not_before_; }

  struct Listener {
    std::function<Outcome(std::span<const Sample>)> hear;
    std::function<bool()> cut;
  };
  // Starts the program, hands its sound on as it comes, and ends it when `listener` has heard enough. broken when it is missing,
  // ends badly, stays silent for longer than the patience, writes what is no sound, or more of it than the text can take.
  Outcome say(std::string_view text, std::string_view language, int rate, const Listener& listener);

 private:
  void remember(Outcome outcome);

  Path program_;
  std::chrono::milliseconds patience_;
  int interruption_;
  int failures_ = 0;  // in a row
  MonoTime not_before_{};
};

}  // namespace parvis::speech
