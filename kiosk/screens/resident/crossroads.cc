#include "kiosk/screens/resident/crossroads.h"

#include <numeric>

namespace parvis::screens {
namespace {

struct Way {
  std::string id, label, icon;
  ui::Kind kind = ui::Kind::secondary;
  flow::ResidentIntent intent;
};

// A title, the square as far as it is laid, and the ways on.
Intent draw(const View& view, ui::Canvas& canvas, const std::string& screen,
            const std::string& title, const std::string& words, const std::vector<Way>& ways) {
  auto intent = draw_crossroads_bar(view, canvas);
  Page page(canvas);
  page.title(screen + ".title", title);
  if (!words.empty()) page.words(screen + ".text", words);
  const auto row = page.footer(canvas.seven() ? 19 : 30);

  std::vector<int> laid(view.voted * 12 / std::max(view.cards, 1u));
  std::iota(laid.begin(), laid.end(), 0);
  auto ground = page.rest();
  const double height = std::min(ground.h, canvas.seven() ? 20.0 : 44.0);
  ground = {ground.x, ground.bottom() - height, height * 107 / 33, height};
  if (height >= 10) canvas.square({.id = screen + ".square", .box = ground, .laid = laid});

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
  std::vector<Way> ways;
  ways.push_back(
      {"half.end", canvas.t("half.end"), "icon-end", ui::Kind::secondary, flow::Finish{}});
  if (view.may_propose) {
    ways.push_back(
        {"half.idea", canvas.t("bar.idea"), "icon-idea", ui::Kind::secondary, flow::OpenIdea{}});
  }
  const auto left = std::to_string(view.cards - view.card.index);
  ways.push_back({"half.more", canvas.t("half.more", {left}), "icon-next", ui::Kind::primary,
                  flow::Advance{}});
  return draw(view, canvas, "half", canvas.t("half.title"), canvas.t("half.text"), ways);
}

Intent draw_last_card(const View& view, ui::Canvas& canvas) {
  std::vector<Way> ways;
  if (view.may_propose) {
    ways.push_back(
        {"last.idea", canvas.t("bar.idea"), "icon-idea", ui::Kind::secondary, flow::OpenIdea{}});
  }
  ways.push_back(
      {"last.end", canvas.t("half.end"), "icon-check", ui::Kind::primary, flow::Finish{}});
  return draw(view, canvas, "last", canvas.t("last.title"),
              view.may_propose ? canvas.t("last.text") : std::string{}, ways);
}

Intent draw_idea_kept(const View& view, ui::Canvas& canvas) {
  const bool cards_left = view.voted < view.cards;
  std::vector<Way> ways;
  ways.push_back({"kept.end", canvas.t("half.end"), "icon-end",
                  cards_left ? ui::Kind::secondary : ui::Kind::primary, flow::Finish{}});
  if (view.may_propose) {
    ways.push_back(
        {"kept.idea", canvas.t("bar.idea"), "icon-idea", ui::Kind::secondary, flow::OpenIdea{}});
  }
  if (cards_left) {
    ways.push_back({"kept.votes", canvas.t("idea.kept.votes"), "icon-next", ui::Kind::primary,
                    flow::Advance{}});
  }
  return draw(view, canvas, "kept", canvas.t("idea.kept.title"), {}, ways);
}

}  // namespace parvis::screens
