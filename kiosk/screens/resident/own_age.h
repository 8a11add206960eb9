// Before an idea: under 15, an adult agrees too, and both tap. Anyone votes; there is no wall of age.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_own_age(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_adult(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
