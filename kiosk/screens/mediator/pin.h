// The PIN: twelve keys, dots, and in words what is left before waiting. The sixth digit submits.
#pragma once

#include "kiosk/screens/mediator/frame.h"

namespace parvis::screens {

[[nodiscard]] MediatorIntent draw_pin(const MediatorView& view, const MediatorWords& words,
                                      ui::Canvas& canvas);

}  // namespace parvis::screens
