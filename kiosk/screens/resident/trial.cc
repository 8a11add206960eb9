#include "kiosk/screens/resident/trial.h"

#include "kiosk/screens/resident/card.h"
#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

Intent draw_done(const View& view, ui::Canvas& canvas) {
  auto from_bar = draw_panel_bar(view, canvas);
  Sheet sheet(canvas, "trial.done");
  sheet.title("trial.done.title", canvas.t("trial.done.title"));
  sheet.words("trial.done.text", canvas.t("trial.done.text"));
  sheet.picture([&](const ui::Box& spare) {
    const double size = std::min({spare.h, spare.w, canvas.seven() ? 22.0 : 44.0});
    canvas.picture(
        {.name = "explain-how", .box = {spare.x, spare.y, size, size}, .over = ui::Token::paper});
  });
  return sheet.draw(std::move(from_bar), {{"trial.close", canvas.t("common.close"),
                                           flow::ClosePanel{}, ui::Kind::primary}});
}

}  // namespace

// A card like any other, so that what was learnt is what comes; its remark says that it counts for nothing.
Intent draw_trial(const View& view, ui::Canvas& canvas) {
  if (view.trial.done) return draw_done(view, canvas);
  auto from_bar = draw_panel_bar(view, canvas);
  draw_practice_edge(canvas);
  View shown = view;
  shown.card = {};
  shown.card.text = canvas.t("trial.idea");
  shown.card.text_language = view.language;
  shown.card.remark = canvas.t("trial.title");
  shown.card.vote = view.trial.vote;
  shown.card.votes_shown = view.trial.votes_shown;
  return draw_under_bar(shown, canvas, std::move(from_bar));
}

}  // namespace parvis::screens
