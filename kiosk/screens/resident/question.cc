#include "kiosk/screens/resident/question.h"

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

Intent draw_large(const View& view, ui::Canvas& canvas, Intent from_bar) {
  const auto& asked = *view.consultation;
  Sheet sheet(canvas, "question");
  sheet.title("question.title", pack_text(view, asked.question));
  sheet.words("question.asks", canvas.t("attract.asks", {pack_text(view, asked.asker)}));
  sheet.words("question.sub", pack_text(view, asked.question_sub));
  return sheet.draw(std::move(from_bar), {{.id = "question.vote",
                                           .label = canvas.t("question.door.vote"),
                                           .intent = flow::OpenCards{},
                                           .kind = ui::Kind::primary,
                                           .enabled = view.cards > 0},
                                          {.id = "question.idea",
                                           .label = canvas.t("question.door.idea"),
                                           .intent = flow::OpenIdea{},
                                           .kind = ui::Kind::secondary,
                                           .icon = "icon-idea",
                                           .enabled = view.may_propose}});
}

}  // namespace

Intent draw_question(const View& view, ui::Canvas& canvas) {
  auto intent = draw_bar(view, canvas);
  if (canvas.theme().large()) return draw_large(view, canvas, std::move(intent));
  const auto& asked = *view.consultation;
  const auto& type = canvas.theme().type;
  Page page(canvas);
  const auto doors = page.footer(canvas.seven() ? 30 : 54);
  const double small = canvas.seven() ? type.note : type.button;
  page.words("question.asks", canvas.t("attract.asks", {pack_text(view, asked.asker)}), small);
  page.title("question.title", pack_text(view, asked.question));
  const auto& sub = pack_text(view, asked.question_sub);
  if (!sub.empty() && height_of(canvas, sub, page.rest().w, small) <= page.rest().h) {
    page.words("question.sub", sub, small);
  }

  const double gap = canvas.theme().gap;
  const auto order = canvas.reading(doors);
  ui::ButtonSpec vote;
  vote.id = "question.vote";
  vote.label = canvas.t("question.door.vote");
  vote.sub = canvas.tn("question.door.vote.hint", view.cards);
  vote.box = ui::column(doors, 0, 2, gap);
  vote.kind = ui::Kind::primary;
  vote.layout = ui::Layout::column;
  vote.icons = {"vote-agree", "vote-neutral", "vote-disagree"};
  vote.icon_size = canvas.seven() ? 8 : 12;
  vote.capital = canvas.seven() ? type.button : type.proposal;
  vote.enabled = view.cards > 0;
  if (canvas.button(vote)) intent = flow::OpenCards{};

  ui::ButtonSpec idea = vote;
  idea.id = "question.idea";
  idea.label = canvas.t("question.door.idea");
  idea.sub = canvas.t("question.door.idea.hint");
  idea.box = ui::column(doors, 1, 2, gap);
  idea.kind = ui::Kind::tile;
  idea.icons = {};
  idea.icon = "icon-idea";
  idea.icon_size = canvas.seven() ? 9 : 16;
  idea.enabled = view.may_propose;
  if (canvas.button(idea)) intent = flow::OpenIdea{};
  return intent;
}

}  // namespace parvis::screens
