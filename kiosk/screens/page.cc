#include "kiosk/screens/page.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace parvis::screens {
namespace {

constexpr int kMaxLines = 12;

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
  auto spec = spec_of({}, label, {0, 0, width, 0}, capital);
  spec.weight = weight;
  const auto extent = canvas.measure(spec);
  if (extent.broken_word) return kMaxLines * extent.line_height;
  // Marks may reach under the last line, in Arabic above all. A hair more, since both are rounded.
  const double optical = extent.optical_centre - extent.height / 2;
  return std::max(extent.height, extent.ink_bottom - std::min(optical, extent.ink_top)) + 0.1;
}

int lines_of(ui::Canvas& canvas, const std::string& label, double width, double capital,
             text::Weight weight) {
  auto spec = spec_of({}, label, {0, 0, width, 0}, capital);
  spec.weight = weight;
  const auto extent = canvas.measure(spec);
  return extent.broken_word ? kMaxLines : extent.lines;
}

bool all_fit(ui::Canvas& canvas, const std::vector<std::string>& labels, double width,
             double height, double capital) {
  return std::ranges::all_of(labels, [&](const auto& label) {
    auto spec = spec_of({}, label, {0, 0, width, height}, capital);
    spec.weight = text::Weight::bold;
    return canvas.fits(spec, {capital}).has_value();
  });
}

namespace {

// The narrowest width that needs no further line: a title breaks in the middle, not before its last word.
double balanced(ui::Canvas& canvas, const std::string& label, double width, double capital) {
  const auto bold = text::Weight::bold;
  const int lines = lines_of(canvas, label, width, capital, bold);
  if (lines <= 1) return width;
  double narrow = width / 2;
  double wide = width;
  while (wide - narrow > width / 24) {
    const double middle = (narrow + wide) / 2;
    (lines_of(canvas, label, middle, capital, bold) > lines ? narrow : wide) = middle;
  }
  return wide;
}

}  // namespace

void Page::title(std::string id, std::string label) {
  const auto& type = canvas_.theme().type;
  double capital = type.title;
  for (const double smaller : {type.proposal, type.button}) {
    if (lines_of(canvas_, label, rest_.w, capital, text::Weight::bold) <= 2) break;
    capital = smaller;
  }
  if (under_words_) skip(canvas_.theme().gap / 2);
  const double width = balanced(canvas_, label, rest_.w, capital);
  const double height = height_of(canvas_, label, width, capital, text::Weight::bold);
  const auto order = canvas_.reading(rest_);
  canvas_.title(
      spec_of(std::move(id), std::move(label), {rest_.x, rest_.y, width, height}, capital));
  skip(height);
  under_words_ = true;
}

void Page::words(std::string id, std::string label, double capital, ui::Token color) {
  if (label.empty()) return;
  if (capital == 0) capital = canvas_.theme().type.button;
  if (under_words_) skip(canvas_.theme().gap / 2);
  const double height = height_of(canvas_, label, rest_.w, capital);
  auto spec =
      spec_of(std::move(id), std::move(label), {rest_.x, rest_.y, rest_.w, height}, capital);
  spec.color = color;
  canvas_.text(spec);
  skip(height);
  under_words_ = true;
}

ui::Box Page::rest() const {
  const double gap = under_words_ ? canvas_.theme().gap : 0;
  return {rest_.x, rest_.y + gap, rest_.w, std::max(0.0, rest_.h - gap)};
}

ui::Box Page::footer(double height) {
  const double gap = canvas_.theme().gap;
  const ui::Box row{rest_.x, rest_.bottom() - height, rest_.w, height};
  rest_.h -= height + gap;
  return row;
}

ui::Box Page::header(double height) {
  const double y = rest().y;
  const ui::Box row{rest_.x, y, rest_.w, height};
  skip(y - rest_.y + height);
  under_words_ = true;
  return row;
}

void Page::skip(double height) {
  rest_.y += height;
  rest_.h -= height;
}

double capital_for(ui::Canvas& canvas, const std::vector<std::string>& labels, double width,
                   double height, const std::vector<double>& capitals) {
  for (const double capital : capitals) {
    if (all_fit(canvas, labels, width, height, capital)) return capital;
  }
  return capitals.back();
}

std::string in_two_lines(ui::Canvas& canvas, const std::string& label, double width,
                         double capital) {
  const auto bold = text::Weight::bold;
  if (lines_of(canvas, label, width, capital, bold) <= 1) return label;
  std::size_t best = std::string::npos;
  const auto letters = [](std::string_view part) {  // UTF-8: all bytes but those that continue one
    return std::ranges::count_if(part, [](char byte) { return (byte & 0xC0) != 0x80; });
  };
  const auto unevenness = [&](std::size_t at) {
    const std::string_view text = label;
    return std::abs(letters(text.substr(0, at)) - letters(text.substr(at + 1)));
  };
  for (auto at = label.find(' '); at != std::string::npos; at = label.find(' ', at + 1)) {
    if (best == std::string::npos || unevenness(at) < unevenness(best)) best = at;
  }
  if (best == std::string::npos) return label;
  auto lines = label;
  lines[best] = '\n';
  // A language with long words may need the break where it falls.
  return lines_of(canvas, lines, width, capital, bold) <= 2 ? lines : label;
}

double button_row(const ui::Canvas& canvas) { return canvas.seven() ? 15 : 18; }

}  // namespace parvis::screens
