#include <catch2/catch.hpp>
#include <random>

#include "sync/wire/commitment.h"
#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::wire;
using support::code;
using support::counting;
using support::value;

namespace {

// What a hub does with a batch file before it counts it.
Result<Manifest> accept(ByteView bytes) {
  PARVIS_TRY(const Batch batch, decode_batch(bytes));
  PARVIS_TRY_VOID(verify_manifest(batch.manifest, support::collection_key().verify_key()));
  return check_batch(batch);
}

// The definition of RFC 6962, section 2.1, as it is written there, over BLAKE2b-256.
crypto::Digest root_by_definition(std::span<const VisitLeaf> leaves) {
  if (leaves.empty()) return crypto::blake2b(ByteView{});
  if (leaves.size() == 1) {
    return crypto::blake2b({Bytes{0}, leaves[0].id.view(), leaves[0].digest.view()});
  }
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  const auto left = root_by_definition(leaves.first(k));
  const auto right = root_by_definition(leaves.subspan(k));
  return crypto::blake2b({Bytes{1}, left.view(), right.view()});
}

Manifest changed(void (*change)(Manifest&)) {
  Manifest manifest = support::sample_manifest({});
  change(manifest);
  return manifest;
}

std::optional<Errc> sign_code(void (*change)(Manifest&)) {
  return code(sign(changed(change), support::collection_key()));
}

}  // namespace

TEST_CASE("the root over visits is RFC 6962's tree with BLAKE2b-256") {
  std::vector<VisitLeaf> leaves;
  for (std::uint8_t i = 0; i < 130; ++i) {
    CHECK(visits_root(leaves) == root_by_definition(leaves));
    leaves.push_back({counting<VisitId>(i), crypto::blake2b(Bytes{i})});
  }
}

TEST_CASE("a batch of 128 visits of the measured kind takes at most 700 bytes a visit") {
  const Visit visit = support::sample_visit();
  REQUIRE(visit.votes.size() == 12);
  std::vector<SealedVisit> boxes;
  SealContext context = support::sample_context();
  context.recipients.resize(1);
  for (std::uint8_t i = 1; i <= kMaxBatchVisits; ++i) {
    boxes.push_back(value(seal(support::sample_visit(i), context)));
  }
  Manifest manifest = support::sample_manifest(boxes);
  manifest.recipients.resize(1);
  const Bytes bytes = encode(Batch{value(sign(manifest, support::collection_key())), boxes});
  CHECK(value(accept(bytes)) == manifest);
  CHECK(bytes.size() <= 700 * kMaxBatchVisits);
  CHECK(bytes.size() < kBatchBytesAim);
  WARN("bytes a visit on the wire: " << static_cast<double>(bytes.size()) / kMaxBatchVisits);
}

TEST_CASE("one bit changed anywhere in a batch file: refused") {
  Bytes bytes = encode(support::sample_batch(support::sample_boxes(2)));
  REQUIRE_OK(accept(bytes));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    REQUIRE_FALSE(accept(bytes));
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

TEST_CASE("a batch cut anywhere, or with a byte after it, is refused") {
  Bytes bytes = encode(support::sample_batch(support::sample_boxes(1)));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    REQUIRE(code(decode_batch(ByteView{bytes}.first(length))) == Errc::invalid);
  }
  bytes.push_back(0);
  CHECK(code(decode_batch(bytes)) == Errc::invalid);
}

TEST_CASE("a batch with a visit dropped, added, doubled or out of order is refused") {
  const Batch whole = support::sample_batch(support::sample_boxes(3));
  Batch batch = whole;
  batch.visits.pop_back();
  CHECK(code(check_batch(value(decode_batch(encode(batch))))) == Errc::forged);
  batch = whole;
  batch.visits.push_back(value(seal(support::sample_visit(9), support::sample_context())));
  CHECK(code(check_batch(value(decode_batch(encode(batch))))) == Errc::forged);
  batch = whole;
  batch.visits[1] = value(seal(support::sample_visit(2), support::sample_context()));
  CHECK(code(check_batch(value(decode_batch(encode(batch))))) == Errc::forged);
  batch = whole;
  std::swap(batch.visits[0], batch.visits[1]);
  CHECK(code(decode_batch(encode(batch))) == Errc::invalid);
  batch.visits[0] = batch.visits[1];
  CHECK(code(decode_batch(encode(batch))) == Errc::invalid);
}

TEST_CASE("a box for another number of recipients than its manifest's is refused") {
  SealContext one = support::sample_context();
  one.recipients.resize(1);
  const std::vector<SealedVisit> boxes{value(seal(support::sample_visit(), one))};
  CHECK(code(check_batch(support::sample_batch(boxes))) == Errc::forged);
}

