#include "kiosk/screens/resident/trial.h"

#include "kiosk/screens/resident/card.h"

namespace parvis::screens {
namespace {

Intent draw_done(const View& view, ui::Canvas& canvas) {
  const auto from_bar = draw_panel_bar(view, canvas);
  Page page(canvas);
  page.title("trial.done.title", canvas.t("trial.done.title"));
  page.words("trial.done.text", canvas.t("trial.done.text"));
  const auto row = page.footer(canvas.seven() ? 15 : 22);
  const double wide = canvas.seven() ? 52 : 74;
  const auto place = page.rest();
  if (!canvas.theme().large()) {
    const double size = std::min(place.h, canvas.seven() ? 22.0 : 44.0);
    canvas.picture(
        {.name = "explain-how", .box = {place.x, place.y, size, size}, .over = ui::Token::paper});
  }
  const bool closed = canvas.button({.id = "trial.close",
                                     .label = canvas.t("common.close"),
                                     .box = {row.end() - wide, row.y, wide, row.h},
                                     .kind = ui::Kind::primary});
  return either(from_bar, on_tap(closed, flow::ClosePanel{}));
}

// Words without a shape over them need less than votes.
double row_height(const View& view, const ui::Canvas& canvas) {
  if (canvas.seven()) return view.trial.vote ? 19 : 23;
  return 30;
}

void draw_idea(ui::Canvas& canvas, const ui::Box& box) {
  canvas.card("trial.card", box);
  const double side = canvas.seven() ? 5 : 8;
  ui::TextSpec spec{
      .id = "trial.idea", .label = canvas.t("trial.idea"), .box = box.inset(side, 1.5)};
  const auto& type = canvas.theme().type;
  spec.capital = canvas.fits(spec, {type.proposal, type.button}).value_or(type.button);
  canvas.text(spec);
}

double tag_height(const ui::Canvas& canvas) { return canvas.seven() ? 8.4 : 11; }

// The vote that was given, and its qualifications.
Intent draw_answer(const View& view, ui::Canvas& canvas, const ui::Box& tag, const ui::Box& row) {
  View shown = view;
  shown.card.vote = view.trial.vote;
  draw_tag(shown, canvas, {tag.x, tag.y, canvas.seven() ? 48.0 : 52.0, tag.h});
  const double next = canvas.seven() ? 31 : (canvas.display().narrow() ? 42 : 53);
  return draw_qualifications(shown, canvas, row, next);
}

// In large letters, as on a card: read, then vote, then qualify.
Intent draw_in_steps(const View& view, ui::Canvas& canvas, Page& page) {
  if (view.trial.vote) {
    const auto tag = page.header(tag_height(canvas) + 2);
    return draw_answer(view, canvas, tag, page.rest());
  }
  if (view.trial.votes_shown) return draw_votes(canvas, page.rest());
  const auto row = page.footer(canvas.seven() ? 15 : 20);
  draw_idea(canvas, page.rest());
  const bool ready = canvas.button({.id = "card.vote_now",
                                    .label = canvas.t("card.vote"),
                                    .box = row,
                                    .kind = ui::Kind::primary,
                                    .icon = "icon-next"});
  return on_tap(ready, flow::ShowVotes{});
}

}  // namespace

Intent draw_trial(const View& view, ui::Canvas& canvas) {
  if (view.trial.done) return draw_done(view, canvas);
  const auto from_bar = draw_panel_bar(view, canvas);
  Page page(canvas);
  if (canvas.theme().large()) {
    page.words("trial.title", canvas.t("trial.title"), 0, ui::Token::ink);
    return either(from_bar, draw_in_steps(view, canvas, page));
  }
  page.title("trial.title", canvas.t("trial.title"));
  const auto row = page.footer(row_height(view, canvas));
  if (!view.trial.vote) {
    draw_idea(canvas, page.rest());
    return either(from_bar, draw_votes(canvas, row));
  }
  const auto tag = page.footer(tag_height(canvas));
  draw_idea(canvas, page.rest());
  return either(from_bar, draw_answer(view, canvas, tag, row));
}

}  // namespace parvis::screens
