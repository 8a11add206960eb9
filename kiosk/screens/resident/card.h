// One idea of somebody else: read, vote, qualify. After a vote the same row becomes its three qualifications and *Suivant*,
// and the vote a tag that stands at one place for all three, so that from two metres its place tells nothing.
//
// A text that fits neither the proposal's nor the button's size is shown in two steps: read, *Je vote*, vote.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_card(const View& view, ui::Canvas& canvas);
// The same under a bar that is drawn already: the example to vote on (trial.h). Reads view.card alone.
[[nodiscard]] Intent draw_under_bar(const View& view, ui::Canvas& canvas, Intent from_bar);

}  // namespace parvis::screens
