#include <algorithm>

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

const char* icon_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::backspace:
      return "key-backspace";
    case KeyKind::shift:
      return "key-shift";
    case KeyKind::accents:
      return "key-accent";
    case KeyKind::listen:
      return "icon-listen";
    case KeyKind::language:
      return "icon-language";
    case KeyKind::display:
      return "icon-aa";
    case KeyKind::help:
      return "icon-help";
    case KeyKind::caret_left:
      return "key-left";
    case KeyKind::caret_right:
      return "key-right";
    case KeyKind::delete_word:
      return "key-word";
    case KeyKind::undo:
      return "key-undo";
    case KeyKind::letter:
    case KeyKind::digits:
    case KeyKind::space:
    case KeyKind::variant:
      return nullptr;
  }
  return nullptr;
}

// What is read on a key.
std::string legend(const Canvas& canvas, const LayoutKey& key, const KeyboardState& state) {
  if (key.kind == KeyKind::space) return canvas.t("keyboard.space");
  if (key.kind == KeyKind::digits)
    return canvas.t(state.digits ? "keyboard.letters" : "keyboard.digits");
  if (key.kind == KeyKind::letter) return state.shift ? key.upper : key.text;
  if (key.kind == KeyKind::variant) return state.capitals ? key.upper : key.text;
  return {};
}

std::string spoken(const Canvas& canvas, const LayoutKey& key, const KeyboardState& state) {
  switch (key.kind) {
    case KeyKind::backspace:
      return canvas.t("a11y.key.delete");
    case KeyKind::shift:
      return canvas.t("a11y.key.shift");
    case KeyKind::accents:
      return canvas.t("keyboard.accents");
    case KeyKind::listen:
      return canvas.t("bar.listen");
    case KeyKind::language:
      return canvas.t("bar.language");
    case KeyKind::display:
      return canvas.t("bar.size");
    case KeyKind::help:
      return canvas.t("bar.help");
    case KeyKind::caret_left:
      return canvas.t("a11y.key.left");
    case KeyKind::caret_right:
      return canvas.t("a11y.key.right");
    case KeyKind::delete_word:
      return canvas.t("keyboard.word");
    case KeyKind::undo:
      return canvas.t("keyboard.undo");
    case KeyKind::letter:
    case KeyKind::digits:
    case KeyKind::space:
    case KeyKind::variant:
      return legend(canvas, key, state);
  }
  return {};
}

// The four of the bar are told to the screen.
std::optional<KeyboardTap> tap_of(KeyKind kind) {
  switch (kind) {
    case KeyKind::listen:
      return KeyboardTap::listen;
    case KeyKind::language:
      return KeyboardTap::language;
    case KeyKind::display:
      return KeyboardTap::display;
    case KeyKind::help:
      return KeyboardTap::help;
    default:
      return std::nullopt;
  }
}

double strip_height(const Canvas& canvas) { return canvas.seven() ? 12 : 14; }

// Capitals of what is read on keys: letters, and words and signs.
struct Legends {
  double letter, word;
};
Legends legends(const Canvas& canvas) {
  const Type& type = canvas.theme().type;
  const double letter = canvas.seven() ? 4.3 : 5.0;
  return canvas.theme().large() ? Legends{std::max(letter, type.note), type.note}
                                : Legends{letter, canvas.seven() ? 3.0 : 3.5};
}

constexpr double kBesidePicture = 2;  // mm

