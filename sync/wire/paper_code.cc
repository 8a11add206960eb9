#include "sync/wire/paper_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "sync/crypto/crypto.h"

namespace parvis::wire {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// Multiplication by α (x) in GF(32) modulo x^5 + x^2 + 1.
constexpr std::uint8_t times_alpha(std::uint8_t value) {
  const unsigned doubled = unsigned{value} << 1;
  return static_cast<std::uint8_t>((doubled & 0x20u) != 0 ? doubled ^ 0x25u : doubled);
}

// Horner's rule: each character ends up times a power of α, the check character times 1, so that all weights differ.
std::uint8_t check_value(std::string_view others) {
  std::uint8_t sum = 0;
  for (const char character : others) {
    sum = times_alpha(static_cast<std::uint8_t>(sum ^ kAlphabet.find(character)));
  }
  return sum;
}

// The canonical character for a typed one; absent when it belongs to no code.
std::optional<char> canonical_character(char typed) {
  char upper = typed;
  if (typed >= 'a' && typed <= 'z') upper = static_cast<char>(typed - 'a' + 'A');
  if (upper == 'O') return '0';
  if (upper == 'I' || upper == 'L') return '1';
  return kAlphabet.find(upper) == std::string_view::npos ? std::nullopt : std::optional(upper);
}

// Bytes of what people and their editors put between groups; 0 when none stands there.
std::size_t separator_length(std::string_view rest) {
  static constexpr std::array<std::string_view, 10> kMarks{
      " ", "-", "\t", ".", "_", "\u2010", "\u2011", "\u2013", "\u00a0", "\u202f"};
  for (const auto mark : kMarks) {
    if (rest.starts_with(mark)) return mark.size();
  }
  return 0;
}

}  // namespace

std::string new_paper_code(std::size_t characters) {
  std::string code;
  while (code.size() + 1 < characters) code += kAlphabet[crypto::random_below(32)];
  code += kAlphabet[check_value(code)];
  return code;
}

Result<std::string> parse_paper_code(std::string_view typed, std::size_t characters,
                                     std::string_view what) {
  std::string code;
  while (!typed.empty()) {
    if (const auto mark = separator_length(typed); mark > 0) {
      typed.remove_prefix(mark);
      continue;
    }
    const char character = typed.front();
    typed.remove_prefix(1);
    const auto canonical = canonical_character(character);
    if (!canonical) {
      return fail(
          Errc::invalid,
          fmt::format("{}: a code has only digits and letters, and never the letter U", what));
    }
    code += *canonical;
    if (code.size() > characters) break;
  }
  if (code.size() != characters) {
    return fail(Errc::invalid, fmt::format("{}: a code has {} characters", what, characters));
  }
  if (code.back() != kAlphabet[check_value(std::string_view(code).substr(0, code.size() - 1))]) {
    return fail(Errc::invalid,
                fmt::format("{}: a character is wrong or two are swapped; read it again", what));
  }
  return code;
}

}  // namespace parvis::wire
