#include "hardware/platform/clock.h"

#include <fmt/format.h>

#include <charconv>

namespace parvis {
namespace {

constexpr std::uint64_t kLastSecond = 253402300799;  // 9999-12-31T23:59:59Z

// Reads exactly `digits` digits at the front of `text` and drops them.
bool take_number(std::string_view& text, std::size_t digits, unsigned& value) {
  if (text.size() < digits) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
  if (error != std::errc{} || end != text.data() + digits) return false;
  text.remove_prefix(digits);
  return true;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

UtcTime SystemClock::utc() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

MonoTime SystemClock::mono() const { return MonoClock::now(); }

void ManualClock::advance(std::chrono::milliseconds by) {
  mono_ += by;
  carry_ += by;
  const auto whole = std::chrono::floor<std::chrono::seconds>(carry_);
  utc_ += whole;
  carry_ -= whole;
}

Result<UtcTime> utc_from_seconds(std::uint64_t seconds) {
  if (seconds > kLastSecond) return fail(Errc::invalid, "time is after the year 9999");
  return UtcTime{std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
}

std::uint64_t seconds_of(UtcTime time) {
  const auto count = time.time_since_epoch().count();
  return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

std::string to_iso(CivilDate date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string to_iso(UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{}T{:02}:{:02}:{:02}Z", to_iso(CivilDate{day}), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

Result<CivilDate> parse_date(std::string_view text) {
  unsigned year = 0, month = 0, day = 0;
  std::string_view rest = text;
  const bool shaped = take_number(rest, 4, year) && take(rest, '-') &&
                      take_number(rest, 2, month) && take(rest, '-') && take_number(rest, 2, day) &&
                      rest.empty();
  const CivilDate date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                       std::chrono::day{day}};
  if (!shaped || !date.ok()) {
    return fail(Errc::invalid, fmt::format("'{}' is not a date like 2021-12-12", text));
  }
  return date;
}

Result<UtcTime> parse_utc(std::string_view text) {
  if (text.size() == 10) {
    PARVIS_TRY(const CivilDate date, parse_date(text));
    return UtcTime{std::chrono::sys_days{date}};
  }
  unsigned hour = 0, minute = 0, second = 0;
  std::string_view rest = text.size() > 10 ? text.substr(10) : std::string_view{};
  const bool shaped = take(rest, 'T') && take_number(rest, 2, hour) && take(rest, ':') &&
                      take_number(rest, 2, minute) && take(rest, ':') &&
                      take_number(rest, 2, second) && take(rest, 'Z') && rest.empty();
  if (!shaped || hour > 23 || minute > 59 || second > 59) {
    return fail(Errc::invalid, fmt::format("'{}' is not a time like 2021-12-12T09:30:00Z", text));
  }
  PARVIS_TRY(const CivilDate date, parse_date(text.substr(0, 10)));
  return UtcTime{std::chrono::sys_days{date}} + std::chrono::hours{hour} +
         std::chrono::minutes{minute} + std::chrono::seconds{second};
}

}  // namespace parvis
