#include "kiosk/screens/resident/card.h"

#include <algorithm>
#include <array>

namespace parvis::screens {
namespace {

using consultation::Vote;

// The order of the pictures: for, blank, against.
constexpr std::array<Vote, 3> kOrder{Vote::agree, Vote::neutral, Vote::disagree};

struct Boxes {
  ui::Box card, text, theme, note, link, tag, votes, choices;
  ui::Box read_card, read_text, read_note, read_link, read_button;  // first step of two
  ui::Box vote_only, tag_only, choices_only;                        // second step
  double next_width = 0;
};

// The strip along the card's lower edge says where the text comes from; a translation needs all of it, for its link.
Boxes boxes_of(const ui::Canvas& canvas, bool picture, bool translated) {
  if (canvas.seven()) {
    return {.card = {3, 21, 148, 36},
            .text = {8, 22, 138, translated ? 20 : 28.5},
            .theme = {},
            .note = {8, 42, 89, 15},
            .link = {100, 42, 46, 15},
            .tag = {8, 53, 48, 8.4},
            .votes = {3, 60, 148, 23},
            .choices = {3, 64, 148, 19},
            .read_card = {3, 21, 148, 44},
            .read_text = {8, 21.4, 138, translated ? 30 : 43.2},
            .read_note = {8, 51.5, 138, 13},
            .read_link = {3, 68, 46, 15},
            .read_button = translated ? ui::Box{52, 68, 99, 15} : ui::Box{3, 68, 148, 15},
            .vote_only = {3, 27, 148, 50},
            .tag_only = {3, 22, 60, 9},
            .choices_only = {3, 36, 148, 40},
            .next_width = 31};
  }
  const double indent = picture ? 38 : 12;
  const auto area = canvas.below_bar();
  const double card = area.h - 42;  // high; the votes' row is 30, and leaves 12 for the tag
  const double edge = area.y + card;
  const double inner = area.w - 16;
  const double votes = area.bottom() - 30;
  return {.card = {4, area.y, area.w, card},
          .text = {indent, area.y + 5, area.w - 4 - indent, card - (translated ? 25 : 16)},
          .theme = {12, area.y + (card - 18) / 2 - (translated ? 7.5 : 3), 18, 18},
          .note = {indent, edge - 21.5, area.w - 57 - indent, 16.5},
          .link = {area.w - 54, edge - 20, 50, 15},
          .tag = {indent, edge - 5,
                  canvas.theme().text_size == ui::TextSize::standard ? 52.0 : 66.0, 11},
          .votes = {4, votes, area.w, 30},
          .choices = {4, votes, area.w, 30},
          .read_card = {4, area.y, area.w, area.h - 24},
          .read_text = {12, area.y + 2, inner, area.h - (translated ? 42 : 28)},
          .read_note = {12, area.bottom() - 40, inner - 54, 15},
          .read_link = {area.w - 54, area.bottom() - 40, 50, 15},
          .read_button = {4, area.bottom() - 20, area.w, 20},
          .vote_only = {4, area.bottom() - 92, area.w, 70},
          .tag_only = {4, area.y + 2, 80, 12},
          .choices_only = {4, area.bottom() - 82, area.w, 60},
          .next_width = canvas.display().narrow() ? 42.0 : 53.0};
}

text::Direction direction_of(const std::string& language) {
  return text::is_right_to_left(language) ? text::Direction::rtl : text::Direction::ltr;
}

ui::TextSpec proposal_text(const View& view, const ui::Box& box) {
  ui::TextSpec spec;
  spec.id = "card.text";
  spec.label = view.card.text;
  spec.box = box;
  spec.direction = direction_of(view.card.text_language);
  spec.script =
      text::is_right_to_left(view.card.text_language) ? text::Script::arabic : text::Script::latin;
  return spec;
}

Intent draw_votes(ui::Canvas& canvas, const ui::Box& row) {
  Intent intent;
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    const auto key = std::string(consultation::key_of(kOrder[i]));
    ui::ButtonSpec spec;
    spec.id = "vote." + key;
    spec.label = canvas.t("vote." + key);
    spec.box = ui::column(row, static_cast<int>(i), 3, canvas.theme().gap);
    spec.kind = ui::Kind::vote;
    spec.icon = "vote-" + key;
    spec.layout = ui::Layout::column;
    if (canvas.button(spec)) intent = flow::CastVote{kOrder[i]};
  }
  return intent;
}

// As wide as the longest of the three needs: its shape tells nobody which one it is.
void draw_tag(const View& view, ui::Canvas& canvas, ui::Box box) {
  const auto name = [](Vote vote) { return "vote." + std::string(consultation::key_of(vote)); };
  const double around = box.h * 1.6 + 3;  // the pill's round ends and its picture
  for (const Vote vote : kOrder) {
    const auto words = canvas.measure({.label = canvas.t(name(vote)),
                                       .box = {},
                                       .capital = canvas.theme().type.note,
                                       .weight = text::Weight::bold});
    box.w = std::max(box.w, words.width + around);
  }
  const auto key = std::string(consultation::key_of(view.card.vote->vote));
  canvas.tag("card.vote", box, canvas.t("vote." + key), "vote-" + key);
}

Intent draw_qualifications(const View& view, ui::Canvas& canvas, const ui::Box& row,
                           double next_width) {
  Intent intent;
  const double gap = canvas.theme().gap;
  const ui::Box words{row.x, row.y, row.w - next_width - gap, row.h};
  const auto vote = view.card.vote->vote;
  std::vector<std::string> labels;
  labels.reserve(consultation::kQualificationsPerVote);
  for (std::size_t i = 0; i < consultation::kQualificationsPerVote; ++i) {
    labels.push_back(
        canvas.t("vote.qual." + std::string(consultation::qualification_key(vote, i))));
  }
  const auto& type = canvas.theme().type;
  const double room = (words.w - 2 * gap) / 3 - (canvas.seven() ? 9 : 14);
  const double capital =
      capital_for(canvas, labels, room, row.h - 4, {type.button, type.note, smallest_note(canvas)});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ui::ButtonSpec spec;
    spec.id = "qualification." + std::string(consultation::qualification_key(vote, i));
    spec.label = in_two_lines(canvas, labels[i], room, capital);
    spec.box = ui::column(words, static_cast<int>(i), 3, gap);
    spec.capital = capital;
    spec.chosen = (view.card.vote->qualifications >> i & 1) != 0;
    if (canvas.toggle(spec)) intent = flow::ToggleQualification{static_cast<std::uint8_t>(i)};
  }
  ui::ButtonSpec next;
  next.id = "card.next";
  next.label = canvas.t("common.next");
  next.box = {row.end() - next_width, row.y, next_width, row.h};
  next.kind = ui::Kind::primary;
  // The arrow goes where the word needs its place.
  const bool has_room =
      lines_of(canvas, next.label, next_width - 14, type.button, text::Weight::bold) == 1;
  if (!canvas.seven() && has_room) next.icon = "icon-next";
  if (canvas.button(next)) intent = flow::NextCard{};
  return intent;
}

