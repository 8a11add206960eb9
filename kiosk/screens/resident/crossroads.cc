#include "kiosk/screens/resident/crossroads.h"

#include <numeric>

#include "kiosk/screens/resident/sheet.h"

namespace parvis::screens {
namespace {

// The square as far as it is laid, at the lower end of its place.
void draw_square(const View& view, ui::Canvas& canvas, const std::string& screen,
                 const ui::Box& place) {
  std::vector<int> laid(view.voted * 12 / std::max(view.cards, 1u));
  std::iota(laid.begin(), laid.end(), 0);
  const double height = std::min({place.h, canvas.seven() ? 20.0 : 44.0, place.w * 33 / 107});
  canvas.square({.id = screen + ".square",
                 .box = {place.x, place.bottom() - height, height * 107 / 33, height},
                 .laid = laid});
}

// A title, the square as far as it is laid, and the ways on.
Intent draw(const View& view, ui::Canvas& canvas, const std::string& screen,
            const std::string& title, const std::string& words, const std::vector<Choice>& ways) {
  auto intent = draw_crossroads_bar(view, canvas);
  if (canvas.theme().large()) {
    Sheet sheet(canvas, screen);
    sheet.title(screen + ".title", title);
    sheet.words(screen + ".text", words);
    sheet.picture([&](const ui::Box& spare) { draw_square(view, canvas, screen, spare); });
    return sheet.draw(std::move(intent), ways);
  }
  Page page(canvas);
  page.title(screen + ".title", title);
  if (!words.empty()) page.words(screen + ".text", words);
  const auto row = page.footer(canvas.seven() ? 19 : 30);
  if (page.rest().h >= 10) draw_square(view, canvas, screen, page.rest());

  std::vector<std::string> labels;
  labels.reserve(ways.size());
  for (const auto& way : ways) labels.push_back(way.label);
  const int count = static_cast<int>(ways.size());
  const double gap = canvas.theme().gap;
  const auto& type = canvas.theme().type;
  const double width = ui::column(row, 0, count, gap).w - 24;
  const double capital = capital_for(canvas, labels, width, row.h - 4, {type.button, type.note});
  for (int i = 0; i < count; ++i) {
    const auto& way = ways[static_cast<std::size_t>(i)];
    const bool tapped = canvas.button({.id = way.id,
                                       .label = in_two_lines(canvas, way.label, width, capital),
                                       .box = ui::column(row, i, count, gap),
                                       .kind = way.kind,
                                       .icon = way.icon,
                                       .capital = capital,
                                       .padding = canvas.seven() ? 2.4 : 6.0});
    if (tapped) intent = way.intent;
  }
  return intent;
}

}  // namespace

Intent draw_halfway(const View& view, ui::Canvas& canvas) {
  std::vector<Choice> ways;
  ways.push_back(
      {"half.end", canvas.t("half.end"), flow::Finish{}, ui::Kind::secondary, "icon-end"});
  if (view.may_propose) {
    ways.push_back(
        {"half.idea", canvas.t("bar.idea"), flow::OpenIdea{}, ui::Kind::secondary, "icon-idea"});
  }
  const auto left = std::to_string(view.cards - view.card.index);
  ways.push_back({"half.more", canvas.t("half.more", {left}), flow::Advance{}, ui::Kind::primary,
                  "icon-next"});
  return draw(view, canvas, "half", canvas.t("half.title"), canvas.t("half.text"), ways);
}

Intent draw_last_card(const View& view, ui::Canvas& canvas) {
  std::vector<Choice> ways;
  if (view.may_propose) {
    ways.push_back(
        {"last.idea", canvas.t("bar.idea"), flow::OpenIdea{}, ui::Kind::secondary, "icon-idea"});
  }
  ways.push_back(
      {"last.end", canvas.t("half.end"), flow::Finish{}, ui::Kind::primary, "icon-check"});
  return draw(view, canvas, "last", canvas.t("last.title"),
              view.may_propose ? canvas.t("last.text") : std::string{}, ways);
}

Intent draw_idea_kept(const View& view, ui::Canvas& canvas) {
  const bool cards_left = view.voted < view.cards;
  std::vector<Choice> ways;
  ways.push_back({"kept.end", canvas.t("half.end"), flow::Finish{},
                  cards_left ? ui::Kind::secondary : ui::Kind::primary, "icon-end"});
  if (view.may_propose) {
    ways.push_back(
        {"kept.idea", canvas.t("bar.idea"), flow::OpenIdea{}, ui::Kind::secondary, "icon-idea"});
  }
  if (cards_left) {
    ways.push_back({"kept.votes", canvas.t("idea.kept.votes"), flow::Advance{}, ui::Kind::primary,
                    "icon-next"});
  }
  return draw(view, canvas, "kept", canvas.t("idea.kept.title"), {}, ways);
}

}  // namespace parvis::screens
