#include "kiosk/screens/resident/language.h"

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

// Each language says itself what it is: no title is needed where the tiles need its place.
Intent draw_large(const View& view, ui::Canvas& canvas, Intent from_bar,
                  const std::vector<LanguageTile>& languages) {
  const bool panel = view.panel == flow::Panel::language;
  std::vector<Choice> choices;
  choices.reserve(languages.size());
  for (const auto& tile : languages) {
    choices.push_back({.id = "language." + tile.code,
                       .label = tile.name,
                       .intent = flow::ChooseLanguage{tile.code},
                       .chosen = panel && tile.code == view.language,
                       .role = ui::Role::choice,
                       .script = tile.script});
  }
  Sheet sheet(canvas, "language");
  if (!canvas.seven()) sheet.title("language.title", canvas.t("language.title"));
  return sheet.draw(std::move(from_bar), choices);
}

}  // namespace

Intent draw_language(const View& view, ui::Canvas& canvas,
                     const std::vector<LanguageTile>& languages) {
  const bool panel = view.panel == flow::Panel::language;
  auto intent = panel ? draw_panel_bar(view, canvas) : draw_bar(view, canvas);
  if (canvas.theme().large()) return draw_large(view, canvas, std::move(intent), languages);
  Page page(canvas);
  page.title("language.title", canvas.t("language.title"));
  page.words("language.hint", canvas.t("language.hint"));

  const int count = static_cast<int>(languages.size());
  const int columns = count <= 4 ? std::max(count, 1) : 4;
  const int rows = std::max((count + columns - 1) / columns, 1);
  auto area = page.rest();
  area.h = std::min(area.h, rows * (rows == 1 ? 60.0 : 43.0) + (rows - 1) * canvas.theme().gap);
  const auto order = canvas.reading(area);
  for (int i = 0; i < count; ++i) {
    const auto& tile = languages[static_cast<std::size_t>(i)];
    ui::ButtonSpec spec;
    spec.id = "language." + tile.code;
    spec.label = tile.name;
    spec.sub = spec.sub_spoken = tile.greeting;
    canvas.pronounce(tile.name, tile.spoken_name);
    canvas.pronounce(tile.greeting, tile.spoken_greeting);
    // A small screen has no place for it here: the bar says it once the language is chosen.
    if (!tile.remark.empty() && !canvas.seven()) spec.sub += "\n" + tile.remark;
    spec.box = ui::cell(area, i, columns, rows, canvas.theme().gap);
    spec.kind = ui::Kind::tile;
    spec.chosen = panel && tile.code == view.language;
    spec.script = tile.script;
    spec.role = ui::Role::choice;
    spec.language = tile.code;
    if (canvas.button(spec)) intent = flow::ChooseLanguage{tile.code};
  }
  return intent;
}

}  // namespace parvis::screens
