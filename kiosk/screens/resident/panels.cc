#include "kiosk/screens/resident/panels.h"

#include <array>

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

struct Door {
  std::string id, label, note, picture;
  flow::ResidentIntent intent;
};

ui::ButtonSpec door_button(const ui::Canvas& canvas, const Door& door, const ui::Box& box,
                           double capital) {
  ui::ButtonSpec spec;
  spec.id = door.id;
  spec.label = door.label;
  spec.box = box;
  spec.kind = ui::Kind::tile;
  spec.capital = capital;
  spec.align = text::Align::start;
  if (!canvas.seven() || canvas.theme().text_size == ui::TextSize::standard) spec.sub = door.note;
  spec.icon = door.picture;
  spec.icon_size = canvas.seven() ? 11 : 19;
  spec.gap = canvas.seven() ? 4 : 8;
  return spec;
}

Intent draw_doors(ui::Canvas& canvas, const ui::Box& area, const std::vector<Door>& doors) {
  Intent intent;
  std::vector<std::string> labels;
  labels.reserve(doors.size());
  for (const auto& door : doors) labels.push_back(door.label);
  const auto& type = canvas.theme().type;
  const auto one = ui::cell(area, 0, 2, 2, canvas.theme().gap);
  const double beside = canvas.seven() ? 26 : 40;
  const double capital =
      capital_for(canvas, labels, one.w - beside, one.h / 2, {type.button, type.note});
  const auto order = canvas.reading(area);
  for (std::size_t i = 0; i < doors.size(); ++i) {
    const auto box = ui::cell(area, static_cast<int>(i), 2, 2, canvas.theme().gap);
    if (canvas.button(door_button(canvas, doors[i], box, capital))) intent = doors[i].intent;
  }
  return intent;
}

// A question with two answers; the one that changes nothing stands first.
Intent ask(const View& view, ui::Canvas& canvas, const std::string& screen,
           const std::string& words, const Door& yes, const Door& no) {
  auto intent = draw_panel_bar(view, canvas);
  if (canvas.theme().large()) {
    Sheet sheet(canvas, screen);
    sheet.title(screen + ".title", canvas.t(screen + ".title"));
    sheet.words(screen + ".text", words);
    return sheet.draw(std::move(intent), {{no.id, no.label, no.intent, ui::Kind::secondary},
                                          {yes.id, yes.label, yes.intent, ui::Kind::primary}});
  }
  Page page(canvas);
  page.title(screen + ".title", canvas.t(screen + ".title"));
  page.words(screen + ".text", words);
  const auto row = page.footer(canvas.seven() ? 19 : 24);
  const double gap = canvas.theme().gap;
  if (canvas.button({.id = no.id, .label = no.label, .box = ui::column(row, 0, 2, gap)})) {
    intent = no.intent;
  }
  if (canvas.button({.id = yes.id,
                     .label = yes.label,
                     .box = ui::column(row, 1, 2, gap),
                     .kind = ui::Kind::primary})) {
    intent = yes.intent;
  }
  return intent;
}

}  // namespace

Intent draw_help(const View& view, ui::Canvas& canvas) {
  auto from_bar = draw_panel_bar(view, canvas);
  const std::vector<Door> doors{
      {"help.how", canvas.t("help.how"), canvas.t("help.how.note"), "explain-how",
       flow::OpenPanel{flow::Panel::how}},
      {"help.someone", canvas.t("help.someone"), canvas.t("help.someone.note"),
       "explain-someone-helps", flow::OpenPanel{flow::Panel::helper}},
      {"help.finish", canvas.t("half.end"), canvas.t("help.finish.note"), "explain-finish",
       flow::Finish{}},
      {"help.erase", canvas.t("help.erase"), canvas.t("help.erase.note"), "explain-erase",
       flow::OpenPanel{flow::Panel::erase}}};
  if (canvas.theme().large()) {
    std::vector<Choice> choices;
    choices.reserve(doors.size());
    for (const auto& door : doors) {
      choices.push_back(
          {.id = door.id, .label = door.label, .intent = door.intent, .icon = door.picture});
    }
    return Sheet(canvas, "help").draw(std::move(from_bar), choices);
  }
  Page page(canvas);
  page.title("help.title", canvas.t("help.title"));
  return either(std::move(from_bar), draw_doors(canvas, page.rest(), doors));
}

Intent draw_helper(const View& view, ui::Canvas& canvas) {
  auto intent = draw_panel_bar(view, canvas);
  struct Helping {
    std::string_view name;
    flow::Helper helper;
  };
  constexpr std::array<Helping, 4> kHelping{
      Helping{"relative", flow::Helper::relative}, Helping{"mediator", flow::Helper::mediator},
      Helping{"interpreter", flow::Helper::interpreter}, Helping{"nobody", flow::Helper::nobody}};
  std::vector<Choice> choices;
  choices.reserve(kHelping.size());
  for (const auto& [name, helper] : kHelping) {
    choices.push_back({.id = "helper." + std::string(name),
                       .label = canvas.t("help.someone." + std::string(name)),
                       .intent = flow::ChooseHelper{helper},
                       .chosen = view.helper == helper,
                       .role = ui::Role::choice});
  }
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "helper");
    sheet.title("helper.title", canvas.t("help.someone.title"));
    sheet.words("helper.text", canvas.t("help.someone.text"));
    return sheet.draw(std::move(intent), choices);
  }
  Page page(canvas);
  page.title("helper.title", canvas.t("help.someone.title"));
  page.words("helper.text", canvas.t("help.someone.text"));
  const auto order = canvas.reading(page.rest());
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto& choice = choices[i];
    if (canvas.button({.id = choice.id,
                       .label = choice.label,
                       .box = ui::cell(page.rest(), static_cast<int>(i), 2, 2, canvas.theme().gap),
                       .kind = ui::Kind::tile,
                       .chosen = choice.chosen,
                       .role = choice.role})) {
      intent = choice.intent;
    }
  }
  return intent;
}

Intent draw_leave(const View& view, ui::Canvas& canvas) {
  return ask(view, canvas, "leave", view.begun ? canvas.t("leave.text") : std::string{},
             {"leave.confirm", canvas.t("half.end"), {}, {}, flow::ConfirmLeave{}},
             {"leave.stay", canvas.t("leave.stay"), {}, {}, flow::ClosePanel{}});
}

Intent draw_erase(const View& view, ui::Canvas& canvas) {
  return ask(view, canvas, "erase", canvas.t("erase.text"),
             {"erase.confirm", canvas.t("erase.yes"), {}, {}, flow::ConfirmErase{}},
             {"erase.stay", canvas.t("leave.stay"), {}, {}, flow::ClosePanel{}});
}

}  // namespace parvis::screens
