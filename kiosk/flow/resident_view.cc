// What the screens are shown, from what the flow knows.
#include "kiosk/flow/resident_view.h"

#include "kiosk/flow/resident_state.h"

namespace parvis::flow {
namespace {

CardView text_of(const consultation::Proposal& proposal, std::string_view language,
                 bool show_original) {
  CardView card;
  const auto* text = proposal.text_in(language);
  card.translated = text != nullptr && language != proposal.language;
  card.showing_original = card.translated && show_original;
  const bool translation = card.translated && !show_original;
  card.text = translation ? *text : proposal.text;
  card.text_language = translation ? std::string(language) : proposal.language;
  card.original_language = proposal.language;
  if (const auto found = proposal.translations.find(std::string(language)); card.translated) {
    card.by_machine = found != proposal.translations.end() &&
                      found->second.by == consultation::Translator::machine;
  }
  card.theme = proposal.theme;
  card.example = proposal.example;
  return card;
}

std::uint32_t stones(const std::vector<std::uint32_t>& cards, const wire::Visit& visit) {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      cards, [&](std::uint32_t card) { return find_vote(visit, card) != nullptr; }));
}

}  // namespace

CardView ResidentFlow::State::card_view(std::uint32_t card) const {
  const auto shown = visit.cards[card];
  const bool original = visit.original_shown && card == visit.card;
  auto made = text_of(asked().proposals[shown], visit.language, original);
  made.index = card;
  made.proposal = shown;
  if (const auto* vote = find_vote(visit.saved, shown)) made.vote = *vote;
  return made;
}

void ResidentFlow::State::refresh() {
  view.screen = paused_at ? Screen::paused : screen;
  view.panel = panel;
  view.veiled = veiled;
  view.busy = asked_for.has_value();
  view.failed = failed;
  view.language = visit.language;
  view.display = visit.display;
  view.listening = visit.listening;
  view.voice = voice_health;
  view.headphones = headphones;
  view.speaking = speaking;
  view.helper = visit.helper;
  view.consultation = content.consultation;
  view.begun = visit.begun;
  view.cards = static_cast<std::uint32_t>(visit.cards.size());
  view.voted = stones(visit.cards, visit.saved);
  view.card = {};
  if (proposal()) {
    view.card = card_view(visit.card);
    view.card.votes_shown = visit.votes_shown;
  }
  idea.show_in(view.idea);
  view.idea.child_agreed = visit.child_agreed;
  view.idea.adult_agreed = visit.adult_agreed;
  view.ideas_kept = static_cast<std::uint32_t>(visit.saved.ideas.size());
  view.may_propose = visit.saved.ideas.size() < wire::kMaxIdeas && !visit.review;
  view.may_review = visit.begun && offers_panels() && !visit.review;
  view.review = {};
  if (visit.review) {
    view.review.open = true;
    view.review.lines = review_lines();
    if (const auto shown = visit.review->idea) view.review.idea = visit.saved.ideas[*shown];
  }
  view.trial = visit.trial;
  view.age = visit.saved.age;
  view.neighbourhood = visit.saved.neighbourhood;
  view.code = visit.code_shown ? visit.code->code : std::string{};
  view.code_ready = visit.code && visit.saved.code;
  view.clears_in = std::chrono::seconds{0};
  if (screen == Screen::thanks || screen == Screen::erased) {
    const auto left = *end_due() - now;
    const auto steps = (left + kCountdownStep - MonoClock::duration{1}) / kCountdownStep;
    view.clears_in = steps * kCountdownStep;
  }
}

}  // namespace parvis::flow
