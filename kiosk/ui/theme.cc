#include "kiosk/ui/theme.h"

#include <algorithm>
#include <cmath>

namespace parvis::ui {
namespace {

using Palette = std::array<std::uint32_t, kTokens - 1>;  // in the order of Token, without `none`

// `edge` equals its ground where nothing is to be seen.
constexpr Palette kLight{0xFAF6EF, 0xFFFFFF, 0xEDE6DA, 0xDCD2C0, 0x1B2430, 0x48505C, 0x8F2F1E,
                         0x6E2215, 0xFFFFFF, 0x0B4F57, 0xF2B33D, 0xF8DDA4, 0xF2B33D, 0xEDE6DA,
                         0x7A756B, 0xEDE6DA, 0x1F5E3B, 0x9B1C1C, 0x1B2430, 0xFFFFFF};
constexpr Palette kDark{0x12171F, 0x252D38, 0x1B222C, 0x353F4C, 0xF5F0E6, 0xC9C6BE, 0xF0B95A,
                        0xD9A03C, 0x12171F, 0xF0B95A, 0xF0B95A, 0x6B5526, 0x7A5A1E, 0x39434F,
                        0x8D929B, 0x252D38, 0x8FD3A8, 0xF2A5A0, 0xF5F0E6, 0x12171F};
constexpr Palette kHigh{0x000000, 0x000000, 0x000000, 0x333333, 0xFFFFFF, 0xFFFFFF, 0xFFE100,
                        0xFFFFFF, 0x000000, 0xFFE100, 0xFFE100, 0x000000, 0x000000, 0x000000,
                        0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 0xFFE100, 0x000000};

const Palette& palette(Look look) {
  switch (look) {
    case Look::dark:
      return kDark;
    case Look::high_contrast:
      return kHigh;
    case Look::light:
      break;
  }
  return kLight;
}

// Capitals in mm. From `large` on no capital is under 0.7°: 4.9 mm at 400 mm, 6.1 mm at 500 mm.
Type type_of(SizeClass size, TextSize text) {
  if (size == SizeClass::seven) {
    switch (text) {
      case TextSize::standard:
        return {3.0, 3.0, 3.5, 4.3, 5.0, 7.0};
      case TextSize::bigger:
        return {3.0, 3.5, 4.0, 4.6, 5.4, 7.0};
      case TextSize::large:
      case TextSize::largest:
        return {4.9, 4.9, 4.9, 4.9, 5.4, 7.0};
    }
  }
  switch (text) {
    case TextSize::standard:
      return {3.5, 3.5, 4.3, 5.0, 6.5, 9.0};
    case TextSize::bigger:
      return {3.5, 4.0, 5.0, 5.6, 6.8, 9.0};
    case TextSize::large:
      return {6.1, 6.1, 6.1, 6.1, 7.0, 9.0};
    case TextSize::largest:
      return {6.1, 6.1, 6.1, 8.0, 8.0, 9.0};
  }
  return {};
}

double linear(std::uint8_t channel) {
  const double c = channel / 255.0;
  return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}
double luminance(Color c) {
  return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

Color scaled(Color c, double by) {
  const auto part = [by](std::uint8_t v) { return static_cast<std::uint8_t>(std::lround(v * by)); };
  return {part(c.r), part(c.g), part(c.b), c.a};
}

// The city's colour, darkened in steps until it is read on both grounds.
Color readable(Color color, Color paper, Color card) {
  for (int percent = 100; percent > 0; percent -= 4) {
    const Color tried = scaled(color, percent / 100.0);
    if (contrast(tried, paper) >= 7 && contrast(tried, card) >= 7) return tried;
  }
  return {0, 0, 0, 255};
}

}  // namespace

double contrast(Color a, Color b) {
  const double la = luminance(a);
  const double lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

int text_sizes(SizeClass size) { return size == SizeClass::seven ? 3 : 4; }

Theme make_theme(const Display& display, Look look, TextSize size, Motion motion, Hand hand) {
  Theme theme;
  theme.look = look;
  theme.text_size = size;
  theme.motion = motion;
  theme.hand = hand;
  const Palette& colors = palette(look);
  std::transform(colors.begin(), colors.end(), theme.colors.begin(), rgb);
  theme.colors.back() = {0, 0, 0, 0};
  theme.type = type_of(display.size_class(), size);
  theme.margin = theme.gap = display.size_class() == SizeClass::seven ? 3 : 4;
  return theme;
}

Theme with_city(Theme theme, const CityColors& city) {
  if (theme.look != Look::light)
    return theme;  // dark and high contrast keep what was measured for them
  const auto set = [&theme](Token token, Color color) {
    theme.colors[static_cast<std::size_t>(token)] = color;
  };
  const Color brick = readable(city.brick, theme.color(Token::paper), theme.color(Token::card));
  set(Token::brick, brick);
  set(Token::brick_down, scaled(brick, 0.77));
  set(Token::lagoon, readable(city.lagoon, theme.color(Token::paper), theme.color(Token::card)));
  return theme;
}

}  // namespace parvis::ui
