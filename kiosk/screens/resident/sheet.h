// A screen in large text: what is to be read, and what can be chosen.
//
// Both stand on one page where they have their place. Where they don't, the words come first, on as many pages as they
// need, then the choices, in as few rows and pages as their words allow; the title stays above the choices where that costs
// no further page. No letter falls under the theme's minimum, no word is broken, nothing scrolls. The bar's *Retour* goes
// back a page.
//
// Threads: the main thread, within one frame. Which page is open is kept by the canvas under the sheet's id.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

struct Choice {
  std::string id, label;
  flow::ResidentIntent intent;
  ui::Kind kind =
      ui::Kind::tile;     // tiles are equals and fill the page; others stand at its lower end
  std::string icon = {};  // above a tile's words, beside others', where there is room
  bool chosen = false;
  bool enabled = true;
  ui::Role role = ui::Role::button;
  std::optional<text::Script> script = {};  // of the label when it isn't the language's
};

class Sheet {
 public:
  Sheet(ui::Canvas& canvas, std::string id) : Sheet(canvas, std::move(id), canvas.below_bar()) {}
  Sheet(ui::Canvas& canvas, std::string id, const ui::Box& area)
      : canvas_(canvas), id_(std::move(id)), area_(area) {}

  void title(std::string id, std::string label);
  // Nothing for an empty label.
  void words(std::string id, std::string label, ui::Token color = ui::Token::secondary);
  // Something of its own that takes the page's width and `height` mm: a code in boxes.
  void block(double height, std::function<void(const ui::Box&)> draw);
  // Drawn between the words and the buttons, where these leave it room.
  void picture(std::function<void(const ui::Box&)> draw);
  // Draws the page that is open. `from_bar` is what the bar has answered; the button that turns the page is "<id>.turn".
  [[nodiscard]] Intent draw(Intent from_bar, const std::vector<Choice>& choices);

 private:
  struct Part {
    double height = 0;
    std::function<void(const ui::Box&)> draw;
    ui::TextSpec words = {};  // what may be split over pages
  };
  struct Grid {
    int columns = 1, rows = 1;  // rows on one page
    double least = 0;           // mm; height of a row
    int lines = 1;              // of the longest label
    [[nodiscard]] std::size_t each() const {
      return static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
    }
    [[nodiscard]] double height(double gap) const { return rows * least + (rows - 1) * gap; }
  };
  using PageParts = std::vector<Part>;
  struct Plan {
    std::vector<PageParts> before;  // pages that come before the choices
    PageParts above;                // what stands over the choices, on each of their pages
    Grid grid;
    int pages = 1;
    bool fits = true;
  };

  void add_text(ui::TextSpec spec);
  [[nodiscard]] double height_of_parts(std::size_t count) const;
  [[nodiscard]] std::vector<PageParts> reading_pages() const;
  [[nodiscard]] Grid grid_with(const std::vector<Choice>& choices, int columns) const;
  [[nodiscard]] Grid grid_for(const std::vector<Choice>& choices, double height) const;
  [[nodiscard]] static int pages_in(const std::vector<Choice>& choices, const Grid& grid);
  [[nodiscard]] Plan plan_for(const std::vector<Choice>& choices) const;
  [[nodiscard]] double turn_height() const;
  [[nodiscard]] double turn_width() const;
  [[nodiscard]] ui::Box place_of(const std::vector<Choice>& choices, const Grid& grid,
                                 const ui::Box& area) const;
  double draw_parts(const PageParts& parts) const;
  [[nodiscard]] bool draw_turn(ui::Kind kind) const;
  [[nodiscard]] Intent draw_cells(const std::vector<Choice>& choices, const Grid& grid,
                                  std::size_t first, const ui::Box& block) const;
  [[nodiscard]] Intent draw_choices(const std::vector<Choice>& choices, const Grid& grid, int page,
                                    const ui::Box& area) const;

  ui::Canvas& canvas_;
  std::string id_;
  ui::Box area_;
  PageParts parts_;
  std::function<void(const ui::Box&)> picture_;
};

}  // namespace parvis::screens
