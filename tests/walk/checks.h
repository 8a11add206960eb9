// What must hold on every screen, as functions that say what does not: tests want none of it, parvis-walk prints it.
//
// A check sees a stop as it stands on a stage and answers with findings. Each check has a test that plants what it is for
// and wants it found (checks_test).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kiosk/ui/stage.h"
#include "tests/walk/combinations.h"

namespace parvis::screens::test {

struct Finding {
  std::string rule;   // "target too small"
  std::string where;  // "card-votes on 7, de, size 2, dark"
  std::string what;   // the node, with its boxes
  bool operator==(const Finding&) const = default;
};
using Findings = std::vector<Finding>;

// A stop as it stands.
struct Seen {
  std::string stop;
  std::string where;
  std::string language;
  ui::Display display;
  std::vector<ui::Node> nodes;
  ui::TextSize text_size = ui::TextSize::standard;
};
[[nodiscard]] Seen seen(const std::string& stop, const Combination& combination,
                        const ui::Stage& stage);

// Every stop under a combination, one after the other, and what the program had no word for.
void walk_under(const Asked& asked, const Combination& combination, ui::Drawing drawing,
                const std::function<void(const Stop&, Walker&)>& at, Findings& found);
// The checks that need no pixels, on every stop; `french` is the same walk there, for what is compared with it.
struct LaidOut {
  std::vector<Seen> stops;
  Findings found;
};
[[nodiscard]] LaidOut check_layout(const Asked& asked, const Combination& combination,
                                   const std::vector<Seen>& french);

// The checks on painted pixels as well, without those that compare with French.
[[nodiscard]] Findings check_painted(const Asked& asked, const Combination& combination);

// --- places.cc: millimetres
// Boxes on the panel, what is touched or read in reach, ink in its box, no glyph missing.
void check_places(const Seen& seen, Findings& found);
// Targets of 15 mm with 3 mm between them; keys tile and have a test of their own. Ids are unique.
void check_targets(const Seen& seen, Findings& found);
// Capitals of 0.7° in large text, of the smallest note's size in the others (EN 301 549, 5.1.4).
void check_letters(const Seen& seen, Findings& found);
// Words lie on nothing but what they belong to.
void check_words_apart(const Seen& seen, Findings& found);

// --- words.cc: what speech would say
// Every target, every text and every picture that stands alone has a label in letters or digits; none is a key, a slot or a sign.
void check_spoken(const Seen& seen, Findings& found);
// No words that read the same in French, `french` being the same stop there, but for names and numbers.
void check_translated(const Seen& seen, const Seen& french, Findings& found);

// --- mirror.cc: a language that runs from the right
// Boxes of the same width stand mirrored, and text that starts at the left there starts at the right here.
void check_mirrored(const Seen& seen, const Seen& french, Findings& found);

// --- contrast.cc: what the painted pixels say
// Words against the grounds they are painted on, and controls against what is around them.
void check_contrast(const Seen& seen, const ui::Image& image, ui::Look look, Findings& found);
// What is chosen differs from what is not by its lightness, not by its hue.
void check_chosen(const Seen& seen, const ui::Image& image, Findings& found);

// --- keys.cc: Tab and Enter alone
// Tab stops at every control once and comes round, and Enter there answers what a tap answers.
void check_keys(const Stop& stop, const Combination& combination, Walker& walker, Findings& found);
// Where the focus is can be seen: enough pixels around the control change by 3:1. The walker MUST paint.
void check_focus(const Stop& stop, const Combination& combination, Walker& walker, Findings& found);

// One a line, for a test's message.
[[nodiscard]] std::string listed(const Findings& found);

}  // namespace parvis::screens::test
