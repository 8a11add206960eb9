#include "kiosk/screens/resident/panels.h"

#include <algorithm>
#include <array>
#include <optional>

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
    const bool standard = canvas.theme().text_size == ui::TextSize::standard;
    if (!canvas.seven() || (standard && box.h >= 20)) spec.sub = door.note;
    spec.icon = door.picture;
    spec.icon_size = canvas.seven() ? 11 : 19;
    spec.gap = canvas.seven() ? 4 : 8;
  }
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
  const double beside = canvas.theme().large() ? 12 : (canvas.seven() ? 26 : 40);
  const double capital =
      capital_for(canvas, labels, one.w - beside, one.h / 2, {type.button, type.note});
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
  if (!canvas.theme().large() && size >= 12) {
    canvas.picture(
        {.name = yes.picture, .box = {place.x, place.y, size, size}, .over = ui::Token::paper});
  }
  return look ? either(intent, draw_look(canvas, page, row, *look)) : intent;
}

}  // namespace

Intent draw_help(const View& view, ui::Canvas& canvas) {
  const auto from_bar = draw_panel_bar(view, canvas);
  Page page(canvas);
  std::vector<Door> doors;
  if (view.may_review) {
    doors.push_back({"help.review", canvas.t("end.review"), canvas.t("help.review.note"),
                     "explain-review", flow::OpenReview{}});
    // Five doors leave one of six places to the title.
    const auto place = ui::cell(page.rest(), 0, 2, 3, canvas.theme().gap);
    canvas.title({.id = "help.title", .label = canvas.t("help.title"), .box = place});
  } else {
    page.title("help.title", canvas.t("help.title"));
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
  return either(from_bar, draw_doors(canvas, page.rest(), doors, view.may_review ? 1 : 0));
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

Intent draw_speech(const View& view, ui::Canvas& canvas) {
  auto intent = draw_panel_bar(view, canvas);
  Page page(canvas);
  page.title("speech.title", canvas.t("display.noreading"));
  page.words("speech.text", canvas.t("error.speech"));
  return intent;
}

}  // namespace parvis::screens
