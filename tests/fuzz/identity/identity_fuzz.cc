// What a hub reads of a kiosk it does not know, and a kiosk of a stick: requests, answers and QR texts. What
// reads as an answer is written again as the same bytes; a request never reads with a signature
// that does not hold.
#include "sync/identity/enrolment.h"
#include "sync/identity/qr_text.h"

using namespace parvis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input{data, size};
  (void)identity::decode_request(input);
  if (const auto answer = identity::decode_answer(input)) {
    PARVIS_CHECK(identity::encode(*answer) == to_bytes(input));
    (void)identity::verify_answer(*answer);
  }
  if (const auto request = identity::from_qr_text(as_text(input))) {
    PARVIS_CHECK(*identity::from_qr_text(identity::to_qr_text(*request)) == *request);
    (void)identity::decode_request(*request);
  }
  return 0;
}
