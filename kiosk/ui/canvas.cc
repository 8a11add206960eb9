#include "kiosk/ui/canvas.h"

#include <algorithm>

#include "kiosk/ui/stage_state.h"

namespace parvis::ui {

std::string Canvas::t(std::string_view key, const text::Arguments& arguments) const {
  return s_.languages.translate(s_.language, key, arguments);
}
std::string Canvas::tn(std::string_view key, std::int64_t count,
                       const text::Arguments& arguments) const {
  return s_.languages.plural(s_.language, key, count, arguments);
}
const std::string& Canvas::language() const { return s_.language; }
bool Canvas::right_to_left() const { return s_.rtl(); }

const Display& Canvas::display() const { return s_.options.display; }
SizeClass Canvas::size_class() const { return s_.options.display.size_class(); }
const Theme& Canvas::theme() const { return s_.theme; }
MonoTime Canvas::now() const { return s_.now; }

Box Canvas::usable() const {
  const Display& d = s_.options.display;
  return Box{0, 0, d.width, d.height}.inset(s_.theme.margin);
}

Box Canvas::below_bar() const {
  const Box all = usable();
  const double bar = seven() ? 15 : (display().narrow() ? 16 + s_.theme.gap + 15 : 16);
  const double top = all.y + bar + s_.theme.gap;
  return {all.x, top, all.w, all.bottom() - top};
}

void Canvas::card(const std::string& id, const Box& box) {
  s_.group(id);
  s_.shadow(box, s_.theme.shape.radius_stone);
  const bool high = s_.theme.look == Look::high_contrast;
  if (high) {
    s_.outlined(box, s_.theme.shape.radius_stone, s_.theme.shape.line, Token::ink, Token::card);
  } else {
    s_.shape(box, s_.theme.shape.radius_stone, Token::card);
  }
  s_.node(id, Role::surface, {}, box);
}

void Canvas::fill(const Box& box, Token color, double radius) {
  s_.group({});
  s_.shape(box, radius, color);
}

void Canvas::line(const Box& box, Token color) {
  s_.group({});
  s_.rect(box, color);
}

void Canvas::tag(const std::string& id, const Box& box, const std::string& label,
                 const std::string& icon) {
  const Theme& theme = s_.theme;
  s_.group(id);
  s_.shape(box, box.h / 2, Token::chosen);
  const double size = box.h * 0.6;
  const double gap = icon.empty() ? 0 : (seven() ? 1.8 : 2.4);
  const text::Style style =
      s_.style_for(label, theme.type.note, text::Weight::bold, text::Align::start);
  const double room = box.w - box.h - (icon.empty() ? 0 : size + gap);
  const double width = std::min(s_.typesetter.measure({label, style, 0}).width, room);
  double x = box.x + (box.w - width - gap - (icon.empty() ? 0 : size)) / 2;
  if (!icon.empty()) {
    s_.drawing(icon, {x, box.y + (box.h - size) / 2, size, size}, Token::on_chosen, Token::chosen);
    x += size + gap;
  }
  const Placed placed =
      s_.glyphs({label, style, 0}, {x, box.y, width + 0.1, box.h}, Place::center, Token::on_chosen);
  s_.node_text(s_.node(id, Role::tag, label, box), placed);
}

text::Extent Canvas::text(const TextSpec& spec) {
  s_.group(spec.id);
  const text::Style style =
      s_.style_for(spec.label, spec.capital, spec.weight, spec.align, spec.direction, spec.script);
  const Placed placed = s_.glyphs({spec.label, style, 0}, spec.box, spec.place, spec.color);
  if (!spec.id.empty()) s_.node_text(s_.node(spec.id, spec.role, spec.label, spec.box), placed);
  return placed.extent;
}

text::Extent Canvas::title(TextSpec spec) {
  if (spec.capital <= 0) spec.capital = s_.theme.type.title;
  spec.weight = text::Weight::bold;
  spec.role = Role::title;
  return text(spec);
}

text::Extent Canvas::measure(const TextSpec& spec) const {
  const text::Style style =
      s_.style_for(spec.label, spec.capital, spec.weight, spec.align, spec.direction, spec.script);
  return s_.typesetter.measure({spec.label, style, spec.box.w});
}

std::optional<double> Canvas::fits(const TextSpec& spec, const std::vector<double>& capitals) {
  const text::Style style =
      s_.style_for(spec.label, spec.capital, spec.weight, spec.align, spec.direction, spec.script);
  return text::fits(s_.typesetter, {spec.label, style, spec.box.w}, spec.box.h, capitals);
}

namespace {

// The bytes of `words` that fit a page: as many whole words as possible, at least one.
std::size_t page_length(text::Typesetter& typesetter, const text::Paragraph& rest, double height) {
  std::size_t fitting = 0;
  std::size_t at = 0;
  while (at < rest.text.size()) {
    at = std::min(rest.text.find_first_of(" \n", at), rest.text.size());
    text::Paragraph tried = rest;
    tried.text.resize(at);
    if (fitting > 0 && typesetter.measure(tried).height > height + 0.01) break;
    fitting = at;
    at = std::min(at + 1, rest.text.size());
  }
  return fitting;
}

}  // namespace

int Canvas::paged_text(const TextSpec& spec, int& page) {
  std::vector<std::string> pages;
  text::Paragraph rest{
      spec.label,
      s_.style_for(spec.label, spec.capital, spec.weight, spec.align, spec.direction, spec.script),
      spec.box.w};
  do {
    const std::size_t length = page_length(s_.typesetter, rest, spec.box.h);
    pages.push_back(rest.text.substr(0, length));
    rest.text.erase(0, std::min(length + 1, rest.text.size()));
  } while (!rest.text.empty());
  page = std::clamp(page, 0, static_cast<int>(pages.size()) - 1);
  TextSpec shown = spec;
  shown.label = pages[static_cast<std::size_t>(page)];
  text(shown);
  return static_cast<int>(pages.size());
}

void Canvas::picture(const PictureSpec& spec) {
  s_.group(spec.id);
  s_.drawing(spec.name, spec.box, spec.line, spec.over, spec.mirror);
  if (!spec.id.empty()) s_.node(spec.id, Role::picture, spec.label, spec.box);
}

bool Canvas::area(const std::string& id, const Box& box, const std::string& label) {
  s_.node(id, Role::button, label, box).by_keys = false;
  return s_.take(id);
}

Canvas::Slide Canvas::slide(const std::string& id, const std::string& key) {
  constexpr double kFar = 28;  // mm
  const double done = s_.moving(id, key, s_.theme.timing.card);
  s_.slide_dx = kFar * (1 - done);
  s_.slide_alpha = done;
  return Slide(s_);
}

Canvas::Slide::~Slide() {
  state_.slide_dx = 0;
  state_.slide_alpha = 1;
}

void Canvas::wake_at(MonoTime time) { s_.wake_at(time); }

}  // namespace parvis::ui
