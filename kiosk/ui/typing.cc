#include <algorithm>

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

void apply(TextEdit& edit, const KeyPress& press) {
  switch (press.key) {
    case Key::left:
      return edit.left();
    case Key::right:
      return edit.right();
    case Key::up:
    case Key::home:
      return edit.home();
    case Key::down:
    case Key::end:
      return edit.end();
    case Key::backspace:
      return edit.backspace();
    case Key::delete_word:
      return edit.delete_word();
    case Key::undo:
      return edit.undo();
    case Key::tab:
    case Key::back_tab:
    case Key::enter:
    case Key::escape:
      return;
  }
}

// The part of a field that holds text, and the line under it for hint and counter.
struct FieldParts {
  Box words, under;
};

FieldParts parts_of(const FieldSpec& spec, SizeClass size) {
  const Box& b = spec.box;
  if (size == SizeClass::seven) {
    return {{b.x + 3.5, b.y + 1.9, b.w - 7, b.h - 8.6},
            {b.x + 3.5, b.bottom() - 6.8, b.w - 7, 5.6}};
  }
  return {{b.x + 6, b.y + 3, b.w - 12, b.h - 13}, {b.x + 6, b.bottom() - 9, b.w - 12, 7.2}};
}

// "Il faut" and what is typed are one paragraph, so that they wrap as one.
std::string given(const FieldSpec& spec) {
  return spec.prefix.empty() ? std::string{} : spec.prefix + " ";
}

}  // namespace

void Canvas::field(const FieldSpec& spec, TextEdit& edit) {
  for (const auto& event : std::exchange(s_.typing, {})) {
    if (const auto* typed = std::get_if<Typed>(&event)) edit.insert(typed->text);
    if (const auto* press = std::get_if<KeyPress>(&event)) apply(edit, *press);
    s_.answered = true;
  }
  const FieldParts parts = parts_of(spec, size_class());
  const std::string prefix = given(spec);
  const text::Style style = s_.style(spec.capital, text::Weight::regular, text::Align::start);
  const text::Paragraph words{prefix + edit.text(), style, parts.words.w};
  const text::Extent extent = s_.typesetter.measure(words);
  const double optical = extent.optical_centre - extent.height / 2;
  // Whole lines that fit; when there are more, those around the caret are shown.
  const int lines = std::max(1, static_cast<int>((parts.words.h + 0.05) / extent.line_height));
  const text::Rect caret = s_.typesetter.caret(words, prefix.size() + edit.caret());
  const int caret_line = static_cast<int>(caret.y / extent.line_height);
  const int first = std::clamp(caret_line - lines + 1, 0, std::max(0, extent.lines - lines));
  const Box left = s_.from_left(parts.words);
  const double top = left.y - optical - first * extent.line_height;
  if (s_.take(spec.id)) {
    const std::size_t at =
        s_.typesetter.index_at(words, s_.tapped_at.x - left.x, s_.tapped_at.y - top);
    edit.move_to(at > prefix.size() ? at - prefix.size() : 0);
  }

  s_.group(spec.id);
  if (!s_.focus.empty() && s_.focus == spec.id) {
    s_.focus_ring(spec.box, s_.theme.shape.radius_control, Token::paper);
  }
  s_.outlined(spec.box, s_.theme.shape.radius_control, s_.theme.shape.focus_ring, Token::lagoon,
              Token::card);
  // Whole lines: nothing is seen of those above and below.
  const PixelBox clip =
      s_.pixels_of({left.x - 1, left.y - optical, left.w + 2, lines * extent.line_height});
  const auto ink = [&](std::size_t from, std::size_t to, Token color) {
    if (!s_.paints() || from >= to) return;
    const auto drawn = s_.typesetter.draw(words, from, to);
    if (!drawn.mask) return;
    Mark mark;
    mark.mask = drawn.mask;
    mark.box = s_.pixels_of({left.x, top, 0, 0});
    mark.box = {mark.box.x + drawn.x, mark.box.y + drawn.y, drawn.mask->width, drawn.mask->height};
    mark.color = s_.theme.color(color);
    mark.clip = first > 0 || extent.lines > lines ? clip : PixelBox{};
    s_.mark(std::move(mark));
  };
  ink(0, prefix.size(), Token::secondary);
  ink(prefix.size(), words.text.size(), Token::ink);
  Mark bar;
  bar.box = s_.pixels_of({left.x + caret.x, top + caret.y, caret.width, caret.height});
  bar.box.w = std::max(bar.box.w, 2);
  bar.color = s_.theme.color(Token::lagoon);
  s_.mark(std::move(bar));

  Node& node = s_.node(spec.id, Role::field, prefix, spec.box);
  node.value = edit.text();
  node.text = {left.x + extent.left, left.y, extent.width,
               std::min(extent.lines, lines) * extent.line_height};
  node.missing_glyphs = extent.missing_glyphs;
  const double counter = spec.counter.empty() ? 0 : parts.under.w * 0.35;
  TextSpec hint{.id = spec.hint.empty() ? std::string{} : spec.id + ".hint",
                .label = spec.hint,
                .box = {parts.under.x, parts.under.y, parts.under.w - counter, parts.under.h},
                .capital = s_.theme.type.note,
                .color = Token::secondary};
  // It has one line's place: a long one is set in the smallest of the notes' sizes.
  if (measure(hint).lines > 1) hint.capital = std::min(hint.capital, seven() ? 3.0 : 3.5);
  text(hint);
  if (spec.counter.empty()) return;
  text({.id = spec.id + ".counter",
        .label = spec.counter,
        .box = {parts.under.end() - counter, parts.under.y, counter, parts.under.h},
        .capital = s_.theme.type.note,
        .weight = text::Weight::bold,
        .color = spec.counter_color,
        .align = text::Align::end});
}

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
    case KeyKind::letter:
    case KeyKind::digits:
    case KeyKind::space:
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
    case KeyKind::letter:
    case KeyKind::digits:
    case KeyKind::space:
      return legend(canvas, key, state);
  }
  return {};
}

