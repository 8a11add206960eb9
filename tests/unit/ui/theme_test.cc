#include "kiosk/ui/theme.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::ui;

namespace {

Theme theme(const char* display, Look look = Look::light, TextSize size = TextSize::standard) {
  return make_theme(support::value(find_display(display)), look, size);
}

}  // namespace

TEST_CASE("every text stands out of every ground it is drawn on") {
  struct Pair {
    Token front, ground;
  };
  const Pair pairs[] = {{Token::ink, Token::paper},        {Token::ink, Token::card},
                        {Token::ink, Token::stone},        {Token::ink, Token::stone_down},
                        {Token::secondary, Token::paper},  {Token::secondary, Token::card},
                        {Token::on_brick, Token::brick},   {Token::on_brick, Token::brick_down},
                        {Token::lagoon, Token::paper},     {Token::lagoon, Token::card},
                        {Token::on_chosen, Token::chosen}, {Token::ok, Token::card},
                        {Token::stop, Token::card}};
  for (const Look look : {Look::light, Look::dark, Look::high_contrast}) {
    const Theme t = theme("10", look);
    for (const Pair& pair : pairs) {
      const double least = look == Look::high_contrast && pair.ground != Token::stone_down ? 15 : 7;
      CAPTURE(static_cast<int>(look), static_cast<int>(pair.front), static_cast<int>(pair.ground));
      CHECK(contrast(t.color(pair.front), t.color(pair.ground)) >= least);
    }
    CHECK(contrast(t.color(Token::outline), t.color(Token::paper)) >= 3);
  }
}

TEST_CASE("contrast is WCAG's") {
  CHECK(contrast(rgb(0x000000), rgb(0xFFFFFF)) == Approx(21));
  CHECK(contrast(rgb(0x777777), rgb(0xFFFFFF)) == Approx(4.48).margin(0.01));
}

TEST_CASE("a city's colours are darkened until they are read, and the rest stays") {
  const Theme plain = theme("10");
  const Theme city = with_city(plain, {rgb(0xFF6600), rgb(0x66CCFF)});
  CHECK(contrast(city.color(Token::brick), city.color(Token::paper)) >= 7);
  CHECK(contrast(city.color(Token::lagoon), city.color(Token::paper)) >= 7);
  CHECK(contrast(city.color(Token::on_brick), city.color(Token::brick_down)) >= 7);
  CHECK(city.color(Token::ink) == plain.color(Token::ink));
  CHECK(with_city(plain, {rgb(0x8F2F1E), rgb(0x0B4F57)}).color(Token::brick) == rgb(0x8F2F1E));
}

TEST_CASE("large text has no capital under 0.7 degrees") {
  for (const TextSize size : {TextSize::large, TextSize::largest}) {
    const Type ten = theme("10", Look::light, size).type;
    CHECK(std::min({ten.note, ten.button, ten.proposal, ten.title}) >= 6.1);
    const Type seven = theme("7", Look::light, size).type;
    CHECK(std::min({seven.note, seven.button, seven.proposal, seven.title}) >= 4.9);
  }
}

TEST_CASE("an unknown display is refused with the names there are") {
  const auto found = find_display("12");
  CHECK(support::code(found) == Errc::not_found);
  CHECK(found.error().context.find("portrait") != std::string::npos);
}
