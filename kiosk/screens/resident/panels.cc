#include "kiosk/screens/resident/panels.h"

#include <array>

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
  if (!canvas.theme().large()) {
    if (!canvas.seven() || canvas.theme().text_size == ui::TextSize::standard) spec.sub = door.note;
    spec.icon = door.picture;
    spec.icon_size = canvas.seven() ? 11 : 19;
    spec.gap = canvas.seven() ? 4 : 8;
  }
  return spec;
}

Intent draw_doors(ui::Canvas& canvas, const ui::Box& area, const std::vector<Door>& doors) {
  Intent intent;
  std::vector<std::string> labels;
  labels.reserve(doors.size());
  for (const auto& door : doors) labels.push_back(door.label);
  const auto& type = canvas.theme().type;
  const auto one = ui::cell(area, 0, 2, 2, canvas.theme().gap);
  const double beside = canvas.theme().large() ? 12 : (canvas.seven() ? 26 : 40);
  const double capital =
      capital_for(canvas, labels, one.w - beside, one.h / 2, {type.button, type.note});
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
  const auto from_bar = draw_panel_bar(view, canvas);
  Page page(canvas);
  page.title("help.title", canvas.t("help.title"));
  return either(
      from_bar,
      draw_doors(canvas, page.rest(),
                 {{"help.how", canvas.t("help.how"), canvas.t("help.how.note"), "explain-how",
                   flow::OpenPanel{flow::Panel::how}},
                  {"help.someone", canvas.t("help.someone"), canvas.t("help.someone.note"),
                   "explain-someone-helps", flow::OpenPanel{flow::Panel::helper}},
                  {"help.finish", canvas.t("half.end"), canvas.t("help.finish.note"),
                   "explain-finish", flow::Finish{}},
                  {"help.erase", canvas.t("help.erase"), canvas.t("help.erase.note"),
                   "explain-erase", flow::OpenPanel{flow::Panel::erase}}}));
}

Intent draw_helper(const View& view, ui::Canvas& canvas) {
  auto intent = draw_panel_bar(view, canvas);
  Page page(canvas);
  page.title("helper.title", canvas.t("help.someone.title"));
  page.words("helper.text", canvas.t("help.someone.text"));
  struct Choice {
    std::string_view name;
    flow::Helper helper;
  };
  constexpr std::array<Choice, 4> kChoices{
      Choice{"relative", flow::Helper::relative}, Choice{"mediator", flow::Helper::mediator},
      Choice{"interpreter", flow::Helper::interpreter}, Choice{"nobody", flow::Helper::nobody}};
  for (std::size_t i = 0; i < kChoices.size(); ++i) {
    const auto& choice = kChoices[i];
    const std::string name(choice.name);
    if (canvas.button({.id = "helper." + name,
                       .label = canvas.t("help.someone." + name),
                       .box = ui::cell(page.rest(), static_cast<int>(i), 2, 2, canvas.theme().gap),
                       .kind = ui::Kind::tile,
                       .chosen = view.helper == choice.helper,
                       .role = ui::Role::choice})) {
      intent = flow::ChooseHelper{choice.helper};
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
