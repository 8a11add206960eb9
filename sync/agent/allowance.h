// What may still travel today on a link that is paid by the megabyte.
//
// Counts bytes of bodies both ways, and an estimate for headers. A request that has begun is finished: the last of a day may
// pass the limit, by one batch (90 KB) or one part of a pack (1 MB). A day is a UTC day. What was used is kept in a small
// file, so that a restart gives nothing back; where it can't be read or written, this run's own use still counts.
//
// Threads: one.
#pragma once

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"

namespace parvis::agent {

class Allowance {
 public:
  // `daily_bytes` 0 is without a limit, and keeps no file.
  Allowance(Path file, std::uint64_t daily_bytes) : file_(std::move(file)), limit_(daily_bytes) {}

  void use(std::uint64_t bytes, UtcTime now);
  [[nodiscard]] bool used_up(UtcTime now);
  [[nodiscard]] static std::chrono::seconds until_tomorrow(UtcTime now);

 private:
  void turn_to(UtcTime now);

  Path file_;
  std::uint64_t limit_;
  std::int64_t day_ = -1;  // since 1970, of `used_`; -1 before the file was read
  std::uint64_t used_ = 0;
};

}  // namespace parvis::agent
