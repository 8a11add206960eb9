#include "kiosk/text/text.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"
#include "tests/ui/scenes.h"

using namespace parvis;
using namespace parvis::text;

namespace {

Typesetter typesetter(double sx, double sy, std::size_t cache = std::size_t{4} << 20) {
  return support::value(Typesetter::open({PARVIS_TEST_ASSETS "/fonts.conf", sx, sy, cache}));
}

// First and last inked row of a mask.
std::pair<int, int> inked(const Typesetter::Drawn& drawn) {
  return {drawn.y, drawn.y + drawn.mask->height};
}

}  // namespace

TEST_CASE("a capital is as high and as wide in millimetres as asked for, on oblong pixels too") {
  const double sx = 5.19;
  const double sy = 5.59;
  Typesetter type = typesetter(sx, sy);
  for (const double capital : {3.0, 5.0, 9.0}) {
    const auto drawn = type.draw({"H", {.capital = capital}, 0});
    const auto [top, bottom] = inked(drawn);
    CHECK((bottom - top) / sy == Approx(capital).margin(0.25));
    // H is 0.741 em less its side bearings of 0.098 em each, and 1.038 capitals high.
    CHECK(drawn.mask->width / sx == Approx(capital * (0.741 - 2 * 0.098) / 0.714).margin(0.3));
  }
}

TEST_CASE("the middle of the capitals is the optical centre") {
  Typesetter type = typesetter(10, 10);
  const Paragraph one{"H", {.capital = 5}, 0};
  const auto [top, bottom] = inked(type.draw(one));
  CHECK((top + bottom) / 20.0 == Approx(type.measure(one).optical_centre).margin(0.1));
}

TEST_CASE("lines are 1.25 em apart in Latin and 1.5 em in Arabic, whatever the font says") {
  Typesetter type = typesetter(5.9, 5.88);
  const Extent latin = type.measure({"un\ndeux\ntrois", {.capital = 5}, 0});
  CHECK(latin.lines == 3);
  CHECK(latin.height == Approx(3 * 1.25 * 5 / 0.714));
  const Extent arabic = type.measure(
      {"واحد\nاثنان", {.capital = 5, .direction = Direction::rtl, .script = Script::arabic}, 0});
  CHECK(arabic.lines == 2);
  CHECK(arabic.height == Approx(2 * 1.5 * 5 / 0.714));
  CHECK(arabic.missing_glyphs == 0);
}

TEST_CASE("text breaks at the same words on every display") {
  Typesetter ten = typesetter(5.9, 5.88);
  Typesetter seven = typesetter(5.19, 5.59);
  const Paragraph p{
      "Il faut ouvrir une permanence le soir pour aider les habitants à faire leurs démarches.",
      {.capital = 4.3},
      120};
  CHECK(ten.measure(p).lines == seven.measure(p).lines);
  CHECK(ten.measure(p).width == Approx(seven.measure(p).width));
  CHECK(ten.measure(p).width <= 120);
}

TEST_CASE("start is the right side in Arabic, and digits stay left to right") {
  Typesetter type = typesetter(5.9, 5.88);
  const Style style{.capital = 5, .direction = Direction::rtl, .script = Script::arabic};
  const Extent e = type.measure({"12 فكرة", style, 100});
  CHECK(e.left + e.width == Approx(100).margin(0.1));
  CHECK(type.measure({"12", style, 100}).width > 0);
}

TEST_CASE("a character that no font has is counted") {
  Typesetter type = typesetter(5.9, 5.88);
  CHECK(type.measure({"idée ğüş", {}, 0}).missing_glyphs == 0);
  CHECK(type.measure({"漢字", {}, 0}).missing_glyphs == 2);
}

