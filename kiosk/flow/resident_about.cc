// The two questions, thanks, and the ways out.
#include "kiosk/flow/resident_state.h"

namespace parvis::flow {

void ResidentFlow::State::to_about_you() { show(Screen::age); }

void ResidentFlow::State::on(const ChooseAge& intent) {
  if (screen != Screen::age || panel != Panel::none) return;
  if (!intent.key.empty() &&
      std::ranges::find(consultation::kAges, intent.key) == consultation::kAges.end()) {
    return;
  }
  if (intent.key == visit.saved.age) return age_is_kept();
  auto changed = visit.saved;
  changed.age = intent.key;
  save(std::move(changed), &State::age_is_kept);
}

void ResidentFlow::State::age_is_kept() {
  if (visit.review) return to_review();
  if (!asked().neighbourhoods.empty()) return show(Screen::neighbourhood);
  close(wire::Ending::completed, &State::to_thanks);
}

void ResidentFlow::State::on(const ChooseNeighbourhood& intent) {
  if (screen != Screen::neighbourhood || panel != Panel::none) return;
  const auto& known = asked().neighbourhoods;
  const bool listed =
      std::ranges::find(known, intent.key, &consultation::Place::key) != known.end();
  if (!intent.key.empty() && intent.key != "elsewhere" && !listed) return;
  auto last = visit.saved;
  last.neighbourhood = intent.key;
  if (visit.review) return save(std::move(last), &State::to_review);
  last.ending = wire::Ending::completed;
  write(Close{}, std::move(last), &State::to_thanks);
}

void ResidentFlow::State::on(const Finish&) {
  if (panel == Panel::help) {
    panel = Panel::leave;
    return;
  }
  if (panel != Panel::none) return;
  if (screen != Screen::halfway && screen != Screen::last_card && screen != Screen::idea_kept) {
    return;
  }
  visit.about_from = screen;
  to_about_you();
}

// Whoever leaves at the two questions has finished.
void ResidentFlow::State::on(const ConfirmLeave&) {
  if (panel != Panel::leave) return;
  if (!visit.begun) return reset();
  close(is_at_the_end() ? wire::Ending::completed : wire::Ending::left, &State::to_thanks);
}

void ResidentFlow::State::on(const ConfirmErase&) {
  if (panel != Panel::erase) return;
  if (!visit.begun) return reset();
  close(wire::Ending::erased, &State::to_erased);
}

bool ResidentFlow::State::is_at_the_end() const {
  const Screen at = visit.review ? visit.review->from : screen;
  return at == Screen::age || at == Screen::neighbourhood;
}

void ResidentFlow::State::to_thanks() {
  forget_ideas();
  visit.review.reset();
  visit.code_shown = visit.code && visit.saved.code && !visit.saved.ideas.empty();
  show(Screen::thanks);
}

void ResidentFlow::State::to_erased() {
  forget_ideas();
  visit.review.reset();
  effects.emplace_back(Wipe{});
  show(Screen::erased);
}

void ResidentFlow::State::on(const ShowCode&) {
  if (screen == Screen::thanks && visit.code && visit.saved.code) visit.code_shown = true;
}

void ResidentFlow::State::on(const Leave&) {
  if (screen == Screen::thanks || screen == Screen::erased || screen == Screen::stopped) reset();
}

void ResidentFlow::State::on(const StillHere&) { veiled = false; }

void ResidentFlow::State::on(const SomeoneNew&) {
  if (!visit.begun || visit.closed) return reset_and_begin();
  close(wire::Ending::timed_out, &State::reset_and_begin);
}

}  // namespace parvis::flow
