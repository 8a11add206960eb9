// After a restore: collecting what others still hold of the log, and going on. sync/hub/intake/recovery.h puts the pieces together.
//
//   restore ─► recovery: nothing is signed, kiosks give back what is lost, `gather` reads sticks and mirrors
//                ├─ all of it is there ─► end_recovery(): the same log goes on
//                └─ some of it is lost ─► restart_log(): the authority lets it go on under another name; kiosks send again
//
// Threads: one; `serve` may go on, and takes what kiosks give back meanwhile. Errors: as there.
#pragma once

#include "hardware/platform/clock.h"
#include "sync/hub/desk/keys.h"
#include "sync/hub/desk/root.h"
#include "sync/hub/intake/recovery.h"

namespace parvis::hub {

struct Gathered {
  std::uint64_t batches = 0, leaves = 0, notes = 0;
  std::vector<std::string> refused;  // files that are not what they should be, and why
};
// Batches with the receipts that lie anywhere beside them (a stick, a kiosk's directory), and published logs, in `directory`
// and below. Links are not followed. Errc::conflict when the log is not in recovery.
Result<Gathered> gather(const HubDirectory& hub, const Path& directory);

[[nodiscard]] Result<RecoveryReport> recovery_report(const HubDirectory& hub);

// Rebuilds the log up to the newest checkpoint that anyone has shown, and ends the recovery. Every kiosk MUST have said what it
// holds, or be named in `without`: one that comes later with a newer checkpoint would show a fork. Errc::busy names who is
// still silent, Errc::not_found what is missing, Errc::conflict what contradicts.
Result<RecoveryReport> end_recovery(const HubDirectory& hub, std::span<const std::string> without);

// The authority says that the log goes on as `origin` with the leaves that are here: root document, the log's keys certified
// under the new names, hub.toml, and the first leaf of the new log. What the desk had opened beyond waits for its batches to
// come again. Interrupted, it is called again. `serve` has to be started anew. Returns the restart as it was signed.
Result<wire::LogRestart> restart_log(const HubDirectory& hub, const Authority& authority,
                                     const std::string& origin, UtcTime now);

}  // namespace parvis::hub
