// The log of the program: one line on standard error, which systemd keeps. Never an answer, a key,
// a PIN or anything typed by a resident. (The journal is something else: the signed audit chain of
// sync/journal.)
//
// Threads: any.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace parvis {

enum class LogLevel { debug, info, warning, error };

// Lines below `level` are dropped; info at the start.
void set_log_level(LogLevel level);
void log_line(LogLevel level, std::string_view message);

template <class... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
  log_line(LogLevel::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace parvis
