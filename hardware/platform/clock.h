// Two clocks that the compiler keeps apart: UtcTime is what the world calls now and may jump;
// MonoTime only moves forward and is what every delay is measured with. State machines are given
// both and own none.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "hardware/platform/result.h"

namespace parvis {

using UtcTime = std::chrono::sys_seconds;
using MonoClock = std::chrono::steady_clock;
using MonoTime = MonoClock::time_point;
using CivilDate = std::chrono::year_month_day;

// Threads: a Clock may be read from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual UtcTime utc() const = 0;
  [[nodiscard]] virtual MonoTime mono() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] UtcTime utc() const override;
  [[nodiscard]] MonoTime mono() const override;
};

// A clock that moves only when told to: for tests and for the driver.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(UtcTime start) : utc_(start) {}
  [[nodiscard]] UtcTime utc() const override { return utc_; }
  [[nodiscard]] MonoTime mono() const override { return mono_; }
  // Both clocks move; milliseconds add up in the monotonic one and carry into the other.
  void advance(std::chrono::milliseconds by);
  // The wall clock jumps, as after a battery change; the monotonic one doesn't.
  void set_utc(UtcTime to) { utc_ = to; }

 private:
  UtcTime utc_;
  MonoTime mono_{std::chrono::hours(1)};
  std::chrono::milliseconds carry_{0};
};

// Seconds since 1970 as formats store them. Errc::invalid outside 1970–9999.
[[nodiscard]] Result<UtcTime> utc_from_seconds(std::uint64_t seconds);
[[nodiscard]] std::uint64_t seconds_of(UtcTime time);

// "2021-12-12T09:30:00Z" and "2021-12-12", both ways.
[[nodiscard]] std::string to_iso(UtcTime time);
[[nodiscard]] std::string to_iso(CivilDate date);
[[nodiscard]] Result<CivilDate> parse_date(std::string_view text);
// Accepts a date (midnight UTC) or a full time ending in Z.
[[nodiscard]] Result<UtcTime> parse_utc(std::string_view text);

// The day in a time zone such as "Europe/Paris" lives in sync/consultation, which knows ICU.

}  // namespace parvis
