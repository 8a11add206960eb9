#include "kiosk/ui/paint.h"

#include <catch2/catch.hpp>

#include "kiosk/ui/shapes.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::ui;

namespace {

Image blank(int width, int height, std::uint32_t color) {
  return {width, height,
          std::vector<std::uint32_t>(static_cast<std::size_t>(width * height), color)};
}
std::uint32_t at(const Image& image, int x, int y) {
  return image.pixels[static_cast<std::size_t>(y * image.width + x)];
}

}  // namespace

TEST_CASE("a plain mark fills its box inside the clip and nothing else") {
  Image image = blank(10, 10, 0xFFFFFF);
  Mark mark;
  mark.box = {2, 2, 20, 3};
  mark.color = rgb(0x102030);
  paint(image, mark, {0, 0, 6, 10});
  CHECK(at(image, 2, 2) == 0x102030);
  CHECK(at(image, 5, 4) == 0x102030);
  CHECK(at(image, 6, 2) == 0xFFFFFF);
  CHECK(at(image, 1, 2) == 0xFFFFFF);
  CHECK(at(image, 2, 5) == 0xFFFFFF);
}

TEST_CASE("half a coverage is half of each colour") {
  Image image = blank(3, 1, 0x000000);
  auto mask = std::make_shared<text::Mask>();
  *mask = {3, 1, {0, 128, 255}};
  Mark mark;
  mark.box = {0, 0, 3, 1};
  mark.color = rgb(0xFFFFFF);
  mark.mask = mask;
  paint(image, mark, image.box());
  CHECK(at(image, 0, 0) == 0x000000);
  CHECK((at(image, 1, 0) & 0xFF) == Approx(128).margin(1));
  CHECK(at(image, 2, 0) == 0xFFFFFF);

  mark.mirrored = true;
  Image mirrored = blank(3, 1, 0x000000);
  paint(mirrored, mark, mirrored.box());
  CHECK(at(mirrored, 0, 0) == 0xFFFFFF);
  CHECK(at(mirrored, 2, 0) == 0x000000);
}

TEST_CASE("a rounded shape is symmetric, solid inside and empty in its corners") {
  Shapes shapes;
  const Slices& slices = shapes.rounded(8, 6);
  Image image = blank(40, 30, 0xFFFFFF);
  Mark mark;
  mark.box = image.box();
  mark.color = rgb(0x000000);
  mark.mask = slices.mask;
  mark.slice_x = slices.x;
  mark.slice_y = slices.y;
  paint(image, mark, image.box());
  CHECK(at(image, 0, 0) == 0xFFFFFF);
  CHECK(at(image, 20, 0) == 0x000000);
  CHECK(at(image, 0, 15) == 0x000000);
  CHECK(at(image, 20, 15) == 0x000000);
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x) {
      REQUIRE(at(image, x, y) == at(image, 39 - x, y));
      REQUIRE(at(image, x, y) == at(image, x, 29 - y));
    }
  }
}

TEST_CASE("a picture can be saved, and nothing can't") {
  support::TemporaryDirectory directory;
  REQUIRE_OK(write_png(blank(4, 4, 0x336699), directory / "a.png"));
  const Bytes png = support::value(read_file(directory / "a.png", 1 << 20));
  CHECK(as_text(ByteView(png).first(4)) == "\x89PNG");
  CHECK(support::code(write_png({}, directory / "b.png")) == Errc::invalid);
}
