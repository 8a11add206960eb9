// The question and its two doors: give my opinion, I have an idea.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_question(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
