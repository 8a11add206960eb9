#include "kiosk/screens/page.h"

#include <algorithm>
#include <cmath>

namespace parvis::screens {
namespace {

constexpr int kMaxLines = 12;

double line_of(const ui::Canvas& canvas, double capital, text::Weight weight) {
  return text::line_height(
      {.capital = capital,
       .weight = weight,
       .script = canvas.right_to_left() ? text::Script::arabic : text::Script::latin});
}

ui::TextSpec spec_of(std::string id, std::string label, const ui::Box& box, double capital) {
  ui::TextSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.box = box;
  spec.capital = capital;
  spec.place = ui::Place::top;
  return spec;
}

}  // namespace

double height_of(ui::Canvas& canvas, const std::string& label, double width, double capital,
                 text::Weight weight) {
  const double line = line_of(canvas, capital, weight);
  for (int lines = 1; lines < kMaxLines; ++lines) {
    // A hair more than the lines themselves, since both are rounded.
    auto spec = spec_of({}, label, {0, 0, width, lines * line + 0.05}, capital);
    spec.weight = weight;
    if (canvas.fits(spec, {capital})) return lines * line + 0.1;
  }
  return kMaxLines * line;
}

void Page::title(std::string id, std::string label) {
  const auto& type = canvas_.theme().type;
  double capital = type.title;
  for (const double smaller : {type.proposal, type.button}) {
    if (height_of(canvas_, label, rest_.w, capital, text::Weight::bold) <
        2.5 * line_of(canvas_, capital, text::Weight::bold)) {
      break;
    }
    capital = smaller;
  }
  const double height = height_of(canvas_, label, rest_.w, capital, text::Weight::bold);
  canvas_.title(
      spec_of(std::move(id), std::move(label), {rest_.x, rest_.y, rest_.w, height}, capital));
  skip(height + canvas_.theme().gap / 2);
}

void Page::words(std::string id, std::string label, double capital, ui::Token color) {
  if (label.empty()) return;
  if (capital == 0) capital = canvas_.theme().type.button;
  const double height = height_of(canvas_, label, rest_.w, capital);
  auto spec =
      spec_of(std::move(id), std::move(label), {rest_.x, rest_.y, rest_.w, height}, capital);
  spec.color = color;
  canvas_.text(spec);
  skip(height + canvas_.theme().gap / 2);
}

ui::Box Page::footer(double height) {
  const double gap = canvas_.theme().gap;
  const ui::Box row{rest_.x, rest_.bottom() - height, rest_.w, height};
  rest_.h -= height + gap;
  return row;
}

ui::Box Page::header(double height) {
  const ui::Box row{rest_.x, rest_.y, rest_.w, height};
  skip(height + canvas_.theme().gap);
  return row;
}

void Page::skip(double height) {
  rest_.y += height;
  rest_.h -= height;
}

double capital_for(ui::Canvas& canvas, const std::vector<std::string>& labels, double width,
                   double height, const std::vector<double>& capitals) {
  for (const double capital : capitals) {
    const bool all = std::ranges::all_of(labels, [&](const std::string& label) {
      auto spec = spec_of({}, label, {0, 0, width, height}, capital);
      spec.weight = text::Weight::bold;
      return canvas.fits(spec, {capital}).has_value();
    });
    if (all) return capital;
  }
  return capitals.back();
}

double button_row(const ui::Canvas& canvas) { return canvas.seven() ? 15 : 18; }

}  // namespace parvis::screens
