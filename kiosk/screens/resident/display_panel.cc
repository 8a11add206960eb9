// The Aa panel: a row for each setting, as many on a page as have their place. Each choice acts at once, so the panel is its
// own preview. Listening and the way back to the first settings stand in its last row.
#include <algorithm>

#include "kiosk/screens/resident/panels.h"

namespace parvis::screens {
namespace {

struct Option {
  std::string id, label;
  flow::ResidentIntent intent;
  bool chosen = false;
  double capital = 0;  // mm; 0: that of its row
  std::string spoken = {};
};

struct Setting {
  std::string id, label;  // without a label its options are buttons, not choices
  std::vector<Option> options;
};

// How a page of settings is laid out: words beside their choices, or above them where these need the whole width.
struct Rows {
  bool beside = true;
  double words = 0;  // mm; width of the words beside, or height of those above
  double capital = 0;
  double least = 15;  // mm; height of a row
};

// ---- what can be set -----------------------------------------------------------------------------------

// The letter A as large as what is read most at that size, and never under what is read now.
double sample(const ui::Canvas& canvas, int size) {
  const auto type_at = [&](int index) {
    return ui::make_theme(canvas.display(), ui::Look::light, static_cast<ui::TextSize>(index)).type;
  };
  const auto type = type_at(size);
  const bool last = static_cast<ui::TextSize>(size) == ui::TextSize::largest;
  const double letter = last ? type.proposal : type.button;
  const double smallest = type_at(0).button;
  return letter * std::max(1.0, canvas.theme().type.least / smallest);
}

Setting sizes(const View& view, const ui::Canvas& canvas) {
  Setting setting{"display.size", canvas.t("display.size"), {}};
  for (int i = 0; i < ui::text_sizes(canvas.size_class()); ++i) {
    auto then = view.display;
    then.text_size = static_cast<std::uint8_t>(i);
    const auto id = "display.size." + std::to_string(i + 1);
    setting.options.push_back({.id = id,
                               .label = "A",
                               .intent = flow::ChangeDisplay{then},
                               .chosen = view.display.text_size == i,
                               .capital = sample(canvas, i),
                               .spoken = canvas.t(id)});
  }
  return setting;
}

// A setting with one option for each value of an enumeration, in its order.
template <class Value>
Setting values(const View& view, const ui::Canvas& canvas, const std::string& id,
               Value flow::Display::*member,
               const std::vector<std::pair<std::string, std::string>>& names) {
  Setting setting{id, canvas.t(id), {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto then = view.display;
    then.*member = static_cast<Value>(i);
    setting.options.push_back({.id = id + "." + names[i].first,
                               .label = canvas.t(names[i].second),
                               .intent = flow::ChangeDisplay{then},
                               .chosen = view.display.*member == static_cast<Value>(i)});
  }
  return setting;
}

std::vector<Setting> settings_of(const View& view, const ui::Canvas& canvas) {
  using flow::Display;
  std::vector<Setting> all;
  all.push_back(sizes(view, canvas));
  all.push_back(values(view, canvas, "display.contrast", &Display::contrast,
                       {{"light", "display.contrast.light"},
                        {"dark", "display.contrast.dark"},
                        {"high", "display.contrast.high"}}));
  all.push_back(values(view, canvas, "display.hand", &Display::hand,
                       {{"right", "display.hand.right"}, {"left", "display.left"}}));
  all.push_back(values(view, canvas, "display.motion", &Display::motion,
                       {{"full", "display.motion.on"}, {"reduced", "display.still"}}));
  if (canvas.display().tall()) {
    all.push_back(values(view, canvas, "display.reach", &Display::reach,
                         {{"whole", "display.reach.whole"}, {"lower", "display.lower"}}));
  }
  all.push_back(
      {"display.more",
       {},
       {{"display.voice", canvas.t("display.voice"), flow::OpenPanel{flow::Panel::speech}},
        {"display.reset", canvas.t("display.reset"), flow::ChangeDisplay{}}}});
  return all;
}

// ---- where it stands -----------------------------------------------------------------------------------

double side(const ui::Canvas& canvas) {
  return canvas.seven() ? 1.2 : 2.5;
}  // mm beside a tile's words

double words_height(ui::Canvas& canvas, const std::string& words, double width, double capital) {
  return words.empty() ? 0 : height_of(canvas, words, width, capital, text::Weight::bold);
}

double option_height(ui::Canvas& canvas, const Setting& setting, double width, double capital) {
  const int count = static_cast<int>(setting.options.size());
  const double room =
      ui::column({0, 0, width, 0}, 0, count, canvas.theme().gap).w - 2 * side(canvas);
  double height = 15;
  for (const auto& option : setting.options) {
    height = std::max(height, words_height(canvas, option.label, room, capital) + 2);
  }
  return height;
}

double longest_word(ui::Canvas& canvas, const std::string& words, double capital) {
  double longest = 0;
  for (std::size_t from = 0; from < words.size();) {
    const std::size_t to = std::min(words.find(' ', from), words.size());
    const auto taken = canvas.measure({.label = words.substr(from, to - from),
                                       .box = {},
                                       .capital = capital,
                                       .weight = text::Weight::bold});
    longest = std::max(longest, taken.width + 0.3);
    from = to + 1;
  }
  return longest;
}

Rows rows_with(ui::Canvas& canvas, const std::vector<Setting>& settings, double width,
               double capital) {
  const double gap = canvas.theme().gap;
  Rows rows{.beside = true, .words = canvas.seven() ? 36.0 : 56.0, .capital = capital};
  if (canvas.display().narrow()) rows.words = 46;
  for (const auto& setting : settings) {
    rows.words = std::max(rows.words, longest_word(canvas, setting.label, capital));
  }
  for (const auto& setting : settings) {
    const double beside = setting.label.empty() ? width : width - rows.words - gap;
    rows.least = std::max({rows.least, option_height(canvas, setting, beside, capital),
                           words_height(canvas, setting.label, rows.words, capital)});
  }
  return rows;
}

Rows rows_under_words(ui::Canvas& canvas, const std::vector<Setting>& settings, double width,
                      double capital) {
  Rows rows{.beside = false, .capital = capital};
  double options = 15;
  for (const auto& setting : settings) {
    rows.words = std::max(rows.words, words_height(canvas, setting.label, width, capital));
    options = std::max(options, option_height(canvas, setting, width, capital));
  }
  rows.least = rows.words + 1 + options;
  return rows;
}

// Beside their choices at the largest of the theme's sizes that makes no row higher than two lines; else above them.
Rows rows_of(ui::Canvas& canvas, const std::vector<Setting>& settings, const ui::Box& area) {
  const auto& type = canvas.theme().type;
  for (const double capital : {type.button, type.note}) {
    const auto rows = rows_with(canvas, settings, area.w, capital);
    if (rows.least <= std::max(area.h / 4, 2 * 1.85 * capital + 2)) return rows;
  }
  return rows_under_words(canvas, settings, area.w, type.note);
}

Intent draw_setting(ui::Canvas& canvas, const ui::Box& row, const Setting& setting,
                    const Rows& rows) {
  Intent intent;
  const double gap = canvas.theme().gap;
  ui::Box place = row;
  if (!setting.label.empty()) {
    const double beside = rows.words + gap;
    canvas.text({.id = setting.id,
                 .label = setting.label,
                 .box = rows.beside ? ui::Box{row.x, row.y, rows.words, row.h}
                                    : ui::Box{row.x, row.y, row.w, rows.words},
                 .capital = rows.capital,
                 .weight = text::Weight::bold});
    place = rows.beside ? ui::Box{row.x + beside, row.y, row.w - beside, row.h}
                        : ui::Box{row.x, row.y + rows.words + 1, row.w, row.h - rows.words - 1};
  }
  const auto order = canvas.reading(place);
  const int count = static_cast<int>(setting.options.size());
  for (int i = 0; i < count; ++i) {
    const auto& option = setting.options[static_cast<std::size_t>(i)];
    ui::ButtonSpec spec;
    spec.id = option.id;
    spec.box = ui::column(place, i, count, gap);
    spec.label = in_two_lines(canvas, option.label, spec.box.w - 2 * side(canvas), rows.capital);
    spec.spoken = option.spoken;
    spec.kind = setting.label.empty() ? ui::Kind::secondary : ui::Kind::tile;
    spec.capital = option.capital > 0 ? option.capital : rows.capital;
    spec.padding = side(canvas);
    spec.chosen = option.chosen;
    if (!setting.label.empty()) spec.role = ui::Role::choice;
    if (canvas.button(spec)) intent = option.intent;
  }
  return intent;
}

// The button that turns the page, and beside it what stands in the last row otherwise: then each page has it. A turned page
// is a Touch.
Intent draw_footer(ui::Canvas& canvas, Page& page, std::vector<Setting>& settings,
                   const Rows& rows) {
  const double gap = canvas.theme().gap;
  const auto next = canvas.t("common.next");
  const double third = ui::column(page.rest(), 0, 3, gap).w - 2 * side(canvas);
  const auto& actions = settings.back();
  double needed = 0;
  for (const auto& action : actions.options) {
    needed = std::max(needed, words_height(canvas, action.label, third, rows.capital));
  }
  const double alone = words_height(canvas, next, page.rest().w, rows.capital);
  const bool together = needed <= 1.3 * alone;
  const auto row = page.footer(std::max(button_row(canvas), (together ? needed : alone) + 3));
  const double width = std::min(row.w, canvas.seven() ? 72.0 : 92.0);
  Intent intent =
      on_tap(canvas.button({.id = "display.turn",
                            .label = next,
                            .box = together ? ui::column(row, 2, 3, gap)
                                            : ui::Box{row.end() - width, row.y, width, row.h},
                            .icon = "icon-next",
                            .capital = rows.capital}),
             flow::Touch{});
  if (!together) return intent;
  const ui::Box others{row.x, row.y, row.w - ui::column(row, 2, 3, gap).w - gap, row.h};
  intent = either(std::move(intent), draw_setting(canvas, others, actions, rows));
  settings.pop_back();
  return intent;
}

}  // namespace

Intent draw_display(const View& view, ui::Canvas& canvas) {
  auto intent = draw_panel_bar(view, canvas);
  auto settings = settings_of(view, canvas);
  const double gap = canvas.theme().gap;
  Page page(canvas);
  const auto rows = rows_of(canvas, settings, page.rest());
  const auto fitting = [&] {
    return std::max(1, static_cast<int>((page.rest().h + gap + 0.01) / (rows.least + gap)));
  };
  int each = fitting();
  int& open = canvas.page("display");
  if (each >= static_cast<int>(settings.size())) {
    open = 0;
    each = static_cast<int>(settings.size());
  } else {
    const auto turned = draw_footer(canvas, page, settings, rows);
    each = fitting();
    const int pages = (static_cast<int>(settings.size()) + each - 1) / each;
    each = (static_cast<int>(settings.size()) + pages - 1) / pages;  // as many on each page
    open %= pages;
    if (turned && std::holds_alternative<flow::Touch>(*turned)) open = (open + 1) % pages;
    intent = either(std::move(intent), turned);
  }
  const auto first = static_cast<std::size_t>(open) * static_cast<std::size_t>(each);
  for (std::size_t i = first; i < std::min(settings.size(), first + static_cast<std::size_t>(each));
       ++i) {
    const auto row = ui::cell(page.rest(), static_cast<int>(i - first), 1, each, gap);
    intent = either(std::move(intent), draw_setting(canvas, row, settings[i], rows));
  }
  return intent;
}

}  // namespace parvis::screens
