// Our picture in a window of another size: as large as it fits, in its own proportions, in the middle.
// A window of the picture's size holds it pixel by pixel. In any other the panel's pixels are taken for
// square, except where it is the same panel, turned: then its pixels are turned with it.
//
// Threads: plain values.
#pragma once

#include "kiosk/ui/display.h"
#include "kiosk/ui/geometry.h"

namespace parvis::ui {

class Letterbox {
 public:
  Letterbox(const Display& display, int width, int height);  // px of the window

  // Where the picture stands in the window.
  [[nodiscard]] const PixelBox& picture() const { return picture_; }
  [[nodiscard]] bool is_whole_window() const;
  // The picture's pixel at a point of the window; outside of the picture it lies outside, too.
  [[nodiscard]] Point to_picture(double x, double y) const;
  // Whether a point of the window lies on the picture.
  [[nodiscard]] bool contains(double x, double y) const;

 private:
  int width_, height_;                  // of the window
  int picture_width_, picture_height_;  // the picture's own pixels
  PixelBox picture_;
};

}  // namespace parvis::ui
