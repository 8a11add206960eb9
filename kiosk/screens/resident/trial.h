// An example to vote on, for who has never voted on a screen. The same three votes, qualifications and *Suivant* as on a
// card, under words that say that nothing counts; and nothing does: flow::TrialView is all there is of it.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_trial(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
