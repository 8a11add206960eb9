// A panel: its pixels and its real size. Pixels need not be square: on the 7" panel a millimetre is
// 5.19 pixels wide and 5.59 high.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/result.h"
#include "kiosk/ui/geometry.h"

namespace parvis::ui {

// Screens have two sets of boxes: for a panel under 100 mm high, and for all others.
enum class SizeClass { seven, ten };

struct Display {
  std::string name;  // "7", "10", "7-hd", "15", "portrait"
  int width_px = 0, height_px = 0;
  double width = 0, height = 0;  // mm

  [[nodiscard]] double px_per_mm_x() const { return width_px / width; }
  [[nodiscard]] double px_per_mm_y() const { return height_px / height; }
  [[nodiscard]] SizeClass size_class() const {
    return height < 100 ? SizeClass::seven : SizeClass::ten;
  }
};

// The five displays under test.
[[nodiscard]] const std::vector<Display>& displays();
// One of them by its name; Errc::not_found names those there are.
[[nodiscard]] Result<Display> find_display(std::string_view name);

}  // namespace parvis::ui
