// Signed documents, as somebody with the right key but a wrong mind could write them: the input is
// signed, then read as each kind. What reads is written again as the same bytes.
#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::wire;

namespace {

Signed signed_input(ByteView input, const crypto::Domain& domain) {
  static const crypto::SigningKey key = support::authority_key();
  return {to_bytes(input), key.sign(domain, input)};
}

template <class Document>
void written_again(const Document& document, ByteView input) {
  static const crypto::SigningKey key = support::authority_key();
  const auto again = sign(document, key);
  PARVIS_CHECK(again && again->bytes == to_bytes(input));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const crypto::VerifyKey key = support::authority_key().verify_key();
  const ByteView input{data, size};
  if (const auto commitment = verify_commitment(signed_input(input, kCommitmentDomain), key)) {
    written_again(*commitment, input);
  }
  if (const auto certificate = verify_certificate(signed_input(input, kCertificateDomain), key)) {
    written_again(*certificate, input);
  }
  if (const auto root = verify_root(signed_input(input, kRootDomain), key)) {
    written_again(*root, input);
    for (int purpose = 1; purpose <= 6; ++purpose) {
      (void)certificates_of(*root, static_cast<Purpose>(purpose));
    }
  }
  if (const auto manifest = decode_manifest(input)) written_again(*manifest, input);
  if (const auto document = decode_signed(input)) {
    PARVIS_CHECK(encode(*document) == to_bytes(input));
  }
  return 0;
}
