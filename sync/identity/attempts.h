// How many PINs in a row were wrong, for each role, and how long to wait for the next. The first 5 wrong ones cost nothing;
// then 15 s, doubling to 15 minutes, on the monotonic clock, beginning again in full at boot. Nobody is ever locked out for
// good: any passer-by could cause it.
//
// The file has a fixed size and is overwritten in place, so that a full disk locks nobody out. One that a power cut left
// unreadable counts as many wrong PINs.
//
// Threads: one at a time.
#pragma once

#include <array>
#include <cstdint>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"

namespace parvis::identity {

enum class Role : std::uint8_t { mediator = 0, administrator = 1 };
inline constexpr std::size_t kRoles = 2;

inline constexpr std::uint64_t kFreeAttempts = 5;
inline constexpr std::chrono::seconds kFirstDelay{15};
inline constexpr std::chrono::seconds kLongestDelay{15 * 60};
// How long to wait after `wrong` wrong PINs in a row.
[[nodiscard]] std::chrono::seconds delay_after(std::uint64_t wrong);

class Attempts {
 public:
  static Status create(const Path& file);
  static Result<Attempts> open(Path file, MonoTime boot);

  // Counts a wrong PIN, durably, before anyone looks whether it is one. Errc::denied before next_at().
  Status begin(Role role, MonoTime now);
  // It was right.
  Status succeeded(Role role);
  [[nodiscard]] std::uint64_t wrong(Role role) const {
    return wrong_[static_cast<std::size_t>(role)];
  }
  [[nodiscard]] MonoTime next_at(Role role) const { return next_[static_cast<std::size_t>(role)]; }

 private:
  Status keep(const std::array<std::uint64_t, kRoles>& wrong);
  Path file_;
  std::array<std::uint64_t, kRoles> wrong_{};
  std::array<MonoTime, kRoles> next_{};
};

}  // namespace parvis::identity
