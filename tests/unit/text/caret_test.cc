// The caret as the eye follows it: arrow keys and taps, in words of both directions.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/ui/scenes.h"

using namespace parvis;
using namespace parvis::text;

namespace {

Typesetter typesetter() {
  return support::value(
      Typesetter::open({PARVIS_TEST_ASSETS "/fonts.conf", 5.9, 5.88, std::size_t{4} << 20}));
}

const Style kLatin{.capital = 4.3};
const Style kArabic{.capital = 4.3, .direction = Direction::rtl, .script = Script::arabic};

// Every place that the key leads to, one after the other.
std::vector<std::size_t> walk(Typesetter& type, const Paragraph& p, std::size_t from, Side side) {
  std::vector<std::size_t> places{from};
  while (places.size() < 200) {
    const std::size_t next = type.beside(p, places.back(), side);
    if (next == places.back()) break;
    places.push_back(next);
  }
  return places;
}

}  // namespace

TEST_CASE("in a French line the arrows go letter by letter and stop at its ends") {
  Typesetter type = typesetter();
  const Paragraph p{"été 👩‍👩‍👧 chaud", kLatin, 0};
  const auto stops = caret_stops(p.text);
  CHECK(walk(type, p, 0, Side::right) == stops);
  auto back = walk(type, p, p.text.size(), Side::left);
  std::ranges::reverse(back);
  CHECK(back == stops);
}

TEST_CASE("in Arabic the left arrow goes left, which is on") {
  Typesetter type = typesetter();
  const Paragraph p{"توفير حافلة", kArabic, 120};
  CHECK(walk(type, p, 0, Side::left) == caret_stops(p.text));
  CHECK(type.beside(p, 0, Side::right) == 0);
}

TEST_CASE(
    "a Latin name and a number in an Arabic sentence: each press moves the caret to that side") {
  Typesetter type = typesetter();
  const Paragraph p{"خط Soléa رقم 12 كل ساعة", kArabic, 0};
  for (const Side side : {Side::left, Side::right}) {
    const std::size_t start = side == Side::left ? 0 : p.text.size();
    const auto places = walk(type, p, start, side);
    CHECK(places.front() == start);
    CHECK(places.back() == p.text.size() - start);
    for (std::size_t i = 1; i < places.size(); ++i) {
      CAPTURE(i, places[i - 1], places[i]);
      const double step = type.caret(p, places[i]).x - type.caret(p, places[i - 1]).x;
      CHECK((side == Side::left ? step < 0 : step > 0));
    }
    // Nearly every place is reached: at a change of direction two of them look the same.
    CHECK(places.size() + 4 >= caret_stops(p.text).size());
  }
}

TEST_CASE("at a line's end sideways goes on with the next line, and up and down keep their place") {
  Typesetter type = typesetter();
  for (const Paragraph& p : {Paragraph{"Il faut ouvrir une permanence le soir", kLatin, 50},
                             Paragraph{"يجب توفير حافلة ليلية لكل الأحياء", kArabic, 40}}) {
    const bool latin = p.style.direction == Direction::ltr;
    REQUIRE(type.measure(p).lines > 1);
    CHECK(walk(type, p, 0, latin ? Side::right : Side::left) == caret_stops(p.text));
    const auto back = walk(type, p, p.text.size(), latin ? Side::left : Side::right);
    CHECK(back.back() == 0);
    CHECK(back.size() == caret_stops(p.text).size());

    const std::size_t here = caret_stops(p.text)[4];
    const std::size_t below = type.beside(p, here, Side::below);
    CHECK(type.caret(p, below).y > type.caret(p, here).y);
    CHECK(std::abs(type.caret(p, below).x - type.caret(p, here).x) < 4);
    CHECK(type.beside(p, here, Side::above) == here);
    CHECK(type.caret(p, type.beside(p, below, Side::above)).y == type.caret(p, here).y);
  }
}

TEST_CASE("a tap in a mixed line puts the caret where it stands, in front of a whole letter") {
  Typesetter type = typesetter();
  const Paragraph p{"خط Soléa رقم 12 كل ساعة", kArabic, 120};
  const auto stops = caret_stops(p.text);
  const Extent extent = type.measure(p);
  for (double x = extent.left - 5; x < 125; x += 0.7) {
    const std::size_t found = type.index_at(p, x, extent.height / 2);
    CAPTURE(x, found);
    CHECK(std::ranges::binary_search(stops, found));
  }
  // In the middle of the first letter's right half, of the name, of the number.
  for (const std::size_t index : {stops[0], p.text.find("léa"), p.text.find("12") + 1}) {
    const Rect caret = type.caret(p, index);
    const bool latin = index != 0;
    const std::size_t found =
        type.index_at(p, caret.x + (latin ? 0.6 : -0.6), caret.y + caret.height / 2);
    CAPTURE(index, caret.x, found);
    CHECK(found == index);
  }
}
