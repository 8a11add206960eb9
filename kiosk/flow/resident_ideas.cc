// An idea: own age, theme, text, hints, read back, confirm.
#include "kiosk/flow/resident_state.h"

namespace parvis::flow {

void ResidentFlow::State::on(const OpenIdea&) {
  if (!view.may_propose || panel != Panel::none) return;
  switch (screen) {
    case Screen::question:
    case Screen::card:
    case Screen::halfway:
    case Screen::last_card:
      visit.idea_from = screen;
      break;
    case Screen::idea_kept:
      break;
    default:
      return;
  }
  set_prefix();
  if (!visit.age_asked) return show(Screen::own_age);
  const bool both_agreed = visit.child_agreed && visit.adult_agreed;
  show(visit.under_fifteen && !both_agreed ? Screen::adult : Screen::idea_theme);
}

void ResidentFlow::State::set_prefix() {
  idea.set_prefix(consultation::in_language(asked().prefix, visit.language, default_language()));
}

void ResidentFlow::State::on(const ChooseOwnAge& intent) {
  if (screen != Screen::own_age) return;
  if (intent.under_fifteen) {
    visit.under_fifteen = true;
    visit.child_agreed = visit.adult_agreed = false;
    return show(Screen::adult);
  }
  visit.under_fifteen = false;
  visit.age_asked = true;
  show(Screen::idea_theme);
}

void ResidentFlow::State::on(const ChildAgrees&) {
  if (screen != Screen::adult) return;
  visit.child_agreed = true;
  both_may_agree();
}

void ResidentFlow::State::on(const AdultAgrees&) {
  if (screen != Screen::adult) return;
  visit.adult_agreed = true;
  both_may_agree();
}

void ResidentFlow::State::both_may_agree() {
  if (!visit.child_agreed || !visit.adult_agreed) return;
  visit.age_asked = true;
  show(Screen::idea_theme);
}

void ResidentFlow::State::on(const ChooseTheme& intent) {
  if (screen != Screen::idea_theme) return;
  if (!intent.key.empty() && asked().theme(intent.key) == nullptr) return;
  idea.set_theme(intent.key);
  show(Screen::idea_write);
}

void ResidentFlow::State::on(const EditIdea& intent) {
  if (screen == Screen::idea_write) idea.type(intent.text);
}

void ResidentFlow::State::on(const ValidateIdea&) {
  if (screen != Screen::idea_write) return;
  const auto hint = idea.examine(visit.language, hint_lists[visit.language]);
  if (hint == IdeaHint::none) return show(Screen::idea_read);
  if (!blocks(hint)) show(Screen::idea_hint);
}

void ResidentFlow::State::on(const KeepIdea&) {
  if (screen != Screen::idea_hint) return;
  idea.keep_as_is();
  show(Screen::idea_read);
}

void ResidentFlow::State::on(const CorrectIdea&) {
  if (screen == Screen::review_idea && panel == Panel::none) return correct_kept_idea();
  if (screen != Screen::idea_hint && screen != Screen::idea_read) return;
  idea.clear_hint();
  show(Screen::idea_write);
}

void ResidentFlow::State::on(const DropIdea&) {
  if (screen != Screen::idea_read && screen != Screen::idea_hint) return;
  if (corrects_kept_idea()) return idea_is_changed();  // it stays as it was
  idea.wipe();
  show(visit.idea_from);
}

void ResidentFlow::State::on(const ConfirmIdea&) {
  if (screen != Screen::idea_read || panel != Panel::none) return;
  auto changed = visit.saved;
  if (corrects_kept_idea()) {
    changed.ideas[*visit.review->idea] = idea.idea();
    return save(std::move(changed), &State::idea_is_changed);
  }
  changed.ideas.push_back(idea.idea());
  save(std::move(changed), &State::idea_is_kept);
}

// An adult agrees to one idea of a child, not to all that may follow.
void ResidentFlow::State::idea_is_kept() {
  idea.wipe();
  visit.child_agreed = visit.adult_agreed = false;
  show(Screen::idea_kept);
}

void ResidentFlow::State::idea_leaves() {
  switch (visit.idea_from) {
    case Screen::halfway:
      return show(Screen::halfway);
    case Screen::last_card:
      visit.about_from = Screen::last_card;
      return to_about_you();
    default:
      if (visit.cards.empty()) return to_about_you();
      return show_card(visit.card);
  }
}

}  // namespace parvis::flow
