#include "kiosk/screens/resident/plain_words.h"

#include <array>

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

}  // namespace

Intent PlainWords::draw(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(view, canvas);
  Page page(canvas);
  page.title("plain.title", canvas.t("plain.title"));
  const auto row = page.footer(button_row(canvas));
  const double gap = canvas.theme().gap;
  const auto all = sentences(view, canvas);

  const double picture = canvas.seven() ? 6.6 : 12.6;
  const double width = page.rest().w - picture - 2 * gap;
  const auto& type = canvas.theme().type;
  auto rows = measure(canvas, all, width, type.proposal, picture);
  if (rows.total > page.rest().h) rows = measure(canvas, all, width, type.button, picture);

  int pages = 1;
  if (rows.total <= page.rest().h) {
    draw_rows(canvas, page.rest(), all, rows, picture);
  } else {
    std::string words;
    for (const auto& sentence : all) words += (words.empty() ? "" : "\n") + sentence.words;
    pages = canvas.paged_text(
        {.id = "plain.words", .label = words, .box = page.rest(), .capital = type.button}, page_);
  }
  const bool last = page_ + 1 >= pages;
  const double wide = canvas.seven() ? 56 : 74;
  if (canvas.button({.id = "plain.more",
                     .label = canvas.t("plain.more"),
                     .box = {row.x, row.y, canvas.seven() ? 50.0 : 56.0, row.h}})) {
    intent = flow::OpenPanel{flow::Panel::notice};
  }
  if (canvas.button({.id = last ? "plain.start" : "plain.next",
                     .label = canvas.t(last ? "plain.start" : "common.next"),
                     .box = {row.end() - wide, row.y, wide, row.h},
                     .kind = ui::Kind::primary,
                     .icon = "icon-next"})) {
    if (last) {
      intent = flow::Advance{};
    } else {
      ++page_;
      intent = flow::Touch{};
    }
  }
  return intent;
}

}  // namespace parvis::screens
