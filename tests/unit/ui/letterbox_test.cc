#include "kiosk/ui/letterbox.h"

#include <catch2/catch.hpp>
#include <cmath>

using namespace parvis::ui;

TEST_CASE("a window of the picture's size holds it pixel by pixel") {
  for (const Display& display : displays()) {
    const Letterbox box(display, display.width_px, display.height_px);
    CAPTURE(display.name);
    CHECK(box.is_whole_window());
    const Point at = box.to_picture(17, 91);
    CHECK(at.x == Approx(17));
    CHECK(at.y == Approx(91));
  }
}

TEST_CASE(
    "in any other window the picture keeps its proportions, in the middle, as large as it fits") {
  for (const Display& display : displays()) {
    const double millimetres = display.width / (display.above + display.height);
    for (const auto& [w, h] : {std::pair{1920, 1200}, {700, 2000}, {3000, 300}, {40, 40}}) {
      const Letterbox box(display, w, h);
      const PixelBox& picture = box.picture();
      CAPTURE(display.name, w, h, picture.w, picture.h);
      CHECK(std::abs(picture.w - picture.h * millimetres) <= std::max(1.0, millimetres));
      CHECK((picture.w == w || picture.h == h));
      CHECK(std::abs(picture.x - (w - picture.right())) <= 1);
      CHECK(std::abs(picture.y - (h - picture.bottom())) <= 1);
    }
  }
}

TEST_CASE("the same panel turned shows oblong pixels turned: no letter grows wider") {
  const Display& seven = displays().front();
  const Letterbox box(seven, seven.height_px, seven.width_px);
  const PixelBox& picture = box.picture();
  // mm of a turned panel's pixel: as wide as it was high.
  const double wide = picture.w / seven.px_per_mm_y();
  const double high = picture.h / seven.px_per_mm_x();
  CHECK(wide / high == Approx(seven.width / seven.height).epsilon(0.01));
}

TEST_CASE("a point of the window is a point of the picture, and beside it is outside") {
  const Display ten = *find_display("10");
  const Letterbox box(ten, 1280, 1600);
  const PixelBox& picture = box.picture();
  REQUIRE(picture.y > 300);
  const Point middle = box.to_picture(640, 800);
  CHECK(middle.x == Approx(640).margin(1));
  CHECK(middle.y == Approx(400).margin(1));
  CHECK(box.contains(640, 800));
  CHECK_FALSE(box.contains(640, picture.y - 1));
  CHECK(box.to_picture(640, picture.y - 50).y < 0);
  CHECK_FALSE(box.contains(640, picture.bottom()));
}

TEST_CASE("a window without a size divides by nothing") {
  const Letterbox box(displays().front(), 0, 0);
  CHECK(box.picture().w >= 1);
  CHECK(std::isfinite(box.to_picture(3, 4).x));
}
