// A kiosk's ledger in a directory, with the keys and visits that tests of it need.
//
// Threads: one. Visits are the same for the same seed; ids, boxes and keys are random, as in life.
#pragma once

#include <random>
#include <string>

#include "hardware/platform/files.h"
#include "sync/ledger/ledger.h"
#include "tests/support/result.h"

namespace parvis::support {

inline const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2021} / 12 / 12} +
                           std::chrono::hours{12}};
inline constexpr CivilDate kDay{std::chrono::year{2021}, std::chrono::December,
                                std::chrono::day{12}};
inline constexpr std::string_view kIdeaText =
    "Il faut que les écoles ouvrent leurs cours d'été aux enfants du quartier";

class LedgerKit {
 public:
  explicit LedgerKit(Path directory)
      : directory_(std::move(directory)),
        collection(crypto::SigningKey::generate()),
        reception(crypto::OpeningKey::generate()) {
    options.directory = directory_ / "kiosk";
    options.outbox = directory_ / "outbox";
    options.device = crypto::random_fixed<wire::DeviceId>();
    options.chain = crypto::random_fixed<wire::ChainId>();
    options.collection = collection.verify_key();
    options.space.reserve_bytes = 0;
    options.space.measure = [](const Path&) -> Result<DiskSpace> {
      return DiskSpace{std::uint64_t{1} << 36, std::uint64_t{1} << 35};
    };
    seal = {options.device,
            {"mulhouse-solidaire", 3},
            {{crypto::key_id(reception.seal_key()), reception.seal_key()}}};
  }

  [[nodiscard]] ledger::Ledger open() const { return value(ledger::Ledger::open(options)); }
  [[nodiscard]] ledger::SessionStart start(std::string place = "mairie",
                                           CivilDate day = kDay) const {
    return {{std::move(place), day, seal}, std::nullopt};
  }

  // A visit that has just begun: no vote yet.
  [[nodiscard]] wire::Visit visit() const {
    wire::Visit visit;
    visit.id = crypto::random_fixed<wire::VisitId>();
    visit.device = options.device;
    visit.pack = seal.pack;
    visit.language = "fr";
    visit.seed = crypto::random_u64();
    return visit;
  }
  // One that has voted on `votes` cards with a qualification each, and perhaps proposed.
  [[nodiscard]] wire::Visit visit_of(std::uint32_t votes, std::string_view idea = "") const {
    wire::Visit filled = visit();
    for (std::uint32_t i = 0; i < votes; ++i) {
      filled.votes.push_back(
          {i * 5, static_cast<consultation::Vote>(i % 3), std::uint8_t(1u << (i % 3))});
    }
    if (!idea.empty()) filled.ideas.push_back({"housing", std::string(idea)});
    return filled;
  }
  [[nodiscard]] wire::Visit open_box(const wire::SealedVisit& box) const {
    const std::array<crypto::KeyId, 1> ids{seal.recipients[0].id};
    return value(wire::open(box, seal.device, seal.pack, ids, std::span(&reception, 1))).visit;
  }
  // A closed session of so many visits, completed.
  wire::SessionId closed_session(ledger::Ledger& ledger, std::uint32_t visits,
                                 std::string place = "mairie", CivilDate day = kDay) const {
    auto session = value(ledger.open_session(start(std::move(place), day), collection));
    for (std::uint32_t i = 0; i < visits; ++i) {
      wire::Visit one = visit_of(i % 4);
      one.ending = wire::Ending::completed;
      ok(session.finish(one));
    }
    value(session.close({}));
    return session.id();
  }
  [[nodiscard]] wire::Batch read_batch(const ledger::BatchInfo& info) const {
    return value(wire::decode_batch(value(read_file(info.file, wire::kMaxBatchBytes))));
  }
  // The file of the only session, which MUST not be open.
  [[nodiscard]] Path session_file() const {
    const auto files = value(list_files(options.directory / "sessions", ".db"));
    PARVIS_CHECK(files.size() == 1);
    return files.front();
  }

 private:
  Path directory_;
  bool crypto_started_ = crypto::init().has_value();  // before the keys below

 public:
  crypto::SigningKey collection;
  crypto::OpeningKey reception;
  ledger::LedgerOptions options;
  wire::SealContext seal;
};

}  // namespace parvis::support
