// Start, save, close, wipe: what becomes durable, and what is forgotten.
#include "hardware/platform/forget.h"
#include "kiosk/flow/resident_state.h"
#include "sync/consultation/draw.h"

namespace parvis::flow {

ResidentFlow::State::State(wire::DeviceId device_id, Content first_content,
                           std::function<VisitStart()> start)
    : device(device_id), content(std::move(first_content)), visit_start(std::move(start)) {
  visit.language = default_language();
  refresh();
}

const std::string& ResidentFlow::State::default_language() const {
  static const std::string kNone;
  return asked().languages.empty() ? kNone : asked().languages.front().code;
}

void ResidentFlow::State::begin(Helper helper) {
  const auto start = visit_start();
  visit.touched = true;
  visit.started = now;
  visit.helper = helper;
  visit.saved.id = start.id;
  visit.saved.seed = start.seed;
  visit.saved.device = device;
  visit.saved.pack = content.pack;
  show(Screen::language);
}

// The language of the draw is the visit's from its first answer on.
void ResidentFlow::State::draw_cards() {
  if (visit.begun && !visit.cards.empty()) return;
  const auto& language = visit.begun ? visit.saved.language : visit.language;
  visit.cards = consultation::draw(asked(), language, visit.saved.seed);
}

void ResidentFlow::State::save(wire::Visit changed, After after) {
  if (!visit.begun) {
    changed.language = visit.language;
    effects.emplace_back(PrepareCode{});
  }
  changed.ending = wire::Ending::interrupted;
  write(Save{}, std::move(changed), after);
}

void ResidentFlow::State::close(wire::Ending ending, After after) {
  auto last = ending == wire::Ending::erased ? erased(visit.saved) : visit.saved;
  last.ending = ending;
  write(Close{}, std::move(last), after);
}

void ResidentFlow::State::write(ResidentEffect effect, wire::Visit changed, After after) {
  if (changed.ending != wire::Ending::erased) {
    if (visit.helper != Helper::nobody) changed.mode = wire::Mode::assisted;
    if (visit.helper == Helper::nobody && !visit.answered_with_help) {
      changed.mode = wire::Mode::autonomous;
    }
    changed.aids = aids_of(visit.display) | visit.reported_aids;
    changed.spent = rounded_visit_time(now - visit.started);
    changed.median_card = median_card_time(visit.card_times);
    if (visit.code) changed.code = visit.code->tag;
  }
  std::visit(
      [&](auto& kind) {
        if constexpr (requires { kind.visit; }) kind.visit = changed;
      },
      effect);
  not_kept.reset();
  failed.reset();
  effects.push_back(effect);
  asked_for = Asked{std::move(effect), std::move(changed), after};
}

void ResidentFlow::State::on(const Saved& report) {
  if (!asked_for || report.id != asked_for->visit.id) return;
  const auto done = *std::exchange(asked_for, std::nullopt);
  failures_in_a_row = 0;
  visit.begun = true;
  visit.closed = std::holds_alternative<Close>(done.effect);
  // Somebody may say who helps by mistake, and take it back before an answer.
  const bool answered = !same_answers(visit.saved, done.visit);
  visit.saved = done.visit;
  if (answered && visit.helper != Helper::nobody) visit.answered_with_help = true;
  (this->*done.after)();
}

void ResidentFlow::State::on(const SaveFailed& report) {
  if (!asked_for || report.id != asked_for->visit.id) return;
  not_kept = std::exchange(asked_for, std::nullopt);
  held.reset();
  failed = report.code;
  // Nobody is there to be told, or nobody may be kept waiting: what was saved before stays, as interrupted.
  if (not_kept->after == &State::reset || not_kept->after == &State::reset_and_begin) {
    closing = false;
    return reset();
  }
  if (++failures_in_a_row > 1) show(Screen::stopped);
}

void ResidentFlow::State::on(const TryAgain&) {
  if (!not_kept) return;
  auto again = *std::exchange(not_kept, std::nullopt);
  if (screen == Screen::stopped) return;
  write(std::move(again.effect), std::move(again.visit), again.after);
}

// A code can come late, when its own visit has ended and another one has begun: whichever comes first is this visit's, and
// the one that is shown stays the one whose tag lies in the box.
void ResidentFlow::State::on(const CodeReady& report) {
  if (visit.touched && !visit.code) visit.code = report;
}

void ResidentFlow::State::reset() {
  if (visit.touched && !visit.begun) ++glances;
  if (visit.touched) effects.emplace_back(Wipe{});
  if (next_content) content = *std::exchange(next_content, std::nullopt);
  forget(visit);
  forget(view);
  visit.language = default_language();
  forget_ideas();
  forget(idea);
  forget(idea_aside);
  screen = Screen::attract;
  panel = Panel::none;
  veiled = false;
  speaking = Speaking::ended;
  forget(asked_for);
  forget(not_kept);
  failed.reset();
  failures_in_a_row = 0;
  forget(held);
}

void ResidentFlow::State::reset_and_begin() {
  reset();
  last_touch = now;
  begin(Helper::nobody);
}

// ---- the mediator takes the screen ---------------------------------------------------------------------

void ResidentFlow::State::on(const Paused&) {
  if (!paused_at) paused_at = now;
  if (speaking == Speaking::begun) effects.emplace_back(Silence{});
}

void ResidentFlow::State::on(const HandedBack&) {
  paused_at.reset();
  last_touch = now;
  // What is still under way ends the visit by its own answer.
  if (!asked_for && (visit.closed || screen == Screen::stopped)) return reset();
  veiled = visit.touched;  // whoever stands there says who they are; the mediator has read nothing
}

void ResidentFlow::State::on(const HelpedStart&) {
  if (visit.touched) return;
  begin(Helper::mediator);
}

void ResidentFlow::State::on(const SessionClosing&) {
  closing = asked_for.has_value();
  if (closing) return;
  if (!visit.begun || visit.closed) return reset();
  close(wire::Ending::interrupted, &State::reset);
}

}  // namespace parvis::flow
