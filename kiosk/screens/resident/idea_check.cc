#include "kiosk/screens/resident/idea_check.h"

#include "kiosk/screens/resident/idea_write.h"
#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

// The idea as others will read it, beside its theme.
void draw_idea_card(const View& view, ui::Canvas& canvas, const ui::Box& box) {
  canvas.card("idea.card", box);
  const auto order = canvas.reading(box);
  const bool picture = !canvas.seven();
  if (picture) {
    const auto* theme = view.consultation->theme(view.idea.theme);
    canvas.picture({.name = theme != nullptr ? theme->picture : "theme-unknown",
                    .box = {box.x + 8, box.y + (box.h - 18) / 2, 18, 18}});
  }
  const double indent = picture ? 34 : (canvas.seven() ? 5 : 8);
  ui::TextSpec spec;
  spec.id = "idea.text";
  spec.telling = ui::Telling::confidential;
  spec.label = view.idea.whole;
  spec.box = {box.x + indent, box.y + 1.5, box.w - indent - (picture ? 8 : indent), box.h - 3};
  const auto& type = canvas.theme().type;
  spec.capital = canvas.fits(spec, {type.proposal, type.button, type.note}).value_or(type.note);
  canvas.text(spec);
}

struct Footer {
  ui::Box drop, edit, main;
};

Footer footer_of(const ui::Canvas& canvas, const ui::Box& row) {
  if (canvas.seven() || canvas.display().narrow()) {
    const double gap = canvas.theme().gap;
    return {ui::column(row, 0, 3, gap), ui::column(row, 1, 3, gap), ui::column(row, 2, 3, gap)};
  }
  return {{row.x, row.y, 58, row.h},
          {row.x + 62, row.y, 58, row.h},
          {row.end() - 74, row.y, 74, row.h}};
}

bool draw_button(ui::Canvas& canvas, std::string id, std::string label, const ui::Box& box,
                 ui::Kind kind, std::string icon) {
  ui::ButtonSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.box = box;
  spec.kind = kind;
  // The picture goes where the word needs its place.
  const auto& type = canvas.theme().type;
  const bool has_room =
      lines_of(canvas, spec.label, box.w - 14, type.button, text::Weight::bold) <= 2;
  if (!canvas.seven() && has_room) spec.icon = std::move(icon);
  return canvas.button(spec);
}

}  // namespace

Intent draw_idea_hint(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(
      view, canvas,
      {.where = canvas.t("idea.heading"), .where_sub = canvas.t("common.step", {"2", "3"})});
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "idea.hint");
    sheet.title("idea.hint.title", hint_text(view, canvas));
    sheet.words("idea.text", view.idea.whole, ui::Token::ink);
    return sheet.draw(
        std::move(intent),
        {{"idea.drop", canvas.t("idea.drop"), flow::DropIdea{}, ui::Kind::secondary},
         {"idea.keep", canvas.t("idea.hint.keep"), flow::KeepIdea{}, ui::Kind::secondary},
         {"idea.edit", canvas.t("idea.edit"), flow::CorrectIdea{}, ui::Kind::primary}});
  }
  Page page(canvas);
  page.title("idea.hint.title", hint_text(view, canvas));
  const auto boxes = footer_of(canvas, page.footer(canvas.seven() ? 17 : 22));
  draw_idea_card(view, canvas, page.rest());
  if (draw_button(canvas, "idea.drop", canvas.t("idea.drop"), boxes.drop, ui::Kind::secondary,
                  "icon-erase")) {
    intent = flow::DropIdea{};
  }
  if (draw_button(canvas, "idea.keep", canvas.t("idea.hint.keep"), boxes.edit, ui::Kind::secondary,
                  "icon-check")) {
    intent = flow::KeepIdea{};
  }
  if (draw_button(canvas, "idea.edit", canvas.t("idea.edit"), boxes.main, ui::Kind::primary,
                  "icon-edit")) {
    intent = flow::CorrectIdea{};
  }
  return intent;
}

Intent draw_idea_read(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(
      view, canvas,
      {.where = canvas.t("idea.heading"), .where_sub = canvas.t("common.step", {"3", "3"})});
  const auto then = canvas.t("idea.read.text", {pack_text(view, view.consultation->asker)});
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "idea.read");
    sheet.title("idea.read.title", canvas.t("idea.read.title"));
    sheet.words("idea.text", view.idea.whole, ui::Token::ink);
    sheet.words("idea.read.text", then);
    return sheet.draw(
        std::move(intent),
        {{"idea.drop", canvas.t("idea.drop"), flow::DropIdea{}, ui::Kind::secondary},
         {"idea.edit", canvas.t("idea.edit"), flow::CorrectIdea{}, ui::Kind::secondary},
         {"idea.confirm", canvas.t("idea.confirm"), flow::ConfirmIdea{}, ui::Kind::primary}});
  }
  Page page(canvas);
  page.title("idea.read.title", canvas.t("idea.read.title"));
  const auto boxes = footer_of(canvas, page.footer(canvas.seven() ? 17 : 22));
  const double note = canvas.theme().type.note;
  // What happens next gives way to the idea itself when there is no place for both.
  const double high = height_of(canvas, then, page.rest().w, note);
  if (page.rest().h - high > (canvas.seven() ? 24 : 40)) {
    canvas.text({.id = "idea.read.text",
                 .label = then,
                 .box = page.footer(high),
                 .capital = note,
                 .color = ui::Token::secondary});
  }
  draw_idea_card(view, canvas, page.rest());
  if (draw_button(canvas, "idea.drop", canvas.t("idea.drop"), boxes.drop, ui::Kind::secondary,
                  "icon-erase")) {
    intent = flow::DropIdea{};
  }
  if (draw_button(canvas, "idea.edit", canvas.t("idea.edit"), boxes.edit, ui::Kind::secondary,
                  "icon-edit")) {
    intent = flow::CorrectIdea{};
  }
  if (draw_button(canvas, "idea.confirm", canvas.t("idea.confirm"), boxes.main, ui::Kind::primary,
                  "icon-check")) {
    intent = flow::ConfirmIdea{};
  }
  return intent;
}

}  // namespace parvis::screens
