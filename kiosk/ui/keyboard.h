// Touch keyboards as data: a layout is rows of keys with relative widths; this file says what a tap
// at a point means. Areas tile without a gap and the nearest key wins, so that no tap between two
// keys is lost.
//
// Threads: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kiosk/ui/display.h"

namespace parvis::ui {

enum class KeyKind {
  letter,
  backspace,
  shift,
  digits,
  accents,
  space,
  listen,
  language,
  display,
  help
};

struct LayoutKey {
  KeyKind kind = KeyKind::letter;
  std::string text;   // what is typed
  std::string upper;  // with shift
  double width = 1;   // in key pitches
};

using KeyRows = std::vector<std::vector<LayoutKey>>;

struct KeyboardLayout {
  std::string name;  // "azerty"
  KeyRows letters;
  KeyRows digits;   // behind ?123
  KeyRows accents;  // behind the accent key: every accented letter at once, for one letter
};

// The layout of a language for a size class: fr → AZERTY, de → QWERTZ, others → QWERTY with their
// letters.
[[nodiscard]] const KeyboardLayout& keyboard_layout(std::string_view language, SizeClass size);

struct PlacedKey {
  LayoutKey key;
  std::string id;  // "key.a", "key.backspace"
  Box box;         // mm inside the keyboard's area; areas touch
};

// What a keyboard shows now; kept by the stage for each keyboard id.
struct KeyboardState {
  bool shift = false;  // one capital, then back
  bool digits = false;
  bool accents = false;  // one accented letter, then back
};

[[nodiscard]] std::vector<PlacedKey> place_keys(const KeyboardLayout& layout,
                                                const KeyboardState& state, const Box& area);
// The key whose area is nearest to `point`; nullptr only when there are no keys.
[[nodiscard]] const PlacedKey* nearest_key(const std::vector<PlacedKey>& keys, Point point);

}  // namespace parvis::ui
