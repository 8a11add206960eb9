#include "kiosk/screens/resident/idea_theme.h"

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

struct Tile {
  std::string id, label, picture, key;
};

std::vector<Tile> tiles_of(const View& view, const ui::Canvas& canvas) {
  std::vector<Tile> tiles;
  tiles.reserve(view.consultation->themes.size() + 1);
  for (const auto& theme : view.consultation->themes) {
    tiles.push_back(
        {"idea.theme." + theme.key, pack_text(view, theme.short_name), theme.picture, theme.key});
  }
  tiles.push_back({"idea.theme.unsure", canvas.t("idea.theme.unsure"), "theme-unknown", ""});
  return tiles;
}

}  // namespace

Intent draw_idea_theme(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(
      view, canvas,
      {.where = canvas.t("idea.heading"), .where_sub = canvas.t("common.step", {"1", "3"})});
  const auto tiles = tiles_of(view, canvas);
  if (canvas.theme().large()) {
    std::vector<Choice> choices;
    choices.reserve(tiles.size());
    for (const auto& tile : tiles) {
      choices.push_back({.id = tile.id,
                         .label = tile.label,
                         .intent = flow::ChooseTheme{tile.key},
                         .icon = tile.picture,
                         .role = ui::Role::choice});
    }
    Sheet sheet(canvas, "idea.theme");
    sheet.title("idea.theme.title", canvas.t("idea.theme.title"));
    return sheet.draw(std::move(intent), choices);
  }
  Page page(canvas);
  page.title("idea.theme.title", canvas.t("idea.theme.title"));

  const int count = static_cast<int>(tiles.size());
  const int columns = count <= 6 ? 3 : 4;
  const int rows = (count + columns - 1) / columns;
  const double gap = canvas.theme().gap;
  const auto& type = canvas.theme().type;
  const double picture = canvas.seven() ? 8.5 : 18;
  std::vector<std::string> labels;
  labels.reserve(tiles.size());
  for (const auto& tile : tiles) labels.push_back(tile.label);
  const auto one = ui::cell(page.rest(), 0, columns, rows, gap);
  // Words come first: where they leave no place for a picture, there is none.
  const bool pictures = all_fit(canvas, labels, one.w - 5, one.h - picture - 6, type.note);
  const double capital = capital_for(
      canvas, labels, one.w - 5, one.h - (pictures ? picture + 6 : 4), {type.button, type.note});
  const auto order = canvas.reading(page.rest());
  for (int i = 0; i < count; ++i) {
    const auto& tile = tiles[static_cast<std::size_t>(i)];
    ui::ButtonSpec spec;
    spec.id = tile.id;
    spec.label = in_two_lines(canvas, tile.label, one.w - 5, capital);
    spec.box = ui::cell(page.rest(), i, columns, rows, gap);
    spec.kind = ui::Kind::tile;
    spec.layout = ui::Layout::column;
    if (pictures) spec.icon = tile.picture;
    spec.icon_size = picture;
    spec.capital = capital;
    spec.role = ui::Role::choice;
    if (canvas.button(spec)) intent = flow::ChooseTheme{tile.key};
  }
  return intent;
}

}  // namespace parvis::screens
