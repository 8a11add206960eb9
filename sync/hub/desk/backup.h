// Copies of a hub that can be trusted, and putting one back.
//
//   BACKUP/contents   "<BLAKE2b-256> <path>" a line, sorted; written last, so that a half copy is none
//   BACKUP/…          hub.toml, authority.pub, intake/intake.db, intake/journals, desk/desk.db, exchange/root.signed; with
//                     keys, all keys too
//
// Packs lie in desk.db. A backup without keys opens nothing and signs nothing; the keys belong in the safe.
//
// Threads: one. Other programs may go on working. Errors: Errc::conflict when the target exists, Errc::corrupt for a backup
// that is not whole.
#pragma once

#include "hardware/platform/clock.h"
#include "sync/hub/desk/directory.h"

namespace parvis::hub {

enum class BackupKeys { leave, include };

struct BackupReport {
  std::uint64_t kept = 0;  // every leaf of the log before this one is opened and in the backup
  std::uint64_t leaves = 0;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

// Copies, reads the copy again, and only then signs the kept note: kiosks may forget what it covers.
Result<BackupReport> backup(const HubDirectory& hub, const Path& target, BackupKeys keys,
                            UtcTime now);

// Every file is what `contents` says, both databases are whole, the log holds and the sum closes.
[[nodiscard]] Result<BackupReport> verify_backup(const Path& backup);

// Verifies, then puts the files in place; what stood there moves to <hub>/before-restore-<time>/. What may be newer here stays: a
// root document with a higher number and the keys beside it, journals, and keys that are not in the backup. After a power cut in the middle, restore
// again: until then the log is the old one, or missing, or in recovery. The log begins in recovery and signs nothing
// (recovering.h): kiosks may hold newer receipts.
Result<BackupReport> restore(const HubDirectory& hub, const Path& backup, UtcTime now);

}  // namespace parvis::hub
