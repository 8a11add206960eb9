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
  idea.set_prefix(consultation::in_language(asked().prefix, visit.language, default_language()));
  show(visit.age_asked ? Screen::idea_theme : Screen::own_age);
}

void ResidentFlow::State::on(const ChooseOwnAge& intent) {
  if (screen != Screen::own_age) return;
  if (intent.under_fifteen) {
    visit.child_agreed = visit.adult_agreed = false;
    return show(Screen::adult);
  }
  visit.age_asked = true;
  show(Screen::idea_theme);
}

void ResidentFlow::State::on(const ChildAgrees&) {
  if (screen != Screen::adult) return;
  visit.child_agreed = true;
  visit.age_asked = visit.adult_agreed;
  if (visit.age_asked) show(Screen::idea_theme);
}

void ResidentFlow::State::on(const AdultAgrees&) {
  if (screen != Screen::adult) return;
  visit.adult_agreed = true;
  visit.age_asked = visit.child_agreed;
  if (visit.age_asked) show(Screen::idea_theme);
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
  const auto hint = idea.examine();
  if (hint == IdeaHint::none) return show(Screen::idea_read);
  if (!blocks(hint)) show(Screen::idea_hint);
}

void ResidentFlow::State::on(const KeepIdea&) {
  if (screen != Screen::idea_hint) return;
  idea.keep_as_is();
  show(Screen::idea_read);
}

void ResidentFlow::State::on(const CorrectIdea&) {
  if (screen != Screen::idea_hint && screen != Screen::idea_read) return;
  idea.clear_hint();
  show(Screen::idea_write);
}

void ResidentFlow::State::on(const DropIdea&) {
  if (screen != Screen::idea_read && screen != Screen::idea_hint) return;
  idea.wipe();
  show(visit.idea_from);
}

void ResidentFlow::State::on(const ConfirmIdea&) {
  if (screen != Screen::idea_read || panel != Panel::none) return;
  auto changed = visit.saved;
  changed.ideas.push_back(idea.idea());
  save(std::move(changed), &State::idea_is_kept);
}

void ResidentFlow::State::idea_is_kept() {
  idea.wipe();
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
