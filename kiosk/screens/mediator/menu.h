// During a session: hand the screen back, help somebody, pause, close.
#pragma once

#include "kiosk/screens/mediator/frame.h"

namespace parvis::screens {

[[nodiscard]] MediatorIntent draw_menu(const MediatorView& view, const MediatorWords& words,
                                       ui::Canvas& canvas);
[[nodiscard]] MediatorIntent draw_paused(const MediatorView& view, const MediatorWords& words,
                                         ui::Canvas& canvas);

}  // namespace parvis::screens
