// A batch that reads is written again as the same bytes; one that passes check_batch() has the
// visits its manifest says.
#include "sync/wire/commitment.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input{data, size};
  const auto batch = wire::decode_batch(input);
  if (!batch) return 0;
  PARVIS_CHECK(wire::encode(*batch) == to_bytes(input));
  const auto manifest = wire::check_batch(*batch);
  if (manifest) PARVIS_CHECK(manifest->visits == batch->visits.size());
  return 0;
}
