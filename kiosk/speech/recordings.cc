#include "kiosk/speech/recordings.h"

#include <fmt/format.h>
#include <opusfile.h>

#include <array>
#include <memory>

#include "kiosk/speech/stretch.h"

namespace parvis::speech {
namespace {

constexpr std::uint64_t kLargest = 2u << 20;  // bytes; a minute of speech takes 0.3 MB
constexpr std::size_t kLongest = std::size_t{180} * kSampleRate;  // samples: three minutes

struct CloseOpus {
  void operator()(OggOpusFile* file) const { op_free(file); }
};
using OpusFile = std::unique_ptr<OggOpusFile, CloseOpus>;

std::uint32_t crc_step(std::uint32_t crc, std::uint8_t byte) {
  static constexpr auto kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
      std::uint32_t value = i << 24;
      for (int bit = 0; bit < 8; ++bit) value = value << 1 ^ (value >> 31) * 0x04c11db7;
      table[i] = value;
    }
    return table;
  }();
  return crc << 8 ^ kTable[crc >> 24 ^ byte];
}

// One Ogg page (RFC 3533, section 6) at the start of `rest`.
struct Page {
  std::size_t size = 0;  // 0: it is not whole, or damaged
  bool last = false;
};
Page read_page(ByteView rest) {
  constexpr std::size_t kFlags = 5;
  constexpr std::size_t kSum = 22;
  constexpr std::size_t kHeader = 27;  // its last byte counts the segments, whose lengths follow
  if (rest.size() < kHeader || as_text(rest.first(4)) != "OggS") return {};
  const std::size_t segments = rest[kHeader - 1];
  std::size_t size = kHeader + segments;
  if (rest.size() < size) return {};
  for (const std::uint8_t length : rest.subspan(kHeader, segments)) size += length;
  if (rest.size() < size) return {};
  std::uint32_t crc = 0;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const bool of_sum = i >= kSum && i < kSum + 4;
    crc = crc_step(crc, of_sum ? std::uint8_t{0} : rest[i]);
    if (of_sum) sum |= std::uint32_t{rest[i]} << 8 * (i - kSum);
  }
  if (crc != sum) return {};
  return {.size = size, .last = (rest[kFlags] & 4) != 0};
}

// Whether every page is there, undamaged, up to the one that says that it is the last. opusfile leaves damaged pages out, and takes
// a file that was cut for a short one: then half a sentence would be said.
bool is_whole(ByteView opus) {
  Page page;
  for (std::size_t at = 0; at < opus.size(); at += page.size) {
    page = read_page(opus.subspan(at));
    if (page.size == 0) return false;
  }
  return page.last;
}

}  // namespace

std::string recording_name(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const std::uint8_t byte : as_bytes(text)) hash = (hash ^ byte) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

std::optional<Bytes> find_recording(const std::vector<Path>& directories, std::string_view language,
                                    std::string_view name) {
  for (const Path& directory : directories) {
    auto bytes = read_file(directory / language / fmt::format("{}.opus", name), kLargest);
    if (bytes) return std::move(*bytes);
  }
  return std::nullopt;
}

Outcome play_recording(ByteView opus, double speed,
                       const std::function<Outcome(std::span<const Sample>)>& hear) {
  if (!is_whole(opus)) return Outcome::broken;
  const OpusFile file(op_open_memory(opus.data(), opus.size(), nullptr));
  if (file == nullptr) return Outcome::broken;
  Stretch stretch(speed);
  Samples pairs(2 * std::size_t{5760});  // the longest packet, 120 ms, left and right
  Samples mono;
  Samples out;
  for (std::size_t total = 0; total < kLongest; total += mono.size()) {
    const int count = op_read_stereo(file.get(), pairs.data(), static_cast<int>(pairs.size()));
    if (count < 0) return Outcome::broken;
    mono.clear();
    out.clear();
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      mono.push_back(static_cast<Sample>((pairs[2 * i] + pairs[2 * i + 1]) / 2));
    }
    count == 0 ? stretch.finish(out) : stretch.push(mono, out);
    if (const Outcome outcome = hear(out); outcome != Outcome::said) return outcome;
    if (count == 0) return Outcome::said;
  }
  return Outcome::broken;
}

}  // namespace parvis::speech
