// A field: what is written, its caret, and the line under it.
#include <algorithm>

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

// "Il faut" and what is typed are one paragraph, so that they wrap as one.
std::string given(const FieldSpec& spec) {
  return spec.prefix.empty() ? std::string{} : spec.prefix + " ";
}

std::optional<text::Side> side_of(Key key) {
  switch (key) {
    case Key::left:
      return text::Side::left;
    case Key::right:
      return text::Side::right;
    case Key::up:
      return text::Side::above;
    case Key::down:
      return text::Side::below;
    default:
      return std::nullopt;
  }
}

// The keys that act on the letters, wherever these stand.
void apply(TextEdit& edit, Key key) {
  switch (key) {
    case Key::home:
      return edit.home();
    case Key::end:
      return edit.end();
    case Key::backspace:
      return edit.backspace();
    case Key::delete_word:
      return edit.delete_word();
    case Key::undo:
      return edit.undo();
    default:
      return;
  }
}

// Prefix and text, shaped: what a field asks of the typesetter.
struct Written {
  text::Typesetter& type;
  std::string prefix;
  text::Paragraph words;

  [[nodiscard]] std::size_t of_text(std::size_t in_words) const {
    return in_words > prefix.size() ? in_words - prefix.size() : 0;
  }
  // An arrow key; above the first line is the start, under the last one the end.
  void go(TextEdit& edit, text::Side side) const {
    const std::size_t here = prefix.size() + edit.caret();
    const std::size_t there = type.beside(words, here, side);
    if (there != here) return edit.move_to(of_text(there));
    if (side == text::Side::above) edit.home();
    if (side == text::Side::below) edit.end();
  }
  // Where the letters begin that are too many.
  [[nodiscard]] std::size_t tail(std::size_t beyond) const {
    const auto stops = text::caret_stops(words.text);
    const std::size_t letters = std::min(beyond, stops.size() - 1);
    return std::max(prefix.size(), stops[stops.size() - 1 - letters]);
  }
};

Written written(StageState& s, const FieldSpec& spec, const TextEdit& edit, double width) {
  std::string prefix = given(spec);
  const text::Style style = s.style(spec.capital, text::Weight::regular, text::Align::start);
  std::string words = prefix + edit.text();
  return {s.typesetter, std::move(prefix), {std::move(words), style, width}};
}

// The line under the text; `height` 0: it gives its place to the text.
struct Under {
  TextSpec hint, counter;
  double height = 0;
};

// Sizes of a field's inside, mm.
struct Inside {
  double side, top, bottom;
  static constexpr double kLeast = 0.9;  // over and under the text when it needs the room
};
Inside inside(const Canvas& canvas) {
  const double bottom = canvas.seven() ? 1.1 : 2;
  return {canvas.seven() ? 3.5 : 6.0, canvas.seven() ? 1.9 : 3.0,
          canvas.theme().large() ? 0.4 : bottom};
}

// Whole lines of that height that fit; a line's own air may reach into the field's edge.
int lines_in(double height, double line) {
  return std::max(0, static_cast<int>((height + 0.08 * line) / line));
}

Under plan_under(const Canvas& canvas, const FieldSpec& spec, double width, int text_lines,
                 double line) {
  Under under;
  const double note = canvas.theme().type.note;
  const auto id = [&](const std::string& own, const char* other) {
    return own.empty() ? spec.id + other : own;
  };
  under.hint = {.id = id(spec.hint_id, ".hint"),
                .label = spec.hint,
                .box = {},
                .capital = note,
                .color = spec.hint_color};
  under.counter = {.id = id(spec.counter_id, ".counter"),
                   .label = spec.counter,
                   .box = {},
                   .capital = note,
                   .weight = text::Weight::bold,
                   .color = spec.counter_color,
                   .align = text::Align::end};
  const auto lines = [&](double room) {
    under.hint.box.w = room;
    return spec.hint.empty() ? 1 : canvas.measure(under.hint).lines;
  };
  const double counter = spec.counter.empty() ? 0 : canvas.measure(under.counter).width + 2 * note;
  // A counter beside a hint, or the hint alone on as many lines as it needs.
  int count = lines(width - counter);
  if (count > 1 && spec.hint_shown == Shown::when_room) {
    under.hint.label.clear();
    count = 1;
  } else if (count > 1) {
    under.counter.label.clear();
    count = lines(width);
  }
  if (under.hint.label.empty() && under.counter.label.empty()) return under;
  under.counter.box.w = counter;
  const double height = count * text::line_height({.capital = note});
  const bool wanted = (!under.hint.label.empty() && spec.hint_shown == Shown::always) ||
                      (!under.counter.label.empty() && spec.counter_shown == Shown::always);
  const int left = lines_in(spec.box.h - Inside::kLeast - height - inside(canvas).bottom, line);
  if (left >= (wanted ? 1 : text_lines)) under.height = height;
  return under;
}

}  // namespace

