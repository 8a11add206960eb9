// What I said: the lines of a visit, and the way from a line to where it was said and back. Shown on a tap only, since
// others may look. Each line can be changed until the visit's box is closed.
#include "kiosk/flow/resident_state.h"

namespace parvis::flow {

void ResidentFlow::State::on(const OpenReview&) {
  if (!view.may_review) return;
  visit.review = Visit::Review{.from = screen, .card = visit.card, .idea = {}};
  to_review();
}

void ResidentFlow::State::to_review() {
  visit.review->idea.reset();
  show(Screen::review);
}

// Back to where the list was opened, as it stood there.
void ResidentFlow::State::end_review() {
  const auto review = *std::exchange(visit.review, std::nullopt);
  if (review.from == Screen::card) return show_card(review.card);
  visit.card = review.card;
  show(review.from);
}

std::vector<ReviewLine> ResidentFlow::State::review_lines() const {
  using Kind = ReviewLine::Kind;
  std::vector<ReviewLine> lines;
  for (std::uint32_t card = 0; card < visit.cards.size(); ++card) {
    auto said = card_view(card);
    if (!said.vote) continue;
    lines.push_back({.kind = Kind::vote,
                     .index = card,
                     .text = std::move(said.text),
                     .text_language = std::move(said.text_language),
                     .vote = *said.vote});
  }
  for (std::uint32_t i = 0; i < visit.saved.ideas.size(); ++i) {
    lines.push_back({.kind = Kind::idea, .index = i, .text = visit.saved.ideas[i].text});
  }
  if (const auto& age = visit.saved.age; !age.empty()) {
    lines.push_back({.kind = Kind::age, .text = age});
  }
  if (const auto& place = visit.saved.neighbourhood; !place.empty()) {
    lines.push_back({.kind = Kind::neighbourhood, .text = place});
  }
  return lines;
}

void ResidentFlow::State::on(const ChangeAnswer& intent) {
  if (screen != Screen::review || panel != Panel::none) return;
  if (intent.line >= view.review.lines.size()) return;
  const auto& line = view.review.lines[intent.line];
  switch (line.kind) {
    case ReviewLine::Kind::vote:
      return show_card(line.index);
    case ReviewLine::Kind::idea:
      visit.review->idea = line.index;
      return show(Screen::review_idea);
    case ReviewLine::Kind::age:
      return show(Screen::age);
    case ReviewLine::Kind::neighbourhood:
      return show(Screen::neighbourhood);
  }
}

// ---- a kept idea ---------------------------------------------------------------------------------------

bool ResidentFlow::State::corrects_kept_idea() const { return visit.review && visit.review->idea; }

// Somebody may have left another idea half written; it waits.
void ResidentFlow::State::correct_kept_idea() {
  idea_aside = std::exchange(idea, IdeaDraft{});
  set_prefix();
  idea.take_up(visit.saved.ideas[*visit.review->idea]);
  show(Screen::idea_write);
}

void ResidentFlow::State::put_draft_back() {
  if (!idea_aside) return;
  idea.wipe();
  idea = *std::exchange(idea_aside, std::nullopt);
}

void ResidentFlow::State::idea_is_changed() {
  put_draft_back();
  set_prefix();
  to_review();
}

void ResidentFlow::State::on(const ConfirmTakeOut&) {
  if (panel != Panel::take_out || !corrects_kept_idea()) return;
  auto changed = visit.saved;
  changed.ideas.erase(changed.ideas.begin() + static_cast<std::ptrdiff_t>(*visit.review->idea));
  // The index may be past the end as soon as it is safe: the list comes at once.
  save(std::move(changed), &State::idea_is_changed);
}

void ResidentFlow::State::forget_ideas() {
  idea.wipe();
  if (idea_aside) idea_aside->wipe();
  idea_aside.reset();
}

}  // namespace parvis::flow
