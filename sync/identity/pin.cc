#include "sync/identity/pin.h"

#include <algorithm>
#include <bit>

#include "sync/crypto/crypto.h"

namespace parvis::identity {
namespace {

constexpr std::size_t kLongestRun = 3;

// Whether more than three digits in a row each differ from the one before by `step`, modulo 10.
bool has_run(std::string_view pin, int step) {
  std::size_t length = 1;
  for (std::size_t i = 1; i < pin.size(); ++i) {
    length = (pin[i] - pin[i - 1] + 10) % 10 == step ? length + 1 : 1;
    if (length > kLongestRun) return true;
  }
  return false;
}

}  // namespace

bool is_weak(std::string_view pin) {
  const bool digits = std::ranges::all_of(pin, [](char c) { return c >= '0' && c <= '9'; });
  if (pin.size() != kPinDigits || !digits) return true;
  unsigned distinct = 0;  // a bit for each digit that occurs
  for (const char digit : pin) distinct |= 1u << (digit - '0');
  if (std::popcount(distinct) < 3) return true;
  return has_run(pin, 0) || has_run(pin, 1) || has_run(pin, 9);
}

std::string draw_pin() {
  std::string pin(kPinDigits, '0');
  do {
    for (char& digit : pin) digit = static_cast<char>('0' + crypto::random_below(10));
  } while (is_weak(pin));
  return pin;
}

}  // namespace parvis::identity
