// The header that the voice's program writes before its samples, which may arrive in any pieces: a verdict over the first bytes
// stays the same when more of them are there.
#include "kiosk/speech/wav.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input{data, size};
  const auto whole = speech::read_wav_header(input);
  if (whole && *whole) {
    const speech::WavHeader& header = **whole;
    PARVIS_CHECK(header.rate >= 8'000 && header.rate <= 48'000 && header.size <= size);
    const auto exact = speech::read_wav_header(input.first(header.size));
    PARVIS_CHECK(exact && *exact && (*exact)->rate == header.rate);
  }
  for (std::size_t part = 0; part < size; part += 1 + size / 16) {
    const auto early = speech::read_wav_header(input.first(part));
    if (!early) PARVIS_CHECK(!whole);
    if (early && *early) PARVIS_CHECK(whole && *whole && (*whole)->size == (*early)->size);
  }
  return 0;
}
