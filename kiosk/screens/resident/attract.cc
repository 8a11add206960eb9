#include "kiosk/screens/resident/attract.h"

#include <algorithm>

namespace parvis::screens {
namespace {

struct AttractBoxes {
  ui::Box asks, question, start, languages, square;
  double asks_capital, names_capital, figures;
  std::vector<double> question_capitals;
};

AttractBoxes boxes_of(const ui::Canvas& canvas) {
  const auto& type = canvas.theme().type;
  if (canvas.seven()) {
    return {.asks = {3, 20, 148, 8},
            .question = {3, 28, 148, 20},
            .start = {3, 50, 72, 18},
            .languages = {3, 70.5, 78, 13},
            .square = {82, 62, 69, 21},
            .asks_capital = type.note,
            .names_capital = type.least,
            .figures = 23,
            .question_capitals = {6.2, type.title, type.proposal, type.button}};
  }
  const auto area = canvas.below_bar();
  const double square = std::min(107.0, area.w - 102);
  const double low = area.bottom();
  return {.asks = {4, area.y, area.w, 12},
          .question = {4, area.y + 12, area.w, 44},
          .start = {4, low - 45, 88, 22},
          .languages = {4, low - 16.5, area.w - square - 4, 16.6},
          .square = {area.end() - square, low - 33, square, 33},
          .asks_capital = type.button,
          .names_capital = type.least,
          .figures = 37,
          .question_capitals = {8.0, type.title, type.proposal}};
}

// The names in their own scripts, one after the other.
void draw_languages(ui::Canvas& canvas, const AttractBoxes& boxes,
                    const std::vector<LanguageTile>& languages) {
  const double between = boxes.names_capital * 1.3;
  const double pitch = boxes.names_capital * 2.2;
  const auto order = canvas.reading(boxes.languages);
  double x = boxes.languages.x;
  double y = boxes.languages.y;
  for (const auto& language : languages) {
    ui::TextSpec name;
    name.label = language.name;
    name.script = language.script;
    name.capital = boxes.names_capital;
    name.color = ui::Token::secondary;
    const double width = canvas.measure(name).width + 0.1;
    if (x + width > boxes.languages.end() && x > boxes.languages.x) {
      x = boxes.languages.x;
      y += pitch;
    }
    name.box = {x, y, width, pitch};
    canvas.text(name);
    x += width + between;
  }
}

// The question and the button; who asks, where there is room for it.
bool draw_large(const View& view, ui::Canvas& canvas) {
  const auto label = canvas.t("attract.start");
  const auto& type = canvas.theme().type;
  const auto area = canvas.below_bar();
  const double words = area.w - 6;
  Page page(canvas);
  const double line = height_of(canvas, label, words, type.button, text::Weight::bold);
  const auto start = page.footer(std::max(button_row(canvas), line + 4));
  const auto asks = canvas.t("attract.asks", {pack_text(view, view.consultation->asker)});
  const auto& question = pack_text(view, view.consultation->question);
  const double gap = canvas.theme().gap;
  const double both = height_of(canvas, asks, area.w, type.button) + gap +
                      height_of(canvas, question, area.w, type.title, text::Weight::bold);
  if (page.has_room(both)) page.words("attract.asks", asks);
  page.title("attract.question", question);
  const auto rest = page.rest();
  constexpr double kFigures = 1.1;  // times the square's height
  const double height =
      std::min({rest.w * 33 / 107, rest.h / (1 + kFigures), canvas.seven() ? 21.0 : 33.0});
  if (height >= 14) {
    canvas.square(
        {.id = "attract.square",
         .box = {rest.end() - height * 107 / 33, rest.bottom() - height, height * 107 / 33, height},
         .laid = {1, 6, 8},
         .people = ui::People::waiting,
         .turning = true,
         .figure_height = height * kFigures});
  }
  return canvas.button(
      {.id = "attract.start", .label = label, .box = start, .kind = ui::Kind::primary});
}

}  // namespace

Intent draw_attract(const View& view, ui::Canvas& canvas,
                    const std::vector<LanguageTile>& languages) {
  const auto from_bar =
      draw_bar(view, canvas, {.where = {}, .where_sub = {}, .can_go_back = false});
  const bool anywhere =
      canvas.area("attract.anywhere", canvas.below_bar(), canvas.t("attract.text"));
  if (canvas.theme().large()) {
    return either(from_bar, on_tap(draw_large(view, canvas) || anywhere, flow::Begin{}));
  }
  const auto boxes = boxes_of(canvas);

  ui::TextSpec asks;
  asks.id = "attract.asks";
  asks.label = canvas.t("attract.asks", {pack_text(view, view.consultation->asker)});
  asks.box = boxes.asks;
  asks.capital = boxes.asks_capital;
  asks.color = ui::Token::secondary;
  canvas.text(asks);

  ui::TextSpec question;
  question.id = "attract.question";
  question.label = pack_text(view, view.consultation->question);
  question.box = boxes.question;
  question.weight = text::Weight::bold;
  question.place = ui::Place::top;
  question.role = ui::Role::title;
  question.capital =
      canvas.fits(question, boxes.question_capitals).value_or(boxes.question_capitals.back());
  canvas.text(question);

  canvas.square({.id = "attract.square",
                 .box = boxes.square,
                 .laid = {1, 6, 8},
                 .people = ui::People::waiting,
                 .turning = true,
                 .figure_height = boxes.figures});
  draw_languages(canvas, boxes, languages);
  const auto& type = canvas.theme().type;
  const auto label = canvas.t("attract.start");
  double capital = type.note;  // the largest at which it is one line
  for (const double larger : {type.button, type.proposal}) {
    if (lines_of(canvas, label, boxes.start.w - 6, larger, text::Weight::bold) > 1) break;
    capital = larger;
  }
  const bool start = canvas.button({.id = "attract.start",
                                    .label = label,
                                    .box = boxes.start,
                                    .kind = ui::Kind::primary,
                                    .capital = capital});
  return either(from_bar, on_tap(start || anywhere, flow::Begin{}));
}

}  // namespace parvis::screens
