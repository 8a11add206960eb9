#include "kiosk/speech/wav.h"

#include <algorithm>

namespace parvis::speech {
namespace {

constexpr std::size_t kLongestHeader = 4096;

std::uint32_t little_endian(ByteView bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = (value << 8) | bytes[i];
  return value;
}

bool is_format(ByteView chunk) {  // PCM, one channel, 16 bits
  return little_endian(chunk.subspan(0, 2)) == 1 && little_endian(chunk.subspan(2, 2)) == 1 &&
         little_endian(chunk.subspan(14, 2)) == 16;
}

}  // namespace

Result<std::optional<WavHeader>> read_wav_header(ByteView bytes) {
  const auto bad = [] { return fail(Errc::invalid, "wav header"); };
  const auto more = [&]() -> Result<std::optional<WavHeader>> {
    if (bytes.size() > kLongestHeader) return bad();
    return std::optional<WavHeader>{};
  };
  if (bytes.size() < 12) return more();
  if (as_text(bytes.first(4)) != "RIFF" || as_text(bytes.subspan(8, 4)) != "WAVE") return bad();
  int rate = 0;
  for (std::size_t at = 12; at + 8 <= std::min(bytes.size(), kLongestHeader);) {
    const std::string_view name = as_text(bytes.subspan(at, 4));
    const std::uint32_t length = little_endian(bytes.subspan(at + 4, 4));
    at += 8;
    if (name == "data") {
      if (rate == 0) return bad();
      return std::optional(WavHeader{.rate = rate, .size = at});
    }
    if (length > kLongestHeader) return bad();
    if (bytes.size() - at < length) return more();
    if (name == "fmt ") {
      if (length < 16 || !is_format(bytes.subspan(at, 16))) return bad();
      rate = static_cast<int>(little_endian(bytes.subspan(at + 4, 4)));
      if (rate < 8'000 || rate > 48'000) return bad();
    }
    at += length;
  }
  return more();
}

}  // namespace parvis::speech
