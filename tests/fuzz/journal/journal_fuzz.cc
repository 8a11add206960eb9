// Whatever the bytes are, an audit ends, and what it calls good reads again as good and the same.
#include "sync/journal/journal.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input{data, size};
  const auto found = journal::audit(input);
  if (!found) return 0;
  PARVIS_CHECK(found->good_bytes <= size);
  PARVIS_CHECK(found->damage || found->good_bytes == size);
  const auto again = journal::audit(input.first(found->good_bytes), {&found->head, 1});
  PARVIS_CHECK(again && !again->damage && again->entries == found->entries);
  return 0;
}
