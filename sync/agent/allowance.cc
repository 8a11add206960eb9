#include "sync/agent/allowance.h"

#include <fmt/format.h>

#include <charconv>

#include "hardware/platform/log.h"

namespace parvis::agent {
namespace {

constexpr std::uint64_t kMaxFile = 64;

std::chrono::sys_days day_of(UtcTime time) { return std::chrono::floor<std::chrono::days>(time); }
std::int64_t day_number(UtcTime time) { return day_of(time).time_since_epoch().count(); }

}  // namespace

void Allowance::turn_to(UtcTime now) {
  const std::int64_t today = day_number(now);
  if (day_ == today) return;
  if (day_ < 0) {
    // "<day since 1970> <bytes>"
    if (const auto bytes = read_file(file_, kMaxFile)) {
      const auto text = as_text(*bytes);
      const char* end = text.data() + text.size();
      const auto [space, bad] = std::from_chars(text.data(), end, day_);
      if (bad == std::errc{} && space != end) std::from_chars(space + 1, end, used_);
    }
  }
  if (day_ != today) used_ = 0;
  day_ = today;
}

void Allowance::use(std::uint64_t bytes, UtcTime now) {
  if (limit_ == 0) return;
  turn_to(now);
  used_ += bytes;
  const auto text = fmt::format("{} {}\n", day_, used_);
  if (const auto kept = write_file(file_, as_bytes(text)); !kept) {
    log_warning("today's allowance: {}", kept.error().message());
  }
}

bool Allowance::used_up(UtcTime now) {
  if (limit_ == 0) return false;
  turn_to(now);
  return used_ >= limit_;
}

std::chrono::seconds Allowance::until_tomorrow(UtcTime now) {
  return std::chrono::ceil<std::chrono::seconds>(day_of(now) + std::chrono::days(1) - now);
}

}  // namespace parvis::agent
