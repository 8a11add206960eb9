#include <algorithm>
#include <array>
#include <cmath>

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/qr_code.h"
#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

// Three short groups are kept in mind and compared more easily than two long ones.
constexpr std::array<std::size_t, 2> kGroupEnds{4, 7};

// Whole pixels for each module, so that no module is wider than its neighbour; the rest is quiet
// zone.
text::MaskPtr modules(std::string_view content, const PixelBox& px, int quiet) {
  const QrCode code(content);
  const int across = code.size() + 2 * quiet;
  const int px_x = std::max(1, px.w / across);
  const int px_y = std::max(1, px.h / across);
  auto mask = std::make_shared<text::Mask>();
  mask->width = code.size() * px_x;
  mask->height = code.size() * px_y;
  for (int y = 0; y < mask->height; ++y) {
    for (int x = 0; x < mask->width; ++x)
      mask->coverage.push_back(code.dark(x / px_x, y / px_y) ? 255 : 0);
  }
  return mask;
}

}  // namespace

void Canvas::qr(const std::string& id, const Box& box, std::string_view content,
                const std::string& label) {
  constexpr int kQuiet =
      2;  // modules on each side, as on the printed card; the white box goes on around it
  s_.group(id);
  s_.node(id, Role::picture, label, box);
  if (!s_.paints()) return;
  const PixelBox px = s_.pixels_of(s_.from_left(box));
  Mark ground;
  ground.box = px;
  ground.color = rgb(0xFFFFFF);
  s_.mark(std::move(ground));
  const std::string made_for =
      std::string(content) + "/" + std::to_string(px.w) + "/" + std::to_string(px.h);
  if (s_.qr_made_for != made_for || !s_.qr_mask) {
    s_.qr_made_for = made_for;
    s_.qr_mask = modules(content, px, kQuiet);
  }
  Mark mark;
  mark.mask = s_.qr_mask;
  mark.box = {px.x + (px.w - mark.mask->width) / 2, px.y + (px.h - mark.mask->height) / 2,
              mark.mask->width, mark.mask->height};
  mark.color = rgb(0x1B2430);
  s_.mark(std::move(mark));
}

void Canvas::code_boxes(const std::string& id, const Box& box, std::string_view code,
                        const std::string& label) {
  s_.group(id);
  const double count = static_cast<double>(code.size());
  const double space = seven() ? 2.2 : 3.0;  // between two groups
  const double gap = seven() ? 1.0 : 1.4;
  const double width = (box.w - kGroupEnds.size() * space - gap * (count - 1)) / count;
  const text::Style style = s_.style(s_.theme.type.code, text::Weight::bold, text::Align::center,
                                     text::Direction::ltr, text::Script::latin);
  Placed all;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const auto ended = std::ranges::count_if(kGroupEnds, [i](std::size_t end) { return end <= i; });
    const double x = static_cast<double>(i) * (width + gap) + static_cast<double>(ended) * space;
    // Left to right in every language: the mirror image of a mirrored box.
    const double logical_x = s_.leftward() ? box.end() - x - width : box.x + x;
    const Box one{logical_x, box.y, width, box.h};
    if (s_.theme.look == Look::high_contrast) {
      s_.outlined(one, 1.8, s_.theme.shape.line_thin, Token::edge, Token::stone);
    } else {
      s_.shape(one, 1.8, Token::stone);
    }
    const Placed placed =
        s_.glyphs({std::string(code.substr(i, 1)), style, 0}, one, Place::center, Token::ink);
    all.overflows = all.overflows || placed.overflows;
    all.box = i == 0 ? placed.box : all.box;
    all.capital = placed.capital;
  }
  Node& node = s_.node(id, Role::text, label, box);
  node.value = code;
  node.telling = Telling::confidential;
  node.capital = all.capital;
  node.overflows = all.overflows;
}

bool Canvas::stepper(const StepperSpec& spec, std::int64_t& value) {
  const Box& box = spec.box;
  const auto order = reading(box);  // minus comes before plus for either hand
  const double side = std::min(box.h * 1.1, box.w / 3);
  const std::int64_t before = value;
  ButtonSpec button{.id = spec.id + ".less",
                    .label = {},
                    .box = {box.x, box.y, side, box.h},
                    .kind = Kind::tile,
                    .icon = "icon-minus",
                    .icon_size = seven() ? 7.0 : 9.0};
  button.enabled = value > spec.least;
  button.spoken = spec.less_label;
  if (this->button(button)) --value;
  button.id = spec.id + ".more";
  button.box.x = box.end() - side;
  button.icon = "icon-plus";
  button.enabled = value < spec.most;
  button.spoken = spec.more_label;
  if (this->button(button)) ++value;
  value = std::clamp(value, spec.least, spec.most);
  text({.id = spec.id,
        .label = std::to_string(value),
        .box = {box.x + side, box.y, box.w - 2 * side, box.h},
        .capital = s_.theme.type.code,
        .weight = text::Weight::bold,
        .align = text::Align::center});
  return value != before;
}

