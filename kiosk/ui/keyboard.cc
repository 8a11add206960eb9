#include "kiosk/ui/keyboard.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "kiosk/text/text.h"

namespace parvis::ui {
namespace {

std::string id_of(const LayoutKey& key) {
  switch (key.kind) {
    case KeyKind::letter:
      return "key." + key.text;
    case KeyKind::backspace:
      return "key.backspace";
    case KeyKind::shift:
      return "key.shift";
    case KeyKind::digits:
      return "key.digits";
    case KeyKind::accents:
      return "key.accents";
    case KeyKind::space:
      return "key.space";
    case KeyKind::listen:
      return "key.listen";
    case KeyKind::language:
      return "key.language";
    case KeyKind::display:
      return "key.display";
    case KeyKind::help:
      return "key.help";
    case KeyKind::variant:
      return "key.variant." + key.text;
    case KeyKind::caret_left:
      return "key.left";
    case KeyKind::caret_right:
      return "key.right";
    case KeyKind::delete_word:
      return "key.word";
    case KeyKind::undo:
      return "key.undo";
  }
  return {};
}

double pitches(const std::vector<LayoutKey>& row) {
  double sum = 0;
  for (const LayoutKey& key : row) sum += key.width;
  return sum;
}

// The two with words are wider.
const std::vector<LayoutKey> kTools{{KeyKind::caret_left, {}, {}, 1},
                                    {KeyKind::caret_right, {}, {}, 1},
                                    {KeyKind::delete_word, {}, {}, 1.9},
                                    {KeyKind::undo, {}, {}, 1.4}};

double distance(const Box& box, Point p) {
  const double dx = std::max({box.x - p.x, 0.0, p.x - box.end()});
  const double dy = std::max({box.y - p.y, 0.0, p.y - box.bottom()});
  return std::hypot(dx, dy);
}

const Variants* find_variants(const KeyboardLayout& layout, std::string_view letter) {
  const auto found = std::ranges::find(
      layout.variants, letter, [](const Variants& v) -> const std::string& { return v.of.text; });
  return found == layout.variants.end() ? nullptr : &*found;
}

// The letter before the caret; empty at the start.
std::string_view letter_before(const TextEdit& edit) {
  const auto stops = text::caret_stops(edit.text());
  const auto here = std::ranges::lower_bound(stops, edit.caret());
  if (here == stops.begin()) return {};
  const std::size_t from = *std::prev(here);
  return std::string_view(edit.text()).substr(from, edit.caret() - from);
}

// Whether the letter is `key`, and whether it is its capital.
std::optional<bool> capital_of(const LayoutKey& key, std::string_view letter) {
  if (key.text == letter) return false;
  if (key.upper == letter) return true;
  return std::nullopt;
}

// The accent key: the variants of the letter before the caret, which may be one of them already.
void offer_variants(const KeyboardLayout& layout, KeyboardState& state, const TextEdit& edit) {
  const std::string_view letter = letter_before(edit);
  state.variants_of.clear();
  state.replaces = 0;
  state.capitals = state.shift;
  const auto offer = [&](const Variants& variants, const LayoutKey& key) {
    const auto capital = capital_of(key, letter);
    if (variants.of.text.empty() || state.replaces > 0 || !capital) return;
    state.variants_of = variants.of.text;
    state.replaces = 1;
    state.capitals = *capital;
  };
  for (const Variants& variants : layout.variants) offer(variants, variants.of);
  for (const Variants& variants : layout.variants) {
    for (const LayoutKey& key : variants.keys) offer(variants, key);
  }
  state.offered_at = edit.changes();
  state.strip = Strip::variants;
}

void strike_letter(const LayoutKey& key, const KeyboardLayout& layout, KeyboardState& state,
                   TextEdit& edit, bool again) {
  state.strip = Strip::closed;
  if (!edit.insert(state.shift ? key.upper : key.text)) return;
  if (!again || find_variants(layout, key.text) == nullptr) return;
  state.strip = Strip::variants;
  state.variants_of = key.text;
  state.offered_at = edit.changes();
  state.replaces = 2;
  state.capitals = state.struck_shift;  // É for "Ee"
}

}  // namespace

std::vector<PlacedKey> place_keys(const KeyboardLayout& layout, const KeyboardState& state,
                                  const Box& area) {
  const KeyRows& rows = state.digits ? layout.digits : layout.letters;
  std::vector<PlacedKey> placed;
  const double height = area.h / static_cast<double>(rows.size());
  double y = area.y;
  for (const auto& row : rows) {
    const double pitch = area.w / pitches(row);
    double x = area.x;
    for (const LayoutKey& key : row) {
      placed.push_back({key, id_of(key), {x, y, key.width * pitch, height}});
      x += key.width * pitch;
    }
    y += height;
  }
  return placed;
}

const PlacedKey* nearest_key(const std::vector<PlacedKey>& keys, Point point) {
  const PlacedKey* best = nullptr;
  double least = std::numeric_limits<double>::max();
  for (const PlacedKey& key : keys) {
    const double away = distance(key.box, point);
    if (away < least) {
      least = away;
      best = &key;
    }
  }
  return best;
}

std::vector<PlacedKey> place_strip(const KeyboardLayout& layout, const KeyboardState& state,
                                   const Box& band, const std::vector<PlacedKey>& keys) {
  std::vector<LayoutKey> shown;
  double x = band.x;
  double pitch = 0;
  if (state.strip == Strip::tools) {
    shown = kTools;
    pitch = band.w / pitches(shown);
  } else if (const Variants* variants = find_variants(layout, state.variants_of);
             state.strip == Strip::variants && variants != nullptr) {
    shown = variants->keys;
    pitch = std::min(keys.empty() ? band.w : keys.front().box.w, band.w / pitches(shown));
    const double width = pitch * pitches(shown);
    const auto under = std::ranges::find(keys, "key." + state.variants_of, &PlacedKey::id);
    if (under != keys.end()) x = under->box.x + (under->box.w - width) / 2;
    x = std::clamp(x, band.x, band.end() - width);
  }
  std::vector<PlacedKey> placed;
  for (const LayoutKey& key : shown) {
    placed.push_back({key, id_of(key), {x, band.y, key.width * pitch, band.h}});
    x += key.width * pitch;
  }
  return placed;
}

bool begins_sentence(std::string_view before) {
  const std::size_t last = before.find_last_not_of(' ');
  if (last == std::string_view::npos) return true;
  const std::string_view said = before.substr(0, last + 1);
  const bool ended =
      std::ranges::any_of(std::array<std::string_view, 5>{".", "!", "?", "…", "؟"},
                          [&](std::string_view mark) { return said.ends_with(mark); });
  return ended && last + 1 < before.size();
}

void follow(KeyboardState& state, std::string_view given, const TextEdit& edit) {
  if (state.seen == edit.changes()) return;
  state.seen = edit.changes();
  state.shift = begins_sentence(std::string(given) + edit.text().substr(0, edit.caret()));
  if (state.strip == Strip::variants && state.offered_at != edit.changes())
    state.strip = Strip::closed;
}

namespace {

// The keys that change what the keyboard shows.
void strike_mode(KeyKind kind, const KeyboardLayout& layout, KeyboardState& state,
                 const TextEdit& edit) {
  const bool variants = state.strip == Strip::variants;
  if (kind == KeyKind::shift) {
    bool& turned = variants ? state.capitals : state.shift;
    turned = !turned;
  }
  if (kind == KeyKind::digits) {
    state.digits = !state.digits;
    state.strip = Strip::closed;
  }
  if (kind != KeyKind::accents) return;
  if (variants) {
    state.strip = Strip::closed;
  } else {
    offer_variants(layout, state, edit);
  }
}

}  // namespace

void strike(const PlacedKey& struck, const KeyboardLayout& layout, KeyboardState& state,
            TextEdit& edit, MonoTime now) {
  const LayoutKey& key = struck.key;
  const bool again = state.struck == struck.id && now - state.struck_at <= kSecondTap;
  const bool shift = state.shift;
  switch (key.kind) {
    case KeyKind::letter:
      strike_letter(key, layout, state, edit, again);
      break;
    case KeyKind::space:
      edit.insert(" ");
      state.digits = false;  // after a number people go on with words
      state.strip = Strip::closed;
      break;
    case KeyKind::variant:
      edit.replace_before(state.replaces, state.capitals ? key.upper : key.text);
      state.strip = Strip::closed;
      break;
    case KeyKind::backspace:
      edit.backspace();
      state.strip = again || state.strip == Strip::tools ? Strip::tools : Strip::closed;
      break;
    case KeyKind::delete_word:
      edit.delete_word();
      break;
    case KeyKind::undo:
      edit.undo();
      break;
    default:
      strike_mode(key.kind, layout, state, edit);
  }
  state.struck = struck.id;
  state.struck_shift = shift;
  state.struck_at = now;
}

}  // namespace parvis::ui
