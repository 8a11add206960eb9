// Small words that the parts of the machine share. Private to this module.
#pragma once

#include <charconv>
#include <optional>

#include "sync/agent/machine.h"

namespace parvis::agent {

inline constexpr std::size_t kSmallAnswer = 128u << 10;  // bytes: a receipt, a note, an error
inline constexpr std::size_t kFileAnswer = 16u
                                           << 20;  // a root document, statuses, a part of a pack

inline std::string_view header_of(const Answer& answer, std::string_view name) {
  for (const auto& [key, text] : answer.headers) {
    if (key == name) return text;
  }
  return {};
}

inline std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
    return std::nullopt;
  return number;
}

}  // namespace parvis::agent
