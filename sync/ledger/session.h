// One session: the time a kiosk stands in one place, from the mediator's opening to their closing,
// and one SQLite file.
//
//   save() at every stored answer · finish() or erase() at the visit's end, before thanks ·
//   close() by the mediator
//
// Threads: the ledger's writer thread. Ownership: made by Ledger, which MUST outlive it, as must
// the signing key. Destroyed without close(), the session stays open on disk and resume() goes on
// with it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "hardware/platform/clock.h"
#include "sync/crypto/crypto.h"
#include "sync/wire/commitment.h"
#include "sync/wire/visit.h"

namespace parvis::ledger {

inline constexpr std::size_t kModes = 3;  // by wire::Mode

// What stands fixed from the opening on; signed by the collection key.
struct SessionFacts {
  std::string place;       // key of a place in the pack, or what the mediator typed; ≤ 120 bytes
  CivilDate day;           // in the pack's zone, at opening
  wire::SealContext seal;  // device, pack, recipients: keys from verified certificates
};

struct SessionStart {
  SessionFacts facts;
  std::optional<wire::SessionId> id;  // drawn when absent
};

struct SessionCounts {
  std::uint32_t visits = 0;  // ended ones
  wire::EndingCounts endings{};
  std::array<std::uint32_t, kModes> modes{};  // of the ended ones
  bool in_hand = false;                       // a visit has begun and not ended
};

// What the mediator adds to the machine's own counts.
struct Closing {
  std::optional<std::uint32_t> head_count;
  std::string note;  // leaves the kiosk only as a digest, and is not stored by the ledger
};

struct ClosedSheet {
  wire::CountSheet sheet;
  // sheet.note = BLAKE2b-256(salt ‖ note), zero when there is no note: print both.
  std::array<std::uint8_t, 16> salt{};
};

class Session {
 public:
  Session(Session&&) noexcept;
  Session& operator=(Session&&) = delete;
  ~Session();

  [[nodiscard]] const wire::SessionId& id() const;
  [[nodiscard]] const SessionFacts& facts() const;
  [[nodiscard]] const SessionCounts& counts() const;

  // The visit in hand as it is now, sealed and durable when this returns. Whatever visit.ending
  // says, the box says interrupted: only finish() knows how a visit ended. Errc::conflict when
  // another visit is in hand. After a failure the box of the last success stands.
  Status save(const wire::Visit& visit);
  // The visit's last state, into the urn; visit.ending counts. The visit is durable when this
  // returns; that its order is forgotten too (VACUUM, empty WAL) is tried here and, if the disk
  // refuses, again before the next visit: see tidy().
  Status finish(const wire::Visit& visit);
  // "Erase everything": an empty visit, counted as erased, replaces the one in hand. Nothing in
  // hand: nothing happens.
  Status erase();

  // Whether the file at this moment holds nothing but what the urn says; false while a visit is in
  // hand.
  [[nodiscard]] bool tidy() const;

  // Ends the session; a visit in hand counts as interrupted. After success only Ledger::freeze()
  // touches the file.
  Result<ClosedSheet> close(const Closing& closing);

 private:
  friend class Ledger;
  struct State;
  explicit Session(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis::ledger
