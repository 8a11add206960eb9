// The count sheet: an equation that a person can check, and the mediator's own count beside it.
#pragma once

#include "kiosk/screens/mediator/frame.h"

namespace parvis::screens {

[[nodiscard]] MediatorIntent draw_count(const MediatorView& view, const MediatorWords& words,
                                        ui::Canvas& canvas);

}  // namespace parvis::screens