// Letters stand on white, keys that do something on stone; the drawn key is 0.35 mm smaller on each
// side.
void draw_key(StageState& s, const Canvas& canvas, const PlacedKey& placed,
              const KeyboardState& state) {
  const LayoutKey& key = placed.key;
  const Theme& theme = s.theme;
  const bool seven = canvas.seven();
  const bool writes = key.kind == KeyKind::letter || key.kind == KeyKind::variant;
  const bool capitals = state.strip == Strip::variants ? state.capitals : state.shift;
  const bool down = (key.kind == KeyKind::shift && capitals) ||
                    (key.kind == KeyKind::accents && state.strip == Strip::variants);
  const bool pressed = s.is_pressed(placed.id);
  const Token front = down && !pressed
                          ? Token::on_chosen
                          : (key.kind == KeyKind::space ? Token::secondary : Token::ink);
  Token fill = writes || key.kind == KeyKind::space ? Token::card : Token::stone;
  if (down) fill = Token::chosen;
  if (pressed) fill = Token::stone_down;
  const Box drawn = placed.box.inset(0.35);
  s.group(placed.id);
  if (s.has_ring(placed.id)) s.focus_ring(drawn.inset(0.8), theme.shape.radius_key, Token::paper);
  s.outlined(drawn, theme.shape.radius_key, theme.shape.line_thin, Token::outline, fill);
  const std::string words = legend(canvas, key, state);
  Node& node = s.node(placed.id, Role::key, spoken(canvas, key, state), placed.box);
  node.pressed = pressed;
  node.chosen = down;
  const Legends capital = legends(canvas);
  const auto script = text::has_arabic(words) ? text::Script::arabic : text::Script::latin;
  const text::Style style = s.style(writes ? capital.letter : capital.word, text::Weight::regular,
                                    text::Align::center, {}, script);
  const char* icon = icon_of(key.kind);
  // A word that is too long for its key is drawn as a picture.
  if (key.kind == KeyKind::space && s.typesetter.measure({words, style, 0}).width > drawn.w - 2)
    icon = "key-space";
  if (icon == nullptr) {
    s.node_text(node, s.glyphs({words, style, 0}, drawn, Place::center, front));
    return;
  }
  const double size = seven ? 7.4 : 8;
  Box picture{drawn.x + (drawn.w - size) / 2, drawn.y + (drawn.h - size) / 2, size, size};
  // Word and picture where the key has room for both, else the word, else the picture.
  const bool named = key.kind == KeyKind::delete_word || key.kind == KeyKind::undo;
  const text::Paragraph word{named ? node.label : std::string{}, style, 0};
  const double width = named ? s.typesetter.measure(word).width : drawn.w;
  if (width + kBesidePicture + size <= drawn.w - 2) {
    const double aside = (width + kBesidePicture) / 2;
    picture.x -= aside;
    const Box beside{picture.end() + kBesidePicture, drawn.y, width, drawn.h};
    s.node_text(node, s.glyphs(word, beside, Place::center, front));
  } else if (width <= drawn.w - 2) {
    s.node_text(node, s.glyphs(word, drawn, Place::center, front));
    return;
  }
  s.drawing(icon, picture, front, fill);
}

}  // namespace

Box Canvas::keyboard_area() const {
  const Box usable = this->usable();
  const double height = seven() ? 50 : theme().large() ? 58 : 68;
  return {usable.x, usable.bottom() - height, usable.w, height};
}

Box Canvas::above_strip(const Box& field, const std::string& keyboard) const {
  const auto at = s_.keyboards.find(keyboard);
  if (at == s_.keyboards.end() || at->second.strip == Strip::closed) return field;
  Box left = field;
  left.h -= strip_height(*this);
  return left;
}

std::optional<KeyboardTap> Canvas::keyboard(const KeyboardSpec& spec, TextEdit& edit) {
  const Box logical = keyboard_area();
  KeyboardState& state = s_.keyboards[spec.id];
  const KeyboardLayout& layout = keyboard_layout(s_.language, size_class());
  const std::string given = spec.given.empty() ? std::string{} : spec.given + " ";
  follow(state, given, edit);
  // Keys are never mirrored: an Arabic keyboard begins at the left as every other. Mirroring twice
  // undoes it.
  const double high = strip_height(*this);
  const Box band = s_.mirrored({spec.field.x, logical.y - high, spec.field.w, high});
  const Box area = s_.mirrored(logical);
  const auto place = [&] {
    std::vector<PlacedKey> keys = place_keys(layout, state, area);
    for (PlacedKey& key : place_strip(layout, state, band, keys)) keys.push_back(std::move(key));
    return keys;
  };
  std::optional<KeyboardTap> answer;
  for (const PlacedKey& key : place()) {
    if (!s_.take(key.id)) continue;
    strike(key, layout, state, edit, s_.now);
    if (key.key.kind == KeyKind::caret_left) s_.struck.emplace_back(KeyPress{Key::left});
    if (key.key.kind == KeyKind::caret_right) s_.struck.emplace_back(KeyPress{Key::right});
    answer = tap_of(key.key.kind);
    break;
  }
  follow(state, given, edit);
  Zone zone{s_.from_left(logical), {}};
  for (PlacedKey& key : place()) {
    zone.ids.push_back(key.id);
    key.box = s_.mirrored(key.box);
    draw_key(s_, *this, key, state);
  }
  s_.growing_zones.push_back(std::move(zone));
  return answer;
}

}  // namespace parvis::ui
