#include "kiosk/flow/mediator_flow.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "kiosk/flow/delays.h"

namespace parvis::flow {
namespace {

constexpr std::size_t kPinDigits = 6;
constexpr std::size_t kMaxPlaceBytes = 120;  // of the manifest

bool has_words(std::string_view text) {
  return text.find_first_not_of(" \t\n") != std::string_view::npos;
}

}  // namespace

MediatorFlow::Effects MediatorFlow::handle(const MediatorIntent& intent, MonoTime now) {
  now_ = last_touch_ = now;
  if (!view_.busy) std::visit([&](const auto& i) { on(i); }, intent);
  return std::exchange(effects_, {});
}

MediatorFlow::Effects MediatorFlow::handle(const MediatorReport& report, MonoTime now) {
  now_ = now;
  std::visit([&](const auto& r) { on(r); }, report);
  return std::exchange(effects_, {});
}

void MediatorFlow::show(MediatorScreen screen) {
  view_.screen = screen;
  view_.failed.reset();
  if (screen == MediatorScreen::safe) sync_due_ = now_ + kSyncLookedAtEvery;
}

void MediatorFlow::ask(MediatorEffect effect) {
  view_.busy = true;
  view_.failed.reset();
  effects_.push_back(std::move(effect));
}

void MediatorFlow::give_screen(MediatorEffect effect) {
  show(MediatorScreen::residents);
  view_.in_session = true;
  effects_.push_back(std::move(effect));
}

// ---- PIN -----------------------------------------------------------------------------------------------

void MediatorFlow::forget_pin() {
  volatile char* digits = pin_.data();
  for (std::size_t i = 0; i < pin_.size(); ++i) digits[i] = 0;
  pin_.clear();
  view_.digits = 0;
}

void MediatorFlow::on(const PinDigit& intent) {
  if (view_.screen != MediatorScreen::pin || waiting() || intent.digit < '0' || intent.digit > '9')
    return;
  view_.wrong_pin = false;
  pin_.reserve(kPinDigits);
  pin_.push_back(intent.digit);
  view_.digits = pin_.size();
  if (pin_.size() < kPinDigits) return;
  ask(CheckPin{pin_});
  forget_pin();
}

void MediatorFlow::on(const PinErase&) {
  if (view_.screen != MediatorScreen::pin || pin_.empty()) return;
  pin_.pop_back();
  view_.digits = pin_.size();
}

void MediatorFlow::on(const PinCancel&) {
  if (view_.screen != MediatorScreen::pin || !view_.in_session) return;
  forget_pin();
  if (pin_leads_back_to_ == MediatorScreen::paused) return show(MediatorScreen::paused);
  give_screen(GiveScreen{});
}

void MediatorFlow::on(const CornerHeld&) {
  if (view_.screen != MediatorScreen::residents && view_.screen != MediatorScreen::paused) return;
  pin_leads_back_to_ = view_.screen;
  view_.wrong_pin = false;
  if (view_.screen == MediatorScreen::residents) effects_.emplace_back(TakeScreen{});
  show(MediatorScreen::pin);
}

void MediatorFlow::on(const Unlocked& report) {
  view_.busy = false;
  view_.wrong_pin = false;
  wait_until_.reset();
  view_.wait = {};
  view_.mediator = report.mediator;
  // A pack that came meanwhile is there before the first visit, and a full disk is told before it is met.
  effects_.emplace_back(ReadSync{});
  if (view_.in_session) return show(MediatorScreen::menu);
  if (!report.open_place) {
    view_.place.clear();
    view_.typed = false;
    return show(MediatorScreen::place);
  }
  view_.place = *report.open_place;
  view_.in_session = true;
  show(MediatorScreen::resume);
}

void MediatorFlow::on(const PinRefused& report) {
  view_.busy = false;
  view_.wrong_pin = true;
  view_.stick_missing = report.stick;
  view_.free_attempts = report.free_attempts;
  view_.wait = report.wait;
  wait_until_.reset();
  if (report.wait.count() > 0) wait_until_ = now_ + report.wait;
}

void MediatorFlow::on(const StickMissing&) {
  view_.busy = false;
  view_.wrong_pin = false;
  view_.stick_missing = true;
}

void MediatorFlow::on(const UnlockFailed& report) {
  view_.busy = false;
  view_.failed = report.code;
}

// ---- opening -------------------------------------------------------------------------------------------

void MediatorFlow::on(const ChoosePlace& intent) {
  if (view_.screen != MediatorScreen::place) return;
  view_.place = intent.key;
  view_.typed = false;
}

void MediatorFlow::on(const TypePlace&) {
  if (view_.screen != MediatorScreen::place) return;
  view_.place.clear();
  view_.typed = true;
  show(MediatorScreen::place_typed);
}

void MediatorFlow::on(const EditPlace& intent) {
  if (view_.screen == MediatorScreen::place_typed && intent.text.size() <= kMaxPlaceBytes) {
    view_.place = intent.text;
  }
}

void MediatorFlow::on(const OpenSession&) {
  if (view_.screen != MediatorScreen::place && view_.screen != MediatorScreen::place_typed) return;
  if (has_words(view_.place)) ask(BeginSession{view_.place});
}

void MediatorFlow::on(const SessionOpened&) {
  view_.busy = false;
  view_.in_session = true;
  show(MediatorScreen::opened);
}

void MediatorFlow::on(const SessionFailed& report) {
  view_.busy = false;
  view_.failed = report.code;
}

// ---- while it is open ----------------------------------------------------------------------------------

void MediatorFlow::on(const HandBack&) {
  if (view_.screen == MediatorScreen::opened || view_.screen == MediatorScreen::menu ||
      view_.screen == MediatorScreen::resume) {
    give_screen(GiveScreen{});
  }
}

void MediatorFlow::on(const StartHelped&) {
  if (view_.screen == MediatorScreen::menu) give_screen(GiveHelped{});
}

void MediatorFlow::on(const Pause&) {
  if (view_.screen == MediatorScreen::menu) show(MediatorScreen::paused);
}

void MediatorFlow::on(const Resume&) {
  if (view_.screen == MediatorScreen::paused) give_screen(GiveScreen{});
}

void MediatorFlow::on(const VisitInHand& report) { view_.visit_in_hand = report.yes; }

// ---- closing -------------------------------------------------------------------------------------------

void MediatorFlow::on(const AskClose&) {
  if (view_.screen != MediatorScreen::menu && view_.screen != MediatorScreen::resume) return;
  view_.head_count.reset();
  view_.note.clear();
  counted_ = false;
  recount();
  show(MediatorScreen::count);
  effects_.emplace_back(EndVisit{});
  ask(ReadCounts{});
}

void MediatorFlow::on(const Counted& report) {
  view_.busy = false;
  view_.endings = report.endings;
  view_.visit_in_hand = false;
  counted_ = true;
  recount();
}

void MediatorFlow::recount() {
  view_.started = std::accumulate(view_.endings.begin(), view_.endings.end(), std::uint32_t{0});
  view_.differs = view_.head_count && *view_.head_count != view_.started;
  view_.may_sign = counted_ && (!view_.differs || has_words(view_.note));
}

void MediatorFlow::on(const HeadMore&) {
  if (view_.screen != MediatorScreen::count || !counted_) return;
  view_.head_count = view_.head_count ? *view_.head_count + 1 : view_.started;
  recount();
}

void MediatorFlow::on(const HeadLess&) {
  if (view_.screen != MediatorScreen::count || !counted_) return;
  if (!view_.head_count) {
    view_.head_count = view_.started;
  } else if (*view_.head_count > 0) {
    --*view_.head_count;
  }
  recount();
}

void MediatorFlow::on(const ExplainDifference&) {
  if (view_.screen == MediatorScreen::count && view_.differs) show(MediatorScreen::note);
}

void MediatorFlow::on(const EditNote& intent) {
  if (view_.screen != MediatorScreen::note) return;
  view_.note = intent.text;
  recount();
}

void MediatorFlow::on(const SignAndClose&) {
  if (view_.screen != MediatorScreen::count || !view_.may_sign) return;
  ask(EndSession{view_.head_count, view_.differs ? view_.note : std::string{}});
}

void MediatorFlow::on(const SessionClosed&) {
  view_.busy = false;
  view_.in_session = false;
  view_.sending = false;
  show(MediatorScreen::safe);
  copy_to_stick();
  effects_.emplace_back(ReadSync{});
}

void MediatorFlow::on(const MediatorBack&) {
  switch (view_.screen) {
    case MediatorScreen::place_typed:
      view_.place.clear();
      return show(MediatorScreen::place);
    case MediatorScreen::menu:
      return give_screen(GiveScreen{});
    case MediatorScreen::count:
      return show(MediatorScreen::menu);
    case MediatorScreen::note:
      return show(MediatorScreen::count);
    default:
      return;
  }
}

// ---- afterwards ----------------------------------------------------------------------------------------

void MediatorFlow::on(const SyncState& report) {
  const bool all_there = report.received == report.closed;
  if (all_there || report.last_try != view_.sync.last_try) view_.sending = view_.unheard = false;
  const bool ended = !report.stick_done.empty() && report.stick_done != view_.sync.stick_done;
  if (ended || report.stick == SyncState::Stick::unknown) view_.copying = false;
  view_.sync = report;
}

// A stick that is in is written as soon as a session has been closed; later, when a mediator asks.
void MediatorFlow::copy_to_stick() {
  view_.copying = true;
  copying_given_up_ = now_ + kCopyingGivenUpAfter;
  effects_.emplace_back(RequestStick{});
}

void MediatorFlow::on(const CopyToStick&) {
  if (view_.screen == MediatorScreen::safe && !view_.copying) copy_to_stick();
}

void MediatorFlow::on(const SendNow&) {
  if (view_.screen != MediatorScreen::safe) return;
  view_.sending = true;
  view_.unheard = false;
  sending_given_up_ = now_ + kSendingGivenUpAfter;
  effects_.emplace_back(RequestSend{});
  // By both roads, where this kiosk has them.
  const auto stick = view_.sync.stick;
  if (stick != SyncState::Stick::unknown && stick != SyncState::Stick::safe && !view_.copying)
    copy_to_stick();
}

void MediatorFlow::on(const AnotherSession&) {
  if (view_.screen == MediatorScreen::safe) show(MediatorScreen::pin);
}

void MediatorFlow::on(const SwitchOff&) {
  if (view_.screen == MediatorScreen::safe) effects_.emplace_back(PowerOff{});
}

// ---- time ----------------------------------------------------------------------------------------------

std::optional<MonoTime> MediatorFlow::next_wake() const {
  if (view_.screen == MediatorScreen::safe) {
    auto wake = view_.sending ? std::min(sync_due_, sending_given_up_) : sync_due_;
    return view_.copying ? std::min(wake, copying_given_up_) : wake;
  }
  if (view_.screen != MediatorScreen::pin || view_.busy) return std::nullopt;
  if (wait_until_) return *wait_until_ - view_.wait + seconds{1};
  if (view_.digits > 0 || view_.in_session) return last_touch_ + kPinForgottenAfter;
  return std::nullopt;
}

MediatorFlow::Effects MediatorFlow::tick(MonoTime now) {
  now_ = now;
  if (view_.screen == MediatorScreen::safe && now >= sync_due_) {
    sync_due_ = now + kSyncLookedAtEvery;
    effects_.emplace_back(ReadSync{});
  }
  if (view_.sending && now >= sending_given_up_) {
    view_.sending = false;
    view_.unheard = true;
  }
  if (view_.copying && now >= copying_given_up_) view_.copying = false;
  if (wait_until_) {
    view_.wait = std::max(seconds{0}, std::chrono::ceil<seconds>(*wait_until_ - now));
    if (view_.wait.count() == 0) wait_until_.reset();
  }
  // Digits left alone are forgotten; asked for in mid-session, the screen goes back to the residents.
  if (view_.screen == MediatorScreen::pin && !view_.busy && !wait_until_ &&
      now >= last_touch_ + kPinForgottenAfter) {
    forget_pin();
    on(PinCancel{});
  }
  return std::exchange(effects_, {});
}

}  // namespace parvis::flow
