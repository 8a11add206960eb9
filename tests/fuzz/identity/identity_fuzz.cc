// What a hub reads of a kiosk it does not know, and a kiosk of a stick: requests and answers. What
// reads as an answer is written again as the same bytes; a request never reads with a signature
// that does not hold.
#include "sync/identity/enrolment.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input{data, size};
  (void)identity::decode_request(input);
  if (const auto answer = identity::decode_answer(input)) {
    PARVIS_CHECK(identity::encode(*answer) == to_bytes(input));
    (void)identity::verify_answer(*answer);
  }
  return 0;
}
