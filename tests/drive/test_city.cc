#include "tests/drive/test_city.h"

#include "kiosk/app/kiosk_files.h"
#include "sync/pack/build.h"
#include "sync/pack/store.h"

namespace parvis::drive {
namespace {

constexpr crypto::Argon2Cost kCheapCost{64u << 10, 1};
constexpr std::chrono::days kAround{30};  // the pack is valid so long before and after

}  // namespace

TestCity::TestCity()
    : authority_(crypto::SigningKey::generate()),
      publisher_(crypto::SigningKey::generate()),
      reception_(crypto::OpeningKey::generate()),
      receipt_(crypto::SigningKey::generate()) {}

Result<wire::Signed> TestCity::certify(wire::Certificate certificate, UtcTime now) const {
  certificate.not_before = now - kAround;
  certificate.not_after = now + kAround;
  return wire::sign(certificate, authority_);
}

Result<std::string> TestCity::prepare_kiosk(const Path& data, const CitySources& sources,
                                            UtcTime now) const {
  const app::KioskPaths paths(data);
  for (const auto& folder : {paths.identity, paths.transport.parent_path()}) {
    PARVIS_TRY_VOID(make_directories(folder));
  }
  PARVIS_TRY(const auto prepared,
             identity::Store::prepare(paths.identity, paths.transport, {}, kCheapCost));
  PARVIS_TRY(const auto request, identity::decode_request(prepared.request));

  wire::RootDocument root{.number = 1,
                          .issued = now,
                          .city = "Ville d’essai",
                          .hub_url = "https://localhost",
                          .log_origin = "localhost/parvis",
                          .certificates = {},
                          .revocations = {},
                          .authority = {}};
  crypto::VerifyKey reception;
  reception.bytes = reception_.seal_key().bytes;
  std::uint64_t serial = 0;
  for (const auto& [purpose, key, name] :
       {std::tuple{wire::Purpose::publisher, publisher_.verify_key(), "publisher"},
        std::tuple{wire::Purpose::reception, reception, "reception"},
        std::tuple{wire::Purpose::receipt, receipt_.verify_key(), "localhost/parvis"}}) {
    wire::Certificate certificate;
    certificate.serial = ++serial;
    certificate.purpose = purpose;
    certificate.name = name;
    certificate.key = key;
    PARVIS_TRY(auto signed_one, certify(certificate, now));
    root.certificates.push_back(std::move(signed_one));
  }
  wire::Certificate device;
  device.serial = ++serial;
  device.purpose = wire::Purpose::device;
  device.name = "borne-01";
  device.key = request.collection;
  device.device = request.device;
  device.chain = crypto::random_fixed<wire::ChainId>();
  device.transport = request.transport;
  PARVIS_TRY(const auto device_certificate, certify(device, now));
  PARVIS_TRY(const auto signed_root, wire::sign(root, authority_));

  const auto today = std::chrono::floor<std::chrono::days>(now);
  PARVIS_TRY(const auto consultation,
             pack::load_sources(sources.consultation, {.city = sources.city,
                                                       .statistics = {},
                                                       .statistics_note = {},
                                                       .opens = CivilDate{today - kAround},
                                                       .closes = CivilDate{today + kAround},
                                                       .accepted = {}}));
  PARVIS_TRY(Bytes pack, pack::build(consultation, {.version = 1, .issued = now, .checkpoint = ""},
                                     publisher_, authority_.verify_key(), signed_root, {}));
  PARVIS_TRY(auto store, identity::Store::open(paths.identity, MonoTime{}));
  PARVIS_TRY_VOID(store.enrol({authority_.verify_key(), signed_root, device_certificate, {}}));
  PARVIS_TRY(auto packs, pack::Store::open(paths.packs, authority_.verify_key()));
  PARVIS_TRY_VOID(packs.install(pack));
  PARVIS_TRY(const auto administrator,
             store.unlock(identity::Role::administrator, prepared.administrator_pin, MonoTime{}));
  return store.add_mediator(administrator, "Nadia");
}

Result<std::vector<wire::Visit>> TestCity::open_outbox(const Path& outbox) const {
  std::vector<wire::Visit> visits;
  PARVIS_TRY(const auto files, list_files(outbox, ".batch"));
  for (const auto& file : files) {
    PARVIS_TRY(const Bytes bytes, read_file(file, wire::kMaxBatchBytes));
    PARVIS_TRY(const auto batch, wire::decode_batch(bytes));
    PARVIS_TRY(const auto manifest, wire::check_batch(batch));
    for (const auto& box : batch.visits) {
      PARVIS_TRY(auto opened, wire::open(box, manifest.device, manifest.pack, manifest.recipients,
                                         std::span(&reception_, 1)));
      visits.push_back(std::move(opened.visit));
    }
  }
  return visits;
}

}  // namespace parvis::drive
