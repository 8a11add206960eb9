#include <algorithm>

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

// What a control looks like in its state.
struct Paintwork {
  double radius = 3;
  double line = 0;  // 0: no outline
  Token outline = Token::none;
  Token fill = Token::card;  // none: the ground shows
  Token front = Token::ink;  // of label and icon
  text::Underline underline = text::Underline::none;
};

Paintwork normal(const Theme& theme, Kind kind) {
  const Shape& shape = theme.shape;
  switch (kind) {
    case Kind::primary:
      return {shape.radius_control, 0, Token::none, Token::brick, Token::on_brick};
    case Kind::secondary:
      return {shape.radius_control, shape.line, Token::outline, Token::card, Token::ink};
    case Kind::tertiary:
      return {shape.radius_control,   0, Token::none, Token::none, Token::lagoon,
              text::Underline::single};
    case Kind::stone: {
      const double edge = theme.look == Look::high_contrast ? shape.line_thin : 0;
      return {shape.radius_stone, edge, Token::edge, Token::stone, Token::ink};
    }
    case Kind::tile:
      return {shape.radius_stone, shape.line, Token::outline, Token::card, Token::ink};
    case Kind::vote:
      return {shape.radius_stone, shape.line, Token::ink, Token::card, Token::ink};
    case Kind::key:
      return {shape.radius_key, shape.line_thin, Token::outline, Token::card, Token::ink};
  }
  return {};
}

Paintwork paintwork(const Theme& theme, const ButtonSpec& spec, bool pressed) {
  Paintwork work = normal(theme, spec.kind);
  if (spec.radius > 0) work.radius = spec.radius;
  if (!spec.enabled) {
    return {work.radius, theme.shape.line_thin, Token::outline, Token::paper, Token::secondary};
  }
  if (spec.chosen) {
    work.line = 0;
    work.fill = Token::chosen;
    work.front = Token::on_chosen;
    work.radius = theme.shape.radius_stone;
  }
  if (pressed && !spec.chosen) {
    work.fill = spec.kind == Kind::primary ? Token::brick_down : Token::stone_down;
  }
  return work;
}

void draw_surface(StageState& s, const Box& box, const Paintwork& work) {
  if (work.line > 0) {
    s.outlined(box, work.radius, work.line, work.outline, work.fill);
  } else if (work.fill != Token::none) {
    s.shape(box, work.radius, work.fill);
  }
}

// Icon, label and second line of a button: how large they are and where they stand.
struct Content {
  text::Paragraph label, sub;
  text::Extent label_extent, sub_extent;
  double icons = 0, icon = 0, gap = 0,
         between = 0;  // mm: all icons side by side, one, gap to the label
  double padding = 0;
  double words_w = 0, words_h = 0;
  [[nodiscard]] bool has_words() const { return !label.text.empty() || !sub.text.empty(); }
};

constexpr double kBetweenIcons = 4;
constexpr double kTall = 40;  // mm: a vote that has the screen for itself

// mm; a vote's shape is larger than other icons, and larger still where there is room.
double usual_icon(const ButtonSpec& spec, bool seven) {
  if (spec.kind == Kind::vote) return spec.box.h >= kTall ? 16 : (seven ? 9.6 : 11);
  return spec.layout == Layout::column ? 10 : 7;
}
double usual_gap(const ButtonSpec& spec, bool seven) {
  if (spec.kind == Kind::vote) return spec.box.h >= kTall ? 4.5 : (seven ? 1.4 : 1.6);
  return spec.layout == Layout::column ? 2.4 : 2.2;
}

Content content_of(StageState& s, const ButtonSpec& spec, const Paintwork& work) {
  Content c;
  const bool start = spec.align == text::Align::start;
  const bool column = spec.layout == Layout::column;
  const double count =
      spec.icons.empty() ? (spec.icon.empty() ? 0 : 1) : static_cast<double>(spec.icons.size());
  const bool seven = s.options.display.size_class() == SizeClass::seven;
  c.icon = spec.icon_size > 0 ? spec.icon_size : usual_icon(spec, seven);
  c.icons = count > 0 ? count * c.icon + (count - 1) * kBetweenIcons : 0;
  c.padding = spec.padding > 0 ? spec.padding : (start ? 5 : (seven ? 1.2 : 2));
  const text::Align align = start ? text::Align::start : text::Align::center;
  c.label = {spec.label, s.style_for(spec.label, spec.capital, spec.weight, align, {}, spec.script),
             0};
  c.label.style.underline = work.underline;
  c.sub = {spec.sub,
           s.style_for(spec.sub, spec.sub_capital > 0 ? spec.sub_capital : s.theme.type.note,
                       text::Weight::regular, align, {}, spec.script),
           0};
  if (c.has_words() && count > 0) c.gap = spec.gap >= 0 ? spec.gap : usual_gap(spec, seven);
  const double room = spec.box.w - 2 * c.padding - (column ? 0 : c.icons + c.gap);
  c.label.width = c.sub.width = std::max(room, 1.0);
  if (!spec.label.empty()) c.label_extent = s.typesetter.measure(c.label);
  if (!spec.sub.empty()) c.sub_extent = s.typesetter.measure(c.sub);
  if (!spec.label.empty() && !spec.sub.empty()) c.between = 0.46 * c.sub.style.capital;
  c.words_w = std::max(c.label_extent.width, c.sub_extent.width);
  c.words_h = c.label_extent.height + c.between + c.sub_extent.height;
  return c;
}

