#include <array>

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

struct Stone {
  BarTap tap;
  const char* name;  // its id is "bar.<name>"
  const char* word;  // its key in the languages
  const char* icon;
};

constexpr std::array<Stone, 5> kStones{
    {{BarTap::back, "back", "bar.back", "icon-back"},
     {BarTap::listen, "listen", "bar.listen", "icon-listen"},
     {BarTap::language, "language", "bar.language", "icon-language"},
     {BarTap::display, "display", "bar.size", "icon-aa"},
     {BarTap::help, "help", "bar.help", "icon-help"}}};

Box stone_box(SizeClass size, int index) {
  if (size == SizeClass::seven) return {3.0 + 18 * index, 3, 15, 15};
  return {4.0 + 28 * index, 4, 24, 16};
}

// What is right of the stones: progress and a button, or two lines of words.
struct EndZone {
  Box progress, action, where;
};

EndZone end_zone(const Display& display) {
  if (display.size_class() == SizeClass::seven) {
    const double right = display.width - 3;
    return {{93, 3, 21, 15}, {117, 3, right - 117, 15}, {93, 3, right - 93, 15}};
  }
  const double right = display.width - 4;
  if (display.narrow()) {  // in a row of its own
    return {{4, 24, 23, 15}, {right - 42, 24, 42, 15}, {4, 24, right - 4, 15}};
  }
  return {{right - 69, 4, 23, 16}, {right - 42, 4, 42, 16}, {right - 69, 4.6, 69, 15}};
}

void where_am_i(Canvas& canvas, const Box& box, const BarSpec& spec) {
  const double capital = canvas.theme().type.note;
  const double pitch = capital * 1.94;
  const double height = capital * 2.2;
  const double middle = box.y + box.h / 2;
  canvas.text({.id = "bar.where",
               .label = spec.where,
               .box = {box.x, middle - (spec.where_sub.empty() ? 0 : pitch / 2) - height / 2, box.w,
                       height},
               .capital = capital,
               .weight = text::Weight::bold,
               .align = text::Align::end});
  if (spec.where_sub.empty()) return;
  canvas.text({.id = "bar.where.sub",
               .label = spec.where_sub,
               .box = {box.x, middle + pitch / 2 - height / 2, box.w, height},
               .capital = capital,
               .color = Token::secondary,
               .align = text::Align::end});
}

}  // namespace

std::optional<BarTap> Canvas::bar(const BarSpec& spec) {
  const Theme& theme = s_.theme;
  std::optional<BarTap> answer;
  int index = 0;
  for (const Stone& stone : kStones) {
    const bool icons_alone = seven() || theme.large();
    const bool stops = stone.tap == BarTap::listen && spec.listening;
    const std::string word = t(stops ? "bar.stop" : stone.word);
    ButtonSpec button{.id = std::string("bar.") + stone.name,
                      .label = icons_alone ? std::string{} : word,
                      .box = stone_box(size_class(), index++),
                      .kind = Kind::stone,
                      .icon = stone.icon};
    button.icon_size = seven() ? 8.6 : (theme.large() ? 10 : 7.2);
    button.capital = theme.type.least;  // a larger one would not fit its stone
    button.weight = text::Weight::regular;
    button.layout = Layout::column;
    button.gap = 0.9;
    button.padding = 0.4;
    button.enabled = stone.tap != BarTap::back || spec.can_go_back;
    button.chosen = spec.open == stone.name;
    button.spoken = word;
    // A word that would break leaves its place to the picture; speech still has it.
    const text::Style style =
        s_.style_for(word, button.capital, button.weight, text::Align::center);
    const double room = button.box.w - 2 * button.padding;
    if (s_.typesetter.measure({button.label, style, room}).broken_word) button.label.clear();
    if (this->button(button)) answer = stone.tap;
  }
  const EndZone zone = end_zone(display());
  if (spec.laid >= 0)
    stones({.id = "progress", .box = zone.progress, .laid = spec.laid, .total = spec.total});
  const bool has_action = !spec.action.empty() || !spec.action_spoken.empty();
  if (has_action) {
    ButtonSpec button{.id = "bar.action",
                      .label = spec.action,
                      .box = zone.action,
                      .icon = spec.action_icon,
                      .spoken = spec.action_spoken};
    button.icon_size = seven() ? 7 : (spec.action_icon == "icon-idea" ? 8 : 6.4);
    button.capital = theme.type.note;
    button.gap = seven() ? 1.6 : 2.2;
    if (this->button(button)) answer = BarTap::action;
  }
  if (!spec.where.empty() && spec.laid < 0 && !has_action) where_am_i(*this, zone.where, spec);
  return answer;
}

}  // namespace parvis::ui