TEST_CASE("the size chosen is the largest that fits, never smaller than offered, never cut") {
  Typesetter type = typesetter(5.19, 5.59);
  const std::string proposal(
      "Il faut que chaque quartier ait un lieu ouvert le soir où l’on aide gratuitement les "
      "habitants "
      "à remplir leurs papiers et leurs demandes sur internet, sans rendez-vous.");
  const Paragraph p{proposal, {}, 138};
  CHECK(fits(type, p, 80, {4.3, 3.5}) == 4.3);
  CHECK(fits(type, p, 26, {4.3, 3.5}) == 3.5);
  CHECK(fits(type, p, 10, {4.3, 3.5}) == std::nullopt);
  CHECK(fits(type, {"Undurchführbarkeitsbescheinigung", {}, 30}, 80, {4.3}) == std::nullopt);
}

TEST_CASE("a prefix and the rest are two masks of one paragraph") {
  Typesetter type = typesetter(5.9, 5.88);
  const Paragraph p{"Il faut ouvrir", {.capital = 5}, 100};
  const auto all = type.draw(p);
  const auto prefix = type.draw(p, 0, 8);
  const auto rest = type.draw(p, 8);
  CHECK(prefix.x == all.x);
  CHECK(prefix.x + prefix.mask->width < rest.x + 3);
  CHECK(rest.x + rest.mask->width == all.x + all.mask->width);
}

TEST_CASE("the caret stands where the letters are, and a tap finds it again") {
  Typesetter type = typesetter(5.9, 5.88);
  const Paragraph p{"Il faut ouvrir une permanence le soir", {.capital = 5}, 80};
  for (const std::size_t index : caret_stops(p.text)) {
    const Rect caret = type.caret(p, index);
    const std::size_t found = type.index_at(p, caret.x - 0.3, caret.y + caret.height / 2);
    CAPTURE(index, caret.x, caret.y);
    // At a line's end the same place is the next line's beginning.
    CHECK((found == index || found + 1 == index));
  }
  CHECK(type.index_at(p, 500, 500) == p.text.size());
  CHECK(type.index_at(p, -5, -5) == 0);
}

TEST_CASE(
    "in Arabic the caret walks from the right to the left, and a prefix keeps all its letters") {
  Typesetter type = typesetter(5.9, 5.88);
  const Style style{.capital = 5, .direction = Direction::rtl, .script = Script::arabic};
  const std::string prefix = "يجب ";
  const Paragraph p{prefix + "توفير حافلة", style, 120};
  const Extent extent = type.measure(p);
  CHECK(type.caret(p, 0).x == Approx(120).margin(1.2));
  CHECK(type.caret(p, p.text.size()).x == Approx(extent.left).margin(1.2));
  CHECK(type.caret(p, prefix.size()).x < type.caret(p, 0).x - 5);
  for (const std::size_t index : caret_stops(p.text)) {
    const Rect caret = type.caret(p, index);
    const std::size_t found = type.index_at(p, caret.x + 0.3, caret.y + caret.height / 2);
    CAPTURE(index, caret.x);
    CHECK((found == index || found + 2 == index));  // a letter has two bytes
  }
  const auto all = type.draw(p);
  const auto before = type.draw(p, 0, prefix.size());
  const auto rest = type.draw(p, prefix.size());
  CHECK(rest.x == all.x);
  CHECK(before.x + before.mask->width == all.x + all.mask->width);
  CHECK(rest.x + rest.mask->width <= before.x + 3);
}

TEST_CASE("the cache stays under its bound whatever is drawn") {
  constexpr std::size_t kBound = 300'000;
  Typesetter type = typesetter(5.9, 5.88, kBound);
  for (int i = 0; i < 200; ++i) {
    (void)type.draw({"Proposition numéro " + std::to_string(i) + " avec quelques mots de plus",
                     {.capital = 5},
                     120});
    REQUIRE(type.cached_bytes() <= kBound + 60'000);
  }
  CHECK(type.cached_bytes() > kBound / 2);
  type.forget_all();
  CHECK(type.cached_bytes() == 0);
}

TEST_CASE("fonts that are not there are an error with a remedy") {
  support::TemporaryDirectory directory;
  CHECK(support::code(Typesetter::open({directory / "fonts.conf"})) == Errc::not_found);
  support::ok(write_file(directory / "fonts.conf", as_bytes("<fontconfig></fontconfig>")));
  CHECK(support::code(Typesetter::open({directory / "fonts.conf"})) == Errc::not_found);
}
