// A screen for the left hand: controls change sides, words do not.
#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;

namespace {

scenes::Scene scene_of(std::function<void(Canvas&)> draw, const char* language = "fr") {
  scenes::Scene scene = scenes::named("05-vote-before");
  scene.language = language;
  scene.draw = [draw = std::move(draw)](Canvas& c, scenes::Memory&) { draw(c); };
  return scene;
}

void for_the_left(Drawn& drawn) {
  drawn.stage().set_theme(make_theme(drawn.stage().display(), Look::light, TextSize::standard,
                                     Motion::normal, Hand::left));
  drawn.frame();
}

}  // namespace

TEST_CASE("for the left hand the bar changes sides, and its end zone is aligned to the left edge") {
  Drawn drawn(scene_of([](Canvas& c) {
    static_cast<void>(c.bar({.where = "Mulhouse"}));
    c.text({.id = "words", .label = "Une phrase", .box = {4, 40, 100, 10}});
  }));
  const double width = drawn.stage().display().width;
  const Box back = drawn.node("bar.back").box;
  for_the_left(drawn);
  CHECK(drawn.node("bar.back").box.x == Approx(width - back.end()));
  CHECK(drawn.node("bar.where").text.x == Approx(4).margin(0.6));
  // A paragraph begins at the left of its box, on whichever side that box stands.
  CHECK(drawn.node("words").box.end() == Approx(width - 4));
  CHECK(drawn.node("words").text.x == Approx(drawn.node("words").box.x).margin(0.6));
}

TEST_CASE("equals stand in reading order for either hand") {
  Drawn drawn(scene_of([](Canvas& c) {
    const Box row{4, 40, 209, 20};
    const auto order = c.reading(row);
    c.button({.id = "first", .label = "Un", .box = column(row, 0, 2, 4)});
    c.button({.id = "second", .label = "Deux", .box = column(row, 1, 2, 4)});
  }));
  const double first = drawn.node("first").box.x;
  CHECK(first < drawn.node("second").box.x);
  for_the_left(drawn);
  CHECK(drawn.node("first").box.x == Approx(first));
}

TEST_CASE("a PIN pad begins at the left for either hand, in French and in Arabic") {
  for (const char* language : {"fr", "ar"}) {
    Drawn drawn(scene_of(
        [](Canvas& c) {
          static_cast<void>(c.pin_pad({.box = {60, 24, 96, 108}}));
        },
        language));
    CHECK(drawn.node("pad.1").box.x < drawn.node("pad.3").box.x);
    for_the_left(drawn);
    CHECK(drawn.node("pad.1").box.x < drawn.node("pad.3").box.x);
  }
}

TEST_CASE("keys keep their order for either hand") {
  TextEdit edit;
  Drawn drawn(scene_of([&edit](Canvas& c) { static_cast<void>(c.keyboard({}, edit)); }));
  const double a = drawn.node("key.a").box.x;
  for_the_left(drawn);
  CHECK(drawn.node("key.a").box.x == Approx(a));
  CHECK(drawn.node("key.a").box.x < drawn.node("key.p").box.x);
}

TEST_CASE("in its lower half a tall panel has the same millimetres") {
  const Display whole = support::value(find_display("portrait"));
  const Display low = whole.lowered();
  CHECK(whole.tall());
  CHECK(low.px_per_mm_y() == Approx(whole.px_per_mm_y()));
  CHECK(low.above == Approx(low.height));
  CHECK_FALSE(support::value(find_display("15")).tall());  // 194 mm
}