// What a tapped key does; the four of the bar are told to the screen.
std::optional<KeyboardTap> strike(const LayoutKey& key, KeyboardState& state, TextEdit& edit) {
  switch (key.kind) {
    case KeyKind::letter:
      edit.insert(state.shift ? key.upper : key.text);
      state.shift = state.accents = false;
      break;
    case KeyKind::space:
      edit.insert(" ");
      state.digits = false;  // after a number people go on with words
      break;
    case KeyKind::backspace:
      edit.backspace();
      break;
    case KeyKind::shift:
      state.shift = !state.shift;
      break;
    case KeyKind::digits:
      state.digits = !state.digits;
      state.accents = state.shift = false;
      break;
    case KeyKind::accents:
      state.accents = !state.accents;
      state.digits = false;
      break;
    case KeyKind::listen:
      return KeyboardTap::listen;
    case KeyKind::language:
      return KeyboardTap::language;
    case KeyKind::display:
      return KeyboardTap::display;
    case KeyKind::help:
      return KeyboardTap::help;
  }
  return std::nullopt;
}

Box default_area(const Display& display) {
  if (display.size_class() == SizeClass::seven) return {3.35, 33, display.width - 6.7, 50};
  const double top = std::max(64.0, display.height - 72);
  return {4, top, display.width - 8, 68};
}

// Letters stand on white, keys that do something on stone; the drawn key is 0.35 mm smaller on each
// side.
void draw_key(StageState& s, const Canvas& canvas, const PlacedKey& placed,
              const KeyboardState& state) {
  const LayoutKey& key = placed.key;
  const Theme& theme = s.theme;
  const bool seven = canvas.seven();
  const bool letter = key.kind == KeyKind::letter || key.kind == KeyKind::space;
  const bool down = (key.kind == KeyKind::shift && state.shift) ||
                    (key.kind == KeyKind::accents && state.accents);
  const bool pressed = s.is_pressed(placed.id);
  const Token front =
      down ? Token::on_chosen : (key.kind == KeyKind::space ? Token::secondary : Token::ink);
  Token fill = letter ? Token::card : Token::stone;
  if (down) fill = Token::chosen;
  if (pressed) fill = Token::stone_down;
  const Box drawn = placed.box.inset(0.35);
  s.group(placed.id);
  if (!s.focus.empty() && s.focus == placed.id)
    s.focus_ring(drawn.inset(0.8), theme.shape.radius_key, Token::paper);
  s.outlined(drawn, theme.shape.radius_key, theme.shape.line_thin, Token::outline, fill);
  const std::string words = legend(canvas, key, state);
  Node& node = s.node(placed.id, Role::key, spoken(canvas, key, state), placed.box);
  node.pressed = pressed;
  node.chosen = down;
  if (const char* icon = icon_of(key.kind)) {
    const double size = seven ? 7.4 : 8;
    s.drawing(icon, {drawn.x + (drawn.w - size) / 2, drawn.y + (drawn.h - size) / 2, size, size},
              front, fill);
    return;
  }
  const bool small = key.kind != KeyKind::letter;
  const double capital = small ? (seven ? 3.0 : 3.5) : (seven ? 4.3 : 5.0);
  const auto script = text::has_arabic(words) ? text::Script::arabic : text::Script::latin;
  const text::Style style =
      s.style(capital, text::Weight::regular, text::Align::center, {}, script);
  s.node_text(node, s.glyphs({words, style, 0}, drawn, Place::center, front));
}

}  // namespace

std::optional<KeyboardTap> Canvas::keyboard(const KeyboardSpec& spec, TextEdit& edit) {
  const Box logical = spec.box.w > 0 ? spec.box : default_area(display());
  // Keys are never mirrored: an Arabic keyboard begins at the left as every other. Mirroring twice
  // undoes it.
  const Box area = s_.mirrored(logical);
  KeyboardState& state = s_.keyboards[spec.id];
  const KeyboardLayout& layout = keyboard_layout(s_.language, size_class());
  std::optional<KeyboardTap> answer;
  for (const PlacedKey& key : place_keys(layout, state, area)) {
    if (!s_.take(key.id)) continue;
    answer = strike(key.key, state, edit);
    break;
  }
  Zone zone{s_.from_left(logical), {}};
  for (PlacedKey& key : place_keys(layout, state, area)) {
    key.box = s_.mirrored(key.box);
    draw_key(s_, *this, key, state);
    zone.ids.push_back(key.id);
  }
  s_.growing_zones.push_back(std::move(zone));
  return answer;
}

}  // namespace parvis::ui
