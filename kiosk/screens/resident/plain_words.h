// Before starting: a few sentences of at most twelve words, each with a picture. There is nothing to accept.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_plain_words(const View& view, ui::Canvas& canvas);

}  // namespace parvis::screens