// "Exemple · Traduit du turc", and under it "Traduction automatique" where it is one.
std::string origin_of(const View& view, const ui::Canvas& canvas) {
  const auto& card = view.card;
  std::string words = card.example ? canvas.t("common.example") : std::string{};
  if (!card.translated) return words;
  if (!words.empty()) words += " · ";
  words += canvas.t("card.translated." + card.original_language);
  // A small screen needs the second line's place for the vote; it was read before.
  if (card.by_machine && !(canvas.seven() && card.vote)) words += "\n" + canvas.t("card.machine");
  return words;
}

void draw_origin(const View& view, ui::Canvas& canvas, const ui::Box& box) {
  const auto words = origin_of(view, canvas);
  if (words.empty()) return;
  // Alone, it stands at the lower end, where the vote's tag never comes.
  const bool alone = !view.card.translated;
  ui::TextSpec spec;
  spec.id = "card.note";
  spec.label = words;
  spec.box = alone ? ui::Box{box.end() - box.w / 2, box.bottom() - 8, box.w / 2, 8} : box;
  spec.color = ui::Token::secondary;
  spec.align = alone ? text::Align::end : text::Align::start;
  spec.place = alone ? ui::Place::center : ui::Place::top;
  const auto& note = canvas.theme().type.note;
  spec.capital = canvas.fits(spec, {note, smallest_note(canvas)}).value_or(smallest_note(canvas));
  canvas.text(spec);
}

