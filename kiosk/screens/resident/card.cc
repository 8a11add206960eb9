#include "kiosk/screens/resident/card.h"

#include <algorithm>
#include <array>

namespace parvis::screens {
namespace {

using consultation::Vote;

// The order of the pictures: for, blank, against.
constexpr std::array<Vote, 3> kOrder{Vote::agree, Vote::neutral, Vote::disagree};

// A card on one page: what was read stays while it is voted on.
struct CardBoxes {
  ui::Box card, text, theme, note, link, tag, votes, choices;
  double next_width = 0;
};

// What stands between the card's edges and its parts, and how high the rows under it are; mm.
struct Measures {
  double votes, choices;         // heights of the rows
  double tag, tag_width, under;  // height, and how much of it hangs out under the card
  double side, top, strip;  // strip: the card's lower edge, which says where the text comes from
  double link, next;
};

constexpr Measures kSeven{.votes = 23,
                          .choices = 19,
                          .tag = 8.4,
                          .tag_width = 48,
                          .under = 4.4,
                          .side = 5,
                          .top = 1,
                          .strip = 15,
                          .link = 46,
                          .next = 31};
constexpr Measures kTen{.votes = 30,
                        .choices = 30,
                        .tag = 11,
                        .tag_width = 52,
                        .under = 6,
                        .side = 8,
                        .top = 5,
                        .strip = 20,
                        .link = 50,
                        .next = 53};

Measures measures_of(const ui::Canvas& canvas) {
  auto m = canvas.seven() ? kSeven : kTen;
  if (canvas.display().narrow()) m.next = 42;
  return m;
}

double tag_height(const ui::Canvas& canvas, double usual) {
  return canvas.theme().large() ? std::max(usual, canvas.theme().type.note * 2.2) : usual;
}

// `row` is the height of the votes where their words need more than usual; a translation needs all of the strip, for its
// link.
CardBoxes boxes_of(const ui::Canvas& canvas, double row, bool picture, bool translated) {
  auto m = measures_of(canvas);
  m.votes = std::max(m.votes, row);
  m.choices = std::max(m.choices, row);
  m.tag = tag_height(canvas, m.tag);
  const auto area = canvas.below_bar();
  const double below = m.votes + (canvas.seven() ? canvas.theme().gap : 12);
  const ui::Box card{area.x, area.y, area.w, area.h - below};
  const double edge = card.bottom();
  const double indent = card.x + (picture ? 34 : m.side);
  const double strip = canvas.seven() ? (translated ? 15 : 6.5) : (translated ? 20 : 11);
  const double note = edge - m.strip - (canvas.seven() ? 0 : 1.5);
  return {.card = card,
          .text = {indent, card.y + m.top, card.end() - m.side - indent, card.h - m.top - strip},
          .theme = {card.x + m.side, card.y + (card.h - 18) / 2 - (translated ? 7.5 : 3), 18, 18},
          .note = {indent, note, card.end() - m.side - m.link - 3 - indent, 16},
          .link = {card.end() - m.side - m.link, edge - m.strip, m.link, 15},
          .tag = {indent, edge - m.tag + m.under, m.tag_width, m.tag},
          .votes = {area.x, area.bottom() - m.votes, area.w, m.votes},
          .choices = {area.x, area.bottom() - m.choices, area.w, m.choices},
          .next_width = m.next};
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
  if (view.card.text_language != view.language) spec.language = view.card.text_language;
  spec.script =
      text::is_right_to_left(view.card.text_language) ? text::Script::arabic : text::Script::latin;
  return spec;
}

// Side by side with their shape above the word; one under the other where a word is longer than a third of the row.
Intent draw_votes(ui::Canvas& canvas, const ui::Box& row) {
  Intent intent;
  canvas.announce("card.votes", canvas.t("a11y.votes"));
  const double gap = canvas.theme().gap;
  const double third = ui::column(row, 0, 3, gap).w - 4;
  const bool beside = std::ranges::all_of(kOrder, [&](Vote vote) {
    const auto label = canvas.t("vote." + std::string(consultation::key_of(vote)));
    return all_fit(canvas, {label}, third, row.h, canvas.theme().type.button);
  });
  const auto order = canvas.reading(row);
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    const auto key = std::string(consultation::key_of(kOrder[i]));
    ui::ButtonSpec spec;
    spec.id = "vote." + key;
    spec.label = canvas.t("vote." + key);
    spec.box = ui::cell(row, static_cast<int>(i), beside ? 3 : 1, beside ? 1 : 3, gap);
    spec.kind = ui::Kind::vote;
    spec.icon = "vote-" + key;
    spec.layout = beside ? ui::Layout::column : ui::Layout::row;
    if (!beside) spec.gap = 4;
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

std::vector<std::string> qualifications(const ui::Canvas& canvas, Vote vote) {
  std::vector<std::string> labels;
  labels.reserve(consultation::kQualificationsPerVote);
  for (std::size_t i = 0; i < consultation::kQualificationsPerVote; ++i) {
    labels.push_back(
        canvas.t("vote.qual." + std::string(consultation::qualification_key(vote, i))));
  }
  return labels;
}

// The three of a vote: side by side, or one under the other where a word is longer than a third of the row.
Intent draw_qualifications(const View& view, ui::Canvas& canvas, const ui::Box& row) {
  Intent intent;
  const double gap = canvas.theme().gap;
  const auto& type = canvas.theme().type;
  const auto vote = view.card.vote->vote;
  const auto labels = qualifications(canvas, vote);
  const bool large = canvas.theme().large();
  const double third = ui::column(row, 0, 3, gap).w;
  const double room = third - (large ? 4 : (canvas.seven() ? 9 : 14));
  const double capital =
      capital_for(canvas, labels, room, row.h - 4, {type.button, type.note, type.least});
  const bool beside = !large || all_fit(canvas, labels, room, row.h - 8, capital);
  const auto order = canvas.reading(row);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    ui::ButtonSpec spec;
    spec.id = "qualification." + std::string(consultation::qualification_key(vote, i));
    spec.label = beside ? in_two_lines(canvas, labels[i], room, capital) : labels[i];
    spec.box = ui::cell(row, static_cast<int>(i), beside ? 3 : 1, beside ? 1 : 3, gap);
    spec.capital = capital;
    spec.chosen = (view.card.vote->qualifications >> i & 1) != 0;
    spec.telling = ui::Telling::confidential;  // which three there are tells the vote
    if (large && beside) {
      spec.layout = ui::Layout::column;
      spec.icon_size = canvas.seven() ? 6.5 : 8;
    }
    if (canvas.toggle(spec)) intent = flow::ToggleQualification{static_cast<std::uint8_t>(i)};
  }
  return intent;
}

Intent draw_next(ui::Canvas& canvas, const ui::Box& box) {
  ui::ButtonSpec next;
  next.id = "card.next";
  next.label = canvas.t("common.next");
  next.box = box;
  next.kind = ui::Kind::primary;
  const bool room =
      lines_of(canvas, next.label, box.w - 14, canvas.theme().type.button, text::Weight::bold) <= 1;
  if (!canvas.seven() && room) next.icon = "icon-next";
  return on_tap(canvas.button(next), flow::NextCard{});
}

// "Exemple · Traduit du turc", and under it "Traduction automatique" where it is one.
std::string origin_of(const View& view, const ui::Canvas& canvas) {
  const auto& card = view.card;
  if (!card.remark.empty()) return card.remark;
  std::string words = card.example ? canvas.t("common.example") : std::string{};
  if (!card.translated) return words;
  if (!words.empty()) words += " · ";
  words += canvas.t("card.translated." + card.original_language);
  // A small screen needs the second line's place for the vote; it was read before.
  if (card.by_machine && !(canvas.seven() && card.vote)) words += "\n" + canvas.t("card.machine");
  return words;
}

// Along the card's lower edge. Alone it stands at the end, beside the place that the vote's tag needs.
void draw_origin(const View& view, ui::Canvas& canvas, const ui::Box& box, const ui::Box& tag) {
  const auto words = origin_of(view, canvas);
  if (words.empty()) return;
  const bool alone = !view.card.translated;
  ui::TextSpec spec{.id = "card.note", .label = words, .box = box};
  spec.color = ui::Token::secondary;
  spec.place = ui::Place::top;
  const auto& type = canvas.theme().type;
  if (alone) {
    const double start = tag.end() + canvas.theme().gap;
    const double high =
        std::max(8.0, height_of(canvas, words, box.end() - start, type.least) + 0.4);
    spec.box = {start, box.bottom() - high, box.end() - start, high};
    spec.align = text::Align::end;
    spec.place = ui::Place::center;
  }
  spec.capital = canvas.fits(spec, {type.note, type.least}).value_or(type.least);
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

ui::Box whole_strip(const CardBoxes& boxes) {
  return {boxes.note.x, boxes.note.y, boxes.link.end() - boxes.note.x, boxes.note.h};
}

Intent draw_whole(const View& view, ui::Canvas& canvas, const CardBoxes& boxes, double capital,
                  bool picture) {
  canvas.card("card", boxes.card);
  Intent intent;
  {
    const auto order = canvas.reading(boxes.card);
    if (picture) {
      const auto* theme = view.consultation->theme(view.card.theme);
      canvas.picture(
          {.name = theme != nullptr ? theme->picture : "theme-unknown", .box = boxes.theme});
    }
    auto spec = proposal_text(view, boxes.text);
    spec.capital = capital;
    canvas.text(spec);
    draw_origin(view, canvas, view.card.translated ? boxes.note : whole_strip(boxes), boxes.tag);
    intent = draw_link(view, canvas, boxes.link);
    if (view.card.vote) draw_tag(view, canvas, boxes.tag);
  }
  if (!view.card.vote) return either(intent, draw_votes(canvas, boxes.votes));
  const auto& row = boxes.choices;
  const double words = row.w - boxes.next_width - canvas.theme().gap;
  intent = either(intent, draw_qualifications(view, canvas, {row.x, row.y, words, row.h}));
  const ui::Box next{row.end() - boxes.next_width, row.y, boxes.next_width, row.h};
  return either(intent, draw_next(canvas, next));
}

// ---- two steps: read on one page or several, vote on the next -------------------------------------------

double row_of(ui::Canvas& canvas, const std::string& label, double width) {
  const double words =
      height_of(canvas, label, width - 5, canvas.theme().type.button, text::Weight::bold);
  return std::max(canvas.seven() ? 15.0 : 20.0, words + 3);
}

// Where a translation comes from, along the card's lower edge; what is left above.
ui::Box under_text(const View& view, ui::Canvas& canvas, const ui::Box& inner) {
  const auto words = origin_of(view, canvas);
  const double capital = canvas.theme().type.note;
  const double high = height_of(canvas, words, inner.w, capital);
  canvas.text({.id = "card.note",
               .label = words,
               .box = {inner.x, inner.bottom() - high, inner.w, high},
               .capital = capital,
               .color = ui::Token::secondary,
               .place = ui::Place::top});
  return {inner.x, inner.y, inner.w, inner.h - high - 1};
}

Intent draw_reading(const View& view, ui::Canvas& canvas, Intent from_bar) {
  const auto area = canvas.below_bar();
  const auto& type = canvas.theme().type;
  const double gap = canvas.theme().gap;
  Page page(canvas);
  const bool translated = view.card.translated;
  const auto link = canvas.t(view.card.showing_original ? "card.translation" : "card.original");
  const double half = ui::column(area, 0, 2, gap).w;
  const auto row = page.footer(row_of(canvas, translated ? link : std::string{"I"}, half));
  const auto card = page.rest();
  canvas.card("card", card);
  // A translation is told under the text; a single word beside the button, so that the text has the whole card.
  auto inner = card.inset(canvas.seven() ? 5 : 8, canvas.seven() ? 0.4 : 2);
  ui::Box button = translated ? ui::column(row, 1, 2, gap) : row;
  if (translated || !view.card.remark.empty()) {
    inner = under_text(view, canvas, inner);
  } else if (const auto words = origin_of(view, canvas); !words.empty()) {
    const ui::Box beside{row.x, row.y, row.w * 0.3, row.h};
    canvas.text({.id = "card.note",
                 .label = words,
                 .box = beside,
                 .capital = type.note,
                 .color = ui::Token::secondary});
    button = {beside.end() + gap, row.y, row.end() - beside.end() - gap, row.h};
  }
  auto spec = proposal_text(view, inner);
  spec.capital = canvas.fits(spec, {type.proposal, type.button}).value_or(type.button);
  int& open = canvas.page("card." + std::to_string(view.card.index));
  if (open > 0 && from_bar && std::holds_alternative<flow::Back>(*from_bar)) {
    --open;
    from_bar = flow::Touch{};
  }
  const int pages = canvas.paged_text(spec, open);
  Intent intent = std::move(from_bar);
  if (translated) {
    intent = either(std::move(intent), draw_link(view, canvas, ui::column(row, 0, 2, gap)));
  }
  const bool last = open + 1 >= pages;
  const bool tapped = canvas.button({.id = last ? "card.vote_now" : "card.turn",
                                     .label = canvas.t(last ? "card.vote" : "common.next"),
                                     .box = button,
                                     .kind = last ? ui::Kind::primary : ui::Kind::secondary,
                                     .icon = "icon-next"});
  if (!tapped) return intent;
  if (last) return flow::ShowVotes{};
  ++open;
  return flow::Touch{};
}

Intent draw_two_steps(const View& view, ui::Canvas& canvas, Intent from_bar) {
  const auto area = canvas.below_bar();
  const bool seven = canvas.seven();
  if (!view.card.vote && !view.card.votes_shown) {
    return draw_reading(view, canvas, std::move(from_bar));
  }
  if (!view.card.vote) {
    const double high = std::min(area.h, seven ? 54.0 : 70.0);
    return either(std::move(from_bar),
                  draw_votes(canvas, {area.x, area.y + (area.h - high) / 2, area.w, high}));
  }
  Page page(canvas);
  const auto tag = page.header(tag_height(canvas, seven ? 9.4 : 12));
  const auto row = page.footer(row_of(canvas, canvas.t("common.next"), area.w));
  auto choices = page.rest();
  choices.h = std::min(choices.h, seven ? 40.0 : 60.0);
  draw_tag(view, canvas, {tag.x, tag.y, seven ? 60.0 : 80.0, tag.h});
  auto intent = either(std::move(from_bar), draw_qualifications(view, canvas, choices));
  const double wide = std::min(row.w, seven ? 72.0 : 92.0);
  return either(std::move(intent), draw_next(canvas, {row.end() - wide, row.y, wide, row.h}));
}

// The row of the votes, and later of the qualifications, is as high as the highest of them needs; nullopt: no row holds
// their words.
std::optional<double> row_for_large(ui::Canvas& canvas) {
  const double gap = canvas.theme().gap;
  const auto area = canvas.below_bar();
  const double capital = canvas.theme().type.button;
  const double third = (area.w - 2 * gap) / 3;
  const double beside_next = (area.w - measures_of(canvas).next - 3 * gap) / 3;
  double row = 0;
  const auto needs = [&](const std::string& label, double width, double picture) {
    if (!all_fit(canvas, {label}, width, area.h / 3, capital)) return false;
    row = std::max(row, height_of(canvas, label, width, capital, text::Weight::bold) + picture);
    return true;
  };
  for (const Vote vote : kOrder) {
    const auto key = std::string(consultation::key_of(vote));
    if (!needs(canvas.t("vote." + key), third - 4, 15)) return std::nullopt;
    for (const auto& label : qualifications(canvas, vote)) {
      if (!needs(label, beside_next - 4, 11)) return std::nullopt;
    }
  }
  const double next = measures_of(canvas).next - 4;
  if (!needs(canvas.t("common.next"), next, 3)) return std::nullopt;
  return row;
}

}  // namespace

Intent draw_card(const View& view, ui::Canvas& canvas) {
  auto from_bar = draw_card_bar(view, canvas);
  canvas.announce("card.number", canvas.t("a11y.card", {std::to_string(view.card.index + 1),
                                                        std::to_string(view.cards)}));
  return draw_under_bar(view, canvas, std::move(from_bar));
}

Intent draw_under_bar(const View& view, ui::Canvas& canvas, Intent from_bar) {
  const bool large = canvas.theme().large();
  const bool picture = !canvas.seven() && !large;
  const auto slide = canvas.slide("card", std::to_string(view.card.index));
  const auto& type = canvas.theme().type;
  // In large text a translation's two lines and its link, or a remark, need a page with room for them.
  const bool one_page = !large || (!view.card.translated && view.card.remark.empty());
  const auto row = large && one_page ? row_for_large(canvas) : std::optional(0.0);
  if (one_page && row) {
    const auto boxes = boxes_of(canvas, *row, picture, view.card.translated);
    const auto capital = canvas.fits(proposal_text(view, boxes.text), {type.proposal, type.button});
    if (capital && boxes.text.h > 0) {
      return either(std::move(from_bar), draw_whole(view, canvas, boxes, *capital, picture));
    }
  }
  return draw_two_steps(view, canvas, std::move(from_bar));
}

}  // namespace parvis::screens