void draw_icons(StageState& s, const ButtonSpec& spec, const Paintwork& work, const Content& c,
                double x, double y) {
  const Token over = work.fill == Token::none ? Token::paper : work.fill;
  if (spec.icons.empty()) {
    if (!spec.icon.empty())
      s.drawing(spec.icon, {x, y, c.icon, c.icon}, work.front, over, spec.mirror_icon);
    return;
  }
  for (const std::string& icon : spec.icons) {
    s.drawing(icon, {x, y, c.icon, c.icon}, work.front, over);
    x += c.icon + kBetweenIcons;
  }
}

// Both lines of words, the first one at the top of the box; what they took.
Placed draw_words(StageState& s, const ButtonSpec& spec, const Paintwork& work, const Content& c,
                  const Box& box) {
  Placed placed;
  placed.box = s.from_left(box);
  if (!spec.label.empty()) {
    placed =
        s.glyphs(c.label, {box.x, box.y, box.w, c.label_extent.height}, Place::top, work.front);
  }
  if (spec.sub.empty()) return placed;
  const bool quiet = work.front == Token::ink;
  const double y = box.y + c.label_extent.height + c.between;
  const Placed second = s.glyphs(c.sub, {box.x, y, box.w, c.sub_extent.height}, Place::top,
                                 quiet ? Token::secondary : work.front);
  placed.capital = spec.label.empty() ? second.capital : std::min(placed.capital, second.capital);
  placed.overflows = placed.overflows || second.overflows;
  placed.extent.missing_glyphs += second.extent.missing_glyphs;
  const double x = std::min(placed.box.x, second.box.x);
  const double right = std::max(placed.box.end(), second.box.end());
  placed.box = {x, placed.box.y, right - x, second.box.bottom() - placed.box.y};
  return placed;
}

Placed draw_row(StageState& s, const ButtonSpec& spec, const Paintwork& work, const Content& c) {
  const Box& box = spec.box;
  const bool start = spec.align == text::Align::start;
  const bool after = spec.icon_place == IconPlace::after ||
                     (spec.icon_place == IconPlace::automatic && spec.icon == "icon-next");
  const double total = c.icons + c.gap + c.words_w;
  const double x = start ? box.x + c.padding : box.x + (box.w - total) / 2;
  const double icon_x = after ? x + c.words_w + c.gap : x;
  const double words_x = after ? x : x + c.icons + c.gap;
  draw_icons(s, spec, work, c, icon_x, box.y + (box.h - c.icon) / 2);
  if (!c.has_words()) return {};
  // Words are set in their own width, so that a centred second line stands under the middle of the
  // first.
  Content narrow = c;
  narrow.label.width = narrow.sub.width = c.words_w;
  return draw_words(s, spec, work, narrow,
                    {words_x, box.y + (box.h - c.words_h) / 2, c.words_w + 0.02, c.words_h});
}

Placed draw_column(StageState& s, const ButtonSpec& spec, const Paintwork& work, const Content& c) {
  const Box& box = spec.box;
  const double total = (c.icons > 0 ? c.icon : 0) + c.gap + c.words_h;
  const double y = box.y + (box.h - total) / 2;
  draw_icons(s, spec, work, c, box.x + (box.w - c.icons) / 2, y);
  if (!c.has_words()) return {};
  const double words_y = y + (c.icons > 0 ? c.icon + c.gap : 0);
  return draw_words(s, spec, work, c, {box.x + c.padding, words_y, c.label.width, c.words_h});
}

}  // namespace

bool Canvas::button(const ButtonSpec& spec) {
  s_.group(spec.id);
  const bool pressed = spec.enabled && s_.is_pressed(spec.id);
  const Paintwork work = paintwork(s_.theme, spec, pressed);
  if (s_.has_ring(spec.id)) s_.focus_ring(spec.box, work.radius, Token::paper);
  draw_surface(s_, spec.box, work);
  const auto order = reading(spec.box);  // an icon before its word stays before it
  const Content content = content_of(s_, spec, work);
  const Placed placed = spec.layout == Layout::column ? draw_column(s_, spec, work, content)
                                                      : draw_row(s_, spec, work, content);
  const std::string& said = spec.spoken.empty() ? spec.label : spec.spoken;
  const Role role =
      spec.kind == Kind::tertiary && spec.role == Role::button ? Role::link : spec.role;
  Node& node = s_.node(spec.id, role, said, spec.box);
  std::ranges::replace(node.label, '\n', ' ');
  node.enabled = spec.enabled;
  node.chosen = spec.chosen;
  node.pressed = pressed;
  node.value = spec.value;
  node.description = spec.sub_spoken.empty() ? spec.sub : spec.sub_spoken;
  node.spoken_description = s_.said(node.description);
  std::ranges::replace(node.description, '\n', ' ');
  node.language = spec.language;
  node.telling = spec.telling;
  if (content.has_words()) s_.node_text(node, placed);
  const Box inner = s_.from_left(spec.box).inset(-0.05);
  node.overflows =
      node.overflows ||
      (node.text.w > 0 && (node.text.y < inner.y || node.text.bottom() > inner.bottom()));
  return spec.enabled && s_.take(spec.id);
}

bool Canvas::toggle(ButtonSpec spec) {
  spec.role = Role::toggle;
  spec.kind = Kind::tile;
  if (spec.icon.empty()) spec.icon = spec.chosen ? "icon-check" : "icon-plus";
  if (spec.gap < 0) spec.gap = seven() ? 1.6 : 2.4;
  if (spec.icon_size <= 0) spec.icon_size = seven() ? 4.6 : 6;
  return button(spec);
}

}  // namespace parvis::ui
