// Displays, languages and settings under which every screen is walked.
//
// What a resident can set is asked of the Aa panel itself: each of its choices is tapped on each display. A size or a switch
// that the panel offers is therefore walked, and one that it does not offer is not.
#pragma once

#include <string>
#include <vector>

#include "tests/walk/walk.h"

namespace parvis::screens::test {

struct Combination {
  std::string display;   // "10"
  std::string language;  // "fr"
  flow::Display chosen;
  std::string settings;  // for people: "size 2, dark, left"; empty when nothing was chosen
  [[nodiscard]] std::string name() const;  // "10, fr, size 2, dark"
};

[[nodiscard]] std::vector<std::string> languages_of(const Asked& asked);

// What layout depends on, for one language: every display × size × reach, and in French and Arabic × hand. Colours change no
// layout.
[[nodiscard]] std::vector<Combination> laid_out(const Asked& asked, const std::string& language);
// Every pair of display, language, size, look, hand, reach occurs at least once: about fifty, always the same ones.
[[nodiscard]] std::vector<Combination> pairwise(const Asked& asked);
// All of it but motion.
[[nodiscard]] std::vector<Combination> everything(const Asked& asked);

}  // namespace parvis::screens::test
