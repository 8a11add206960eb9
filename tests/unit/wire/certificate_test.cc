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
