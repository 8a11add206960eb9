// The kiosk's store: session files that are written at every tap, and the chain of signed batches
// that leave it. FORMAT.md has the tables, why each pragma, and what who takes the card can see.
//
//   open_session ─ save … finish (or erase) … ─ close ─► freeze ─► outbox/ ─► receipts ─► purge
//        ▲ resume after a restart
//
// What returned is durable: a power cut after save() loses nothing that save() was given. Nothing
// in the files tells the order in which visits came. Visits are sealed here and can't be opened
// here.
//
// Threads: one at a time, the ledger's writer thread, for the Ledger and its Session together. One
// process: session files are locked. At most one session is open at a time.
//
// Errors: no_space (free some: nothing was acknowledged), io, corrupt (a file is damaged: it is
// left as it is), forged (a signature in a file is not ours: it is left as it is),
// unsupported_version (a newer program wrote it), conflict, invalid, not_found.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "sync/crypto/crypto.h"
#include "sync/ledger/session.h"
#include "sync/wire/commitment.h"

namespace parvis::ledger {

// What is left free for whom. Under `warn_percent` the mediator's screens say so: they ask space().
struct SpaceRules {
  unsigned warn_percent = 5;
  unsigned least_percent = 2;             // no new session under this…
  std::uint64_t least_bytes = 64u << 20;  // …or this
  // A file that is freed so that what is open can be finished.
  std::uint64_t reserve_bytes = 16u << 20;
  std::function<Result<DiskSpace>(const Path&)> measure = disk_space;  // replaced by tests
};
enum class Space { ample, low, none };  // none: no new session

struct LedgerOptions {
  Path directory;  // kiosk/: sessions/, chain.db and the reserve are made in it
  Path outbox;     // batches appear here
  wire::DeviceId device;
  wire::ChainId chain;           // of this enrolment; another one than last time begins a new chain
  crypto::VerifyKey collection;  // whose signatures in the files are ours
  SpaceRules space;
  // Tests of the tests only: without VACUUM the order of visits can be read from a session file.
  enum class VisitEnd { forget_order, leave_traces } visit_end = VisitEnd::forget_order;
};

// How far a batch has come. Each state includes the ones before.
enum class BatchState : std::uint8_t {
  on_kiosk = 1,  // frozen in the outbox
  logged = 2,    // a receipt proves that it is in the hub's log
  received = 3,  // and that log is a continuation of the one this kiosk knew
  kept = 4,      // the hub has signed that it is opened and backed up
};
[[nodiscard]] std::string_view to_string(BatchState state);

struct BatchInfo {
  wire::ChainId chain;
  wire::BatchNumber number;
  crypto::Digest manifest;  // wire::digest() of the signed manifest: the leaf that a receipt proves
  std::uint32_t visits = 0;
  BatchState state = BatchState::on_kiosk;
  Path file;            // in the outbox
  bool purged = false;  // the file is gone, the row stays
};

// "38 visits · 38 on the kiosk · 26 received": visits, each counted once in `all` and in every
// state that it has reached. Purged batches are in all but `on_kiosk`.
struct Totals {
  std::uint64_t all = 0;
  std::uint64_t on_kiosk = 0;  // in session files or in the outbox
  std::uint64_t waiting = 0;   // of these, still in session files
  std::uint64_t logged = 0;
  std::uint64_t received = 0;
  std::uint64_t kept = 0;
  std::uint64_t damaged_sessions = 0;  // still here; their visits are in none of the numbers above
};

enum class SessionState : std::uint8_t { open, closed, damaged };

struct SessionInfo {
  wire::SessionId id;
  SessionState state = SessionState::open;
  SessionFacts facts;  // empty when damaged
  SessionCounts counts;
  std::optional<Error> damage;  // why: corrupt, forged, unsupported_version
};

struct FreezeRules {
  std::uint32_t least_visits = 10;    // smaller sessions wait to be joined with others…
  std::chrono::days longest_wait{7};  // …until this long after their day
};

struct FreezeReport {
  std::vector<wire::BatchNumber> batches;  // new in the outbox
  std::vector<wire::SessionId> waiting;    // too small, not old enough
  std::vector<wire::SessionId> refused;    // damaged or forged files, left where they are
  // Boxes that no longer match their signed digest: left out, and the count sheet shows that they
  // are missing.
  std::uint32_t damaged_visits = 0;
};

// What is kept of a receipt that sync/tlog has verified. MUST be verified: nothing is checked again
// here.
struct VerifiedReceipt {
  enum class Consistency { not_shown, shown };
  wire::ChainId chain;
  wire::BatchNumber number;
  crypto::Digest manifest;
  std::uint64_t leaf_index = 0;
  std::string checkpoint;  // the signed note
  std::uint64_t tree_size = 0;
  // With newest_checkpoint(), whichever of the two is older.
  Consistency consistency = Consistency::not_shown;
  Bytes bytes;  // the receipt file
};

struct HeldCheckpoint {
  std::string note;
  std::uint64_t tree_size = 0;
};

// Of a log before the authority restarted it: evidence of what that one had.
struct EarlierReceipt {
  wire::ChainId chain;
  wire::BatchNumber number;
  std::string origin;
  std::uint64_t leaf_index = 0;
  Bytes bytes;
};

class Ledger {
 public:
  // Opens or makes the directory, finishes what a power cut interrupted in freezing, and sets the
  // reserve aside.
  static Result<Ledger> open(LedgerOptions options);
  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) = delete;
  ~Ledger();

