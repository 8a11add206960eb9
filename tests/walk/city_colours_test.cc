// A city's colours, whatever they are, leave every word readable.
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/result.h"
#include "tests/walk/checks.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

constexpr std::array<std::uint32_t, 10> kHostile{0xFFFFFF, 0x000000, 0xFFFF00, 0xFF00FF, 0x00FFFF,
                                                 0xFAF6EF, 0x808080, 0xF2B33D, 0x00FF00, 0xFE0101};

}  // namespace

TEST_CASE("4,096 bricks and lagoons reach 7:1 on paper and card, pressed too") {
  const auto plain = ui::make_theme(support::value(ui::find_display("10")));
  for (std::uint32_t i = 0; i < 4096; ++i) {
    const std::uint32_t hex = (i >> 8 & 15) * 0x110000 + (i >> 4 & 15) * 0x1100 + (i & 15) * 0x11;
    const auto city = ui::with_city(plain, {ui::rgb(hex), ui::rgb(hex ^ 0xFFFFFF)});
    CAPTURE(hex);
    double least = 21;
    for (const auto front : {ui::Token::brick, ui::Token::lagoon}) {
      for (const auto ground : {ui::Token::paper, ui::Token::card}) {
        least = std::min(least, ui::contrast(city.color(front), city.color(ground)));
      }
    }
    for (const auto ground : {ui::Token::brick, ui::Token::brick_down}) {
      least = std::min(least, ui::contrast(city.color(ui::Token::on_brick), city.color(ground)));
    }
    if (least < 7) FAIL_CHECK("only " << least << ":1");
  }
}

TEST_CASE("with hostile city colours every painted word keeps 7:1 on its ground") {
  const auto asked = shipped_consultation();
  Walker walker(support::value(ui::find_display("10")), ui::Drawing::pixels, asked);
  const auto stops = walk(asked, "fr");
  std::size_t at = 0;
  for (const auto hex : kHostile) {
    walker.pour([hex](const ui::Theme& theme) {
      return ui::with_city(theme, {ui::rgb(hex), ui::rgb(hex)});
    });
    Findings found;
    // Every third stop with each colour: after three colours all have been seen.
    for (std::size_t i = at++ % 3; i < stops.size(); i += 3) {
      walker.show(stops[i], "fr");
      check_contrast(seen(stops[i].name, {"10", "fr", {}, {}}, walker.stage()),
                     walker.stage().image(), ui::Look::light, found);
    }
    INFO(listed(found));
    CHECK(found.empty());
  }
}
