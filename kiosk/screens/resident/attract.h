// The waiting screen: who asks and what, readable from three metres. The whole picture starts the visit.
#pragma once

#include "kiosk/screens/resident/frame.h"
#include "kiosk/screens/resident/language.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_attract(const View& view, ui::Canvas& canvas,
                                  const std::vector<LanguageTile>& languages);

}  // namespace parvis::screens
