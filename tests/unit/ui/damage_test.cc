#include <catch2/catch.hpp>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;
using std::chrono::milliseconds;

namespace {

long area(const Damage& damage) {
  long sum = 0;
  for (const PixelBox& box : damage.boxes) sum += static_cast<long>(box.w) * box.h;
  return sum;
}

}  // namespace

TEST_CASE("rectangles of damage never overlap") {
  Damage damage;
  damage.add(PixelBox{0, 0, 10, 10});
  damage.add(PixelBox{20, 0, 10, 10});
  CHECK(damage.boxes.size() == 2);
  damage.add(PixelBox{5, 5, 20, 2});
  CHECK(damage.boxes == std::vector<PixelBox>{{0, 0, 30, 10}});
  damage.add(PixelBox{});
  CHECK(damage.boxes.size() == 1);
}

TEST_CASE("a frame in which nothing has changed damages nothing") {
  for (const auto& scene : scenes::all()) {
    Drawn drawn(scene);
    CAPTURE(scene.name);
    CHECK(drawn.frame().empty());
  }
}

TEST_CASE(
    "pressing a button redraws the button alone, and the picture is what a full redraw gives") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree");
  const Damage damage = drawn.frame();
  const PixelBox box = drawn.node("vote.agree").pixels;
  CHECK(area(damage) <= static_cast<long>(box.w) * box.h);
  CHECK(area(damage) > 0);
  CHECK(drawn.stage().check_against_full_redraw() == 0);
}

TEST_CASE("whatever happens, what is on the screen equals a full redraw") {
  for (const auto& scene : scenes::all()) {
    Drawn drawn(scene);
    CAPTURE(scene.name);
    CHECK(drawn.stage().check_against_full_redraw() == 0);
    // Tab over everything, tapping as it goes, with the clock running through all motion.
    for (int i = 0; i < 14; ++i) {
      drawn.key(Key::tab);
      REQUIRE(drawn.stage().check_against_full_redraw() == 0);
      if (i % 3 == 0) drawn.key(Key::enter);
      drawn.advance(milliseconds(37));
      drawn.frame();
      REQUIRE(drawn.stage().check_against_full_redraw() == 0);
    }
  }
}

TEST_CASE("a laid stone redraws its stone and its number, not the screen") {
  Drawn drawn("31-vote-after-discreet");
  drawn.memory().laid = 6;
  const Damage damage = drawn.frame();
  CHECK(area(damage) > 0);
  CHECK(area(damage) < 23 * 16 * 6 * 6);
  // It comes down in 220 ms, and then nothing moves any more.
  int frames = 0;
  while (drawn.stage().next_wake()) {
    drawn.advance(milliseconds(16));
    drawn.frame();
    REQUIRE(++frames < 30);
  }
  CHECK(frames >= 12);
  CHECK(drawn.stage().check_against_full_redraw() == 0);
}

TEST_CASE("a new theme redraws everything") {
  Drawn drawn("05-vote-before");
  drawn.stage().set_theme(make_theme(drawn.stage().display(), Look::dark));
  const Damage damage = drawn.frame();
  CHECK(area(damage) == 1280L * 800);
  CHECK(drawn.stage().check_against_full_redraw() == 0);
}

TEST_CASE("the comparison itself can fail") {
  Drawn drawn("05-vote-before");
  auto& pixel = const_cast<Image&>(drawn.stage().image()).pixels[1000];
  pixel ^= 0x010101;
  CHECK(drawn.stage().check_against_full_redraw() == 1);
}

TEST_CASE("after a visit nothing of it is in the picture or in the tree") {
  Drawn drawn("15-idea-keyboard");
  drawn.stage().forget_visit();
  CHECK(drawn.stage().nodes().empty());
  const auto& pixels = drawn.stage().image().pixels;
  CHECK(std::all_of(pixels.begin(), pixels.end(), [](auto pixel) { return pixel == 0; }));
}