  // ---- sessions ----

  // `key` MUST outlive the Session and be the one of LedgerOptions::collection.
  // Errc::no_space when the disk is too full to begin; Errc::conflict while another session is open
  // (resume or close that one).
  Result<Session> open_session(const SessionStart& start, const crypto::SigningKey& key);
  // An open session after a restart. A visit that was in hand moves into the urn as it was last
  // sealed, and counts as interrupted. Errc::not_found; Errc::conflict when it is closed or already
  // open here.
  Result<Session> resume(const wire::SessionId& id, const crypto::SigningKey& key);
  // Every session file, sorted by id; also those of a session that is open here.
  [[nodiscard]] Result<std::vector<SessionInfo>> list_sessions() const;

  // ---- batches ----

  // Cuts every closed session that is large or old enough into batches. Call
  // after close() and at unlock. When it fails, calling it again, or opening the ledger again, goes
  // on with the same bytes.
  Result<FreezeReport> freeze(UtcTime now, const crypto::SigningKey& key,
                              const FreezeRules& rules = {});
  // All batches of all chains, oldest first.
  [[nodiscard]] Result<std::vector<BatchInfo>> batches() const;
  [[nodiscard]] Result<Totals> totals() const;

  // ---- what the hub says ----

  // Which log is meant from here on: the origin of the newest root document. When it is another than before, the authority has
  // restarted the log: what the old one proved no longer counts, so every batch whose file is still here goes back to
  // `on_kiosk` and is sent again; receipts and checkpoint of the old one are kept beside. What was purged had been kept, and
  // stays so. The same again changes nothing.
  Status use_log(std::string_view origin);
  [[nodiscard]] Result<std::vector<EarlierReceipt>> earlier_receipts() const;
  // Errc::not_found when there is no such batch, Errc::conflict when it
  // is for other bytes. Again is fine. The first log that a kiosk ever sees has nothing to be
  // consistent with: its receipts count as received. A restarted one has its beginning.
  Status apply_receipt(const VerifiedReceipt& receipt, UtcTime now);
  // A verified kept note: all of the log below `size` is opened and backed up. A smaller one
  // changes nothing.
  Status apply_kept(std::uint64_t size, UtcTime now);
  // What a pack or a proof of consistency brought; verified by the caller. The stored one never
  // goes back: a smaller one changes nothing.
  Status advance_checkpoint(const HeldCheckpoint& checkpoint);
  [[nodiscard]] Result<std::optional<HeldCheckpoint>> newest_checkpoint() const;
  // A signed note that contradicts another: evidence, kept for ever.
  Status keep_conflicting_note(std::string_view note);
  [[nodiscard]] Result<std::vector<std::string>> conflicting_notes() const;
  // The receipt of a batch as it came. Errc::not_found.
  [[nodiscard]] Result<Bytes> receipt(const wire::ChainId& chain, wire::BatchNumber number) const;

  // Removes batch files that are kept since 30 days, or kept at all when space is low. Those that `removed` was told of are gone,
  // also when an error ends it.
  enum class PurgedFor { age, space };
  Status purge(UtcTime now, const std::function<void(const BatchInfo&, PurgedFor)>& removed);

  [[nodiscard]] Result<Space> space() const;

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

inline constexpr std::chrono::days kPurgeAfter{30};

}  // namespace parvis::ledger
