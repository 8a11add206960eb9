// Rounded rectangles and the soft shadow as nine-slice masks, made once for each radius and kept.
//
// Threads: one.
#pragma once

#include <map>
#include <tuple>

#include "kiosk/text/mask.h"

namespace parvis::ui {

struct Slices {
  text::MaskPtr mask;
  int x = 0, y = 0;  // px of each corner that keep their size
};

class Shapes {
 public:
  // A corner of rx × ry px, filled.
  const Slices& rounded(double rx, double ry);
  // The shadow of such a shape, blurred by a Gaussian of sx × sy px. The shadow's box is larger
  // than the shape's by reach() on each side; what the shape covers is left out.
  const Slices& shadow(double rx, double ry, double sx, double sy);
  [[nodiscard]] static int reach(double sigma);

 private:
  std::map<std::tuple<int, int, int, int>, Slices> made_;  // hundredths of a pixel
};

}  // namespace parvis::ui
