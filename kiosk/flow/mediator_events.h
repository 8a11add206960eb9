// What can happen to a mediator's session: intents from the screens, reports from identity, ledger and sync, and the
// effects that kiosk/app carries out. Pure values; a PIN lives in them only as long as it takes to check it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "hardware/platform/clock.h"
#include "hardware/platform/result.h"
#include "sync/wire/commitment.h"

namespace parvis::flow {

// ---- intents -------------------------------------------------------------------------------------------
struct PinDigit {
  char digit;
};  // '0' to '9'; the sixth digit submits
struct PinErase {};
struct PinCancel {};  // back to the residents' screen, when the PIN was asked in mid-session
struct ChoosePlace {
  std::string key;
};
struct TypePlace {};  // Autre lieu
struct EditPlace {
  std::string text;
};
struct OpenSession {};
struct CornerHeld {};   // the hidden way back, on any residents' screen
struct HandBack {};     // Rendre l'écran
struct StartHelped {};  // Aider quelqu'un
struct Pause {};
struct Resume {};
struct AskClose {};  // Fermer la session: to the count sheet
struct HeadMore {};
struct HeadLess {};
struct ExplainDifference {};  // to the keyboard
struct EditNote {
  std::string text;
};
struct SignAndClose {};
struct MediatorBack {};
struct SendNow {};
struct CopyToStick {};
struct AnotherSession {};
struct SwitchOff {};
using MediatorIntent =
    std::variant<PinDigit, PinErase, PinCancel, ChoosePlace, TypePlace, EditPlace, OpenSession,
                 CornerHeld, HandBack, StartHelped, Pause, Resume, AskClose, HeadMore, HeadLess,
                 ExplainDifference, EditNote, SignAndClose, MediatorBack, SendNow, CopyToStick,
                 AnotherSession, SwitchOff>;

// ---- reports -------------------------------------------------------------------------------------------
struct Unlocked {
  std::string mediator;                   // the slot's name
  std::optional<std::string> open_place;  // a session was left open, at this place
};
struct PinRefused {
  std::uint32_t free_attempts = 0;  // left before waiting begins
  std::chrono::seconds wait{0};     // before the next attempt is looked at
  bool stick = false;               // some mediators have a key stick, and none is in
};
// Nobody is let in without their key stick: told at the start, and for a PIN without one, which counts as no attempt.
struct StickMissing {};
struct UnlockFailed {
  Errc code;
};  // not the PIN's fault: nothing enrolled, no pack, damaged file
struct SessionOpened {};
struct SessionFailed {
  Errc code;
};                    // opening or closing did not work; the screen stays
struct VisitInHand {  // told when the mediator takes the screen
  bool yes = false;
};
struct Counted {
  wire::EndingCounts endings;
};
struct SessionClosed {};
// Where the visits of this kiosk are, and what room there is for more. `received` and `kept` are parts of `closed`.
struct SyncState {
  std::uint64_t closed = 0;    // visits of closed sessions
  std::uint64_t on_kiosk = 0;  // of those, what was not purged: it is here, whatever is elsewhere
  std::uint64_t received = 0;  // in the hub's log, proved
  std::uint64_t kept = 0;      // opened and backed up there
  std::uint64_t waiting_batches = 0;
  bool damaged = false;  // a session's file is unreadable or not what was signed: it stays here
  // How sending goes, as parvis-sync last said; each is something else to do for a mediator.
  enum class Network : std::uint8_t {
    unknown,    // not begun
    none,       // no way to the hub
    portal,     // a login page, or another server
    stranger,   // who answers can't prove to be the hub
    failed,     // it did not work, and will be tried again
    reachable,  // the hub answers
    refused,    // it does not take what this kiosk sends, or does not count it
    blocked,    // this kiosk is revoked
    conflict,   // two kiosks bear one number
    altered,    // what the hub signed is false, or contradicts what it signed before
  };
  Network network = Network::unknown;
  std::string last_try = {};  // changes when an attempt has ended
  // A stick, as parvis-sync last said: this kiosk takes none · none is in · every visit is on it, and was read back · it is full ·
  // it can't be written · the system mounted it unsafely · it was pulled, or does not keep what is written · a copied kiosk's visits
  // are on it
  enum class Stick : std::uint8_t { unknown, none, safe, full, read_only, mount, failed, conflict };
  Stick stick = Stick::unknown;
  std::uint64_t on_stick = 0;   // visits; 0 unless `safe`
  std::string stick_done = {};  // changes when an attempt has ended; "" before the first
  // The kiosk's own disk, by the ledger's rules: little: under 5 % is left · none: too little for another session.
  enum class Room : std::uint8_t { ample, little, none };
  Room room = Room::ample;
  bool operator==(const SyncState&) const = default;
};
using MediatorReport = std::variant<Unlocked, PinRefused, StickMissing, UnlockFailed, SessionOpened,
                                    SessionFailed, VisitInHand, Counted, SessionClosed, SyncState>;

// ---- effects -------------------------------------------------------------------------------------------
struct CheckPin {
  std::string pin;
};  // answered by Unlocked, PinRefused, StickMissing or UnlockFailed
struct BeginSession {
  std::string place;
};                     // key or typed text; SessionOpened, SessionFailed
struct ReadCounts {};  // Counted
struct EndSession {    // sign, freeze batches: SessionClosed, SessionFailed
  std::optional<std::uint32_t> head_count;
  std::string note;
};
struct TakeScreen {};    // the resident's flow is told Paused
struct GiveScreen {};    // HandedBack
struct GiveHelped {};    // HandedBack and HelpedStart
struct EndVisit {};      // SessionClosing: the visit in hand ends before the counts are read
struct ReadSync {};      // SyncState
struct RequestSend {};   // requests/send-now
struct RequestStick {};  // requests/stick
struct PowerOff {};
using MediatorEffect =
    std::variant<CheckPin, BeginSession, ReadCounts, EndSession, TakeScreen, GiveScreen, GiveHelped,
                 EndVisit, ReadSync, RequestSend, RequestStick, PowerOff>;

}  // namespace parvis::flow
