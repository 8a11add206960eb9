#include "kiosk/screens/resident/sheet.h"

#include <algorithm>
#include <cmath>

namespace parvis::screens {
namespace {

constexpr double kPadding = 2;     // mm on each side of a choice's words
constexpr double kAboveWords = 1;  // mm over and under them
constexpr double
    kRoomy = 1.7,
    kSnug = 1.3;  // a row of tiles, of buttons, grows to that many times what its words need
constexpr double kLeastPicture = 9;  // mm; a smaller one says nothing
constexpr double kTarget = 15;

}  // namespace

void Sheet::add_text(ui::TextSpec spec) {
  spec.place = ui::Place::top;
  const double height = height_of(canvas_, spec.label, area_.w, spec.capital, spec.weight);
  parts_.push_back({height,
                    [this, spec](const ui::Box& box) {
                      auto shown = spec;
                      shown.box = box;
                      canvas_.text(shown);
                    },
                    spec});
}

void Sheet::title(std::string id, std::string label) {
  const auto& type = canvas_.theme().type;
  ui::TextSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.weight = text::Weight::bold;
  spec.role = ui::Role::title;
  const bool short_enough =
      lines_of(canvas_, spec.label, area_.w, type.title, text::Weight::bold) <= 2;
  spec.capital = short_enough ? type.title : type.button;
  add_text(std::move(spec));
}

void Sheet::words(std::string id, std::string label, ui::Token color) {
  if (label.empty()) return;
  ui::TextSpec spec;
  spec.id = std::move(id);
  spec.label = std::move(label);
  spec.color = color;
  spec.capital = canvas_.theme().type.button;
  add_text(std::move(spec));
}

void Sheet::block(double height, std::function<void(const ui::Box&)> draw) {
  parts_.push_back({height, std::move(draw), {}});
}

// ---- words ---------------------------------------------------------------------------------------------

double Sheet::height_of_parts(std::size_t count) const {
  double height = 0;
  for (std::size_t i = 0; i < count; ++i) {
    height += parts_[i].height + (i > 0 ? canvas_.theme().gap / 2 : 0);
  }
  return height;
}

double Sheet::turn_height() const {
  const double line = height_of(canvas_, canvas_.t("common.next"), area_.w,
                                canvas_.theme().type.button, text::Weight::bold);
  return std::max(kTarget, line + 4);
}

// Each part whole where it fits a page; one that doesn't begins a page and goes on over as many as it needs.
std::vector<Sheet::PageParts> Sheet::reading_pages() const {
  const double gap = canvas_.theme().gap;
  const double room = area_.h - turn_height() - gap;
  std::vector<PageParts> pages(1);
  double used = 0;
  const auto place = [&](Part part) {
    if (!pages.back().empty() && used + gap / 2 + part.height > room) {
      pages.emplace_back();
      used = 0;
    }
    used += (pages.back().empty() ? 0 : gap / 2) + part.height;
    pages.back().push_back(std::move(part));
  };
  for (const auto& part : parts_) {
    if (part.height <= room || part.words.label.empty()) {
      place(part);
      continue;
    }
    auto spec = part.words;
    spec.box = {area_.x, area_.y, area_.w, room};
    for (const auto& words : canvas_.pages_of(spec)) {
      auto piece = spec;
      piece.label = words;
      place({height_of(canvas_, words, area_.w, spec.capital, spec.weight),
             [this, piece](const ui::Box& box) {
               auto shown = piece;
               shown.box = box;
               canvas_.text(shown);
             },
             piece});
    }
  }
  return pages;
}

// Draws from the top; returns how many mm that took.
double Sheet::draw_parts(const PageParts& parts) const {
  double y = area_.y;
  for (const auto& part : parts) {
    if (y > area_.y) y += canvas_.theme().gap / 2;
    part.draw({area_.x, y, area_.w, part.height});
    y += part.height;
  }
  return y - area_.y;
}

double Sheet::turn_width() const { return std::min(area_.w, canvas_.seven() ? 72.0 : 92.0); }

bool Sheet::draw_turn(ui::Kind kind) const {
  const double height = turn_height();
  const double width = turn_width();
  return canvas_.button({.id = id_ + ".turn",
                         .label = canvas_.t("common.next"),
                         .box = {area_.end() - width, area_.bottom() - height, width, height},
                         .kind = kind,
                         .icon = "icon-next"});
}

// ---- choices -------------------------------------------------------------------------------------------

// mm that a row needs when all choices stand in that many columns; more than any page when a word is too long.
double Sheet::row_height(const std::vector<Choice>& choices, int columns) const {
  const double whole =
      choices.size() == 1 && choices.front().kind != ui::Kind::tile ? turn_width() : area_.w;
  const double width =
      ui::column({0, 0, whole, 0}, 0, columns, canvas_.theme().gap).w - 2 * kPadding;
  double height = kTarget;
  for (const auto& choice : choices) {
    ui::TextSpec spec;
    spec.label = choice.label;
    spec.box = {0, 0, width, 0};
    spec.weight = text::Weight::bold;
    spec.script = choice.script;
    const auto extent = canvas_.measure(spec);
    if (extent.broken_word) return 2 * area_.h;
    height = std::max(height, extent.height + 2 * kAboveWords);
  }
  return height;
}

// On one page, in the lowest grid; else the one that has most choices a page.
Sheet::Grid Sheet::grid_for(const std::vector<Choice>& choices, double height) const {
  const double gap = canvas_.theme().gap;
  const int count = static_cast<int>(choices.size());
  Grid whole, paged;
  bool fits = false;
  const double room = height - turn_height() - gap;
  for (int columns = 1; columns <= std::min(count, 4); ++columns) {
    Grid grid{columns, (count + columns - 1) / columns, row_height(choices, columns)};
    const bool lower = !fits || grid.height(gap) < whole.height(gap) - 0.01;
    if (grid.height(gap) <= height + 0.01 && lower) {
      whole = grid;
      fits = true;
    }
    grid.rows = static_cast<int>((room + gap + 0.01) / (grid.least + gap));
    if (grid.rows * columns > paged.rows * paged.columns || paged.least == 0) paged = grid;
  }
  if (fits) return whole;
  paged.rows = std::max(paged.rows, 1);
  return paged;
}

Intent Sheet::draw_cells(const std::vector<Choice>& choices, const Grid& grid, std::size_t first,
                         const ui::Box& block) const {
  Intent intent;
  const double capital = canvas_.theme().type.button;
  const auto each = static_cast<std::size_t>(grid.rows * grid.columns);
  for (std::size_t i = first; i < std::min(choices.size(), first + each); ++i) {
    const auto& choice = choices[i];
    ui::ButtonSpec spec;
    spec.id = choice.id;
    spec.box =
        ui::cell(block, static_cast<int>(i - first), grid.columns, grid.rows, canvas_.theme().gap);
    const double width = spec.box.w - 2 * kPadding;
    spec.label = choice.script ? choice.label : in_two_lines(canvas_, choice.label, width, capital);
    spec.kind = choice.kind;
    spec.padding = kPadding;
    spec.chosen = choice.chosen;
    spec.enabled = choice.enabled;
    spec.role = choice.role;
    spec.script = choice.script;
    const double picture = std::min(spec.box.h - grid.least - 2, canvas_.seven() ? 12.0 : 18.0);
    const bool tile = choice.kind == ui::Kind::tile;
    if (tile && picture >= kLeastPicture) {
      spec.icon = choice.icon;
      spec.icon_size = picture;
      spec.layout = ui::Layout::column;
      spec.gap = 1.5;
    } else if (!tile &&
               lines_of(canvas_, choice.label, width - 10, capital, text::Weight::bold) <= 1) {
      spec.icon = choice.icon;
    }
    if (canvas_.button(spec)) intent = choice.intent;
  }
  return intent;
}

Intent Sheet::draw_choices(const std::vector<Choice>& choices, const Grid& grid, int page,
                           const ui::Box& area) const {
  const double gap = canvas_.theme().gap;
  const double room = (area.h - (grid.rows - 1) * gap) / grid.rows;
  const bool tiles = choices.front().kind == ui::Kind::tile;
  const double roomy = std::max(grid.least * kRoomy, canvas_.seven() ? 32.0 : 48.0);
  const double height = std::min(room, tiles ? roomy : grid.least * kSnug);
  const double all = grid.rows * height + (grid.rows - 1) * gap;
  const auto first = static_cast<std::size_t>(page * grid.rows * grid.columns);
  if (!tiles) {
    const double width = choices.size() == 1 ? turn_width() : area.w;
    return draw_cells(choices, grid, first, {area.end() - width, area.bottom() - all, width, all});
  }
  // Equals are read in their order; of others the hand finds the one that leads on at its side.
  const ui::Box block{area.x, area.y, area.w, all};
  const auto order = canvas_.reading(block);
  return draw_cells(choices, grid, first, block);
}

Intent Sheet::draw(Intent from_bar, const std::vector<Choice>& choices) {
  const double gap = canvas_.theme().gap;
  const double words = height_of_parts(parts_.size()) + (parts_.empty() ? 0 : gap);
  const double title = parts_.empty() ? 0 : parts_.front().height + gap;
  const auto pages_in = [&](const Grid& grid) {
    const int each = grid.rows * grid.columns;
    return (static_cast<int>(choices.size()) + each - 1) / each;
  };
  std::vector<PageParts> before;  // pages that come before the choices
  PageParts above = parts_;       // what stands over the choices
  Grid grid = grid_for(choices, area_.h - words);
  if (pages_in(grid) > 1 || grid.height(gap) > area_.h - words + 0.01) {
    const Grid alone = grid_for(choices, area_.h);
    const Grid under_title = grid_for(choices, area_.h - title);
    const bool title_stays = under_title.height(gap) <= area_.h - title + 0.01 &&
                             pages_in(under_title) <= pages_in(alone) + (parts_.size() > 1 ? 0 : 1);
    if (parts_.size() > 1 || !title_stays) before = reading_pages();
    above = title_stays ? PageParts{parts_.front()} : PageParts{};
    grid = title_stays ? under_title : alone;
  }
  const int reading = static_cast<int>(before.size());
  const int last = reading + pages_in(grid) - 1;
  int& page = canvas_.page(id_);
  page = std::clamp(page, 0, last);
  const int shown = page;
  Intent intent = std::move(from_bar);
  if (shown > 0 && intent && std::holds_alternative<flow::Back>(*intent)) {
    --page;
    intent = flow::Touch{};
  }
  const double top = draw_parts(shown < reading ? before[static_cast<std::size_t>(shown)] : above);
  if (shown >= reading) {
    const double used = top > 0 ? top + gap : 0;
    const double low = shown < last || pages_in(grid) > 1 ? turn_height() + gap : 0;
    const ui::Box rest{area_.x, area_.y + used, area_.w, area_.h - used - low};
    intent = either(std::move(intent), draw_choices(choices, grid, shown - reading, rest));
  }
  if (shown < last && draw_turn(shown < reading ? ui::Kind::primary : ui::Kind::secondary)) {
    page = shown + 1;
    intent = flow::Touch{};
  }
  return intent;
}

}  // namespace parvis::screens
