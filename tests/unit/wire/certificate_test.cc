#include "sync/wire/certificate.h"

#include <catch2/catch.hpp>

#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::wire;
using support::authority_key;
using support::code;
using support::sample_certificate;
using support::sample_reception;
using support::sample_root;
using support::value;

namespace {

template <class Document>
std::optional<Errc> sign_code(Document document, void (*change)(Document&)) {
  change(document);
  return code(sign(document, authority_key()));
}

template <class Verify>
void every_bit_matters(Signed document, Verify verify) {
  REQUIRE_OK(verify(document));
  for (std::size_t bit = 0; bit < document.bytes.size() * 8; ++bit) {
    document.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    REQUIRE(code(verify(document)) == Errc::forged);
    document.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

}  // namespace

TEST_CASE("certificates and root documents read back as they were signed") {
  const auto authority = authority_key().verify_key();
  for (const Certificate& certificate : {sample_certificate(), sample_reception()}) {
    const Signed document = value(sign(certificate, authority_key()));
    CHECK(value(verify_certificate(document, authority)) == certificate);
  }
  CHECK(value(verify_root(value(sign(sample_root(), authority_key())), authority)) ==
        sample_root());
}

TEST_CASE("one bit changed in a certificate or a root document: forged") {
  const auto authority = authority_key().verify_key();
  every_bit_matters(value(sign(sample_certificate(), authority_key())),
                    [&](const Signed& d) { return verify_certificate(d, authority); });
  every_bit_matters(value(sign(sample_root(), authority_key())),
                    [&](const Signed& d) { return verify_root(d, authority); });
  CHECK(code(verify_root(value(sign(sample_root(), authority_key())),
                         support::transport_key().verify_key())) == Errc::forged);
}

TEST_CASE("a certificate is signed only when a reader would take it") {
  using C = Certificate;
  CHECK(sign_code<C>(sample_certificate(), [](C& c) { c.transport.reset(); }) == Errc::invalid);
  CHECK(sign_code<C>(sample_certificate(), [](C& c) { c.chain.reset(); }) == Errc::invalid);
  CHECK(sign_code<C>(sample_certificate(), [](C& c) { c.purpose = Purpose::desk; }) ==
        Errc::invalid);
  CHECK(sign_code<C>(sample_reception(), [](C& c) { c.device = support::sample_device(); }) ==
        Errc::invalid);
  CHECK(sign_code<C>(sample_reception(), [](C& c) { c.purpose = static_cast<Purpose>(0); }) ==
        Errc::invalid);
  CHECK(sign_code<C>(sample_reception(), [](C& c) { c.purpose = static_cast<Purpose>(7); }) ==
        Errc::invalid);
  CHECK(sign_code<C>(sample_reception(), [](C& c) { c.consultation = "Mulhouse"; }) ==
        Errc::invalid);
  CHECK(sign_code<C>(sample_reception(), [](C& c) { c.name = std::string(121, 'x'); }) ==
        Errc::invalid);
  CHECK(sign_code<C>(sample_reception(), [](C& c) { std::swap(c.not_before, c.not_after); }) ==
        Errc::invalid);
}

TEST_CASE("a root document is signed only with certificates of the same authority, in order") {
  using R = RootDocument;
  CHECK(sign_code<R>(sample_root(), [](R& r) { r.number = 0; }) == Errc::invalid);
  CHECK(sign_code<R>(sample_root(), [](R& r) {
          std::swap(r.certificates[0], r.certificates[1]);
        }) == Errc::invalid);
  CHECK(sign_code<R>(sample_root(), [](R& r) { r.certificates.push_back(r.certificates[1]); }) ==
        Errc::invalid);
  CHECK(sign_code<R>(sample_root(), [](R& r) {
          r.certificates[1] = value(sign(sample_certificate(), support::transport_key()));
        }) == Errc::forged);
  CHECK(sign_code<R>(sample_root(), [](R& r) { r.revocations[1] = r.revocations[0]; }) ==
        Errc::invalid);
  CHECK(sign_code<R>(sample_root(), [](R& r) { r.revocations.resize(kMaxRevocations + 1); }) ==
        Errc::invalid);
  RootDocument swapped = sample_root();
  std::swap(swapped.revocations[0], swapped.revocations[1]);
  CHECK(value(sign(swapped, authority_key())) == value(sign(sample_root(), authority_key())));
}

TEST_CASE("certificates are found by purpose, newest first, without the revoked ones") {
  RootDocument root = sample_root();
  Certificate newer = sample_reception();
  newer.serial = 9;
  newer.key = support::counting<crypto::VerifyKey>(3);
  root.certificates.push_back(value(sign(newer, authority_key())));
  CHECK(certificates_of(root, Purpose::reception) == std::vector{newer, sample_reception()});
  CHECK(certificates_of(root, Purpose::device) == std::vector{sample_certificate()});
  CHECK(certificates_of(root, Purpose::witness).empty());
  root.revocations.push_back({crypto::key_id(newer.key), std::nullopt});
  CHECK(certificates_of(root, Purpose::reception) == std::vector{sample_reception()});
  CHECK(to_string(Purpose::reception) == "reception");
  CHECK(to_string(Purpose::device) == "device");
}

TEST_CASE("who pinned an earlier authority follows the successions to the one that signs now") {
  const auto first = crypto::SigningKey::generate();
  const auto second = crypto::SigningKey::generate();
  const auto third = crypto::SigningKey::generate();
  const UtcTime now = sample_root().issued;
  RootDocument root = sample_root();
  root.lineage = {value(hand_over(first, second, now)), value(hand_over(second, third, now))};
  root.certificates = {value(sign(sample_reception(), third))};
  root.authority = third.verify_key();
  const Signed document = value(sign(root, third));
  for (const auto* pinned : {&first, &second, &third}) {
    CHECK(value(verify_root(document, pinned->verify_key())) == root);
  }
  const Authorities line(root);
  CHECK(line.keys() == std::vector{third.verify_key(), second.verify_key(), first.verify_key()});
  // What an earlier one signed stays valid for whoever knows the line; the line itself only grows.
  const auto earlier = value(sign(sample_root(), authority_key()));
  CHECK(code(verify_root(earlier, line)) == Errc::forged);
  RootDocument old = sample_root();
  old.certificates = {value(sign(sample_reception(), first))};
  CHECK(value(verify_root(value(sign(old, first)), line)).authority == first.verify_key());
  CHECK(value(verify_certificate(old.certificates[0], line)) == sample_reception());
  CHECK(code(verify_certificate(old.certificates[0], third.verify_key())) == Errc::forged);
  CHECK(continues_line(root, old));
  CHECK_FALSE(continues_line(old, root));
  CHECK(code(verify_root(document, authority_key().verify_key())) == Errc::forged);
  every_bit_matters(document, [&](const Signed& d) { return verify_root(d, first.verify_key()); });

  // A key of the line that has handed over signs no more, and nobody puts themself into the line.
  root.certificates = {value(sign(sample_reception(), second))};
  CHECK(code(verify_root(value(sign(root, second)), first.verify_key())) == Errc::forged);
  const auto thief = crypto::SigningKey::generate();
  Signed stolen = value(hand_over(thief, third, now));
  stolen.bytes = value(hand_over(first, third, now)).bytes;
  root.lineage = {stolen};
  root.certificates = {value(sign(sample_reception(), third))};
  CHECK(code(sign(root, third)) == Errc::forged);
  CHECK(code(hand_over(first, first, now)) == Errc::invalid);
}

TEST_CASE("a root document names the restarts that led to its log") {
  RootDocument root = sample_root();
  root.restarts = {{"hub.example/old", 7, support::counting<crypto::Sha256>(1), root.log_origin}};
  const Signed document = value(sign(root, authority_key()));
  CHECK(value(verify_root(document, authority_key().verify_key())) == root);
  root.restarts[0].new_origin = "hub.example/elsewhere";
  CHECK(code(sign(root, authority_key())) == Errc::invalid);
  root.restarts[0] = {"hub.example/parvis", 7, {}, "hub.example/parvis"};
  CHECK(code(sign(root, authority_key())) == Errc::invalid);
}
