// After closing: what is safe where, in words before numbers. What has not arrived yet is not an alarm: nothing is lost.
#pragma once

#include "kiosk/screens/mediator/frame.h"

namespace parvis::screens {

[[nodiscard]] MediatorIntent draw_safe(const MediatorView& view, const MediatorWords& words,
                                       ui::Canvas& canvas);

}  // namespace parvis::screens
