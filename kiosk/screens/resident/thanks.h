// Thanks: the square as it was paved, what is kept, and a code on request. Shown only when all is safe on the kiosk.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_thanks(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_erased(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
