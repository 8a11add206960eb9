// How the voice speaks: speed, volume, again, without the picture, not at all; or why it can't speak.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_listening(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
