#include "kiosk/flow/resident_flow.h"

#include "kiosk/flow/resident_state.h"

namespace parvis::flow {

using Effects = ResidentFlow::Effects;

ResidentFlow::ResidentFlow(wire::DeviceId device, Content content,
                           std::function<VisitStart()> visit_start)
    : state_(std::make_unique<State>(device, std::move(content), std::move(visit_start))) {}
ResidentFlow::~ResidentFlow() = default;
ResidentFlow::ResidentFlow(ResidentFlow&&) noexcept = default;
ResidentFlow& ResidentFlow::operator=(ResidentFlow&&) noexcept = default;

// Behind the veil only its two answers count, and they count nowhere else; also for what was held while the disk worked.
void ResidentFlow::State::act(const ResidentIntent& intent) {
  const bool answers_veil =
      std::holds_alternative<StillHere>(intent) || std::holds_alternative<SomeoneNew>(intent);
  if (veiled == answers_veil) std::visit([&](const auto& i) { on(i); }, intent);
}

Effects ResidentFlow::handle(const ResidentIntent& intent, MonoTime now) {
  State& state = *state_;
  state.now = now;
  if (state.paused_at) return {};
  state.last_touch = now;
  if (const auto* used = std::get_if<UseAids>(&intent)) {
    state.on(*used);
    state.refresh();
    return std::exchange(state.effects, {});
  }
  if (state.asked_for) {
    if (!std::holds_alternative<Touch>(intent)) state.held = intent;
    return {};
  }
  state.act(intent);
  state.refresh();
  return std::exchange(state.effects, {});
}

Effects ResidentFlow::handle(const ResidentReport& report, MonoTime now) {
  State& state = *state_;
  state.now = now;
  std::visit([&](const auto& r) { state.on(r); }, report);
  if (!state.asked_for && state.closing) state.on(SessionClosing{});
  if (!state.asked_for && state.held) {
    // It was meant for the screen of before, and nothing is open to a visit that has ended meanwhile.
    const auto intent = *std::exchange(state.held, std::nullopt);
    state.refresh();
    if (!state.visit.closed) state.act(intent);
  }
  state.refresh();
  return std::exchange(state.effects, {});
}

Effects ResidentFlow::tick(MonoTime now) {
  state_->now = now;
  state_->tick();
  state_->refresh();
  return std::exchange(state_->effects, {});
}

std::optional<MonoTime> ResidentFlow::next_wake() const { return state_->next_wake(); }

void ResidentFlow::set_hint_lists(std::map<std::string, consultation::HintLists> lists) {
  state_->hint_lists = std::move(lists);
}

void ResidentFlow::offer(Content content) {
  state_->next_content = std::move(content);
  if (!state_->visit.touched && !state_->asked_for) state_->reset();
  state_->effects.clear();
  state_->refresh();
}

const ResidentView& ResidentFlow::view() const { return state_->view; }
bool ResidentFlow::visit_in_hand() const { return state_->visit.begun && !state_->visit.closed; }
std::uint32_t ResidentFlow::glances() const { return state_->glances; }

// ---- time ----------------------------------------------------------------------------------------------

std::chrono::seconds ResidentFlow::State::slowed(std::chrono::seconds delay) const {
  const bool aids = visit.display.text_size > 0 || visit.helper != Helper::nobody ||
                    (visit.reported_aids & (wire::kAidSpeech | wire::kAidSwitches)) != 0;
  return aids ? delay * kAidsTakeTimes : delay;
}

bool ResidentFlow::State::is_text() const {
  if (panel == Panel::how || panel == Panel::notice || panel == Panel::trial) return true;
  switch (screen) {
    case Screen::plain_words:
    case Screen::question:
    case Screen::adult:
    case Screen::idea_write:
    case Screen::idea_hint:
    case Screen::idea_read:
    case Screen::review:
    case Screen::review_idea:
      return true;
    default:
      return false;
  }
}

std::optional<MonoTime> ResidentFlow::State::end_due() const {
  if (paused_at)
    return visit.touched ? std::optional(*paused_at + kPauseEndsVisitAfter) : std::nullopt;
  switch (screen) {
    case Screen::attract:
    case Screen::paused:
      return std::nullopt;
    case Screen::thanks:
      return last_touch + slowed(visit.code_shown ? kCodeClearsAfter : kThanksClearAfter);
    case Screen::erased:
      return last_touch + slowed(kErasedClearsAfter);
    case Screen::stopped:
      return last_touch + kVotesEndAfter;
    default:
      return last_touch + slowed(is_text() ? kTextEndAfter : kVotesEndAfter);
  }
}

std::optional<MonoTime> ResidentFlow::State::next_wake() const {
  if (asked_for || speaking == Speaking::begun) return std::nullopt;
  const auto end = end_due();
  if (!end || paused_at || veiled || screen == Screen::stopped) return end;
  if (screen == Screen::thanks || screen == Screen::erased) {
    return view.clears_in > kCountdownStep ? *end - view.clears_in + kCountdownStep : *end;
  }
  return last_touch + slowed(kVeilAfter);
}

void ResidentFlow::State::tick() {
  if (asked_for || speaking == Speaking::begun) return;
  const auto end = end_due();
  if (!end) return;
  if (now >= *end) {
    end_by_time();
  } else if (!paused_at && !visit.closed && screen != Screen::stopped &&
             now >= last_touch + slowed(kVeilAfter)) {
    veiled = true;
  }
}

void ResidentFlow::State::end_by_time() {
  if (screen == Screen::stopped || !visit.begun || visit.closed) return reset();
  close(paused_at ? wire::Ending::interrupted : wire::Ending::timed_out, &State::reset);
}

}  // namespace parvis::flow
