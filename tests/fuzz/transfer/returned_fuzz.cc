// What a kiosk gives back to a hub in recovery: whatever is accepted has one way to be written.
#include "hardware/platform/result.h"
#include "sync/transfer/returned.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  if (const auto returned = transfer::decode_returned(bytes))
    PARVIS_CHECK(transfer::encode(*returned) == to_bytes(bytes));
  return 0;
}
