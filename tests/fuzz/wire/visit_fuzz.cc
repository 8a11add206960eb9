// Whatever is taken for a visit is written again as the same bytes.
#include "sync/wire/visit_box.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input{data, size};
  if (const auto visit = wire::decode_visit(input)) {
    const auto again = wire::encode(*visit);
    PARVIS_CHECK(again && *again == to_bytes(input));
  }
  if (auto plain = wire::unpad(to_bytes(input))) {
    PARVIS_CHECK(wire::pad(std::move(*plain)) == to_bytes(input));
  }
  return 0;
}
