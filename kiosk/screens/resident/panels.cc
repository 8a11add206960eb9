#include "kiosk/screens/resident/panels.h"

#include <algorithm>
#include <array>
#include <optional>

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
  const bool standard = canvas.theme().text_size == ui::TextSize::standard;
  if (!canvas.seven() || (standard && box.h >= 20)) spec.sub = door.note;
  spec.icon = door.picture;
  spec.icon_size = canvas.seven() ? 11 : 19;
  spec.gap = canvas.seven() ? 4 : 8;
  return spec;
}

// In two columns, from the `first` place on.
Intent draw_doors(ui::Canvas& canvas, const ui::Box& area, const std::vector<Door>& doors,
                  int first) {
  Intent intent;
  std::vector<std::string> labels;
  labels.reserve(doors.size());
  for (const auto& door : doors) labels.push_back(door.label);
  const auto& type = canvas.theme().type;
  const int rows = (static_cast<int>(doors.size()) + first + 1) / 2;
  const auto one = ui::cell(area, 0, 2, rows, canvas.theme().gap);
  const double beside = canvas.seven() ? 26 : 40;
  const double capital =
      capital_for(canvas, labels, one.w - beside, one.h / 2, {type.button, type.note});
  const auto order = canvas.reading(area);
  for (std::size_t i = 0; i < doors.size(); ++i) {
    const auto box = ui::cell(area, static_cast<int>(i) + first, 2, rows, canvas.theme().gap);
    if (canvas.button(door_button(canvas, doors[i], box, capital))) intent = doors[i].intent;
  }
  return intent;
}

// A way to look before answering, over the answer at the end; left out where there is no room.
Intent draw_look(ui::Canvas& canvas, const Page& page, const ui::Box& row, const Door& look) {
  const double gap = canvas.theme().gap;
  const double wide = ui::column(row, 1, 2, gap).w;
  const double capital = canvas.theme().type.button;
  const bool one_line = lines_of(canvas, look.label, wide - 24, capital, text::Weight::bold) <= 1;
  const double high = button_row(canvas) + (one_line ? 0 : 5);
  if (!page.has_room(high + gap)) return std::nullopt;
  const bool tapped =
      canvas.button({.id = look.id,
                     .label = look.label,
                     .box = {row.end() - wide, page.rest().bottom() - high, wide, high},
                     .icon = look.picture});
  return on_tap(tapped, look.intent);
}

// A question with two answers; the one that changes nothing stands first. Where there is room, the picture of `yes` and one
// more way, to look before answering.
Intent ask(const View& view, ui::Canvas& canvas, const std::string& screen,
           const std::string& words, const Door& yes, const Door& no,
           const std::optional<Door>& look = {}) {
  auto intent = draw_panel_bar(view, canvas);
  if (canvas.theme().large()) {
    Sheet sheet(canvas, screen);
    sheet.title(screen + ".title", canvas.t(screen + ".title"));
    sheet.words(screen + ".text", words);
    std::vector<Choice> choices{{no.id, no.label, no.intent, ui::Kind::secondary}};
    if (look) choices.push_back({look->id, look->label, look->intent, ui::Kind::secondary});
    choices.push_back({yes.id, yes.label, yes.intent, ui::Kind::primary});
    return sheet.draw(std::move(intent), choices);
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
  const auto place = page.rest();
  const double size = std::min(place.h, canvas.seven() ? 20.0 : 40.0);
  if (size >= 12) {
    canvas.picture(
        {.name = yes.picture, .box = {place.x, place.y, size, size}, .over = ui::Token::paper});
  }
  return look ? either(intent, draw_look(canvas, page, row, *look)) : intent;
}

}  // namespace

Intent draw_help(const View& view, ui::Canvas& canvas) {
  auto from_bar = draw_panel_bar(view, canvas);
  std::vector<Door> doors;
  if (view.may_review) {
    doors.push_back({"help.review", canvas.t("end.review"), canvas.t("help.review.note"),
                     "explain-review", flow::OpenReview{}});
  }
  doors.insert(doors.end(),
               {{"help.how", canvas.t("help.how"), canvas.t("help.how.note"), "explain-how",
                 flow::OpenPanel{flow::Panel::how}},
                {"help.someone", canvas.t("help.someone"), canvas.t("help.someone.note"),
                 "explain-someone-helps", flow::OpenPanel{flow::Panel::helper}},
                {"help.finish", canvas.t("half.end"), canvas.t("help.finish.note"),
                 "explain-finish", flow::Finish{}},
                {"help.erase", canvas.t("help.erase"), canvas.t("help.erase.note"), "explain-erase",
                 flow::OpenPanel{flow::Panel::erase}}});
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
  if (!view.may_review) {
    page.title("help.title", canvas.t("help.title"));
    return either(std::move(from_bar), draw_doors(canvas, page.rest(), doors, 0));
  }
  // Five doors leave one of six places to the title.
  const auto order = canvas.reading(page.rest());
  const auto place = ui::cell(page.rest(), 0, 2, 3, canvas.theme().gap);
  canvas.title({.id = "help.title", .label = canvas.t("help.title"), .box = place});
  return either(std::move(from_bar), draw_doors(canvas, page.rest(), doors, 1));
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
  return ask(
      view, canvas, "leave", view.begun ? canvas.t("leave.text") : std::string{},
      {"leave.confirm", canvas.t("half.end"), {}, "explain-finish", flow::ConfirmLeave{}},
      {"leave.stay", canvas.t("leave.stay"), {}, {}, flow::ClosePanel{}},
      view.may_review
          ? std::optional(
                Door{"leave.review", canvas.t("end.review"), {}, "icon-review", flow::OpenReview{}})
          : std::nullopt);
}

Intent draw_erase(const View& view, ui::Canvas& canvas) {
  return ask(view, canvas, "erase", canvas.t("erase.text"),
             {"erase.confirm", canvas.t("erase.yes"), {}, "explain-erase", flow::ConfirmErase{}},
             {"erase.stay", canvas.t("leave.stay"), {}, {}, flow::ClosePanel{}});
}

Intent draw_take_out(const View& view, ui::Canvas& canvas) {
  return ask(
      view, canvas, "takeout", canvas.t("takeout.text"),
      {"takeout.confirm", canvas.t("said.take_out"), {}, "explain-erase", flow::ConfirmTakeOut{}},
      {"takeout.stay", canvas.t("idea.hint.keep"), {}, {}, flow::ClosePanel{}});
}

}  // namespace parvis::screens
