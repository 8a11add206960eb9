#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

int to_px(double mm, double scale) { return static_cast<int>(std::lround(mm * scale)); }

// At least a pixel: a thin line never disappears.
int line_px(double mm, double scale) { return std::max(1, to_px(mm, scale)); }

bool mirrors_in_rtl(std::string_view name) {
  return name == "icon-back" || name == "icon-next" || name == "icon-listen" ||
         name == "icon-end" || name == "key-backspace" || name == "key-enter";
}

PixelBox reach_of(const std::vector<Mark>& marks, const Group& group) {
  PixelBox all;
  for (std::size_t i = group.first; i < group.first + group.count; ++i)
    all = unite(all, marks[i].box);
  return all;
}

}  // namespace

Box StageState::from_left(const Box& logical) const {
  Box placed = logical;
  if (whole && left_handed()) placed.x = whole->x + whole->end() - logical.end();
  Box left = mirrored(placed);
  left.y += options.display.above;
  return left;
}

Box StageState::mirrored(const Box& box) const {
  if (rtl() == left_handed()) return box;
  return {options.display.width - box.x - box.w, box.y, box.w, box.h};
}

PixelBox StageState::pixels_of(const Box& left) const {
  const int x = to_px(left.x, sx());
  const int y = to_px(left.y, sy());
  return {x, y, to_px(left.x + left.w, sx()) - x, to_px(left.y + left.h, sy()) - y};
}

void StageState::group(std::string_view id) {
  std::string name = id.empty() ? "#" + std::to_string(++anonymous) : std::string(id);
  recording.groups.push_back({std::move(name), recording.marks.size(), 0});
}

void StageState::mark(Mark mark) {
  if (!paints() || mark.color.a == 0 || mark.box.empty()) return;
  if (slide_alpha < 1) {
    mark.color.a = static_cast<std::uint8_t>(std::lround(mark.color.a * slide_alpha));
    mark.box.x += to_px(rtl() != left_handed() ? -slide_dx : slide_dx, sx());
  }
  if (recording.groups.empty()) group({});
  recording.marks.push_back(std::move(mark));
  ++recording.groups.back().count;
}

void StageState::rect(const Box& box, Token color) {
  Mark made;
  made.box = pixels_of(from_left(box));
  made.box.w = std::max(made.box.w, 1);
  made.box.h = std::max(made.box.h, 1);
  made.color = theme.color(color);
  mark(std::move(made));
}

namespace {

Mark sliced(const PixelBox& box, const Slices& slices, Color color) {
  Mark made;
  made.box = box;
  made.color = color;
  made.mask = slices.mask;
  made.slice_x = slices.x;
  made.slice_y = slices.y;
  return made;
}

// Corners never take more than half of a side.
double corner(double radius, double scale, int length) {
  return std::min(radius * scale, std::floor((length - 1) / 2.0));
}

}  // namespace

void StageState::shape(const Box& box, double radius, Token color) {
  const PixelBox px = pixels_of(from_left(box));
  if (radius <= 0 || px.w < 6 || px.h < 6) return rect(box, color);
  mark(sliced(px, shapes.rounded(corner(radius, sx(), px.w), corner(radius, sy(), px.h)),
              theme.color(color)));
}

void StageState::outlined(const Box& box, double radius, double line, Token outer, Token inner) {
  const PixelBox px = pixels_of(from_left(box));
  const int tx = line_px(line, sx());
  const int ty = line_px(line, sy());
  const PixelBox in{px.x + tx, px.y + ty, px.w - 2 * tx, px.h - 2 * ty};
  const double rx = corner(radius, sx(), px.w);
  const double ry = corner(radius, sy(), px.h);
  mark(sliced(px, shapes.rounded(rx, ry), theme.color(outer)));
  mark(sliced(in, shapes.rounded(std::max(rx - tx, 1.0), std::max(ry - ty, 1.0)),
              theme.color(inner)));
}

