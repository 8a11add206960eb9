#include "kiosk/ui/letterbox.h"

#include <algorithm>
#include <cmath>

namespace parvis::ui {
namespace {

// Width by height of the picture when it is counted in the window's pixels.
double proportions(const Display& display, int width, int height) {
  const double millimetres = display.width / (display.above + display.height);
  const bool same = width == display.width_px && height == display.height_px;
  if (same) return static_cast<double>(display.width_px) / display.height_px;
  const bool turned = width == display.height_px && height == display.width_px;
  // Turned, a pixel is as wide as it was high.
  return turned ? millimetres * display.px_per_mm_y() / display.px_per_mm_x() : millimetres;
}

}  // namespace

Letterbox::Letterbox(const Display& display, int width, int height)
    : width_(std::max(width, 1)),
      height_(std::max(height, 1)),
      picture_width_(display.width_px),
      picture_height_(display.height_px) {
  const double wide = proportions(display, width_, height_);
  const int w = std::clamp(static_cast<int>(std::lround(height_ * wide)), 1, width_);
  const int h = std::clamp(static_cast<int>(std::lround(width_ / wide)), 1, height_);
  picture_ = {(width_ - w) / 2, (height_ - h) / 2, w, h};
}

bool Letterbox::is_whole_window() const { return picture_ == PixelBox{0, 0, width_, height_}; }

Point Letterbox::to_picture(double x, double y) const {
  return {(x - picture_.x) * picture_width_ / picture_.w,
          (y - picture_.y) * picture_height_ / picture_.h};
}

bool Letterbox::contains(double x, double y) const {
  return x >= picture_.x && x < picture_.right() && y >= picture_.y && y < picture_.bottom();
}

}  // namespace parvis::ui
