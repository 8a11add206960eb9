// A box that reads is written again as the same bytes, and opening it never fails in another way
// than by saying so.
#include "tests/support/wire_samples.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::OpeningKey key = support::reception_key();
  const ByteView input{data, size};
  const auto box = wire::decode_sealed_visit(input);
  if (!box) return 0;
  PARVIS_CHECK(wire::encode(*box) == to_bytes(input));
  const auto opened = wire::open(*box, support::sample_device(), support::sample_pack(),
                                 support::sample_recipients(), {&key, 1});
  if (opened) PARVIS_CHECK(opened->visit == support::sample_visit());
  return 0;
}
