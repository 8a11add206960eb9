// Every kind of damage that a pack can have, each named after what was done to it. Nothing damaged is ever shown.
#include <catch2/catch.hpp>

#include "sync/pack/manifest.h"
#include "sync/pack/pack.h"
#include "tests/support/pack_city.h"

namespace parvis::pack {
namespace {

using support::PackCity;
using support::value;

const bool started = crypto::init().has_value();

// A valid pack taken apart, to be spoiled and, where the damage is a signer's, signed again.
struct Bench {
  PackCity city;
  Bytes bytes = value(city.build(2));
  Envelope envelope = value(decode_envelope(bytes));
  Manifest manifest = value(decode_manifest(envelope.manifest.bytes));

  [[nodiscard]] Bytes signed_again(const crypto::SigningKey& key) {
    envelope.manifest.bytes = encode(manifest);
    envelope.manifest.signature = key.sign(kManifestDomain, envelope.manifest.bytes);
    return encode(envelope);
  }
  [[nodiscard]] Bytes signed_again() { return signed_again(city.publisher); }
  // Contents replaced as a publisher would, with lengths and digests that hold.
  [[nodiscard]] Bytes with_contents(const std::vector<File>& files) {
    manifest.files.clear();
    envelope.contents.clear();
    for (const File& file : files) {
      manifest.files.push_back({file.name, file.bytes.size(), crypto::blake2b(file.bytes)});
      envelope.contents.push_back(file.bytes);
    }
    return signed_again();
  }
};

struct Refusal {
  Errc code;
  std::string context;
  bool operator==(const Refusal&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  return out << to_string(refusal.code) << ": " << refusal.context;
}

Refusal refusal(const Bytes& bytes, const PackCity& city,
                const std::optional<wire::RootDocument>& newest = std::nullopt) {
  const auto pack = verify(bytes, city.authority.verify_key(), newest);
  if (pack) return {Errc::internal, "accepted"};
  return {pack.error().code, pack.error().context};
}

TEST_CASE("a pack truncated anywhere is refused") {
  REQUIRE(started);
  Bench bench;
  for (std::size_t size = 0; size < bench.bytes.size(); size += size < 4000 ? 1 : 97) {
    const Bytes part(bench.bytes.begin(), bench.bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const auto refused = refusal(part, bench.city);
    CAPTURE(size, refused);
    REQUIRE(refused.code == Errc::invalid);
  }
}

TEST_CASE("a pack longer than it declares is refused") {
  Bench bench;
  bench.bytes.push_back(0);
  CHECK(refusal(bench.bytes, bench.city).code == Errc::invalid);
  Bench inside;
  inside.envelope.contents[3].push_back(0);
  const auto declared = std::to_string(inside.manifest.files[3].length);
  CHECK(refusal(encode(inside.envelope), inside.city) ==
        Refusal{Errc::invalid, "pack: file 'texts' has " +
                                   std::to_string(inside.envelope.contents[3].size()) +
                                   " bytes and declares " + declared});
}

TEST_CASE("a flipped bit anywhere is refused") {
  Bench bench;
  for (std::size_t at = 0; at < bench.bytes.size(); ++at) {
    Bytes flipped = bench.bytes;
    flipped[at] ^= static_cast<std::uint8_t>(1u << (at % 8));
    const auto refused = refusal(flipped, bench.city);
    CAPTURE(at, refused);
    REQUIRE(refused.context != "accepted");
  }
}

TEST_CASE("a flipped byte inside a file names the file") {
  Bench bench;
  bench.envelope.contents[4].back() ^= 1;
  CHECK(refusal(encode(bench.envelope), bench.city) ==
        Refusal{Errc::corrupt, "pack: file 'proposals': its bytes are not those that were signed"});
}

TEST_CASE("a signature that does not hold is refused") {
  Bench bench;
  bench.envelope.manifest.signature.bytes[0] ^= 1;
  const auto refused = refusal(encode(bench.envelope), bench.city);
  CHECK(refused.code == Errc::forged);
  CHECK(refused.context.starts_with("pack: the publisher's signature"));
  Bench other;
  CHECK(refusal(other.signed_again(support::fixed_signing_key(9)), other.city).code ==
        Errc::forged);
}

TEST_CASE("a publisher without certificate is refused") {
  Bench bench;
  const auto stranger = support::fixed_signing_key(9);
  bench.manifest.publisher = crypto::key_id(stranger.verify_key());
  CHECK(refusal(bench.signed_again(stranger), bench.city) ==
        Refusal{Errc::forged, "pack: the authority has certified no such publisher key"});
}

TEST_CASE("a pack of another authority is refused") {
  Bench bench;
  PackCity elsewhere;
  elsewhere.authority = support::fixed_signing_key(8);
  CHECK(refusal(bench.bytes, elsewhere).code == Errc::forged);
}

TEST_CASE("a key certified for another purpose, consultation or time can't publish") {
  const Refusal expected{
      Errc::forged,
      "pack: the key that signed it is certified for another purpose, consultation or time"};
  const auto desk = support::fixed_signing_key(9);
  Bench purpose;
  purpose.manifest.certificates.push_back(
      purpose.city.certify(wire::Purpose::desk, desk.verify_key().view()));
  purpose.manifest.publisher = crypto::key_id(desk.verify_key());
  CHECK(refusal(purpose.signed_again(desk), purpose.city) == expected);
  Bench consultation;
  consultation.manifest.certificates.push_back(
      consultation.city.certify(wire::Purpose::publisher, desk.verify_key().view(), "other"));
  consultation.manifest.publisher = crypto::key_id(desk.verify_key());
  CHECK(refusal(consultation.signed_again(desk), consultation.city) == expected);
  Bench time;
  time.manifest.issued += std::chrono::hours(24 * 400);
  CHECK(refusal(time.signed_again(), time.city) == expected);
}

TEST_CASE("a revoked publisher is refused, by the pack's own root or by a newer one") {
  Bench bench;
  auto newest = bench.city.root_document();
  newest.revocations = {{crypto::key_id(bench.city.publisher.verify_key()), std::nullopt}};
  const Refusal expected{Errc::denied, "pack: its publisher is revoked"};
  CHECK(refusal(bench.bytes, bench.city, newest) == expected);
  bench.manifest.root = bench.city.sign(newest);
  CHECK(refusal(bench.signed_again(), bench.city) == expected);
}

TEST_CASE("a newer format asks for a newer program") {
  Bench bench;
  // ["parvis/pack", 1, …]: the version is the byte after the kind, a text of 11 bytes with one byte of head.
  REQUIRE(bench.bytes[13] == 1);
  bench.bytes[13] = 3;
  CHECK(refusal(bench.bytes, bench.city).code == Errc::unsupported_version);
}

TEST_CASE("a pack for a newer program asks for an update, and one without a version is refused") {
  Bench bench;
  bench.manifest.minimum_program = "99.0.0";
  const auto refused = refusal(bench.signed_again(), bench.city);
  CHECK(refused.code == Errc::unsupported_version);
  CHECK(refused.context.find("update the program first") != std::string::npos);
  for (const char* version : {"", "1", "1.2", "1.2.3.4", "1.2.x", "-1.0.0"}) {
    bench.manifest.minimum_program = version;
    CHECK(refusal(bench.signed_again(), bench.city).code == Errc::invalid);
  }
}

TEST_CASE("a file that comes twice, is missing or unknown is named") {
  const auto files = encode_contents(PackCity::consultation());
  Bench twice;
  auto spoiled = files;
  spoiled[2] = spoiled[1];
  CHECK(refusal(twice.with_contents(spoiled), twice.city) ==
        Refusal{Errc::invalid, "pack: file 'languages' comes twice"});
  Bench missing;
  spoiled = files;
  spoiled.pop_back();
  CHECK(refusal(missing.with_contents(spoiled), missing.city) ==
        Refusal{Errc::invalid, "pack: file 'statistics' is missing"});
  Bench unknown;
  spoiled = files;
  spoiled.push_back({"extra", {0x80}});
  CHECK(refusal(unknown.with_contents(spoiled), unknown.city) ==
        Refusal{Errc::invalid, "pack: file 'extra' is unknown"});
  Bench fewer;
  fewer.envelope.contents.pop_back();
  CHECK(refusal(encode(fewer.envelope), fewer.city) ==
        Refusal{Errc::invalid, "pack: it declares 7 files and holds 6"});
}

TEST_CASE("bad content is refused though a publisher signed it") {
  const auto spoil = [](auto&& change) {
    Bench bench;
    auto all = PackCity::consultation();
    change(all);
    return refusal(bench.with_contents(encode_contents(all)), bench.city);
  };
  CHECK(spoil([](auto& c) { c.proposals[1].id = "p0"; }) ==
        Refusal{Errc::invalid, "pack: proposal 'p0' comes twice"});
  CHECK(spoil([](auto& c) { c.proposals[1].text = ""; }).code == Errc::invalid);
  CHECK(spoil([](auto& c) { c.proposals[1].text = "\xFF"; }).code == Errc::invalid);
  CHECK(spoil([](auto& c) { c.cards = 0; }) == Refusal{Errc::invalid, "pack: cards: 1 to 64"});
  CHECK(spoil([](auto& c) { c.question.clear(); }).code == Errc::invalid);
}

TEST_CASE("a second encoding of the same content is refused") {
  Bench bench;
  auto files = encode_contents(PackCity::consultation());
  const auto translations = [&files](std::initializer_list<std::uint64_t> proposals) {
    wire::cbor::Writer rows;
    rows.document({"parvis/pack-translations", 1}, 1).array(proposals.size());
    for (const std::uint64_t i : proposals)
      rows.array(4).uint(i).text("en").uint(0).text("A translation");
    files[5].bytes = std::move(rows).take();
    return files;
  };
  REQUIRE(files[5].name == "translations");
  CHECK(refusal(bench.with_contents(translations({0, 1})), bench.city).context == "accepted");
  const Refusal expected{
      Errc::invalid,
      "pack: file 'translations': a row comes twice, in another order, or belongs to nothing"};
  CHECK(refusal(bench.with_contents(translations({1, 0})), bench.city) == expected);
  CHECK(refusal(bench.with_contents(translations({0, 0})), bench.city) == expected);
}

TEST_CASE("a version of zero is refused") {
  Bench bench;
  bench.manifest.ref.version = 0;
  CHECK(refusal(bench.signed_again(), bench.city).code == Errc::invalid);
}

}  // namespace
}  // namespace parvis::pack
