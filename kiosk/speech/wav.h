// The two ends of a WAV stream: the header that the voice writes before its samples, and a file for tests.
#pragma once

#include <cstddef>
#include <optional>

#include "hardware/platform/bytes.h"
#include "hardware/platform/result.h"

namespace parvis::speech {

struct WavHeader {
  int rate = 0;          // samples a second
  std::size_t size = 0;  // bytes before the first sample
};

// The header at the start of `bytes`; nothing while it is not whole. Lengths are not believed: a stream does not know its own.
// Errc::invalid unless it is 16-bit mono PCM at 8 to 48 kHz.
Result<std::optional<WavHeader>> read_wav_header(ByteView bytes);

}  // namespace parvis::speech
