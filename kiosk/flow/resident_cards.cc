// From the waiting screen to the last card.
#include "kiosk/flow/resident_state.h"

namespace parvis::flow {
namespace {

constexpr std::uint32_t kHalfwayFrom = 8;  // with fewer cards nobody is asked halfway

}  // namespace

void ResidentFlow::State::show(Screen next) {
  screen = next;
  panel = Panel::none;
  visit.votes_shown = false;
  visit.original_shown = false;
}

std::optional<std::uint32_t> ResidentFlow::State::proposal() const {
  if (visit.card >= visit.cards.size()) return std::nullopt;
  return visit.cards[visit.card];
}

void ResidentFlow::State::on(const Begin&) {
  if (screen == Screen::attract) begin(Helper::nobody);
}

void ResidentFlow::State::on(const ChooseLanguage& intent) {
  const auto& languages = asked().languages;
  if (std::ranges::find(languages, intent.code, &consultation::LanguageInfo::code) ==
      languages.end()) {
    return;
  }
  if (panel != Panel::language && screen != Screen::language) return;
  visit.language = intent.code;
  set_prefix();
  if (panel == Panel::language) {
    panel = Panel::none;
    if (!visit.begun && screen != Screen::language) draw_cards();
  } else {
    show(Screen::plain_words);
  }
}

void ResidentFlow::State::on(const Advance&) {
  switch (screen) {
    case Screen::plain_words:
      draw_cards();
      return show(Screen::question);
    case Screen::halfway:
      return show_card(visit.card);
    case Screen::idea_kept:
      return idea_leaves();
    default:
      return;
  }
}

void ResidentFlow::State::on(const OpenCards&) {
  if (screen != Screen::question || visit.cards.empty()) return;
  show_card(visit.card);
}

void ResidentFlow::State::show_card(std::uint32_t index) {
  show(Screen::card);
  visit.card = index;
  visit.card_since = now;
}

void ResidentFlow::State::on(const ShowVotes&) {
  if (panel == Panel::trial) visit.trial.votes_shown = true;
  if (panel != Panel::none) return;
  if (screen == Screen::card) visit.votes_shown = true;
}

void ResidentFlow::State::on(const ShowText&) { visit.votes_shown = false; }

void ResidentFlow::State::on(const ShowOriginal&) {
  if (screen == Screen::card && view.card.translated) visit.original_shown = !visit.original_shown;
}

void ResidentFlow::State::on(const CastVote& intent) {
  if (panel == Panel::trial && !visit.trial.vote) {
    visit.trial.vote = wire::CardVote{.vote = intent.vote};
  }
  if (screen != Screen::card || panel != Panel::none || !proposal()) return;
  if (find_vote(visit.saved, *proposal()) != nullptr) return;  // Retour takes it back first
  auto changed = visit.saved;
  set_vote(changed, *proposal(), intent.vote);
  visit.card_times.push_back(now - visit.card_since);
  save(std::move(changed), &State::answer_stays);
}

void ResidentFlow::State::on(const ToggleQualification& intent) {
  if (panel == Panel::trial && visit.trial.vote) {
    flow::toggle_qualification(*visit.trial.vote, intent.index);
  }
  if (screen != Screen::card || panel != Panel::none || !proposal()) return;
  if (find_vote(visit.saved, *proposal()) == nullptr) return;
  auto changed = visit.saved;
  toggle_qualification(changed, *proposal(), intent.index);
  save(std::move(changed), &State::answer_stays);
}

void ResidentFlow::State::on(const NextCard&) {
  if (panel == Panel::trial) visit.trial.done = visit.trial.vote.has_value();
  if (screen != Screen::card || panel != Panel::none || !proposal()) return;
  if (find_vote(visit.saved, *proposal()) == nullptr) return;
  if (visit.review) return to_review();
  to_next_card();
}

void ResidentFlow::State::to_next_card() {
  const auto all = static_cast<std::uint32_t>(visit.cards.size());
  const auto next = visit.card + 1;
  if (next >= all) return show(Screen::last_card);
  if (next == all / 2 && all >= kHalfwayFrom && !visit.halfway_offered) {
    visit.halfway_offered = true;
    visit.card = next;
    return show(Screen::halfway);
  }
  show_card(next);
}

void ResidentFlow::State::back_on_card() {
  if (const auto shown = proposal(); shown && find_vote(visit.saved, *shown) != nullptr) {
    auto changed = visit.saved;
    take_back_vote(changed, *shown);
    return save(std::move(changed), &State::answer_stays);
  }
  if (visit.votes_shown) {
    visit.votes_shown = false;
  } else if (visit.review) {
    to_review();
  } else if (visit.card == 0) {
    show(Screen::question);
  } else {
    show_card(visit.card - 1);
  }
}

void ResidentFlow::State::on(const Back&) {
  not_kept.reset();
  failed.reset();
  if (panel != Panel::none) return back_in_panel();
  switch (screen) {
    case Screen::language:
      return reset();
    case Screen::plain_words:
      return show(Screen::language);
    case Screen::question:
      return show(Screen::plain_words);
    case Screen::card:
      return back_on_card();
    case Screen::halfway:
      return show_card(visit.card - 1);
    case Screen::last_card:
      return show_card(visit.card);
    case Screen::own_age:
      return show(visit.idea_from);
    case Screen::idea_theme:
      if (!corrects_kept_idea()) return show(visit.idea_from);
      put_draft_back();
      return show(Screen::review_idea);
    case Screen::adult:
      return show(Screen::own_age);
    case Screen::idea_write:
      return show(Screen::idea_theme);
    case Screen::idea_hint:
    case Screen::idea_read:
      idea.clear_hint();
      return show(Screen::idea_write);
    case Screen::age:
      return visit.review ? to_review() : show(visit.about_from);
    case Screen::neighbourhood:
      return visit.review ? to_review() : show(Screen::age);
    case Screen::review:
      return end_review();
    case Screen::review_idea:
      return to_review();
    default:  // nothing to go back to: attract, idea_kept, thanks, erased, paused, stopped
      return;
  }
}

}  // namespace parvis::flow
