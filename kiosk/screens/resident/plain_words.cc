#include "kiosk/screens/resident/plain_words.h"

#include <array>

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

struct Sentence {
  std::string words;
  std::string_view picture;
};

std::array<Sentence, 4> sentences(const View& view, const ui::Canvas& canvas) {
  return {Sentence{canvas.t("plain.1", {pack_text(view, view.consultation->asker)}),
                   "explain-who-asks"},
          Sentence{canvas.t("plain.2"), "explain-sealed"},
          Sentence{canvas.t("plain.3"), "explain-no-name"},
          Sentence{canvas.t("plain.4") + "\n" + canvas.t("plain.5"), "explain-erase"}};
}

struct Rows {
  double capital = 0;
  std::array<double, 4> heights{};
  double total = 0;
};

Rows measure(ui::Canvas& canvas, const std::array<Sentence, 4>& all, double width, double capital,
             double least) {
  Rows rows{.capital = capital};
  for (std::size_t i = 0; i < all.size(); ++i) {
    rows.heights[i] = std::max(least, height_of(canvas, all[i].words, width, capital));
    rows.total += rows.heights[i];
  }
  return rows;
}

void draw_rows(ui::Canvas& canvas, const ui::Box& area, const std::array<Sentence, 4>& all,
               const Rows& rows, double picture) {
  const auto order = canvas.reading(area);
  const double spare = std::max(0.0, area.h - rows.total) / 5;
  double y = area.y + spare;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const double height = rows.heights[i];
    canvas.picture({.name = std::string(all[i].picture),
                    .box = {area.x, y + (height - picture) / 2, picture, picture},
                    .over = ui::Token::paper});
    const double indent = picture + 2 * canvas.theme().gap;
    canvas.text({.id = "plain." + std::to_string(i + 1),
                 .label = all[i].words,
                 .box = {area.x + indent, y, area.w - indent, height},
                 .capital = rows.capital});
    y += height + spare;
  }
}

// Words come first: where pictures leave them no place, there are none.
Intent draw_words_alone(ui::Canvas& canvas, Intent from_bar, const std::array<Sentence, 4>& all) {
  Sheet sheet(canvas, "plain");
  sheet.title("plain.title", canvas.t("plain.title"));
  for (std::size_t i = 0; i < all.size(); ++i) {
    sheet.words("plain." + std::to_string(i + 1), all[i].words, ui::Token::ink);
  }
  return sheet.draw(
      std::move(from_bar),
      {{"plain.more", canvas.t("plain.more"), flow::OpenPanel{flow::Panel::notice},
        ui::Kind::secondary},
       {"plain.start", canvas.t("plain.start"), flow::Advance{}, ui::Kind::primary, "icon-next"}});
}

}  // namespace

Intent draw_plain_words(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(view, canvas);
  const auto all = sentences(view, canvas);
  const auto& type = canvas.theme().type;
  const double gap = canvas.theme().gap;
  const double picture = canvas.seven() ? 6.2 : 12.6;
  const auto below = canvas.below_bar();
  const double width = below.w - picture - 2 * gap;
  const double title =
      height_of(canvas, canvas.t("plain.title"), below.w, type.title, text::Weight::bold);
  const double room = below.h - title - button_row(canvas) - 2 * gap;
  auto rows = measure(canvas, all, width, type.proposal, picture);
  if (rows.total > room) rows = measure(canvas, all, width, type.button, picture);
  if (canvas.theme().large() || rows.total > room) {
    return draw_words_alone(canvas, std::move(intent), all);
  }

  Page page(canvas);
  page.title("plain.title", canvas.t("plain.title"));
  const auto row = page.footer(button_row(canvas));
  draw_rows(canvas, page.rest(), all, rows, picture);
  const double wide = canvas.seven() ? 56 : 74;
  if (canvas.button({.id = "plain.more",
                     .label = canvas.t("plain.more"),
                     .box = {row.x, row.y, canvas.seven() ? 50.0 : 56.0, row.h}})) {
    intent = flow::OpenPanel{flow::Panel::notice};
  }
  if (canvas.button({.id = "plain.start",
                     .label = canvas.t("plain.start"),
                     .box = {row.end() - wide, row.y, wide, row.h},
                     .kind = ui::Kind::primary,
                     .icon = "icon-next"})) {
    intent = flow::Advance{};
  }
  return intent;
}

}  // namespace parvis::screens
