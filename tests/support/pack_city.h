// A city with keys, a root document and certificates: what a pack needs around it. Keys come from fixed seeds, so that
// packs made here are the same bytes in every run.
#pragma once

#include "sync/pack/build.h"
#include "tests/support/result.h"
#include "tests/support/synthetic_consultation.h"

namespace parvis::support {

inline crypto::SigningKey fixed_signing_key(std::uint8_t number) {
  crypto::Secret<32> seed;
  std::fill_n(seed.data(), seed.size(), number);
  return crypto::SigningKey::from_seed(seed);
}

inline crypto::SealKey fixed_seal_key(std::uint8_t number) {
  crypto::Secret<32> secret;
  std::fill_n(secret.data(), secret.size(), number);
  return crypto::OpeningKey::from_secret(secret).seal_key();
}

struct PackCity {
  crypto::SigningKey authority = fixed_signing_key(1);
  crypto::SigningKey publisher = fixed_signing_key(2);
  crypto::SealKey reception = fixed_seal_key(3);
  UtcTime now = value(parse_utc("2026-06-01T08:00:00Z"));
  std::uint64_t serial = 0;

  wire::Signed certify(wire::Purpose purpose, ByteView key, std::string slug = "") {
    wire::Certificate certificate;
    certificate.serial = ++serial;
    certificate.purpose = purpose;
    certificate.consultation = std::move(slug);
    certificate.name = std::string(to_string(purpose));
    certificate.key = value(crypto::VerifyKey::from(key));
    certificate.not_before = now - std::chrono::hours(24);
    certificate.not_after = now + std::chrono::hours(24 * 365);
    return value(wire::sign(certificate, authority));
  }

  wire::RootDocument root_document() {
    wire::RootDocument root;
    root.number = 1;
    root.issued = now;
    root.city = "Ville";
    root.hub_url = "https://hub.example";
    root.log_origin = "hub.example/parvis";
    root.certificates = {certify(wire::Purpose::publisher, publisher.verify_key().view())};
    return root;
  }

  wire::Signed sign(const wire::RootDocument& root) { return value(wire::sign(root, authority)); }

  // What a pack can hold, from numbers alone.
  static consultation::Consultation consultation() {
    auto all = synthetic_consultation(4, 8);
    all.time_zone = "Europe/Paris";
    all.opens = value(parse_utc("2026-05-31T22:00:00Z"));
    all.closes = value(parse_utc("2026-06-30T22:00:00Z"));
    all.codes_until = all.closes + std::chrono::hours(24);
    all.sealed_until = all.closes + std::chrono::hours(48);
    all.title = {{"fr", "Un essai"}, {"en", "A trial"}};
    all.asker = {{"fr", "La Ville"}};
    all.asker_short = {{"fr", "Ville"}};
    all.question = {{"fr", "Comment ?"}};
    all.question_sub = {{"fr", ""}};
    all.prefix = {{"fr", "Il faut"}, {"en", ""}};
    all.themes = {
        {"bancs", "theme-bancs", {{"fr", "Des bancs"}}, {{"fr", "Bancs"}}, {{"fr", "S’asseoir."}}}};
    all.proposals[0].theme = "bancs";
    all.places = {{"gare", {{"fr", "La gare"}}}};
    all.neighbourhoods = {{"centre", {{"fr", "Centre"}}}};
    all.pages = {{"plain.1", {{"fr", "La Ville vous pose une question."}}}};
    return all;
  }

  // What a reader of packs takes for Ogg Opus: the beginning of a file of `size` bytes.
  static std::shared_ptr<const Bytes> opus(std::size_t size) {
    Bytes bytes(size, 0);
    std::ranges::copy(std::string_view("OggS"), bytes.begin());
    std::ranges::copy(std::string_view("OpusHead"), bytes.begin() + 28);
    return std::make_shared<const Bytes>(std::move(bytes));
  }
  // The same, and some of it spoken.
  static consultation::Consultation spoken_consultation() {
    auto all = consultation();
    const std::string proposal = "proposal." + all.proposals[0].id;
    all.recordings = {{"en", "title", opus(40)},
                      {"fr", "page.plain.1", opus(41)},
                      {"fr", proposal, opus(42)},
                      {"fr", "theme.bancs.name", opus(43)}};
    return all;
  }

  Result<Bytes> build(std::uint64_t version,
                      const consultation::Consultation& all = consultation()) {
    serial = 0;
    const auto root = sign(root_document());
    const std::vector<wire::Signed> certificates{
        certify(wire::Purpose::reception, reception.view())};
    return pack::build(all, {version, now, "", "0.1.0"}, publisher, authority.verify_key(), root,
                       certificates);
  }
};

}  // namespace parvis::support
