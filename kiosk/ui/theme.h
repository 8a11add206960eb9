// The look in one place: colours, type, shapes and motion of "the paved square". Every length is in
// millimetres.
//
// Threads: plain values.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "kiosk/ui/display.h"

namespace parvis::ui {

struct Color {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  bool operator==(const Color&) const = default;
};
[[nodiscard]] constexpr Color rgb(std::uint32_t hex) {
  return {static_cast<std::uint8_t>(hex >> 16), static_cast<std::uint8_t>(hex >> 8),
          static_cast<std::uint8_t>(hex), 255};
}
// WCAG 2 relative contrast, 1 to 21.
[[nodiscard]] double contrast(Color a, Color b);

enum class Token : std::uint8_t {
  paper,
  card,
  stone,
  stone_down,
  ink,
  secondary,
  brick,
  brick_down,
  on_brick,  // the primary action
  lagoon,    // links, focus
  sun,
  sun_soft,  // laid stones; never text
  art_a,
  art_b,  // the two flat fills of pictures
  outline,
  edge,  // edge: round stones and cards in high contrast, else nothing
  ok,
  stop,
  chosen,
  on_chosen,
  none,  // not drawn
};
inline constexpr std::size_t kTokens = static_cast<std::size_t>(Token::none) + 1;

enum class Look { light, dark, high_contrast };
enum class TextSize { standard, bigger, large, largest };
// How many of them a panel offers: the largest needs one of 10".
[[nodiscard]] int text_sizes(SizeClass size);
enum class Motion { normal, reduced };
enum class Hand { right, left };  // left: boxes change sides, words run on as they do

// Heights of capitals, mm. `least`: what has one line's place and no other may fall back to it, never under it.
struct Type {
  double least, note, button, proposal, title, code;
};

struct Shape {
  double radius_stone = 4, radius_control = 3, radius_key = 2, radius_progress = 0.9;
  double line = 0.6, line_thin = 0.3;
  double focus_ring = 0.8, focus_gap = 0.6;
  double shadow_offset = 0.8, shadow_soft = 2.8, shadow_strength = 0.13;
};

struct Timing {
  using ms = std::chrono::milliseconds;
  ms press{80}, card{180}, stone{220}, veil{150};
  ms attract_every{8000}, attract_turn{900};
};

// A city replaces brick and lagoon alone; both are darkened until they reach 7:1 on paper and card.
struct CityColors {
  Color brick, lagoon;
};

struct Theme {
  Look look = Look::light;
  TextSize text_size = TextSize::standard;
  Motion motion = Motion::normal;
  Hand hand = Hand::right;
  std::array<Color, kTokens> colors{};
  Type type{};
  Shape shape{};
  Timing timing{};
  double margin = 4, gap = 4;

  [[nodiscard]] Color color(Token token) const { return colors[static_cast<std::size_t>(token)]; }
  // From `large` on every capital that a resident must read is 0.7° high (EN 301 549, 5.1.4): `type.least`. Pictures
  // beside text and the words of the bar give way, and what has no place any more is paged.
  [[nodiscard]] bool large() const { return text_size >= TextSize::large; }
};

[[nodiscard]] Theme make_theme(const Display& display, Look look = Look::light,
                               TextSize size = TextSize::standard, Motion motion = Motion::normal,
                               Hand hand = Hand::right);
[[nodiscard]] Theme with_city(Theme theme, const CityColors& city);

}  // namespace parvis::ui
