#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {
namespace {

// Practice is loud: a band of sun along the upper edge of every screen. What a high panel has out of reach is paved.
void upper_edge(const View& view, ui::Canvas& canvas) {
  const auto& display = canvas.display();
  if (display.above > 0) {
    const ui::Box out_of_reach{0, -display.above, display.width, display.above};
    canvas.square({.id = "out_of_reach", .box = out_of_reach.inset(canvas.theme().margin)});
  }
  if (view.consultation->practice) draw_practice_edge(canvas);
}

Intent bar(const View& view, ui::Canvas& canvas, const ui::BarSpec& spec) {
  upper_edge(view, canvas);
  const auto tap = canvas.bar(spec);
  return tap ? intent_of(*tap) : std::nullopt;
}

std::string open_panel(flow::Panel panel) {
  switch (panel) {
    case flow::Panel::none:
    case flow::Panel::notice:
    case flow::Panel::speech:
    case flow::Panel::take_out:
      return {};
    case flow::Panel::language:
      return "language";
    case flow::Panel::display:
      return "display";
    default:
      return "help";
  }
}

// Whether words fit the bar's end zone on one line; where they don't, they are left out: they are said elsewhere.
bool fits_end_zone(ui::Canvas& canvas, const std::string& words, text::Weight weight) {
  const double capital = canvas.theme().type.note;
  const auto& display = canvas.display();
  const double width = canvas.seven() ? display.width - 96 : (display.narrow() ? 180 : 69);
  return height_of(canvas, words, width, capital, weight) < 2.5 * capital;
}

// "Traduction à relire" in the language itself; "" for one that native readers have reviewed.
std::string draft_remark(const View& view, const ui::Canvas& canvas) {
  for (const auto& language : view.consultation->languages) {
    if (language.code != view.language) continue;
    if (language.partial) return canvas.t("language.partial");
    if (language.draft) return canvas.t("language.draft");
  }
  return {};
}

// The first of some words that fits the bar's button, on two lines at most; "" when none does: its picture says it.
std::string fitting_action(ui::Canvas& canvas, const std::vector<std::string>& candidates) {
  const double width = canvas.seven() ? 20 : 27;
  const double capital = canvas.theme().type.note;
  for (const auto& words : candidates) {
    auto label = in_two_lines(canvas, words, width, capital);
    const double high = canvas.seven() ? 14 : 15;
    if (lines_of(canvas, label, width, capital, text::Weight::bold) <= 2 &&
        all_fit(canvas, {label}, width, high, capital)) {
      return label;
    }
  }
  return {};
}

}  // namespace

void draw_practice_edge(ui::Canvas& canvas) {
  canvas.fill({0, 0, canvas.display().width, canvas.theme().margin - 1}, ui::Token::sun);
}

const std::string& pack_text(const View& view, const consultation::Texts& texts) {
  const auto& asked = *view.consultation;
  return consultation::in_language(texts, view.language,
                                   asked.languages.empty() ? "" : asked.languages.front().code);
}

Intent intent_of(ui::BarTap tap) {
  switch (tap) {
    case ui::BarTap::back:
      return flow::Back{};
    case ui::BarTap::listen:
      return flow::Listen{};
    case ui::BarTap::language:
      return flow::OpenPanel{flow::Panel::language};
    case ui::BarTap::display:
      return flow::OpenPanel{flow::Panel::display};
    case ui::BarTap::help:
      return flow::OpenPanel{flow::Panel::help};
    case ui::BarTap::action:
      break;
  }
  return std::nullopt;
}

Intent intent_of(ui::KeyboardTap tap) {
  switch (tap) {
    case ui::KeyboardTap::listen:
      return intent_of(ui::BarTap::listen);
    case ui::KeyboardTap::language:
      return intent_of(ui::BarTap::language);
    case ui::KeyboardTap::display:
      return intent_of(ui::BarTap::display);
    case ui::KeyboardTap::help:
      return intent_of(ui::BarTap::help);
  }
  return std::nullopt;
}

Intent draw_bar(const View& view, ui::Canvas& canvas, BarWords words) {
  ui::BarSpec spec;
  spec.listening = view.speaking == flow::Speaking::begun;
  spec.can_go_back = words.can_go_back;
  spec.where = std::move(words.where);
  spec.where_sub = std::move(words.where_sub);
  if (words.nothing) {
    spec.where_sub.clear();
  } else if (spec.where.empty() && view.consultation->practice) {
    spec.where = canvas.t("common.practice.title");
    spec.where_sub = canvas.t("common.practice.text");
  } else if (spec.where.empty()) {
    spec.where = pack_text(view, view.consultation->title);
    const auto remark = draft_remark(view, canvas);
    spec.where_sub = remark.empty() ? pack_text(view, view.consultation->asker_short) : remark;
  }
  if (view.helper != flow::Helper::nobody) spec.where_sub = canvas.t("help.someone.on");
  if (canvas.theme().large()) {  // there is one line's place
    if (view.helper != flow::Helper::nobody) spec.where = spec.where_sub;
    spec.where_sub.clear();
  }
  if (!fits_end_zone(canvas, spec.where, text::Weight::bold)) spec.where.clear();
  if (!fits_end_zone(canvas, spec.where_sub, text::Weight::regular)) spec.where_sub.clear();
  return bar(view, canvas, spec);
}

Intent draw_card_bar(const View& view, ui::Canvas& canvas) {
  ui::BarSpec spec;
  spec.listening = view.speaking == flow::Speaking::begun;
  spec.laid = static_cast<int>(view.voted);
  spec.total = static_cast<int>(view.cards);
  if (view.may_propose) {
    const auto whole = canvas.t("bar.idea");
    spec.action = fitting_action(canvas, {whole, canvas.t("idea.heading")});
    spec.action_spoken = whole;
  }
  upper_edge(view, canvas);
  const auto tap = canvas.bar(spec);
  if (tap == ui::BarTap::action) return flow::OpenIdea{};
  return tap ? intent_of(*tap) : std::nullopt;
}

Intent draw_crossroads_bar(const View& view, ui::Canvas& canvas) {
  if (!view.may_review) return draw_bar(view, canvas);
  ui::BarSpec spec;
  spec.listening = view.speaking == flow::Speaking::begun;
  spec.action_spoken = canvas.t("end.review");
  spec.action = fitting_action(canvas, {spec.action_spoken});
  spec.action_icon = "icon-review";
  upper_edge(view, canvas);
  const auto tap = canvas.bar(spec);
  if (tap == ui::BarTap::action) return flow::OpenReview{};
  return tap ? intent_of(*tap) : std::nullopt;
}

Intent draw_panel_bar(const View& view, ui::Canvas& canvas) {
  ui::BarSpec spec;
  spec.listening = view.speaking == flow::Speaking::begun;
  spec.open = open_panel(view.panel);
  spec.action_spoken = canvas.t("common.close");
  spec.action = fitting_action(canvas, {spec.action_spoken});
  spec.action_icon = "icon-close";
  upper_edge(view, canvas);
  const auto tap = canvas.bar(spec);
  if (tap == ui::BarTap::action) return flow::ClosePanel{};
  return tap ? intent_of(*tap) : std::nullopt;
}

}  // namespace parvis::screens
