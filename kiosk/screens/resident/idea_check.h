// Between writing and keeping: a hint that may be kept as it is, and the idea read back. Only *Confirmer* stores anything.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_idea_hint(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_idea_read(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
