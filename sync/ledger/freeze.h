// From closed sessions to batch files. Deciding is pure; doing survives a cut at any step:
//
//   decide and sign ─► planned in chain.db ─► file in outbox/, synced ─► on the kiosk in chain.db
//   ─► session file removed
//
// A batch exists from the moment it is planned: its manifest is stored with its signature, so what
// a cut interrupted is finished without the key and with the same bytes, from session files that
// are removed only when every batch they went into is in the outbox. Private to this module.
//
// Threads: the ledger's.
#pragma once

#include <vector>

#include "sync/ledger/chain.h"
#include "sync/ledger/session_file.h"
#include "sync/ledger/shared.h"

namespace parvis::ledger {

// The sessions that leave together: large ones alone, small ones joined, sorted by id. Those that
// wait are in no group.
[[nodiscard]] std::vector<std::vector<SessionContents>> group_sessions(
    std::vector<SessionContents> closed, UtcTime now, const FreezeRules& rules);

// How many visits go into each batch, in order: even sizes, at most kMaxBatchVisits and, with
// `overhead` bytes for the manifest, at most kBatchBytesAim (unless one box alone is more). Never
// empty.
[[nodiscard]] std::vector<std::size_t> cut(const std::vector<std::size_t>& box_sizes,
                                           std::size_t overhead);

class Freezer {
 public:
  Freezer(const Shared& shared, Chain& chain) : shared_(shared), chain_(chain) {}

  // Plans the batches of every group that is ready.
  Status plan(UtcTime now, const crypto::SigningKey& key, const FreezeRules& rules,
              FreezeReport& report);
  // Writes the files of what is planned, and removes the session files that are no longer needed.
  // Goes on after a failure, and returns the first.
  Status finish();

 private:
  Result<std::vector<SessionContents>> closed_sessions(FreezeReport& report);
  Status plan_group(const std::vector<SessionContents>& group, const crypto::SigningKey& key,
                    FreezeReport& report);
  // The boxes that still match their signed digests, sorted by id, of visits first … last.
  // `damaged` counts the others.
  Result<std::vector<wire::SealedVisit>> boxes(const SessionContents& session,
                                               const wire::VisitId& first,
                                               const wire::VisitId& last, std::uint32_t& damaged);
  Status write(const Planned& batch);
  Status remove_left();

  const Shared& shared_;
  Chain& chain_;
};

}  // namespace parvis::ledger
