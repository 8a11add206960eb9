// What a kiosk's directories tell to who carries its batches: whether anything in the outbox or the inbox was altered, whether
// the hub contradicts itself, and whether the hub contradicts this kiosk. Each finding is a sentence that names the thing and says what to do.
// It reads what parvis-sync may read; the chain and the sessions are the kiosk's own (`parvis-kiosk status`).
//
// Threads: one; the agent may go on. Errors only for what keeps the audit itself from being done.
#pragma once

#include "sync/agent/settings.h"

namespace parvis::agent {

struct KioskAudit {
  std::uint64_t batches = 0;      // in the outbox
  std::uint64_t receipts = 0;     // that prove their batch
  std::uint64_t earlier = 0;      // receipts of a log before its restart
  std::uint64_t checkpoints = 0;  // distinct ones of the log, among receipts and manifests
  std::uint64_t entries = 0;      // of the journals that could be read
  std::vector<std::string> findings;
  std::vector<std::string> evidence;  // signed notes that contradict each other
};
[[nodiscard]] Result<KioskAudit> audit(const Settings& settings);

}  // namespace parvis::agent
