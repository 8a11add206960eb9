// Whether anything was lost or altered since it arrived: the log and what it holds, what was opened, and that the sum closes.
// Each finding is a sentence that names the thing and says what to do.
//
// Threads: one. Errors only for what keeps the audit itself from being done (io, busy); damage is a finding.
#pragma once

#include "sync/hub/desk/opening.h"

namespace parvis::hub {

struct AuditReport {
  std::uint64_t leaves = 0;    // of the log
  std::uint64_t batches = 0;   // opened
  std::uint64_t rows = 0;      // opened visits that are as they were written
  std::uint64_t reopened = 0;  // boxes that were opened again
  std::uint64_t waiting = 0;   // batches in the log that are not opened yet: no finding
  std::vector<std::string> findings;
  // Kiosks that contradict themselves, files that were kept aside: the log is whole, and a person has to decide.
  std::vector<std::string> disputes;
};

// `log` is whose signatures count for the log. With reception keys every sealed box is opened again and compared with its
// row; without, rows are held against their own digests.
Result<AuditReport> audit(Intake& intake, DeskStore& store, const tlog::LogIdentity& log,
                          const OpeningKeys& keys);

}  // namespace parvis::hub