void StageState::shadow(const Box& box, double radius) {
  if (theme.look != Look::light) return;
  const double sigma =
      theme.shape.shadow_soft / 2;  // as CSS: a blur of 2.8 mm is a deviation of 1.4
  const PixelBox px = pixels_of(from_left(box));
  const int ex = Shapes::reach(sigma * sx());
  const int ey = Shapes::reach(sigma * sy());
  const PixelBox around{px.x - ex, px.y - ey + to_px(theme.shape.shadow_offset, sy()),
                        px.w + 2 * ex, px.h + 2 * ey};
  Color color = theme.color(Token::ink);
  color.a = static_cast<std::uint8_t>(std::lround(255 * theme.shape.shadow_strength));
  mark(sliced(around, shapes.shadow(radius * sx(), radius * sy(), sigma * sx(), sigma * sy()),
              color));
}

void StageState::focus_ring(const Box& box, double radius, Token ground) {
  const double ring = theme.shape.focus_ring;
  const double gap = theme.shape.focus_gap;
  outlined(box.inset(-(ring + gap)), radius + ring + gap, ring, Token::lagoon, ground);
}

text::Style StageState::style(double capital, text::Weight weight, text::Align align,
                              std::optional<text::Direction> direction,
                              std::optional<text::Script> script) const {
  using text::Align;
  using text::Direction;
  using text::Script;
  text::Style made;
  made.capital = capital > 0 ? capital : theme.type.button;
  made.weight = weight;
  made.script = script.value_or(rtl() ? Script::arabic : Script::latin);
  const Direction base = rtl() ? Direction::rtl : Direction::ltr;
  const Direction of_script = made.script == Script::arabic ? Direction::rtl : Direction::ltr;
  made.direction = direction.value_or(script ? of_script : base);
  // Start and end are the screen's, even for a word that runs the other way. The end is where the hand is not: words
  // begin where they always begin, but what stands at the outer edge goes with it.
  made.align = align;
  const bool flips = (made.direction != base) != (left_handed() && !whole && align == Align::end);
  if (flips && align != Align::center) {
    made.align = align == Align::start ? Align::end : Align::start;
  }
  return made;
}

text::Style StageState::style_for(std::string_view words, double capital, text::Weight weight,
                                  text::Align align, std::optional<text::Direction> direction,
                                  std::optional<text::Script> script) const {
  text::Style made = style(capital, weight, align, direction, script);
  if (!script && rtl() && !text::has_arabic(words)) made.script = text::Script::latin;
  return made;
}

Placed StageState::glyphs(text::Paragraph paragraph, const Box& box, Place place, Token color) {
  const Box left = from_left(box);
  paragraph.width = box.w;
  Placed placed;
  placed.capital = paragraph.style.capital;
  placed.extent = typesetter.measure(paragraph);
  const text::Extent& e = placed.extent;
  const double optical = e.optical_centre - e.height / 2;
  const double em = text::em(paragraph.style);
  // Letters with their accents and descenders take 1.2 em of a line; what is more is air that may
  // reach out.
  constexpr double kRounding = 0.05;  // mm
  const double air = e.line_height - 1.2 * em;
  const bool too_high = e.height - air > box.h + kRounding;
  // From the top: the first line's air is left out, but nothing that is inked. What is too high shows its beginning.
  const double top = place == Place::center && !too_high ? left.y + left.h / 2 - e.optical_centre
                                                         : left.y - std::min(optical, e.ink_top);
  placed.box = {left.x + e.left, top + e.ink_top, e.width, e.ink_bottom - e.ink_top};
  placed.overflows = e.broken_word || e.width > box.w + kRounding || too_high;
  // Stacked marks reach far out of their line, and a text without end out of its box: neither covers what is around it.
  const Box most = left.inset(-0.5 * em);
  const bool reaches_out = too_high || placed.box.y < most.y || placed.box.bottom() > most.bottom();
  if (reaches_out) {
    placed.overflows = true;
    const double first = std::max(placed.box.y, left.y);
    placed.box.h = std::max(0.0, std::min(placed.box.bottom(), left.y + left.h) - first);
    placed.box.y = first;
  }
  if (!paints()) return placed;
  const text::Typesetter::Drawn drawn_text = typesetter.draw(paragraph);
  if (!drawn_text.mask) return placed;
  Mark made;
  made.mask = drawn_text.mask;
  // The mask's first baseline stands on a whole pixel; that pixel is the one nearest to where it
  // belongs.
  const int y = to_px(top + e.first_baseline, sy()) - to_px(e.first_baseline, sy());
  made.box = {to_px(left.x, sx()) + drawn_text.x, y + drawn_text.y, drawn_text.mask->width,
              drawn_text.mask->height};
  made.color = theme.color(color);
  if (reaches_out) made.clip = pixels_of(left);
  mark(std::move(made));
  return placed;
}

