#include "hardware/platform/log.h"

#include <atomic>
#include <cstdio>
#include <string>

namespace parvis {
namespace {
std::atomic<LogLevel> lowest{LogLevel::info};
}  // namespace

void set_log_level(LogLevel level) { lowest = level; }

void log_line(LogLevel level, std::string_view message) {
  if (level < lowest.load()) return;
  // The prefixes are sd-daemon's, which systemd turns into priorities.
  constexpr std::string_view kPrefixes[] = {"<7>", "<6>", "<4>", "<3>"};
  std::string line{kPrefixes[static_cast<int>(level)]};
  line += message;
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace parvis