Intent draw_link(const View& view, ui::Canvas& canvas, const ui::Box& box) {
  if (!view.card.translated) return std::nullopt;
  const bool tapped = canvas.button(
      {.id = "card.original",
       .label = canvas.t(view.card.showing_original ? "card.translation" : "card.original"),
       .box = box,
       .kind = ui::Kind::tertiary,
       .capital = canvas.theme().type.note,
       .role = ui::Role::link});
  return on_tap(tapped, flow::ShowOriginal{});
}

ui::Box whole_strip(const Boxes& boxes) {
  return {boxes.note.x, boxes.note.y, boxes.link.end() - boxes.note.x, boxes.note.h};
}

Intent draw_whole(const View& view, ui::Canvas& canvas, const Boxes& boxes, double capital,
                  bool picture) {
  canvas.card("card", boxes.card);
  if (picture) {
    const auto* theme = view.consultation->theme(view.card.theme);
    canvas.picture(
        {.name = theme != nullptr ? theme->picture : "theme-unknown", .box = boxes.theme});
  }
  auto spec = proposal_text(view, boxes.text);
  spec.capital = capital;
  canvas.text(spec);
  draw_origin(view, canvas, view.card.translated ? boxes.note : whole_strip(boxes));
  auto intent = draw_link(view, canvas, boxes.link);
  if (!view.card.vote) return either(intent, draw_votes(canvas, boxes.votes));
  draw_tag(view, canvas, boxes.tag);
  return either(intent, draw_qualifications(view, canvas, boxes.choices, boxes.next_width));
}

// The sizes above failed: read on one screen, vote on the next.
Intent draw_two_steps(const View& view, ui::Canvas& canvas, const Boxes& boxes) {
  if (view.card.vote) {
    draw_tag(view, canvas, boxes.tag_only);
    return draw_qualifications(view, canvas, boxes.choices_only, boxes.next_width);
  }
  if (view.card.votes_shown) return draw_votes(canvas, boxes.vote_only);
  canvas.card("card", boxes.read_card);
  auto spec = proposal_text(view, boxes.read_text);
  // "Exemple" keeps a line of its own under the words.
  const bool has_note = !view.card.translated && !origin_of(view, canvas).empty();
  if (has_note) spec.box.h = std::min(spec.box.h, boxes.read_note.bottom() - 8 - spec.box.y);
  const auto& type = canvas.theme().type;
  spec.capital = canvas.fits(spec, {type.proposal, type.button}).value_or(type.button);
  canvas.text(spec);
  draw_origin(view, canvas, boxes.read_note);
  const auto intent = draw_link(view, canvas, boxes.read_link);
  const bool ready = canvas.button({.id = "card.vote_now",
                                    .label = canvas.t("card.vote"),
                                    .box = boxes.read_button,
                                    .kind = ui::Kind::primary,
                                    .icon = "icon-next"});
  return either(intent, on_tap(ready, flow::ShowVotes{}));
}

}  // namespace

Intent draw_card(const View& view, ui::Canvas& canvas) {
  const auto from_bar = draw_card_bar(view, canvas);
  const bool picture = !canvas.seven() && !canvas.theme().large();
  const auto boxes = boxes_of(canvas, picture, view.card.translated);
  const auto slide = canvas.slide("card", std::to_string(view.card.index));
  const auto& type = canvas.theme().type;
  const auto capital = canvas.fits(proposal_text(view, boxes.text), {type.proposal, type.button});
  if (capital) return either(from_bar, draw_whole(view, canvas, boxes, *capital, picture));
  return either(from_bar, draw_two_steps(view, canvas, boxes));
}

}  // namespace parvis::screens