void StageState::drawing(const std::string& name, const Box& box, Token line, Token over,
                         bool mirror) {
  if (!paints()) return;
  // A pack may name a picture that this kiosk lacks or can't read: its words stand there without it.
  const auto aspect = pictures.aspect(name);
  if (!aspect) return;
  const double w = std::min(box.w, box.h * *aspect);
  const double h = w / *aspect;
  const Box left = from_left({box.x + (box.w - w) / 2, box.y + (box.h - h) / 2, w, h});
  const PixelBox px = pixels_of(left);
  const auto made = pictures.at(name, px.w, px.h);
  if (!made) return;
  const Picture& picture = **made;
  const bool flip = mirror != (rtl() && mirrors_in_rtl(name));
  const bool figure = name.starts_with("figure-");
  const auto layer = [&](const Layer& from, Token token) {
    if (!from.mask) return;
    Mark one;
    one.mask = from.mask;
    one.mirrored = flip;
    const int x = flip ? px.w - from.x - from.mask->width : from.x;
    one.box = {px.x + x, px.y + from.y, from.mask->width, from.mask->height};
    one.color = from.own ? *from.own : theme.color(token);
    mark(std::move(one));
  };
  // High contrast: lines alone, except that people keep their clothes.
  if (theme.look != Look::high_contrast || figure) {
    layer(picture.b, Token::art_b);
    layer(picture.a, Token::art_a);
  }
  layer(picture.line, line);
  layer(picture.over, over);
}

Node& StageState::node(std::string_view id, Role role, std::string_view label, const Box& logical) {
  Node made;
  made.id = id;
  made.role = role;
  made.label = label;
  made.spoken = said(label);
  made.box = from_left(logical);
  made.pixels = pixels_of(made.box);
  made.focused = has_ring(id);
  growing.push_back(std::move(made));
  return growing.back();
}

std::string StageState::said(std::string_view words) const {
  const auto found = spoken.find(words);
  return found == spoken.end() ? std::string{} : found->second;
}

void StageState::node_text(Node& at, const Placed& placed) const {
  at.text = placed.box;
  at.capital = placed.capital;
  at.overflows = at.overflows || placed.overflows;
  at.missing_glyphs += placed.extent.missing_glyphs;
}

// Widgets are compared by id and in order; within one, mark by mark, so that a stone laid redraws a
// stone.
Damage StageState::compare() const {
  Damage damage;
  std::unordered_map<std::string_view, std::size_t> before;
  for (std::size_t i = 0; i < drawn.groups.size(); ++i) before.emplace(drawn.groups[i].id, i);
  std::vector<bool> kept(drawn.groups.size(), false);
  std::size_t last = 0;
  for (const Group& now_group : recording.groups) {
    const auto found = before.find(now_group.id);
    const bool known = found != before.end() && !kept[found->second] && found->second >= last;
    if (!known) {
      damage.add(reach_of(recording.marks, now_group));
      continue;
    }
    last = found->second;
    kept[last] = true;
    const Group& then = drawn.groups[last];
    for (std::size_t i = 0; i < std::max(now_group.count, then.count); ++i) {
      const Mark* a = i < now_group.count ? &recording.marks[now_group.first + i] : nullptr;
      const Mark* b = i < then.count ? &drawn.marks[then.first + i] : nullptr;
      if (a != nullptr && b != nullptr && *a == *b) continue;
      if (a != nullptr) damage.add(a->box);
      if (b != nullptr) damage.add(b->box);
    }
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!kept[i]) damage.add(reach_of(drawn.marks, drawn.groups[i]));
  }
  return damage;
}

void StageState::paint_damage(const Damage& damage) {
  const bool hidden = curtain == Curtain::closed;
  Mark ground;
  ground.color = hidden ? rgb(0x000000) : theme.color(Token::paper);
  for (const PixelBox& box : damage.boxes) {
    ground.box = box;
    paint(image, ground, box);
    if (!hidden) paint_all(image, recording.marks, box);
  }
}

}  // namespace parvis::ui
