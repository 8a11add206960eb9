// A mediator's session as a state machine: PIN → place → open → (corner and PIN → menu, pause) → count sheet → what is
// safe where. While the session is open and the mediator is away, the resident's flow has the screen.
//
// Pure like ResidentFlow. The sheet always adds up: started = completed + left + timed out + interrupted + erased, since
// the five are counted in the ledger's own transaction and `started` is their sum. The mediator's head count is asked
// before the difference is shown; a difference needs a note, and the note leaves the kiosk as a digest only.
//
// Threads: one. Time: monotonic.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/clock.h"
#include "kiosk/flow/mediator_events.h"

namespace parvis::flow {

enum class MediatorScreen : std::uint8_t {
  pin,  // nothing works without it; also in mid-session, from the corner
  place,
  place_typed,  // keyboard
  resume,       // a session was left open by a power cut: go on, or close it
  opened,       // how to come back; then the screen is the residents'
  residents,    // the resident's flow draws
  menu,
  paused,
  count,
  note,  // keyboard: why the counts differ
  safe,
};

struct MediatorView {
  MediatorScreen screen = MediatorScreen::pin;
  bool busy = false;           // waiting for identity or the ledger
  std::optional<Errc> failed;  // the last thing asked for did not work
  std::size_t digits = 0;      // typed so far
  bool wrong_pin = false;
  bool stick_missing = false;  // a key stick has to be put in before the PIN, or may have to
  std::uint32_t free_attempts = 0;
  std::chrono::seconds wait{0};  // until the next attempt
  bool in_session = false;       // the PIN was asked in mid-session and can be cancelled
  std::string mediator;
  std::string place;   // key or typed text, "" before the choice
  bool typed = false;  // `place` is text
  wire::EndingCounts endings{};
  std::uint32_t started = 0;                // the sum of `endings`, nothing else
  std::optional<std::uint32_t> head_count;  // absent until touched; the first touch says `started`
  bool differs = false;
  std::string note;
  bool may_sign = false;  // the counts agree, or a note says why not
  bool visit_in_hand = false;
  SyncState sync;
  bool sending = false;  // "send now" was asked for and no attempt has ended since
  bool unheard = false;  // … and nobody took the request
  bool copying = false;  // to a stick: asked for, and no attempt has ended since
};

class MediatorFlow {
 public:
  using Effects = std::vector<MediatorEffect>;

  [[nodiscard]] Effects handle(const MediatorIntent& intent, MonoTime now);
  [[nodiscard]] Effects handle(const MediatorReport& report, MonoTime now);
  [[nodiscard]] Effects tick(MonoTime now);
  [[nodiscard]] std::optional<MonoTime> next_wake() const;
  [[nodiscard]] const MediatorView& view() const { return view_; }

 private:
  void on(const PinDigit& intent);
  void on(const PinErase&);
  void on(const PinCancel&);
  void on(const ChoosePlace& intent);
  void on(const TypePlace&);
  void on(const EditPlace& intent);
  void on(const OpenSession&);
  void on(const CornerHeld&);
  void on(const HandBack&);
  void on(const StartHelped&);
  void on(const Pause&);
  void on(const Resume&);
  void on(const AskClose&);
  void on(const HeadMore&);
  void on(const HeadLess&);
  void on(const ExplainDifference&);
  void on(const EditNote& intent);
  void on(const SignAndClose&);
  void on(const MediatorBack&);
  void on(const SendNow&);
  void on(const CopyToStick&);
  void on(const AnotherSession&);
  void on(const SwitchOff&);
  void on(const Unlocked& report);
  void on(const PinRefused& report);
  void on(const StickMissing&);
  void on(const UnlockFailed& report);
  void on(const SessionOpened&);
  void on(const SessionFailed& report);
  void on(const VisitInHand& report);
  void on(const Counted& report);
  void on(const SessionClosed&);
  void on(const SyncState& report);

  void show(MediatorScreen screen);
  void ask(MediatorEffect effect);  // and wait for its report
  void give_screen(MediatorEffect effect);
  void forget_pin();
  void recount();
  void copy_to_stick();
  [[nodiscard]] bool waiting() const { return wait_until_.has_value(); }

  MediatorView view_;
  std::string pin_;
  MediatorScreen pin_leads_back_to_ = MediatorScreen::residents;
  MonoTime now_{};
  MonoTime last_touch_{};
  bool counted_ = false;  // `endings` are those of the session that is being closed
  std::optional<MonoTime> wait_until_;
  MonoTime sync_due_{};
  MonoTime sending_given_up_{};
  MonoTime copying_given_up_{};
  Effects effects_;
};

}  // namespace parvis::flow
