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
  std::uint32_t free_attempts = 0;
  std::chrono::seconds wait{0};  // until the next attempt
  bool in_session = false;       // the PIN was asked in mid-session and can be cancelled
  std::string mediator;
  std::string place;   // key or typed text, "" before the choice
  bool typed = false;  // `place` is text
  wire::EndingCounts endings{};
  std::uint32_t started = 0;
  std::optional<std::uint32_t> head_count;  // absent until first touched
  bool differs = false;
  std::string note;
  bool may_sign = false;  // head count given, and a note when it differs
  SyncState sync;
  bool sending = false;  // "send now" was asked for and nothing changed yet
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
  MediatorView view_;
  std::string pin_;
  MonoTime last_touch_{};
  std::optional<MonoTime> wait_until_;
  std::optional<MonoTime> sync_due_;
};

}  // namespace parvis::flow
