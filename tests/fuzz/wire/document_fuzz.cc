// Signed documents, as somebody with the right key but a wrong mind could write them: the input is
// signed, then read as each kind. What reads is written again as the same bytes, and whoever pinned the authority before
// this one follows where the line leads.
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

Signed signed_by_first(ByteView input) {
  static const crypto::SigningKey key = support::first_authority_key();
  return {to_bytes(input), key.sign(kSuccessionDomain, input)};
}

void root_holds(const RootDocument& root, ByteView input, const crypto::Domain& domain) {
  written_again(root, input);
  for (int purpose = 1; purpose <= 6; ++purpose) {
    (void)certificates_of(root, static_cast<Purpose>(purpose));
  }
  const Authorities line(root);
  for (const crypto::VerifyKey& earlier : line.keys()) {
    const auto followed = verify_root(signed_input(input, domain), earlier);
    PARVIS_CHECK(!followed || *followed == root);
  }
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
  for (const auto& domain : {kRootDomain, kGrownRootDomain}) {
    if (const auto root = verify_root(signed_input(input, domain), key))
      root_holds(*root, input, domain);
  }
  if (const auto succession = verify_succession(signed_by_first(input))) {
    PARVIS_CHECK(succession->from == support::first_authority_key().verify_key());
    PARVIS_CHECK(succession->from != succession->to);
  }
  if (const auto manifest = decode_manifest(input)) written_again(*manifest, input);
  if (const auto document = decode_signed(input)) {
    PARVIS_CHECK(encode(*document) == to_bytes(input));
  }
  return 0;
}