void Canvas::field(const FieldSpec& spec, TextEdit& edit) {
  const Inside in = inside(*this);
  const double width = spec.box.w - 2 * in.side;
  for (const auto& event : std::exchange(s_.typing, {})) {
    if (const auto* typed = std::get_if<Typed>(&event)) edit.insert(typed->text);
    if (const auto* press = std::get_if<KeyPress>(&event)) {
      if (const auto side = side_of(press->key)) {
        written(s_, spec, edit, width).go(edit, *side);
      } else {
        apply(edit, press->key);
      }
    }
    s_.answered = true;
  }
  const Written now = written(s_, spec, edit, width);
  const text::Extent extent = s_.typesetter.measure(now.words);
  const double line = extent.line_height;
  const Under under = plan_under(*this, spec, width, extent.lines, line);
  const double below = under.height > 0 ? under.height + in.bottom : Inside::kLeast;
  const double room = spec.box.h - Inside::kLeast - below;
  // When the text has more lines than fit, those around the caret are shown.
  const int lines = std::max(1, lines_in(room, line));
  const text::Rect caret = s_.typesetter.caret(now.words, now.prefix.size() + edit.caret());
  const int caret_line = static_cast<int>(caret.y / line);
  const int first = std::clamp(caret_line - lines + 1, 0, std::max(0, extent.lines - lines));
  const double slack = std::max(0.0, room - std::min(lines, extent.lines) * line);
  const double top_room = std::min(in.top, Inside::kLeast + slack);
  const Box left = s_.from_left({spec.box.x + in.side, spec.box.y + top_room, width, room});
  const double top = left.y - (extent.optical_centre - extent.height / 2) - first * line;
  if (s_.take(spec.id)) {
    edit.move_to(now.of_text(
        s_.typesetter.index_at(now.words, s_.tapped_at.x - left.x, s_.tapped_at.y - top)));
  }

  s_.group(spec.id);
  s_.outlined(spec.box, s_.theme.shape.radius_control, s_.theme.shape.focus_ring, Token::lagoon,
              Token::card);
  // Whole lines: nothing is seen of those above and below, nor of the feet of their letters.
  const double feet = 0.075 * line;
  const PixelBox clip =
      s_.pixels_of({left.x - 1, top + first * line + feet, left.w + 2, lines * line - feet});
  const auto ink = [&](const text::Paragraph& words, std::size_t from, std::size_t to,
                       Token color) {
    if (!s_.paints() || from >= to) return;
    const auto drawn = s_.typesetter.draw(words, from, to);
    if (!drawn.mask) return;
    Mark mark;
    mark.mask = drawn.mask;
    mark.box = s_.pixels_of({left.x, top, 0, 0});
    mark.box = {mark.box.x + drawn.x, mark.box.y + drawn.y, drawn.mask->width, drawn.mask->height};
    mark.color = s_.theme.color(color);
    mark.clip = extent.lines > lines ? clip : PixelBox{};
    s_.mark(std::move(mark));
  };
  const std::size_t tail = now.tail(spec.beyond);
  ink(now.words, 0, now.prefix.size(), Token::secondary);
  ink(now.words, now.prefix.size(), tail, Token::ink);
  text::Paragraph underlined = now.words;
  underlined.style.underline = text::Underline::single;
  ink(underlined, tail, underlined.text.size(), Token::stop);
  Mark bar;
  bar.box = s_.pixels_of({left.x + caret.x, top + caret.y, caret.width, caret.height});
  bar.box.w = std::max(bar.box.w, 2);
  bar.color = s_.theme.color(Token::lagoon);
  s_.mark(std::move(bar));

  Node& node = s_.node(spec.id, Role::field, now.prefix, spec.box);
  node.value = edit.text();
  node.text = {left.x + extent.left, left.y, extent.width, std::min(extent.lines, lines) * line};
  node.missing_glyphs = extent.missing_glyphs;
  if (under.height <= 0) return;
  const double y = spec.box.bottom() - in.bottom - under.height;
  // Where both have one size, a rule tells them apart.
  if (s_.theme.large())
    s_.rect({spec.box.x + in.side, y, width, s_.theme.shape.line_thin}, Token::outline);
  for (TextSpec spoken : {under.hint, under.counter}) {
    const double from = spoken.align == text::Align::end ? spec.box.end() - in.side - spoken.box.w
                                                         : spec.box.x + in.side;
    spoken.box = {from, y, spoken.box.w, under.height};
    if (!spoken.label.empty()) text(spoken);
  }
}

}  // namespace parvis::ui
