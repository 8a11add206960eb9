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
          canvas.theme().large() ? 0.9 : bottom};
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
  const TextSpec& seen = under.hint.label.empty() ? under.counter : under.hint;
  const double height = count * canvas.measure(seen).line_height;
  const bool wanted = (!under.hint.label.empty() && spec.hint_shown == Shown::always) ||
                      (!under.counter.label.empty() && spec.counter_shown == Shown::always);
  const int left = lines_in(spec.box.h - Inside::kLeast - height - inside(canvas).bottom, line);
  if (left >= (wanted ? 1 : text_lines)) under.height = height;
  return under;
}

// Where a field's text stands, in mm from the left.
struct Standing {
  text::Extent extent;
  text::Rect caret;
  Box left;        // of the whole lines that are shown
  double top = 0;  // of the paragraph, whose first line may lie above
  int lines = 1, first = 0;
};

// When the text has more lines than fit, those around the caret are shown.
Standing stand(StageState& s, const Inside& in, const FieldSpec& spec, const Written& now,
               const TextEdit& edit, double under) {
  Standing at;
  at.extent = s.typesetter.measure(now.words);
  at.caret = s.typesetter.caret(now.words, now.prefix.size() + edit.caret());
  const double line = at.extent.line_height;
  const double below = under > 0 ? under + in.bottom : Inside::kLeast;
  const double room = spec.box.h - Inside::kLeast - below;
  at.lines = std::max(1, lines_in(room, line));
  const int caret_line = static_cast<int>(at.caret.y / line);
  at.first = std::clamp(caret_line - at.lines + 1, 0, std::max(0, at.extent.lines - at.lines));
  const double slack = std::max(0.0, room - std::min(at.lines, at.extent.lines) * line);
  const double above = std::min(in.top, Inside::kLeast + slack);
  at.left = s.from_left({spec.box.x + in.side, spec.box.y + above, now.words.width, room});
  at.top = at.left.y - (at.extent.optical_centre - at.extent.height / 2) - at.first * line;
  return at;
}

// The bytes from … to, in a colour. Whole lines: nothing is seen of those above and below, nor of the
// feet of their letters.
void ink(StageState& s, const Standing& at, const text::Paragraph& words, std::size_t from,
         std::size_t to, Token color) {
  if (!s.paints() || from >= to) return;
  const auto drawn = s.typesetter.draw(words, from, to);
  if (!drawn.mask) return;
  const double line = at.extent.line_height;
  const double feet = 0.075 * line;
  Mark mark;
  mark.mask = drawn.mask;
  mark.box = s.pixels_of({at.left.x, at.top, 0, 0});
  mark.box = {mark.box.x + drawn.x, mark.box.y + drawn.y, drawn.mask->width, drawn.mask->height};
  mark.color = s.theme.color(color);
  if (at.extent.lines > at.lines) {
    mark.clip = s.pixels_of(
        {at.left.x - 1, at.top + at.first * line + feet, at.left.w + 2, at.lines * line - feet});
  }
  s.mark(std::move(mark));
}

void draw_written(StageState& s, const FieldSpec& spec, const Written& now, const Standing& at) {
  s.group(spec.id);
  if (s.has_ring(spec.id)) s.focus_ring(spec.box, s.theme.shape.radius_control, Token::paper);
  s.outlined(spec.box, s.theme.shape.radius_control, s.theme.shape.focus_ring, Token::lagoon,
             Token::card);
  const std::size_t tail = now.tail(spec.beyond);
  ink(s, at, now.words, 0, now.prefix.size(), Token::secondary);
  ink(s, at, now.words, now.prefix.size(), tail, Token::ink);
  text::Paragraph underlined = now.words;
  underlined.style.underline = text::Underline::single;
  ink(s, at, underlined, tail, underlined.text.size(), Token::stop);
  Mark bar;
  bar.box =
      s.pixels_of({at.left.x + at.caret.x, at.top + at.caret.y, at.caret.width, at.caret.height});
  bar.box.w = std::max(bar.box.w, 2);
  bar.color = s.theme.color(Token::lagoon);
  s.mark(std::move(bar));
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
  const Under under = plan_under(*this, spec, width, extent.lines, extent.line_height);
  const Standing at = stand(s_, in, spec, now, edit, under.height);
  if (s_.take(spec.id)) {
    edit.move_to(now.of_text(
        s_.typesetter.index_at(now.words, s_.tapped_at.x - at.left.x, s_.tapped_at.y - at.top)));
  }
  draw_written(s_, spec, now, at);

  Node& node = s_.node(spec.id, Role::field, now.prefix, spec.box);
  node.value = edit.text();
  node.telling = Telling::confidential;
  node.capital = spec.capital > 0 ? spec.capital : s_.theme.type.button;
  node.text = {at.left.x + extent.left, at.left.y, extent.width,
               std::min(extent.lines, at.lines) * extent.line_height};
  node.missing_glyphs = extent.missing_glyphs;
  if (under.height <= 0) return;
  const double y = spec.box.bottom() - in.bottom - under.height;
  // Where both have one size, a rule tells them apart.
  if (s_.theme.large())
    s_.rect({spec.box.x + in.side, y, width, s_.theme.shape.line_thin}, Token::outline);
  for (TextSpec words : {under.hint, under.counter}) {
    const double from = words.align == text::Align::end ? spec.box.end() - in.side - words.box.w
                                                        : spec.box.x + in.side;
    words.box = {from, y, words.box.w, under.height};
    if (!words.label.empty()) text(words);
  }
}

}  // namespace parvis::ui
