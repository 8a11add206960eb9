#include "kiosk/screens/resident/panels.h"

#include <array>

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

Intent draw_contrast(const View& view, ui::Canvas& canvas, const ui::Box& row) {
  Intent intent;
  const std::array<std::string, 3> names{"light", "dark", "high"};
  std::vector<std::string> labels;
  labels.reserve(names.size());
  for (const auto& name : names) labels.push_back(canvas.t("display.contrast." + name));
  const auto& type = canvas.theme().type;
  const double capital =
      capital_for(canvas, labels, ui::column(row, 0, 3, canvas.theme().gap).w - 5, row.h,
                  {type.button, type.note});
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto contrast = static_cast<flow::Contrast>(i);
    if (choice(canvas, "display.contrast." + names[i], labels[i],
               ui::column(row, static_cast<int>(i), 3, canvas.theme().gap),
               view.display.contrast == contrast, capital)) {
      auto display = view.display;
      display.contrast = contrast;
      intent = flow::ChangeDisplay{display};
    }
  }
  return intent;
}

Intent draw_motion(const View& view, ui::Canvas& canvas, const ui::Box& row) {
  Intent intent;
  const std::vector<std::string> labels{canvas.t("display.motion.on"), canvas.t("display.still")};
  const std::array<std::string, 2> names{"full", "reduced"};
  const auto& type = canvas.theme().type;
  const double capital =
      capital_for(canvas, labels, ui::column(row, 0, 2, canvas.theme().gap).w - 5, row.h,
                  {type.button, type.note});
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto motion = static_cast<flow::Motion>(i);
    if (choice(canvas, "display.motion." + names[i], labels[i],
               ui::column(row, static_cast<int>(i), 2, canvas.theme().gap),
               view.display.motion == motion, capital)) {
      auto display = view.display;
      display.motion = motion;
      intent = flow::ChangeDisplay{display};
    }
  }
  return intent;
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
