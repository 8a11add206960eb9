// A panel: its pixels and the millimetres that screens are laid out in. Pixels need not be square: on
// the 7" panel a millimetre is 5.19 pixels wide and 5.59 high.
//
// A millimetre of the layout is a real one, but on a panel that people stand farther from it is more
// (`scale`): the same boxes, larger to hand and eye. A panel higher than a seated person reaches is
// laid out in its lower part alone, and `above` it stays paper.
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
  double width = 0, height = 0;  // mm of the layout: what screens may use
  double scale = 1;              // real mm in one of them
  double above = 0;              // mm of the layout over it

  [[nodiscard]] double px_per_mm_x() const { return width_px / width; }
  [[nodiscard]] double px_per_mm_y() const { return height_px / (above + height); }
  // Whether its upper half is out of a seated person's reach: at least 200 real mm high.
  [[nodiscard]] bool tall() const { return (above + height) * scale >= 200; }
  // The same panel, laid out in its lower half alone.
  [[nodiscard]] Display lowered() const;
  // Too narrow for the bar's five stones and its end zone side by side.
  [[nodiscard]] bool narrow() const { return size_class() == SizeClass::ten && width < 210; }
  [[nodiscard]] SizeClass size_class() const {
    return height < 100 ? SizeClass::seven : SizeClass::ten;
  }
};

// The five displays under test.
[[nodiscard]] const std::vector<Display>& displays();
// One of them by its name; Errc::not_found names those there are.
[[nodiscard]] Result<Display> find_display(std::string_view name);

}  // namespace parvis::ui
