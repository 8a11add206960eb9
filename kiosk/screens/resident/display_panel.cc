#include <array>

#include "kiosk/screens/resident/panels.h"

namespace parvis::screens {
namespace {

// A row of the panel: its label, and the place of its choices.
ui::Box setting_row(ui::Canvas& canvas, const ui::Box& area, int index, const std::string& id,
                    const std::string& label) {
  const auto row = ui::cell(area, index, 1, 3, canvas.theme().gap);
  const double words = canvas.seven() ? 36 : 56;
  canvas.text({.id = id,
               .label = label,
               .box = {row.x, row.y, words, row.h},
               .capital = canvas.seven() ? canvas.theme().type.note : canvas.theme().type.button,
               .weight = text::Weight::bold});
  return {row.x + words + canvas.theme().gap, row.y, row.w - words - canvas.theme().gap, row.h};
}

bool choice(ui::Canvas& canvas, std::string id, std::string label, const ui::Box& box, bool chosen,
            double capital) {
  return canvas.button({.id = std::move(id),
                        .label = std::move(label),
                        .box = box,
                        .kind = ui::Kind::tile,
                        .capital = capital,
                        .chosen = chosen,
                        .role = ui::Role::choice});
}

Intent draw_sizes(const View& view, ui::Canvas& canvas, const ui::Box& row) {
  // The panel is its own preview: each letter A has the size that it stands for. Offered are the sizes at which the test
  // of every screen finds everything in its place.
  constexpr int kOffered = 2;
  constexpr std::array<double, kOffered> kSeven{3.5, 4.2};
  constexpr std::array<double, kOffered> kTen{4.3, 5.0};
  Intent intent;
  for (int i = 0; i < kOffered; ++i) {
    const auto at = static_cast<std::size_t>(i);
    ui::ButtonSpec spec;
    spec.id = "display.size." + std::to_string(i + 1);
    spec.label = "A";
    spec.spoken = canvas.t("display.size." + std::to_string(i + 1));
    spec.box = ui::column(row, i, kOffered, canvas.theme().gap);
    spec.kind = ui::Kind::tile;
    spec.capital = canvas.seven() ? kSeven[at] : kTen[at];
    spec.chosen = view.display.text_size == i;
    spec.role = ui::Role::choice;
    if (canvas.button(spec)) {
      auto display = view.display;
      display.text_size = static_cast<std::uint8_t>(i);
      intent = flow::ChangeDisplay{display};
    }
  }
  return intent;
}

// A row of equal choices; `set` puts the one of that index into the display's settings.
template <class Set>
Intent draw_options(const View& view, ui::Canvas& canvas, const ui::Box& row,
                    const std::vector<std::string>& ids, const std::vector<std::string>& labels,
                    std::size_t chosen, const Set& set) {
  Intent intent;
  const auto count = static_cast<int>(ids.size());
  const double gap = canvas.theme().gap;
  const auto& type = canvas.theme().type;
  const double capital = capital_for(canvas, labels, ui::column(row, 0, count, gap).w - 5, row.h,
                                     {type.button, type.note});
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto box = ui::column(row, static_cast<int>(i), count, gap);
    if (!choice(canvas, ids[i], labels[i], box, i == chosen, capital)) continue;
    auto display = view.display;
    set(display, i);
    intent = flow::ChangeDisplay{display};
  }
  return intent;
}

Intent draw_contrast(const View& view, ui::Canvas& canvas, const ui::Box& row) {
  const std::vector<std::string> ids{"display.contrast.light", "display.contrast.dark",
                                     "display.contrast.high"};
  const std::vector<std::string> labels{canvas.t(ids[0]), canvas.t(ids[1]), canvas.t(ids[2])};
  return draw_options(view, canvas, row, ids, labels,
                      static_cast<std::size_t>(view.display.contrast),
                      [](flow::Display& display, std::size_t i) {
                        display.contrast = static_cast<flow::Contrast>(i);
                      });
}

Intent draw_motion(const View& view, ui::Canvas& canvas, const ui::Box& row) {
  return draw_options(
      view, canvas, row, {"display.motion.full", "display.motion.reduced"},
      {canvas.t("display.motion.on"), canvas.t("display.still")},
      static_cast<std::size_t>(view.display.motion),
      [](flow::Display& display, std::size_t i) { display.motion = static_cast<flow::Motion>(i); });
}

}  // namespace

Intent draw_display(const View& view, ui::Canvas& canvas) {
  auto intent = draw_panel_bar(view, canvas);
  const auto area = canvas.below_bar();
  const auto sizes = setting_row(canvas, area, 0, "display.size", canvas.t("display.size"));
  intent = either(intent, draw_sizes(view, canvas, sizes));
  const auto colours =
      setting_row(canvas, area, 1, "display.contrast", canvas.t("display.contrast"));
  intent = either(intent, draw_contrast(view, canvas, colours));
  const auto motion = setting_row(canvas, area, 2, "display.motion", canvas.t("display.motion"));
  return either(intent, draw_motion(view, canvas, motion));
}

}  // namespace parvis::screens
