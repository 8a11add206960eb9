#include "sync/wire/utf8.h"

#include <algorithm>

namespace parvis::wire {
namespace {

// Bytes of the code point at the front; 0 when what stands there is not one.
std::size_t code_point_length(ByteView bytes) {
  const std::uint8_t first = bytes[0];
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || bytes.size() < length) return 0;
  const std::uint8_t low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const std::uint8_t high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (bytes[1] < low || bytes[1] > high) return 0;
  const auto tail = bytes.subspan(2, length - 2);
  return std::ranges::all_of(tail, [](auto b) { return b >= 0x80 && b <= 0xbf; }) ? length : 0;
}

}  // namespace

bool is_utf8(ByteView bytes) {
  while (!bytes.empty()) {
    const std::size_t length = code_point_length(bytes);
    if (length == 0) return false;
    bytes = bytes.subspan(length);
  }
  return true;
}

}  // namespace parvis::wire
