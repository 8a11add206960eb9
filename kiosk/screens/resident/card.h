// One idea of somebody else: read, vote, qualify. After a vote the same row becomes its three qualifications and *Suivant*,
// and the vote a tag that stands at one place for all three, so that from two metres its place tells nothing.
//
// A text that fits neither the proposal's nor the button's size is shown in two steps: read, *Je vote*, vote.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_card(const View& view, ui::Canvas& canvas);

// The parts that the example to vote on (trial.h) shares. They read view.card.vote alone.
[[nodiscard]] Intent draw_votes(ui::Canvas& canvas, const ui::Box& row);
void draw_tag(const View& view, ui::Canvas& canvas, ui::Box box);
[[nodiscard]] Intent draw_qualifications(const View& view, ui::Canvas& canvas, const ui::Box& row,
                                         double next_width);

}  // namespace parvis::screens
