#include "kiosk/screens/resident/overlays.h"

#include <algorithm>

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

// In large text the card takes all of the page.
Intent draw_large_veil(const View& view, ui::Canvas& canvas, const Intent& from_bar) {
  const auto card = canvas.below_bar();
  const bool anywhere = canvas.area("veil.anywhere", card, canvas.t("a11y.veil"));
  canvas.card("veil.card", card);
  Sheet sheet(canvas, "veil", card.inset(canvas.seven() ? 3 : 6));
  sheet.title("veil.title", canvas.t("veil.title"));
  sheet.words("veil.text", canvas.t(view.begun ? "veil.end" : "veil.text"));
  auto intent = sheet.draw(
      std::nullopt,
      {{"veil.continue", canvas.t("veil.continue"), flow::StillHere{}, ui::Kind::primary},
       {"veil.new", canvas.t("veil.new"), flow::SomeoneNew{}, ui::Kind::secondary}});
  if (!intent && (anywhere || from_bar)) intent = flow::StillHere{};
  return intent;
}

}  // namespace

Intent draw_veil(const View& view, ui::Canvas& canvas) {
  canvas.veil("veil");
  const auto from_bar =
      draw_bar(view, canvas, {.where = {}, .where_sub = {}, .can_go_back = false, .nothing = true});
  if (canvas.theme().large()) return draw_large_veil(view, canvas, from_bar);
  const bool seven = canvas.seven();
  const auto& type = canvas.theme().type;
  const auto below = canvas.below_bar();
  const ui::Box card = seven ? below.inset(8, 0) : below.inset(14, (below.h - 80) / 2);
  const bool anywhere = canvas.area("veil.anywhere", below, canvas.t("a11y.veil"));
  canvas.card("veil.card", card);
  Page page(canvas, card.inset(seven ? 4 : 8, seven ? 3 : 6));
  const auto row = page.footer(seven ? 19 : 24);
  const auto place = page.rest();
  const auto words = canvas.t(view.begun ? "veil.end" : "veil.text");
  const double capital_words = seven ? type.note : type.button;
  const double high = height_of(canvas, words, place.w, capital_words);
  const double title =
      height_of(canvas, canvas.t("veil.title"), place.w, type.title, text::Weight::bold) + 0.5;
  const double spare = std::max(0.0, place.h - high - title) / 3;
  canvas.title({.id = "veil.title",
                .label = canvas.t("veil.title"),
                .box = {place.x, place.y + spare, place.w, title},
                .align = text::Align::center});
  canvas.text({.id = "veil.text",
               .label = words,
               .box = {place.x, place.y + 2 * spare + title, place.w, high},
               .capital = capital_words,
               .color = ui::Token::secondary,
               .align = text::Align::center});

  const double gap = canvas.theme().gap;
  const double first = (row.w - gap) * 0.46;
  const double capital = capital_for(canvas, {canvas.t("veil.new")}, row.w - first - gap - 16,
                                     row.h - 4, {type.button, type.note});
  const bool stay = canvas.button({.id = "veil.continue",
                                   .label = canvas.t("veil.continue"),
                                   .box = {row.x, row.y, first, row.h},
                                   .kind = ui::Kind::primary,
                                   .icon = "icon-check",
                                   .capital = capital});
  const bool other = canvas.button({.id = "veil.new",
                                    .label = canvas.t("veil.new"),
                                    .box = {row.x + first + gap, row.y, row.w - first - gap, row.h},
                                    .icon = "icon-new-person",
                                    .capital = capital});
  if (other) return flow::SomeoneNew{};
  if (stay || anywhere || from_bar) return flow::StillHere{};
  return std::nullopt;
}

Intent draw_not_kept(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(view, canvas);
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "failed");
    sheet.title("failed.title", canvas.t("error.save"));
    if (view.begun) sheet.words("failed.text", canvas.t("error.save.before"));
    return sheet.draw(
        std::move(intent),
        {{"failed.close", canvas.t("common.close"), flow::ClosePanel{}, ui::Kind::secondary},
         {"failed.retry", canvas.t("common.retry"), flow::TryAgain{}, ui::Kind::primary}});
  }
  Page page(canvas);
  page.title("failed.title", canvas.t("error.save"));
  if (view.begun) page.words("failed.text", canvas.t("error.save.before"));
  const auto row = page.footer(canvas.seven() ? 19 : 24);
  const double gap = canvas.theme().gap;
  if (canvas.button({.id = "failed.close",
                     .label = canvas.t("common.close"),
                     .box = ui::column(row, 0, 2, gap)})) {
    intent = flow::ClosePanel{};
  }
  if (canvas.button({.id = "failed.retry",
                     .label = canvas.t("common.retry"),
                     .box = ui::column(row, 1, 2, gap),
                     .kind = ui::Kind::primary})) {
    intent = flow::TryAgain{};
  }
  return intent;
}

Intent draw_stopped(const View& view, ui::Canvas& canvas) {
  if (canvas.theme().large()) {
    Sheet sheet(canvas, "stopped", canvas.usable());
    sheet.title("stopped.title", canvas.t("error.save.stop"));
    if (view.begun) sheet.words("stopped.text", canvas.t("error.save.before"));
    return sheet.draw(std::nullopt,
                      {{"stopped.end", canvas.t("half.end"), flow::Leave{}, ui::Kind::primary}});
  }
  Page page(canvas, canvas.usable());
  const auto row = page.footer(canvas.seven() ? 19 : 24);
  canvas.picture({.id = {},
                  .name = "state-attention",
                  .box = page.header(canvas.seven() ? 16 : 26),
                  .over = ui::Token::paper});
  page.title("stopped.title", canvas.t("error.save.stop"));
  if (view.begun) page.words("stopped.text", canvas.t("error.save.before"));
  const double wide = canvas.seven() ? 52 : 74;
  return on_tap(canvas.button({.id = "stopped.end",
                               .label = canvas.t("half.end"),
                               .box = {row.end() - wide, row.y, wide, row.h},
                               .kind = ui::Kind::primary}),
                flow::Leave{});
}

void draw_resting(ui::Canvas& canvas, const std::string& id, const std::string& words) {
  const auto area = canvas.usable();
  const double height = canvas.seven() ? 22 : 33;
  canvas.square(
      {.id = id + ".square", .box = {area.x, area.bottom() - height, height * 107 / 33, height}});
  Page page(canvas, {area.x, area.y + area.h * 0.2, area.w, area.h * 0.5});
  page.title(id + ".title", words);
}

}  // namespace parvis::screens
