// What comes back to a hub that was restored from an older copy of itself: batches with their receipts from kiosks and sticks,
// leaves and checkpoints from mirrors of the published log. When together they give the newest checkpoint that anyone holds,
// the log goes on as if nothing had been; else the authority restarts it (Intake::restart).
//
//   recovery.db, beside intake.db, from the first thing that comes back until the log goes on (FORMAT.md has the tables)
//
// Nothing here is believed: a receipt counts when the log's key signed it and it proves the batch beside it; a mirror's word
// for the order of leaves counts when the roots come out.
//
// Threads: one for each Recovery; several processes may have the file open. Errors: sync/sqlite's.
#pragma once

#include "sync/hub/intake/intake.h"
#include "sync/transfer/returned.h"

namespace parvis::hub {

struct RecoveryReport {
  std::uint64_t here = 0;      // leaves of the restored log
  std::uint64_t known = 0;     // of the newest checkpoint that anyone has shown
  std::uint64_t returned = 0;  // bodies of leaves that came back
  std::vector<std::string>
      missing;                      // sentences: which leaf, and what is known of it; the first 100
  std::vector<std::string> silent;  // kiosks that have not said what they hold
  [[nodiscard]] bool whole() const { return missing.empty(); }
};

class Recovery {
 public:
  static Result<Recovery> open(const Path& intake_db);
  // When the log goes on: nothing of it is needed any more.
  static Status forget(const Path& intake_db);

  // From a kiosk, or a stick of its. `from` is the chain of who has signed the request, when somebody has.
  // Errc::invalid for what is no batch or no note, Errc::forged for a receipt that does not prove its batch.
  Status take(const transfer::Returned& returned, const tlog::LogIdentity& log,
              const std::optional<wire::ChainId>& from);
  // A checkpoint that somebody holds.
  Status take_note(std::string_view note, const tlog::LogIdentity& log);
  // From a mirror: what it says stands at `leaf`. A statement is its own body, a manifest's body is its batch.
  Status take_statement(std::uint64_t leaf, ByteView statement);
  Status take_manifest(std::uint64_t leaf, const wire::Signed& manifest);

  [[nodiscard]] Result<RecoveryReport> report(Intake& intake);
  // Puts what came back behind the leaves that are here, and ends the recovery. Errc::not_found while something is missing,
  // Errc::conflict when the leaves do not give the roots that were signed: nothing is changed then.
  Result<RecoveryReport> rebuild(Intake& intake, const tlog::LogIdentity& log);

 private:
  explicit Recovery(sqlite::Database database) : database_(std::move(database)) {}
  Status put_body(const crypto::Digest& digest, ByteView bytes);
  Status put_place(std::uint64_t leaf, const crypto::Digest& digest, std::string_view what);
  [[nodiscard]] Result<std::vector<tlog::VerifiedCheckpoint>> notes(const tlog::LogIdentity& log);
  [[nodiscard]] Result<std::optional<Bytes>> body_at(std::uint64_t leaf);
  [[nodiscard]] Result<std::vector<std::string>> silent(Intake& intake);
  sqlite::Database database_;
};

}  // namespace parvis::hub
