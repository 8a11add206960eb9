#include "kiosk/screens/resident/own_age.h"

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

// Two tiles of one size and one weight.
ui::ButtonSpec tile(const ui::Canvas& canvas, const ui::Box& area, int index, std::string id,
                    std::string label) {
  ui::ButtonSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.box = ui::column(area, index, 2, canvas.theme().gap);
  spec.box.h = std::min(spec.box.h, canvas.seven() ? 40.0 : 64.0);
  spec.kind = ui::Kind::tile;
  spec.role = ui::Role::choice;
  return spec;
}

std::string tick(bool agreed) { return agreed ? "icon-check" : "icon-plus"; }

}  // namespace

Intent draw_own_age(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(view, canvas, {.where = canvas.t("idea.heading"), .where_sub = {}});
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "idea.age");
    sheet.title("idea.age.title", canvas.t("idea.age.title"));
    return sheet.draw(std::move(intent), {{.id = "idea.age.under",
                                           .label = canvas.t("idea.age.under"),
                                           .intent = flow::ChooseOwnAge{true},
                                           .role = ui::Role::choice},
                                          {.id = "idea.age.over",
                                           .label = canvas.t("idea.age.over"),
                                           .intent = flow::ChooseOwnAge{false},
                                           .role = ui::Role::choice}});
  }
  Page page(canvas);
  page.title("idea.age.title", canvas.t("idea.age.title"));
  const auto area = page.rest();
  const auto order = canvas.reading(area);
  if (canvas.button(tile(canvas, area, 0, "idea.age.under", canvas.t("idea.age.under")))) {
    intent = flow::ChooseOwnAge{true};
  }
  if (canvas.button(tile(canvas, area, 1, "idea.age.over", canvas.t("idea.age.over")))) {
    intent = flow::ChooseOwnAge{false};
  }
  return intent;
}

Intent draw_adult(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(view, canvas, {.where = canvas.t("idea.heading"), .where_sub = {}});
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "idea.adult");
    sheet.title("idea.adult.title", canvas.t("idea.adult.title"));
    sheet.words("idea.adult.text", canvas.t("idea.adult.text"));
    return sheet.draw(std::move(intent), {{.id = "idea.adult.child",
                                           .label = canvas.t("idea.adult.child"),
                                           .intent = flow::ChildAgrees{},
                                           .icon = tick(view.idea.child_agreed),
                                           .chosen = view.idea.child_agreed,
                                           .role = ui::Role::toggle},
                                          {.id = "idea.adult.adult",
                                           .label = canvas.t("idea.adult.adult"),
                                           .intent = flow::AdultAgrees{},
                                           .icon = tick(view.idea.adult_agreed),
                                           .chosen = view.idea.adult_agreed,
                                           .role = ui::Role::toggle}});
  }
  Page page(canvas);
  page.title("idea.adult.title", canvas.t("idea.adult.title"));
  page.words("idea.adult.text", canvas.t("idea.adult.text"));
  const auto area = page.rest();
  const auto order = canvas.reading(area);
  auto child = tile(canvas, area, 0, "idea.adult.child", canvas.t("idea.adult.child"));
  child.chosen = view.idea.child_agreed;
  if (canvas.toggle(child)) intent = flow::ChildAgrees{};
  auto adult = tile(canvas, area, 1, "idea.adult.adult", canvas.t("idea.adult.adult"));
  adult.chosen = view.idea.adult_agreed;
  if (canvas.toggle(adult)) intent = flow::AdultAgrees{};
  return intent;
}

}  // namespace parvis::screens
