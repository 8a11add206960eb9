// Listening: whether the screen is said, how, and what a person's headphones change.
#include "kiosk/flow/resident_state.h"

namespace parvis::flow {

// One button: the voice begins; while it speaks the button interrupts it; then it says the screen again. A voice that
// can't speak opens the panel that says why.
void ResidentFlow::State::on(const Listen&) {
  if (voice_health != VoiceHealth::works) return on(OpenPanel{Panel::speech});
  visit.voice_refused = false;
  if (screen == Screen::attract) begin(Helper::nobody);
  if (visit.listening.voice == Voice::on && speaking == Speaking::begun) {
    effects.emplace_back(Silence{});
    return;
  }
  visit.listening.voice = Voice::on;
  visit.reported_aids |= wire::kAidSpeech;
  effects.emplace_back(ReadAloud{});
}

void ResidentFlow::State::on(const SayAgain&) {
  if (visit.listening.voice == Voice::on) effects.emplace_back(ReadAloud{});
}

void ResidentFlow::State::on(const ChangeListening& intent) {
  if (!visit.touched) return;
  const bool was_on = visit.listening.voice == Voice::on;
  visit.listening = intent.listening;
  visit.listening.rate = std::clamp(visit.listening.rate, 0, kVoiceRates - 1);
  visit.listening.volume = std::clamp(visit.listening.volume, 0, kVoiceVolumes - 1);
  if (visit.listening.voice == Voice::off) {
    // Who hears nothing must see something.
    visit.listening.picture = Picture::shown;
    visit.voice_refused = true;
    if (was_on) effects.emplace_back(Silence{});
  } else {
    visit.reported_aids |= wire::kAidSpeech;
  }
}

void ResidentFlow::State::on(const VoiceIs& report) {
  voice_health = report.health;
  if (voice_health != VoiceHealth::works) visit.listening.picture = Picture::shown;
}

// What is listened to is not idle time: it is counted from the last word.
void ResidentFlow::State::on(const Speaking& report) {
  if (speaking == Speaking::begun && report == Speaking::ended) last_touch = now;
  speaking = report;
}

// Whoever plugs headphones in wants to hear: the voice begins by itself, before anything else has to be found. What hangs
// there when the program starts has been plugged in by nobody.
void ResidentFlow::State::on(const HeadphonesAre& report) {
  const bool plugged =
      jack_known && headphones == Headphones::out && report.headphones == Headphones::in;
  jack_known = true;
  headphones = report.headphones;
  if (plugged) listen_by_itself();
}

// With headphones that stay plugged in, whoever then uses keys or switches is taken at their word too; fingers alone are
// not, since most people who touch want to read.
void ResidentFlow::State::on(const UseAids& intent) {
  if (visit.touched) visit.reported_aids |= intent.aids;
  if (headphones == Headphones::in) listen_by_itself();
}

void ResidentFlow::State::listen_by_itself() {
  if (paused_at || veiled || visit.voice_refused || visit.listening.voice == Voice::on) return;
  if (voice_health != VoiceHealth::works || screen == Screen::stopped) return;
  last_touch = now;
  on(Listen{});
}

}  // namespace parvis::flow
