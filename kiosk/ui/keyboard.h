// Touch keyboards as data, and what a strike does. Areas tile without a gap and the nearest key wins,
// so that no tap between two keys is lost.
//
// Above the keys a strip opens for a while, and closes as writing goes on:
//  - Tapping a letter twice types it twice and offers its variants (e: ê ë é è). One of them takes the
//    place of both; whoever wanted "ee" just goes on. The accent key offers those of the letter before
//    the caret, and there one takes the place of that letter alone.
//  - Tapping backspace twice takes two letters away and offers more: the caret to both sides, the word
//    before it, undo.
// No key moves when it opens, so double letters are neither lost nor slower.
//
// Capitals come by themselves where a sentence begins; the shift key says otherwise.
//
// Threads: plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/clock.h"
#include "kiosk/ui/display.h"
#include "kiosk/ui/edit.h"

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
  help,
  variant,  // from here on: of the strip
  caret_left,
  caret_right,
  delete_word,
  undo
};

struct LayoutKey {
  KeyKind kind = KeyKind::letter;
  std::string text;   // what is typed
  std::string upper;  // with shift
  double width = 1;   // in key pitches
};

using KeyRows = std::vector<std::vector<LayoutKey>>;

struct Variants {
  LayoutKey of;  // an empty text: what the accent key offers after no letter of this list
  std::vector<LayoutKey> keys;
};

struct KeyboardLayout {
  std::string name;  // "azerty"
  KeyRows letters;
  KeyRows digits;  // behind ?123
  std::vector<Variants> variants;
};

// The layout of a language for a size class: fr → AZERTY, de and gsw → QWERTZ, tr and ar their own,
// others → QWERTY with their letters.
[[nodiscard]] const KeyboardLayout& keyboard_layout(std::string_view language, SizeClass size);

struct PlacedKey {
  LayoutKey key;
  std::string id;  // "key.a", "key.backspace", "key.variant.ê"
  Box box;         // mm inside the keyboard's area; areas touch
};

enum class Strip { closed, variants, tools };

// What a keyboard shows now; kept by the stage for each keyboard id.
struct KeyboardState {
  bool shift = false;  // the next letter is a capital
  bool digits = false;
  Strip strip = Strip::closed;
  std::string variants_of = {};  // the letter, in small
  bool capitals = false;         // of the variants
  std::size_t replaces = 0;      // letters before the caret that a variant takes the place of
  std::string struck = {};       // the id of the last key, for a second tap
  bool struck_shift = false;     // with shift
  MonoTime struck_at{};
  std::uint64_t offered_at = 0;            // TextEdit::changes() that the variants were offered for
  std::optional<std::uint64_t> seen = {};  // and those that the capital was decided for
};

// A second tap on the same key within this time opens the strip.
inline constexpr std::chrono::milliseconds kSecondTap{2000};

[[nodiscard]] std::vector<PlacedKey> place_keys(const KeyboardLayout& layout,
                                                const KeyboardState& state, const Box& area);
// The keys of the open strip, from the left: variants above their letter and as wide as a key, tools
// as wide as there is room. `band` is where the strip may stand, `keys` what place_keys gave.
[[nodiscard]] std::vector<PlacedKey> place_strip(const KeyboardLayout& layout,
                                                 const KeyboardState& state, const Box& band,
                                                 const std::vector<PlacedKey>& keys);
// The key whose area is nearest to `point`; nullptr only when there are no keys.
[[nodiscard]] const PlacedKey* nearest_key(const std::vector<PlacedKey>& keys, Point point);

// What a struck key does to the text and to what the keyboard shows. The four of the bar and the
// caret's two do nothing here.
void strike(const PlacedKey& struck, const KeyboardLayout& layout, KeyboardState& state,
            TextEdit& edit, MonoTime now);
// To be called before and after a strike: whenever text or caret have changed, by whomever, decides
// about the capital, and closes variants of a letter that stands elsewhere now. `given` is what stands
// before the text.
void follow(KeyboardState& state, std::string_view given, const TextEdit& edit);
// Whether a sentence begins after `before`: at the start, and after . ! ? … and a space.
[[nodiscard]] bool begins_sentence(std::string_view before);

}  // namespace parvis::ui
