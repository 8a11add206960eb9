// What an idea is about: the pack's themes in its order, and a way for who can't sort it. One tap is enough.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_idea_theme(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
