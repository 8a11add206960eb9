// What a kiosk gives back to a hub that is in recovery, restored from an older copy of itself: a batch, the receipt that says
// where it stood in the log, and the newest checkpoint that the kiosk holds. Each may be missing. ../hub/http/PROTOCOL.md has
// the route.
//
//   ["parvis/returned", 1, bytes batch or empty, text receipt or "", text checkpoint or ""]
//
// Threads: pure functions. Errors: Errc::invalid.
#pragma once

#include <string>

#include "hardware/platform/bytes.h"
#include "hardware/platform/result.h"

namespace parvis::transfer {

struct Returned {
  Bytes batch;
  std::string receipt;
  std::string checkpoint;
  bool operator==(const Returned&) const = default;
};
[[nodiscard]] Bytes encode(const Returned& returned);
[[nodiscard]] Result<Returned> decode_returned(ByteView bytes);

// In the answer to a hello while the hub is in recovery: how many leaves its log has.
inline constexpr std::string_view kRecoveryHeader = "parvis-recovery";

}  // namespace parvis::transfer
