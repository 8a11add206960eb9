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
constexpr double kLeastSpare = 24;  // mm; a lower picture says nothing
constexpr double kThirdLine = 12;   // mm of height that a third line of a choice is as bad as

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

void Sheet::picture(std::function<void(const ui::Box&)> draw) { picture_ = std::move(draw); }

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

// The grid with that many columns: how high its rows must be, higher than any page when a word is too long for one.
Sheet::Grid Sheet::grid_with(const std::vector<Choice>& choices, int columns) const {
  const int count = static_cast<int>(choices.size());
  Grid grid{columns, (count + columns - 1) / columns, kTarget, 1};
  const bool alone = count == 1 && choices.front().kind != ui::Kind::tile;
  const ui::Box row{0, 0, alone ? turn_width() : area_.w, 0};
  for (const auto& choice : choices) {
    ui::TextSpec spec;
    spec.label = choice.label;
    spec.box = {0, 0, ui::column(row, 0, columns, canvas_.theme().gap).w - 2 * kPadding, 0};
    spec.weight = text::Weight::bold;
    spec.script = choice.script;
    const auto extent = canvas_.measure(spec);
    if (extent.broken_word) {
      grid.least = 2 * area_.h;
      return grid;
    }
    grid.least = std::max(grid.least, extent.height + 2 * kAboveWords);
    grid.lines = std::max(grid.lines, extent.lines);
  }
  return grid;
}

// On one page, in the lowest grid whose words are easy to read; else the one that has most choices a page.
Sheet::Grid Sheet::grid_for(const std::vector<Choice>& choices, double height) const {
  const double gap = canvas_.theme().gap;
  const int most = std::min(static_cast<int>(choices.size()), 4);
  const auto cost = [gap](const Grid& grid) {
    return grid.height(gap) + kThirdLine * std::max(0, grid.lines - 2);
  };
  std::optional<Grid> whole;
  Grid paged;
  const double room = height - turn_height() - gap;
  for (int columns = 1; columns <= most; ++columns) {
    Grid grid = grid_with(choices, columns);
    const bool lower = !whole || cost(grid) < cost(*whole) - 0.01;
    if (grid.height(gap) <= height + 0.01 && lower) whole = grid;
    grid.rows = static_cast<int>((room + gap + 0.01) / (grid.least + gap));
    if (grid.rows * columns > paged.rows * paged.columns || columns == 1) paged = grid;
  }
  if (whole) return *whole;
  paged.rows = std::max(paged.rows, 1);
  return paged;
}

Intent Sheet::draw_cells(const std::vector<Choice>& choices, const Grid& grid, std::size_t first,
                         const ui::Box& block) const {
  Intent intent;
  const double capital = canvas_.theme().type.button;
  const auto each = grid.each();
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

// Where the choices stand: tiles from the top of their place, others at its lower end.
ui::Box Sheet::place_of(const std::vector<Choice>& choices, const Grid& grid,
                        const ui::Box& area) const {
  const double gap = canvas_.theme().gap;
  const double room = (area.h - (grid.rows - 1) * gap) / grid.rows;
  const bool tiles = choices.front().kind == ui::Kind::tile;
  const double roomy = std::max(grid.least * kRoomy, canvas_.seven() ? 32.0 : 48.0);
  const double height = std::min(room, tiles ? roomy : grid.least * kSnug);
  const double all = grid.rows * height + (grid.rows - 1) * gap;
  if (tiles) return {area.x, area.y, area.w, all};
  const double width = choices.size() == 1 ? turn_width() : area.w;
  return {area.end() - width, area.bottom() - all, width, all};
}

Intent Sheet::draw_choices(const std::vector<Choice>& choices, const Grid& grid, int page,
                           const ui::Box& area) const {
  const auto first = static_cast<std::size_t>(page) * grid.each();
  const auto place = place_of(choices, grid, area);
  // Equals and doors are read in their order; of others the hand finds the one that leads on at its side.
  if (choices.back().kind != ui::Kind::primary) {
    const auto order = canvas_.reading(place);
    return draw_cells(choices, grid, first, place);
  }
  const double spare = place.y - area.y - canvas_.theme().gap;
  if (picture_ && spare >= kLeastSpare) picture_({area.x, area.y, area.w, spare});
  return draw_cells(choices, grid, first, place);
}

int Sheet::pages_in(const std::vector<Choice>& choices, const Grid& grid) {
  const int each = grid.rows * grid.columns;
  return (static_cast<int>(choices.size()) + each - 1) / each;
}

// What comes before the choices and what stands above them, in as few pages as possible.
Sheet::Plan Sheet::plan_for(const std::vector<Choice>& choices) const {
  const double gap = canvas_.theme().gap;
  const auto with = [&](std::size_t parts) {
    const double above = parts == 0 ? 0 : height_of_parts(parts) + gap;
    Plan plan{{}, {parts_.begin(), parts_.begin() + static_cast<std::ptrdiff_t>(parts)}, {}, 0};
    plan.grid = grid_for(choices, area_.h - above);
    plan.pages = pages_in(choices, plan.grid);
    const double turn = plan.pages > 1 ? turn_height() + gap : 0;
    plan.fits = plan.grid.height(gap) <= area_.h - above - turn + 0.01;
    return plan;
  };
  Plan best = with(parts_.size());
  if (best.fits && best.pages == 1) return best;
  const auto before = reading_pages();
  const auto read_first = [&](Plan plan) {
    plan.before = before;
    plan.pages += static_cast<int>(before.size());
    if (plan.fits && (!best.fits || plan.pages < best.pages)) best = std::move(plan);
  };
  if (parts_.size() > 1) read_first(with(1));
  read_first(with(0));
  return best;
}

Intent Sheet::draw(Intent from_bar, const std::vector<Choice>& choices) {
  const double gap = canvas_.theme().gap;
  const Plan plan = plan_for(choices);
  const int reading = static_cast<int>(plan.before.size());
  int& page = canvas_.page(id_);
  page = std::clamp(page, 0, plan.pages - 1);
  const int shown = page;
  const bool last = shown + 1 == plan.pages;
  Intent intent = std::move(from_bar);
  if (shown > 0 && intent && std::holds_alternative<flow::Back>(*intent)) {
    --page;
    intent = flow::Touch{};
  }
  const double top =
      draw_parts(shown < reading ? plan.before[static_cast<std::size_t>(shown)] : plan.above);
  if (shown >= reading) {
    const double used = top > 0 ? top + gap : 0;
    const double low = plan.pages - reading > 1 ? turn_height() + gap : 0;
    const ui::Box rest{area_.x, area_.y + used, area_.w, area_.h - used - low};
    intent = either(std::move(intent), draw_choices(choices, plan.grid, shown - reading, rest));
  }
  if (!last && draw_turn(shown < reading ? ui::Kind::primary : ui::Kind::secondary)) {
    page = shown + 1;
    intent = flow::Touch{};
  }
  return intent;
}

}  // namespace parvis::screens
