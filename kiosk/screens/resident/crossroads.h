// The places where a visit may go three ways: halfway, after the last card, after an idea was kept.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_halfway(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_last_card(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_idea_kept(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
