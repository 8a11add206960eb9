#include "kiosk/screens/resident/about_you.h"

#include <algorithm>
#include <array>

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

// In the order of consultation::kAges.
constexpr std::array<std::string_view, 7> kAgeWords{
    "about.age.u15",   "about.age.15_17", "about.age.18_24", "about.age.25_39",
    "about.age.40_59", "about.age.60_74", "about.age.75_up"};
static_assert(kAgeWords.size() == consultation::kAges.size());

Intent bar(const View& view, ui::Canvas& canvas, std::string_view number) {
  return draw_bar(view, canvas,
                  {.where = canvas.t("about.heading"),
                   .where_sub = canvas.t("common.question", {std::string(number), "2"})});
}

std::vector<Choice> ages(const View& view, const ui::Canvas& canvas) {
  std::vector<Choice> choices;
  choices.reserve(kAgeWords.size() + 1);
  for (std::size_t i = 0; i < kAgeWords.size(); ++i) {
    const auto key = std::string(consultation::kAges[i]);
    choices.push_back({.id = "about.age." + key,
                       .label = canvas.t(kAgeWords[i]),
                       .intent = flow::ChooseAge{key},
                       .chosen = key == view.age,
                       .role = ui::Role::choice});
  }
  choices.push_back({.id = "about.age.skip",
                     .label = canvas.t("about.skip"),
                     .intent = flow::ChooseAge{""},
                     .role = ui::Role::choice});
  return choices;
}

// To say nothing comes first, so that nobody has to turn pages for it.
std::vector<Choice> neighbourhoods(const View& view, const ui::Canvas& canvas) {
  std::vector<Choice> choices;
  choices.reserve(view.consultation->neighbourhoods.size() + 2);
  const auto add = [&](const std::string& name, std::string label, const std::string& key) {
    choices.push_back({.id = "about.place." + name,
                       .label = std::move(label),
                       .intent = flow::ChooseNeighbourhood{key},
                       .chosen = !key.empty() && key == view.neighbourhood,
                       .role = ui::Role::choice});
  };
  add("skip", canvas.t("about.skip"), "");
  for (const auto& place : view.consultation->neighbourhoods) {
    add(place.key, pack_text(view, place.name), place.key);
  }
  add("elsewhere", canvas.t("about.place.elsewhere"), "elsewhere");
  return choices;
}

}  // namespace

std::string_view age_words(std::string_view key) {
  const auto at = std::ranges::find(consultation::kAges, key);
  if (at == consultation::kAges.end()) return "about.skip";
  return kAgeWords[static_cast<std::size_t>(at - consultation::kAges.begin())];
}

Intent draw_age(const View& view, ui::Canvas& canvas) {
  auto intent = bar(view, canvas, "1");
  const auto choices = ages(view, canvas);
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "about.age");
    sheet.title("about.age.title", canvas.t("about.age.title"));
    sheet.words("about.age.why", canvas.t("about.age.why"));
    return sheet.draw(std::move(intent), choices);
  }
  Page page(canvas);
  page.title("about.age.title", canvas.t("about.age.title"));
  page.words("about.age.why", canvas.t("about.age.why"));

  std::vector<std::string> labels;
  labels.reserve(choices.size());
  for (const auto& choice : choices) labels.push_back(choice.label);
  const double gap = canvas.theme().gap;
  const auto& type = canvas.theme().type;
  const auto one = ui::cell(page.rest(), 0, 4, 2, gap);
  const double capital =
      capital_for(canvas, labels, one.w - 5, one.h - 2, {type.button, type.note});
  const auto order = canvas.reading(page.rest());
  for (std::size_t i = 0; i < choices.size(); ++i) {
    ui::ButtonSpec spec;
    spec.id = choices[i].id;
    spec.label = in_two_lines(canvas, choices[i].label, one.w - 5, capital);
    spec.box = ui::cell(page.rest(), static_cast<int>(i), 4, 2, gap);
    spec.kind = ui::Kind::tile;
    spec.capital = capital;
    spec.chosen = choices[i].chosen;
    spec.role = ui::Role::choice;
    if (canvas.button(spec)) intent = choices[i].intent;
  }
  return intent;
}

Intent draw_neighbourhood(const View& view, ui::Canvas& canvas) {
  auto intent = bar(view, canvas, "2");
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "about.place");
    sheet.title("about.place.title", canvas.t("about.place.title"));
    sheet.words("about.place.why", canvas.t("about.place.why"));
    return sheet.draw(std::move(intent), neighbourhoods(view, canvas));
  }
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  const double gap = canvas.theme().gap;
  Page page(canvas);
  const auto row = page.footer(button_row(canvas));
  auto area = page.rest();
  if (seven) {
    // Two rows of names need every millimetre: title and reason are set smaller than elsewhere.
    canvas.title({.id = "about.place.title",
                  .label = canvas.t("about.place.title"),
                  .box = {area.x, area.y - 0.5, area.w, 6.2},
                  .capital = canvas.right_to_left() ? 3.0 : 3.5});  // Arabic lines are higher
    canvas.text({.id = "about.place.why",
                 .label = canvas.t("about.place.why"),
                 .box = {area.x, area.y + 5.5, area.w, 5.8},
                 .capital = 3.0,
                 .color = ui::Token::secondary});
    area = {area.x, area.y + 11, area.w, area.h - 11};
  } else {
    page.title("about.place.title", canvas.t("about.place.title"));
    page.words("about.place.why", canvas.t("about.place.why"));
    area = page.rest();
  }

  ui::ListSpec list;
  list.id = "about.place";
  list.box = area;
  const bool narrow = canvas.display().narrow();
  list.columns = seven || narrow ? 3 : 4;
  list.lines = seven ? 2 : (narrow ? 4 : 3);
  list.pager = ui::column(row, 0, 3, gap);
  list.capital = seven || canvas.theme().text_size != ui::TextSize::standard ? type.note : 0;
  list.rows.reserve(view.consultation->neighbourhoods.size());
  for (const auto& place : view.consultation->neighbourhoods) {
    list.rows.push_back({.id = "about.place." + place.key,
                         .label = pack_text(view, place.name),
                         .chosen = place.key == view.neighbourhood});
  }
  if (const auto tapped = canvas.list(list, canvas.page(list.id))) {
    intent = flow::ChooseNeighbourhood{tapped->substr(list.id.size() + 1)};
  }
  const double capital =
      capital_for(canvas, {canvas.t("about.place.elsewhere"), canvas.t("about.skip")},
                  ui::column(row, 1, 3, gap).w - 5, row.h - 1, {type.button, type.note});
  if (canvas.button({.id = "about.place.elsewhere",
                     .label = canvas.t("about.place.elsewhere"),
                     .box = ui::column(row, 1, 3, gap),
                     .kind = ui::Kind::tile,
                     .capital = capital,
                     .role = ui::Role::choice})) {
    intent = flow::ChooseNeighbourhood{"elsewhere"};
  }
  if (canvas.button({.id = "about.place.skip",
                     .label = in_two_lines(canvas, canvas.t("about.skip"),
                                           ui::column(row, 2, 3, gap).w - 5, capital),
                     .box = ui::column(row, 2, 3, gap),
                     .kind = ui::Kind::tile,
                     .capital = capital,
                     .role = ui::Role::choice})) {
    intent = flow::ChooseNeighbourhood{""};
  }
  return intent;
}

}  // namespace parvis::screens
