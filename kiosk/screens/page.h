// The place under the bar, filled from the top: a title, some words, and what is left for the choices. Heights follow the
// measured text, so that a longer language or larger letters move the rest instead of covering it.
//
// Threads: the main thread, within one frame.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kiosk/ui/canvas.h"

namespace parvis::screens {

class Page {
 public:
  explicit Page(ui::Canvas& canvas) : Page(canvas, canvas.below_bar()) {}
  Page(ui::Canvas& canvas, const ui::Box& area) : canvas_(canvas), rest_(area) {}

  // Bold, at the largest of the theme's sizes that takes at most two lines.
  void title(std::string id, std::string label);
  // Wrapped words at `capital` (0: the theme's button size), directly under what stands above.
  void words(std::string id, std::string label, double capital = 0,
             ui::Token color = ui::Token::secondary);
  // Cuts a row for buttons off the lower end.
  [[nodiscard]] ui::Box footer(double height);
  // Cuts a row off the upper end.
  [[nodiscard]] ui::Box header(double height);
  void skip(double height);
  // Whether words of that many millimetres still have their place.
  [[nodiscard]] bool has_room(double height) const { return height <= rest_.h; }
  // What is left, one gap under the words.
  [[nodiscard]] ui::Box rest() const;

 private:
  ui::Canvas& canvas_;
  ui::Box rest_;
  bool under_words_ = false;
};

// mm that `label` takes when wrapped at `width`.
[[nodiscard]] double height_of(ui::Canvas& canvas, const std::string& label, double width,
                               double capital, text::Weight weight = text::Weight::regular);

// How many lines that is; more than any place holds when a word is longer than `width`.
[[nodiscard]] int lines_of(ui::Canvas& canvas, const std::string& label, double width,
                           double capital, text::Weight weight = text::Weight::regular);

// Whether every label, in bold, fits a place of that size.
[[nodiscard]] bool all_fit(ui::Canvas& canvas, const std::vector<std::string>& labels, double width,
                           double height, double capital);

// The largest of `capitals` at which every label fits a button of that size; the smallest when none does.
[[nodiscard]] double capital_for(ui::Canvas& canvas, const std::vector<std::string>& labels,
                                 double width, double height, const std::vector<double>& capitals);

// The label in two lines of about the same length when one line of `width` does not hold it: "Coup / de cœur".
[[nodiscard]] std::string in_two_lines(ui::Canvas& canvas, const std::string& label, double width,
                                       double capital);

// Height of a row of buttons: 18 mm, or 15 on a small screen.
[[nodiscard]] double button_row(const ui::Canvas& canvas);

}  // namespace parvis::screens