std::optional<PadTap> Canvas::pin_pad(const PadSpec& spec) {
  std::optional<PadTap> answer;
  const double gap = s_.theme.gap;
  // Like a telephone: 1 at the left top in every language.
  const auto place = [&](int index) {
    Box at = cell(spec.box, index, 3, 4, gap);
    if (s_.leftward()) at.x = spec.box.x + spec.box.end() - at.end();
    return at;
  };
  constexpr std::string_view kOrder = "123456789<0>";
  for (int i = 0; i < 12; ++i) {
    const char key = kOrder[static_cast<std::size_t>(i)];
    ButtonSpec button{.id = spec.id + "." + key,
                      .label = std::string(1, key),
                      .box = place(i),
                      .kind = Kind::tile};
    button.capital = s_.theme.type.title;
    button.role = Role::key;
    button.script = text::Script::latin;
    if (key == '<' || key == '>') {
      const bool erase = key == '<';
      button.id = spec.id + (erase ? ".erase" : ".enter");
      button.label.clear();
      button.kind = erase ? Kind::stone : Kind::primary;
      button.icon = erase ? "key-backspace" : "icon-check";
      button.icon_size = seven() ? 7.4 : 10;
      button.spoken = erase ? spec.erase_label : spec.enter_label;
      button.enabled = erase || spec.can_enter;
    }
    if (!this->button(button)) continue;
    answer = PadTap{key == '<' ? PadKey::erase : key == '>' ? PadKey::enter : PadKey::digit, key};
  }
  return answer;
}

void Canvas::pin_dots(const std::string& id, const Box& box, int typed, int length,
                      const std::string& label) {
  s_.group(id);
  const double size = std::min(box.h, box.w / length);
  const double step = length > 1 ? (box.w - size) / (length - 1) : 0;
  for (int i = 0; i < length; ++i) {
    const Box dot{box.x + i * step, box.y, size, size};
    if (i < typed) {
      s_.shape(dot, size / 2, Token::ink);
    } else {
      s_.outlined(dot, size / 2, s_.theme.shape.line, Token::outline, Token::paper);
    }
  }
  Node& node = s_.node(id, Role::progress, label, box);
  node.value = std::to_string(typed) + "/" + std::to_string(length);
}

std::optional<std::string> Canvas::list(const ListSpec& spec, int& page) {
  std::optional<std::string> answer;
  const int each = std::max(1, spec.columns * spec.lines);
  const int pages = std::max(1, (static_cast<int>(spec.rows.size()) + each - 1) / each);
  page = ((page % pages) + pages) % pages;
  const auto draw_rows = [&] {
    const auto order = reading(spec.box);  // of the rows; the pager stands at the hand's side
    for (int i = 0; i < each; ++i) {
      const std::size_t index = static_cast<std::size_t>(page) * static_cast<std::size_t>(each) +
                                static_cast<std::size_t>(i);
      if (index >= spec.rows.size()) break;
      const Row& row = spec.rows[index];
      ButtonSpec button{.id = row.id,
                        .label = row.label,
                        .box = cell(spec.box, i, spec.columns, spec.lines, s_.theme.gap),
                        .kind = Kind::tile,
                        .icon = row.icon,
                        .capital = spec.capital,
                        .align = text::Align::start,
                        .sub = row.sub};
      button.padding = seven() ? 4 : 6;
      button.chosen = row.chosen;
      button.enabled = row.enabled;
      button.role = Role::choice;
      if (this->button(button)) answer = row.id;
    }
  };
  draw_rows();
  if (pages < 2) return answer;
  ButtonSpec pager{.id = spec.id + ".page",
                   .label = t("common.page", {std::to_string(page + 1), std::to_string(pages)}),
                   .box = spec.pager,
                   .icon = "icon-next",
                   .icon_size = seven() ? 5 : 6.6};
  if (button(pager)) page = (page + 1) % pages;
  return answer;
}

}  // namespace parvis::ui
