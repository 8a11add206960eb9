#include "kiosk/screens/resident/language.h"

namespace parvis::screens {

Intent draw_language(const View& view, ui::Canvas& canvas,
                     const std::vector<LanguageTile>& languages) {
  const bool panel = view.panel == flow::Panel::language;
  auto intent = panel ? draw_panel_bar(view, canvas) : draw_bar(view, canvas);
  Page page(canvas);
  page.title("language.title", canvas.t("language.title"));
  page.words("language.hint", canvas.t("language.hint"));

  const int count = static_cast<int>(languages.size());
  const int columns = count <= 4 ? std::max(count, 1) : 4;
  const int rows = std::max((count + columns - 1) / columns, 1);
  auto area = page.rest();
  area.h = std::min(area.h, rows * (rows == 1 ? 60.0 : 43.0) + (rows - 1) * canvas.theme().gap);
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
