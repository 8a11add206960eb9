// One of everything that sync/wire writes, with keys from fixed seeds: what golden vectors pin, fuzzers start from and
// other tests borrow.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sync/wire/certificate.h"
#include "sync/wire/visit_box.h"
#include "tests/support/result.h"

namespace parvis::support {

// Whoever includes this has libsodium started before the first test runs.
inline const bool crypto_started = crypto::init().has_value();

// N bytes: first, first + 1, …
template <class F>
F counting(std::uint8_t first) {
  F value;
  for (auto& byte : value.bytes) byte = first++;
  return value;
}

inline crypto::Secret<32> seed_of(std::uint8_t first) {
  crypto::Secret<32> seed;
  for (std::size_t i = 0; i < 32; ++i) seed.data()[i] = static_cast<std::uint8_t>(first + i);
  return seed;
}
inline crypto::SigningKey authority_key() { return crypto::SigningKey::from_seed(seed_of(0x10)); }
// The authority before that one.
inline crypto::SigningKey first_authority_key() {
  return crypto::SigningKey::from_seed(seed_of(0xb0));
}
inline crypto::SigningKey collection_key() { return crypto::SigningKey::from_seed(seed_of(0x30)); }
inline crypto::SigningKey transport_key() { return crypto::SigningKey::from_seed(seed_of(0x50)); }
inline crypto::OpeningKey reception_key() { return crypto::OpeningKey::from_secret(seed_of(0x70)); }
inline crypto::OpeningKey reserve_key() { return crypto::OpeningKey::from_secret(seed_of(0x90)); }

inline wire::DeviceId sample_device() { return counting<wire::DeviceId>(0xd0); }
inline wire::ChainId sample_chain() { return counting<wire::ChainId>(0xc0); }
inline wire::PackRef sample_pack() { return {"mulhouse-solidaire", 3}; }

inline wire::SealContext sample_context() {
  wire::SealContext context{sample_device(), sample_pack(), {}};
  for (const auto& key : {reception_key().seal_key(), reserve_key().seal_key()}) {
    context.recipients.push_back({crypto::key_id(key), key});
  }
  return context;
}
inline std::vector<crypto::KeyId> sample_recipients() {
  return {sample_context().recipients[0].id, sample_context().recipients[1].id};
}

// Twelve votes, a qualification each, and a proposal of 140 characters: the visit whose size on the wire is measured.
inline wire::Visit sample_visit(std::uint8_t id = 1) {
  wire::Visit visit;
  visit.id = counting<wire::VisitId>(id);
  visit.device = sample_device();
  visit.pack = sample_pack();
  visit.language = "fr";
  visit.mode = wire::Mode::assisted;
  visit.ending = wire::Ending::completed;
  visit.aids = wire::kAidSpeech | wire::kAidLargeText;
  visit.seed = 0xfedc'ba98'7654'3210;
  for (std::uint32_t i = 0; i < 12; ++i) {
    visit.votes.push_back({5 * i + 3, static_cast<consultation::Vote>(i % 3),
                           static_cast<std::uint8_t>(1u << (i % 3))});
  }
  const std::string text =
      "Il faut ouvrir des lieux d'écoute de proximité où chacun, même à la rue, trouve des repas, "
      "une douche, un médecin et quelqu'un à qui parler.";
  visit.ideas.push_back({"health", text});
  visit.age = "40-59";
  visit.neighbourhood = "drouot-barbanegre";
  visit.code = counting<wire::CodeTag>(0xa0);
  visit.spent = std::chrono::seconds{255};
  visit.median_card = std::chrono::seconds{9};
  return visit;
}

inline wire::Commitment sample_commitment() {
  return {sample_device(),  counting<wire::SessionId>(0x60), 38,
          {30, 4, 2, 1, 1}, counting<crypto::Digest>(0x20),  counting<crypto::Digest>(0x40)};
}

// The manifest of these boxes.
inline wire::Manifest sample_manifest(const std::vector<wire::SealedVisit>& boxes) {
  using namespace std::chrono_literals;
  std::vector<wire::VisitLeaf> leaves;
  leaves.reserve(boxes.size());
  for (const auto& box : boxes) leaves.push_back({box.id, wire::digest(box)});
  wire::Manifest manifest;
  manifest.chain = sample_chain();
  manifest.device = sample_device();
  manifest.number = {7};
  manifest.previous = counting<crypto::Digest>(0x80);
  manifest.pack = sample_pack();
  manifest.recipients = sample_recipients();
  wire::SessionSheet sheet;
  sheet.session = counting<wire::SessionId>(0x60);
  sheet.place = "porte-du-miroir";
  sheet.day = 2021y / 12 / 11;
  sheet.counts = {{30, 4, 2, 1, 1}, 40, counting<crypto::Digest>(0xe0)};
  manifest.sessions = {sheet};
  manifest.visits = static_cast<std::uint32_t>(boxes.size());
  manifest.root = wire::visits_root(leaves);
  manifest.checkpoint =
      "hub.example/parvis\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— …\n";
  return manifest;
}

inline wire::Batch sample_batch(std::vector<wire::SealedVisit> boxes) {
  auto manifest = value(wire::sign(sample_manifest(boxes), collection_key()));
  return {std::move(manifest), std::move(boxes)};
}
inline std::vector<wire::SealedVisit> sample_boxes(std::uint8_t count) {
  std::vector<wire::SealedVisit> boxes;
  for (std::uint8_t i = 1; i <= count; ++i) {
    boxes.push_back(value(wire::seal(sample_visit(i), sample_context())));
  }
  return boxes;
}

inline wire::Certificate sample_certificate() {
  wire::Certificate certificate;
  certificate.serial = 5;
  certificate.purpose = wire::Purpose::device;
  certificate.name = "borne-01";
  certificate.key = collection_key().verify_key();
  certificate.not_before = UtcTime{std::chrono::seconds{1'639'000'000}};
  certificate.not_after = UtcTime{std::chrono::seconds{1'670'536'000}};
  certificate.device = sample_device();
  certificate.chain = sample_chain();
  certificate.transport = transport_key().verify_key();
  return certificate;
}

inline wire::Certificate sample_reception() {
  wire::Certificate certificate;
  certificate.serial = 2;
  certificate.purpose = wire::Purpose::reception;
  certificate.consultation = "mulhouse-solidaire";
  certificate.name = "Accueil des avis";
  certificate.key.bytes = reception_key().seal_key().bytes;
  certificate.not_before = UtcTime{std::chrono::seconds{1'639'000'000}};
  certificate.not_after = UtcTime{std::chrono::seconds{1'670'536'000}};
  return certificate;
}

inline wire::RootDocument sample_root() {
  wire::RootDocument root;
  root.number = 4;
  root.issued = UtcTime{std::chrono::seconds{1'639'137'600}};
  root.city = "Ville de Mulhouse";
  root.hub_url = "https://hub.example:8443";
  root.log_origin = "hub.example/parvis";
  root.certificates = {value(wire::sign(sample_reception(), authority_key())),
                       value(wire::sign(sample_certificate(), authority_key()))};
  root.authority = authority_key().verify_key();
  root.revocations = {{counting<crypto::KeyId>(0x01), std::nullopt},
                      {counting<crypto::KeyId>(0x02), wire::BatchNumber{12}}};
  return root;
}

inline wire::Signed sample_succession() {
  return value(wire::hand_over(first_authority_key(), authority_key(),
                               UtcTime{std::chrono::seconds{1'639'137'000}}));
}

// Version 2: after a succession and a restart of the log.
inline wire::RootDocument sample_grown_root() {
  wire::RootDocument root = sample_root();
  root.number = 5;
  root.log_origin = "hub.example/parvis-2";
  root.lineage = {sample_succession()};
  root.restarts = {
      {"hub.example/parvis", 1234, counting<crypto::Sha256>(0x01), "hub.example/parvis-2"}};
  return root;
}

}  // namespace parvis::support
