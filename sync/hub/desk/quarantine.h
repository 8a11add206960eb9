// Batches of a kiosk that was revoked with a last good batch: what came after it waits here until people have compared it with
// the count sheets on paper. Some wait beside the log, since they came after the revocation; some stand in the log, since they
// came before it. Accepted ones are counted by the next open_batches(), and their kiosk gets its receipt when it asks again.
//
// Threads: one. Errors: Errc::not_found for a name that names none, Errc::conflict when paper and batch differ.
#pragma once

#include "sync/hub/desk/trusted_devices.h"

namespace parvis::hub {

struct WaitingBatch {
  std::string name;  // "3f2a9c410b77": what people type
  std::string device;
  crypto::Digest digest;  // of the signed manifest
  wire::Manifest manifest;
  std::optional<crypto::Digest> file;  // kept beside the log; absent when it stands in the log
  std::optional<Verdict> verdict;      // the last one
  // Σ of its count sheets: what the kiosk says was counted.
  [[nodiscard]] std::uint64_t counted() const;
  // Σ of the mediators' head counts; absent when a session has none.
  [[nodiscard]] std::optional<std::uint64_t> heads() const;
};

// Signed by the keys of kiosks that are certified and revoked; by device and number. Accepted ones are not in it any more.
[[nodiscard]] Result<std::vector<WaitingBatch>> waiting_batches(Intake& intake,
                                                                const wire::RootDocument& root);
// `name` or a unique beginning of it.
[[nodiscard]] Result<WaitingBatch> find_waiting(std::span<const WaitingBatch> waiting,
                                                std::string_view name);

struct QuarantineKeys {
  std::string desk_name;
  const crypto::SigningKey& desk;
  const LogSigner& log;
};
// Errc::conflict when an accepting verdict's paper differs from the batch's count sheets and no reason says why it counts
// all the same. The statement is in the log when it returns.
Status decide(Intake& intake, const WaitingBatch& batch, Verdict verdict,
              const QuarantineKeys& keys);

}  // namespace parvis::hub
