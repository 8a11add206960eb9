// A city with an authority, a log and kiosks that sign real batches: what tests of the hub and of the agent share. Visits
// are real sealed boxes; nothing here is used by a program.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sync/hub/intake/intake.h"
#include "tests/support/result.h"

namespace parvis::support {

inline UtcTime seconds(std::uint64_t value_of) { return value(utc_from_seconds(value_of)); }

// One kiosk's keys and chain.
class SmallKiosk {
 public:
  explicit SmallKiosk(std::string name) : name_(std::move(name)) {}
  // With keys that were made elsewhere, by sync/identity for instance.
  SmallKiosk(std::string name, const wire::DeviceId& device, crypto::SigningKey collection,
             crypto::SigningKey transport)
      : name_(std::move(name)),
        collection_(std::move(collection)),
        transport_(std::move(transport)),
        device_(device) {}

  // A copy of its card, as it was at the very beginning: the same identity, the same chain, no batch yet.
  [[nodiscard]] SmallKiosk twin() const {
    SmallKiosk made(name_, device_, crypto::SigningKey::from_seed(collection_.seed()),
                    crypto::SigningKey::from_seed(transport_.seed()));
    made.chain_ = chain_;
    return made;
  }

  [[nodiscard]] const crypto::SigningKey& collection() const { return collection_; }
  [[nodiscard]] const crypto::SigningKey& transport() const { return transport_; }
  [[nodiscard]] const wire::ChainId& chain() const { return chain_; }
  [[nodiscard]] wire::Certificate certificate() const {
    wire::Certificate made;
    made.purpose = wire::Purpose::device;
    made.name = name_;
    made.key = collection_.verify_key();
    made.not_before = seconds(1'600'000'000);
    made.not_after = seconds(1'900'000'000);
    made.device = device_;
    made.chain = chain_;
    made.transport = transport_.verify_key();
    return made;
  }

  // The next batch of the chain, of `visits` sealed visits.
  [[nodiscard]] wire::Batch next(std::size_t visits, std::string checkpoint = "") {
    wire::Batch made = batch({number_ + 1}, previous_, visits, std::move(checkpoint));
    previous_ = wire::digest(made.manifest);
    ++number_;
    return made;
  }
  // Any batch, the chain staying where it is.
  [[nodiscard]] wire::Batch batch(wire::BatchNumber number, const crypto::Digest& previous,
                                  std::size_t visits, std::string checkpoint = "") const {
    const wire::SealContext context{
        device_, pack_, {{crypto::key_id(reception_.seal_key()), reception_.seal_key()}}};
    wire::Batch made;
    for (std::size_t i = 0; i < visits; ++i) {
      wire::Visit visit;
      visit.id = crypto::random_fixed<wire::VisitId>();
      visit.device = device_;
      visit.pack = pack_;
      visit.language = "fr";
      visit.ending = wire::Ending::completed;
      visit.votes = {{3, consultation::Vote::agree, 1}};
      made.visits.push_back(value(wire::seal(visit, context)));
    }
    std::ranges::sort(made.visits, {}, &wire::SealedVisit::id);
    std::vector<wire::VisitLeaf> leaves;
    for (const auto& box : made.visits) leaves.push_back({box.id, wire::digest(box)});
    wire::Manifest manifest;
    manifest.chain = chain_;
    manifest.device = device_;
    manifest.number = number;
    manifest.previous = previous;
    manifest.pack = pack_;
    manifest.recipients = {context.recipients[0].id};
    wire::SessionSheet sheet;
    sheet.session = crypto::random_fixed<wire::SessionId>();
    sheet.place = "mairie";
    sheet.day = value(parse_date("2021-12-12"));
    sheet.counts.endings[0] = static_cast<std::uint32_t>(visits);
    manifest.sessions = {sheet};
    manifest.visits = static_cast<std::uint32_t>(visits);
    manifest.root = wire::visits_root(leaves);
    manifest.checkpoint = std::move(checkpoint);
    made.manifest = value(wire::sign(manifest, collection_));
    return made;
  }

 private:
  std::string name_;
  crypto::SigningKey collection_ = crypto::SigningKey::generate();
  crypto::SigningKey transport_ = crypto::SigningKey::generate();
  crypto::OpeningKey reception_ = crypto::OpeningKey::generate();
  wire::DeviceId device_ = crypto::random_fixed<wire::DeviceId>();
  wire::ChainId chain_ = crypto::random_fixed<wire::ChainId>();
  wire::PackRef pack_{"mulhouse-solidaire", 1};
  std::uint64_t number_ = 0;
  crypto::Digest previous_;
};

// The authority and the log's keys.
struct SmallCity {
  static constexpr std::string_view kOrigin = "hub.example/parvis";
  static constexpr std::string_view kWitness = "hub.example/witness";
  static constexpr std::string_view kDesk = "hub.example/parvis/desk";

  crypto::SigningKey authority = crypto::SigningKey::generate();
  hub::LogSigner signer{std::string(kOrigin), crypto::SigningKey::generate(), std::string(kWitness),
                        crypto::SigningKey::generate()};
  crypto::SigningKey desk = crypto::SigningKey::generate();
  std::uint64_t roots = 0;
  std::vector<wire::LogRestart> restarts;

  // The authority lets the log go on under another name, with the same keys.
  void restart(const tlog::Checkpoint& last, std::string origin) {
    restarts.push_back({last.origin, last.size, last.root, origin});
    signer.origin = std::move(origin);
  }

  // The next root document: these kiosks enrolled, these keys revoked, the log's keys certified.
  [[nodiscard]] wire::Signed root(std::span<const SmallKiosk* const> kiosks,
                                  std::vector<wire::Revocation> revocations = {}) {
    wire::RootDocument document;
    document.number = ++roots;
    document.issued = seconds(1'700'000'000);
    document.city = "Ville de Mulhouse";
    document.hub_url = "https://localhost";
    document.log_origin = signer.origin;
    document.restarts = restarts;
    std::uint64_t serial = 0;
    const auto add = [&](wire::Certificate certificate) {
      certificate.serial = ++serial;
      document.certificates.push_back(value(wire::sign(certificate, authority)));
    };
    add(certificate_of(wire::Purpose::receipt, signer.receipt, signer.origin));
    add(certificate_of(wire::Purpose::witness, signer.witness, kWitness));
    add(certificate_of(wire::Purpose::desk, desk, kDesk));
    for (const auto* kiosk : kiosks) add(kiosk->certificate());
    document.revocations = std::move(revocations);
    return value(wire::sign(document, authority));
  }
  [[nodiscard]] wire::RootDocument verified_root(std::span<const SmallKiosk* const> kiosks,
                                                 std::vector<wire::Revocation> revocations = {}) {
    return value(wire::verify_root(root(kiosks, std::move(revocations)), authority.verify_key()));
  }

  [[nodiscard]] static wire::Certificate certificate_of(wire::Purpose purpose,
                                                        const crypto::SigningKey& key,
                                                        std::string_view name) {
    wire::Certificate made;
    made.purpose = purpose;
    made.name = name;
    made.key = key.verify_key();
    made.not_before = seconds(1'600'000'000);
    made.not_after = seconds(1'900'000'000);
    return made;
  }
};

}  // namespace parvis::support