TEST_CASE("a batch over its limits is refused before it is read") {
  std::vector<SealedVisit> boxes(kMaxBatchVisits + 1,
                                 value(seal(support::sample_visit(), support::sample_context())));
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    boxes[i].id = counting<VisitId>(static_cast<std::uint8_t>(i));
  }
  const auto manifest = value(sign(support::sample_manifest({}), support::collection_key()));
  CHECK(code(decode_batch(encode(Batch{manifest, boxes}))) == Errc::invalid);
  boxes.pop_back();
  CHECK(code(decode_batch(encode(Batch{manifest, boxes}))) == std::nullopt);
  CHECK(code(decode_batch(Bytes(kMaxBatchBytes + 1))) == Errc::invalid);
}

TEST_CASE("a manifest is signed only when a reader would take it") {
  CHECK(sign_code([](Manifest&) {}) == std::nullopt);
  CHECK(sign_code([](Manifest& m) { m.number = {0}; }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.number = {1}; }) == Errc::invalid);  // yet has a previous one
  CHECK(sign_code([](Manifest& m) { m.previous = {}; }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.abandoned = m.previous; }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) {
          m.number = {1};
          m.abandoned = std::exchange(m.previous, {});
        }) == std::nullopt);
  CHECK(sign_code([](Manifest& m) { m.recipients.clear(); }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.recipients.resize(5); }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.sessions.clear(); }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.sessions.push_back(m.sessions[0]); }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.sessions[0].place = std::string(121, 'x'); }) ==
        Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.visits = 129; }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.checkpoint = std::string(4097, 'x'); }) == Errc::invalid);
  CHECK(sign_code([](Manifest& m) { m.pack.consultation = "a b"; }) == Errc::invalid);
}

TEST_CASE("sessions joined in a batch stand in the order of their ids, whoever closed first") {
  Manifest manifest = support::sample_manifest({});
  SessionSheet other = manifest.sessions[0];
  other.session = counting<SessionId>(0x10);
  other.place = "une place écrite à la main";
  other.counts.head_count.reset();
  manifest.sessions.push_back(other);
  const Signed document = value(sign(manifest, support::collection_key()));
  std::swap(manifest.sessions[0], manifest.sessions[1]);
  CHECK(value(decode_manifest(document.bytes)) == manifest);
  CHECK(value(sign(manifest, support::collection_key())) == document);
}

TEST_CASE("a manifest or commitment signed by another key, or with a bit changed, is forged") {
  const auto key = support::collection_key();
  const auto flip_all = [](Signed document, auto verify) {
    REQUIRE_OK(verify(document));
    const auto refused = [&](std::uint8_t& byte) {
      for (int bit = 0; bit < 8; ++bit) {
        byte ^= static_cast<std::uint8_t>(1 << bit);
        REQUIRE(code(verify(document)) == Errc::forged);
        byte ^= static_cast<std::uint8_t>(1 << bit);
      }
    };
    for (auto& byte : document.bytes) refused(byte);
    for (auto& byte : document.signature.bytes) refused(byte);
  };
  flip_all(value(sign(support::sample_manifest({}), key)),
           [&](const Signed& d) { return verify_manifest(d, key.verify_key()); });
  flip_all(value(sign(support::sample_commitment(), key)),
           [&](const Signed& d) { return verify_commitment(d, key.verify_key()); });
  const Signed document = value(sign(support::sample_commitment(), key));
  CHECK(code(verify_commitment(document, support::transport_key().verify_key())) == Errc::forged);
  // A signature for one kind of document is none for another.
  CHECK(code(verify_manifest(document, key.verify_key())) == Errc::forged);
}

TEST_CASE("a commitment reads back, and its endings add up to its visits") {
  const auto key = support::collection_key();
  Commitment commitment = support::sample_commitment();
  CHECK(value(verify_commitment(value(sign(commitment, key)), key.verify_key())) == commitment);
  ++commitment.visits;
  CHECK(code(sign(commitment, key)) == Errc::invalid);
}

TEST_CASE("a signed document is a file of its own") {
  const Signed document = value(sign(support::sample_commitment(), support::collection_key()));
  CHECK(value(decode_signed(encode(document))) == document);
  CHECK(digest(document) != digest(Signed{document.bytes, {}}));
  Bytes longer = encode(document);
  longer.push_back(0);
  CHECK(code(decode_signed(longer)) == Errc::invalid);
}
