#include "kiosk/screens/mediator/frame.h"

namespace parvis::screens {

std::string MediatorWords::place_name(const std::string& place) const {
  for (const auto& known : places) {
    if (known.key == place) return known.name;
  }
  return place;
}

bool draw_mediator_bar(ui::Canvas& canvas, const MediatorWords& words, WayBack back,
                       const std::string& where, const std::string& where_sub) {
  const bool seven = canvas.seven();
  const auto usable = canvas.usable();
  const double height = seven ? 15 : 16;
  const double button = seven ? 15 : 24;
  bool tapped = false;
  if (back == WayBack::offered) {
    ui::ButtonSpec spec;
    spec.id = "bar.back";
    spec.label = seven ? "" : canvas.t("bar.back");
    spec.spoken = canvas.t("bar.back");
    spec.box = {usable.x, usable.y, button, height};
    spec.kind = ui::Kind::stone;
    spec.icon = "icon-back";
    spec.layout = ui::Layout::column;
    spec.weight = text::Weight::regular;
    spec.capital = canvas.theme().type.note;
    spec.icon_size = seven ? 8.6 : 7.2;
    spec.gap = 0.6;
    spec.padding = 0.4;
    // As in the residents' bar: a word that would break leaves its place to the picture.
    const double room = button - 2 * spec.padding;
    if (lines_of(canvas, spec.label, room, spec.capital, spec.weight) > 1) spec.label.clear();
    tapped = canvas.button(spec);
  }
  const double capital = canvas.theme().type.note;
  const double middle = usable.y + height / 2;
  const auto line = [&](std::string id, const std::string& label, double centre,
                        text::Weight weight, ui::Token color) {
    const double high = capital * 1.9;
    canvas.text({.id = std::move(id),
                 .label = label,
                 .box = {usable.x + button + 4, centre - high / 2, usable.w - button - 4, high},
                 .capital = capital,
                 .weight = weight,
                 .color = color,
                 .align = text::Align::end});
  };
  line("where", where.empty() ? canvas.t("mediator.title") : where, middle - capital,
       text::Weight::bold, ui::Token::ink);
  line("where.sub", where_sub.empty() ? words.kiosk : where_sub, middle + capital,
       text::Weight::regular, ui::Token::secondary);
  return tapped;
}

std::string error_text(const ui::Canvas& canvas, const MediatorWords& words, Errc code) {
  return canvas.t("error." + std::string(to_string(code)), {words.phone});
}

bool action(ui::Canvas& canvas, std::string id, std::string label, const ui::Box& box,
            ui::Kind kind, std::string icon, bool enabled) {
  ui::ButtonSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.box = box;
  spec.kind = kind;
  spec.icon = std::move(icon);
  spec.enabled = enabled;
  const auto& type = canvas.theme().type;
  spec.capital = capital_for(canvas, {spec.label}, box.w - (spec.icon.empty() ? 5 : 15), box.h - 2,
                             {type.button, type.note});
  return canvas.button(spec);
}

}  // namespace parvis::screens
