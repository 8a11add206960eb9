// The bytes of every format of sync/wire, pinned: NAME.hex holds what the sample of
// tests/support/wire_samples.h is written as. A kiosk of today and a hub of next year meet in these
// bytes: changing a file here needs a new version in FORMAT.md and a reader that still takes the
// old one. wire_vectors writes them.
#include <catch2/catch.hpp>

#include "hardware/platform/files.h"
#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::wire;
using support::value;

namespace {

Bytes vector(const std::string& name) {
  const Bytes file = value(read_file(Path(PARVIS_WIRE_VECTORS) / (name + ".hex"), 1u << 20));
  std::string text(as_text(file));
  std::erase(text, '\n');
  return value(crypto::from_hex(text));
}

const crypto::OpeningKey& reception() {
  static const crypto::OpeningKey key = support::reception_key();
  return key;
}

}  // namespace

TEST_CASE("golden: a visit's bytes") {
  CHECK(value(encode(support::sample_visit())) == vector("visit"));
  CHECK(value(decode_visit(vector("visit"))) == support::sample_visit());
}

TEST_CASE("golden: a box opens, and its ciphertext is what its key and nonce make") {
  const SealedVisit box = value(decode_sealed_visit(vector("box")));
  CHECK(encode(box) == vector("box"));
  CHECK(value(open(box, support::sample_device(), support::sample_pack(),
                   support::sample_recipients(), {&reception(), 1}))
            .visit == support::sample_visit());
  const auto cipher = encrypt_visit(support::sample_visit(), support::sample_context(),
                                    support::seed_of(0xb0), box.nonce);
  CHECK(value(cipher) == box.cipher);
  for (const Bytes& sealed : box.keys) CHECK(sealed.size() == 32 + crypto::kSealOverhead);
}

TEST_CASE("golden: a commitment's bytes and signature") {
  const Signed document = value(decode_signed(vector("commitment")));
  CHECK(value(sign(support::sample_commitment(), support::collection_key())) == document);
  CHECK(value(verify_commitment(document, support::collection_key().verify_key())) ==
        support::sample_commitment());
}

TEST_CASE("golden: a batch's manifest and boxes") {
  const Batch batch = value(decode_batch(vector("batch")));
  CHECK(encode(batch) == vector("batch"));
  const Manifest manifest = support::sample_manifest(batch.visits);
  CHECK(value(check_batch(batch)) == manifest);
  CHECK(value(sign(manifest, support::collection_key())) == batch.manifest);
  REQUIRE_OK(verify_manifest(batch.manifest, support::collection_key().verify_key()));
  REQUIRE(batch.visits.size() == 2);
  for (std::uint8_t i = 0; i < 2; ++i) {
    CHECK(value(open(batch.visits[i], manifest.device, manifest.pack, manifest.recipients,
                     {&reception(), 1}))
              .visit == support::sample_visit(static_cast<std::uint8_t>(i + 1)));
  }
}

TEST_CASE("golden: certificates and a root document") {
  const auto authority = support::authority_key().verify_key();
  const Signed device = value(decode_signed(vector("certificate")));
  CHECK(value(sign(support::sample_certificate(), support::authority_key())) == device);
  CHECK(value(verify_certificate(device, authority)) == support::sample_certificate());
  const Signed root = value(decode_signed(vector("root")));
  CHECK(value(sign(support::sample_root(), support::authority_key())) == root);
  CHECK(value(verify_root(root, authority)) == support::sample_root());
}

TEST_CASE("golden: a succession, and a root document of version 2") {
  const Signed succession = value(decode_signed(vector("succession")));
  CHECK(support::sample_succession() == succession);
  const Succession read = value(verify_succession(succession));
  CHECK(read.from == support::first_authority_key().verify_key());
  CHECK(read.to == support::authority_key().verify_key());
  const Signed root = value(decode_signed(vector("grown-root")));
  CHECK(value(sign(support::sample_grown_root(), support::authority_key())) == root);
  for (const auto& pinned : {support::first_authority_key(), support::authority_key()}) {
    CHECK(value(verify_root(root, pinned.verify_key())) == support::sample_grown_root());
  }
}
