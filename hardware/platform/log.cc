#include "hardware/platform/log.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace parvis {
namespace {
std::atomic<LogLevel> lowest{LogLevel::info};
}  // namespace

void set_log_level(LogLevel level) { lowest = level; }

void log_line(LogLevel level, std::string_view message) {
  if (level < lowest.load()) return;
  // The prefixes are sd-daemon's, which systemd turns into priorities; people would only wonder.
  constexpr std::string_view kPrefixes[] = {"<7>", "<6>", "<4>", "<3>"};
  static const bool for_systemd = std::getenv("JOURNAL_STREAM") != nullptr;
  std::string line{for_systemd ? kPrefixes[static_cast<int>(level)] : ""};
  line += message;
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace parvis
