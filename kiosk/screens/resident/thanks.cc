#include "kiosk/screens/resident/thanks.h"

#include <numeric>

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

std::string clears(const View& view, const ui::Canvas& canvas) {
  return canvas.tn("end.clear", view.clears_in.count());
}

// The code in boxes and as a QR code of the same ten characters.
void draw_code(const View& view, ui::Canvas& canvas, const ui::Box& box) {
  const bool seven = canvas.seven();
  const bool narrow = canvas.display().narrow();
  const double pad = seven ? 3 : (narrow ? 4 : 7);
  const double square = narrow ? 26 : box.h - (seven ? 2 : 6);
  const auto& type = canvas.theme().type;
  canvas.card("thanks.card", box);
  const double words = box.w - 2 * pad - square - 4;
  const double title = seven ? type.note : type.button;
  const double above = title * 1.8;
  const double below = type.note * 1.8;
  const double boxes = seven ? 13.0 : 16.6;
  const double spare = (box.h - above - boxes - below) / 4;
  canvas.text({.id = "thanks.code.title",
               .label = canvas.t("end.code"),
               .box = {box.x + pad, box.y + spare, words, above},
               .capital = title,
               .weight = text::Weight::bold});
  canvas.code_boxes("thanks.code", {box.x + pad, box.y + 2 * spare + above, words, boxes},
                    view.code, canvas.t("end.code"));
  const auto use = canvas.t(view.consultation->practice ? "end.code.practice" : "end.code.use");
  ui::TextSpec hint{.id = "thanks.code.use",
                    .label = use,
                    .box = {box.x + pad, box.bottom() - below - spare, words, below},
                    .color = ui::Token::secondary};
  hint.capital = lines_of(canvas, use, words, type.note) <= 1 ? type.note : type.least;
  canvas.text(hint);
  canvas.qr("thanks.qr", {box.end() - pad - square, box.y + (box.h - square) / 2, square, square},
            view.code, canvas.t("end.code.qr"));
}

Intent draw_large_thanks(const View& view, ui::Canvas& canvas, Intent from_bar) {
  Sheet sheet(canvas, "thanks");
  sheet.title("thanks.title", canvas.t("end.title"));
  if (!view.code.empty()) {
    const auto label = canvas.t("end.code");
    const double capital = canvas.theme().type.button;
    const double words = height_of(canvas, label, canvas.below_bar().w, capital);
    const double boxes = canvas.seven() ? 13 : 16.6;
    sheet.block(words + 1 + boxes, [&view, &canvas, label, words, boxes](const ui::Box& box) {
      canvas.text({.id = "thanks.code.title", .label = label, .box = {box.x, box.y, box.w, words}});
      canvas.code_boxes("thanks.code", {box.x, box.bottom() - boxes, box.w, boxes}, view.code,
                        label);
    });
    sheet.words("thanks.code.use",
                canvas.t(view.consultation->practice ? "end.code.practice" : "end.code.use"));
  }
  sheet.words("thanks.text", canvas.t("end.text"), ui::Token::ink);
  sheet.words("thanks.clears", clears(view, canvas));
  std::vector<Choice> choices;
  if (view.code.empty() && view.code_ready) {
    choices.push_back(
        {"thanks.keep_code", canvas.t("end.keep_code"), flow::ShowCode{}, ui::Kind::secondary});
  }
  choices.push_back({"thanks.end", canvas.t("half.end"), flow::Leave{}, ui::Kind::primary});
  return sheet.draw(std::move(from_bar), choices);
}

}  // namespace

Intent draw_thanks(const View& view, ui::Canvas& canvas) {
  // In large text there may be a page to go back to.
  auto intent = draw_bar(view, canvas,
                         {.where = {}, .where_sub = {}, .can_go_back = canvas.page("thanks") > 0});
  if (canvas.theme().large()) return draw_large_thanks(view, canvas, std::move(intent));
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  Page page(canvas);
  const bool paved = view.cards > 0 && view.voted == view.cards;
  page.title("thanks.title", paved ? canvas.t("end.title") + ". " + canvas.t("end.complete")
                                   : canvas.t("end.title"));
  if (!view.code.empty()) draw_code(view, canvas, page.header(seven ? 28 : 41));

  const double side = seven ? 52 : 61;
  const double gap = canvas.theme().gap;
  const auto rest = page.rest();
  const ui::Box column{rest.end() - side, rest.y, side, rest.h};
  const ui::Box ground{rest.x, rest.y, rest.w - side - 2 * gap, rest.h};

  std::vector<int> laid(view.cards == 0 ? 0 : view.voted * 12 / view.cards);
  std::iota(laid.begin(), laid.end(), 0);
  const double most = view.code.empty() ? (seven ? 24.0 : 40.0) : (seven ? 15.0 : 28.0);
  const double height = std::min(most, ground.h * 0.6);
  canvas.square(
      {.id = "thanks.square",
       .box = {ground.x, ground.bottom() - height, std::min(ground.w, height * 140 / 28), height},
       .laid = laid,
       .people = paved ? ui::People::together : ui::People::none,
       .figure_height = height * 0.95});

  Page words(canvas, column);
  const auto end = words.footer(seven ? 15 : 22);
  std::optional<ui::Box> keep;
  if (view.code.empty() && view.code_ready) keep = words.footer(seven ? 15 : 20);
  const double capital = seven ? type.note : type.button;
  const auto kept = canvas.t("end.text");
  if (words.has_room(height_of(canvas, kept, column.w, capital))) {
    words.words("thanks.text", kept, capital, ui::Token::ink);
  }
  const auto left = clears(view, canvas);
  if (words.has_room(height_of(canvas, left, column.w, type.note) + gap)) {
    words.words("thanks.clears", left, type.note);
  }
  if (keep &&
      canvas.button({.id = "thanks.keep_code", .label = canvas.t("end.keep_code"), .box = *keep})) {
    intent = flow::ShowCode{};
  }
  if (canvas.button({.id = "thanks.end",
                     .label = canvas.t("half.end"),
                     .box = end,
                     .kind = ui::Kind::primary})) {
    intent = flow::Leave{};
  }
  return intent;
}

Intent draw_erased(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(view, canvas, {.where = {}, .where_sub = {}, .can_go_back = false});
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "erased");
    sheet.title("erased.title", canvas.t("erase.done"));
    sheet.words("erased.text", canvas.t("erase.done.text"));
    sheet.words("erased.clears", clears(view, canvas));
    return sheet.draw(std::move(intent),
                      {{"erased.end", canvas.t("half.end"), flow::Leave{}, ui::Kind::primary}});
  }
  Page page(canvas);
  page.title("erased.title", canvas.t("erase.done"));
  page.words("erased.text", canvas.t("erase.done.text"));
  const auto row = page.footer(canvas.seven() ? 15 : 22);
  page.words("erased.clears", clears(view, canvas), canvas.theme().type.note);
  const auto ground = page.rest();
  const double height = std::min(ground.h, canvas.seven() ? 18.0 : 33.0);
  canvas.square({.id = "erased.square",
                 .box = {ground.x, ground.bottom() - height, height * 107 / 33, height}});
  if (canvas.button({.id = "erased.end",
                     .label = canvas.t("half.end"),
                     .box = {row.end() - (canvas.seven() ? 52 : 74), row.y,
                             canvas.seven() ? 52.0 : 74.0, row.h},
                     .kind = ui::Kind::primary})) {
    intent = flow::Leave{};
  }
  return intent;
}

}  // namespace parvis::screens
