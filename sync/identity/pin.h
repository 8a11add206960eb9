// The six digits that a mediator types. Drawn by the machine, never chosen: people choose birthdays.
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

namespace parvis::identity {

inline constexpr std::size_t kPinDigits = 6;

// Not six digits, fewer than three distinct ones, one digit more than three times in a row, or more than
// three in sequence, up or down, 0 following 9.
[[nodiscard]] bool is_weak(std::string_view pin);

// Uniform among the PINs that are not weak. The caller shows it once and wipes it.
[[nodiscard]] std::string draw_pin();

}  // namespace parvis::identity
