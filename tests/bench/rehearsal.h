// Where a kiosk has to be tapped to get from its first picture to a vote card: found by walking there on the driver's kiosk, on a copy of
// the data, so that the real program can be tapped from outside at the same places.
//
// Threads: one.
#pragma once

#include <string>
#include <vector>

#include "hardware/platform/files.h"
#include "hardware/platform/result.h"
#include "kiosk/ui/paint.h"

namespace parvis::bench {

struct Place {
  int x = 0, y = 0;  // px
};

struct Rehearsal {
  std::vector<Place> to_the_card;  // PIN, place, session, language, question
  // On the card, px.
  ui::PixelBox agree, disagree, back;
  ui::Image answers;  // the row of votes, where `row` is: to know that the real one has got there
  ui::PixelBox row;
};

// `data` is a prepared kiosk that nobody has opened yet; it is copied into `scratch` and not touched.
[[nodiscard]] Result<Rehearsal> rehearse(const Path& data, const Path& share,
                                         const std::string& pin, const Path& scratch);

}  // namespace parvis::bench
