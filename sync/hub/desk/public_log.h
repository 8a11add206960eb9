// The log as everyone may read it: signed manifests, statements, checkpoints, and the desk's word for what became of every
// visit. sync/verify/LOG_FORMAT.md says which file is what, and what is left out; parvis-verify reads it.
//
// Threads: one. `serve` may go on. Errors: Errc::conflict when a leaf stands there already with other bytes: then this log is
// not the one that was published, and nothing is written over it.
#pragma once

#include "hardware/platform/clock.h"
#include "sync/hub/desk/directory.h"
#include "sync/hub/desk/store.h"
#include "sync/hub/intake/intake.h"

namespace parvis::hub {

struct PublicLogReport {
  std::uint64_t leaves = 0;
  std::uint64_t fresh = 0;  // leaves that were not there before
  std::uint64_t checkpoints = 0;
  std::uint64_t opened = 0;  // the sum speaks of the leaves before this one
};

// Adds what is new to `target`, which may be an earlier publication. Leaves are written first, then checkpoints, then what
// names them: a reader in between finds less, never something wrong.
Result<PublicLogReport> publish_log(const HubDirectory& hub, const Path& target, UtcTime now);

// Every leaf before it is opened, or is no batch.
[[nodiscard]] Result<std::uint64_t> opened_up_to(Intake& intake, DeskStore& store);

}  // namespace parvis::hub
