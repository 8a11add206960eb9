// Panels lie over a screen and leave it as it was.
#include "kiosk/flow/resident_state.h"

namespace parvis::flow {

bool ResidentFlow::State::offers_panels() const {
  return !visit.closed && screen != Screen::stopped && screen != Screen::paused;
}

void ResidentFlow::State::on(const OpenPanel& intent) {
  if (!offers_panels()) return;
  if (screen == Screen::attract) begin(Helper::nobody);
  if (intent.panel == Panel::take_out && screen != Screen::review_idea) return;
  if (intent.panel == Panel::trial) visit.trial = {};
  if (intent.panel == Panel::language && screen == Screen::language) return close_panel();
  panel = intent.panel == panel ? Panel::none : intent.panel;
}

void ResidentFlow::State::on(const ClosePanel&) {
  not_kept.reset();
  failed.reset();
  close_panel();
}

void ResidentFlow::State::close_panel() {
  panel = Panel::none;
  visit.trial = {};
}

void ResidentFlow::State::back_in_panel() {
  switch (panel) {
    case Panel::how:
    case Panel::helper:
    case Panel::leave:
    case Panel::erase:
      panel = Panel::help;
      return;
    case Panel::trial:
      return back_in_trial();
    default:
      return close_panel();
  }
}

// As on a card: what was done last is undone first.
void ResidentFlow::State::back_in_trial() {
  auto& trial = visit.trial;
  if (trial.done) {
    trial.done = false;
  } else if (trial.vote) {
    trial.vote.reset();
  } else if (trial.votes_shown) {
    trial.votes_shown = false;
  } else {
    panel = Panel::how;
  }
}

// A tap that comes when its person has just gone changes nothing for the next one.
void ResidentFlow::State::on(const ChangeDisplay& intent) {
  if (!visit.touched) return;
  visit.display = intent.display;
  visit.display.text_size = std::min<std::uint8_t>(visit.display.text_size, kTextSizes - 1);
}

// Help that was there for one answer was there for the visit.
void ResidentFlow::State::on(const ChooseHelper& intent) {
  if (panel != Panel::helper) return;
  visit.helper = intent.helper;
  const bool assisted = visit.helper != Helper::nobody || visit.answered_with_help;
  const bool said = visit.saved.mode == wire::Mode::assisted;
  if (!visit.begun || assisted == said) return close_panel();
  save(visit.saved, &State::close_panel);
}

}  // namespace parvis::flow
