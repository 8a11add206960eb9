// The hub: batches are received into the log, opened, moderated, published, withdrawn, backed up and restored. The power
// goes everywhere.
#include <catch2/catch.hpp>

#include "sync/hub/desk/root.h"
#include "sync/tlog/tree.h"
#include "sync/transfer/log_keys.h"
#include "tests/crash/laboratory.h"
#include "tests/support/town.h"

namespace parvis::crash {
namespace {

using hub::Standing;
using support::kCheapCost;
using support::ok;
using support::Town;
using support::town_visit;
using support::value;

const bool kStarted = crypto::init().has_value();

Status lost(std::string what) { return fail(Errc::corrupt, std::move(what)); }

// Nothing of the log, of what was opened and of the sums is wrong.
Status check_hub(const Town& town) {
  const auto report = town.audit(Town::Reopen::yes);
  return report.findings.empty() ? Status{} : lost(report.findings.front());
}

// A receipt, as it left the hub.
struct Released {
  crypto::Digest manifest;
  std::string bytes;
};

// The log is a continuation of the one that signed this receipt.
Status check_released(hub::Intake& intake, const Released& released, const tlog::LogIdentity& log) {
  PARVIS_TRY(const auto receipt,
             tlog::verify_receipt(as_bytes(released.bytes), released.manifest, log));
  const auto& signed_head = receipt.checkpoint.checkpoint;
  PARVIS_TRY(const auto size, intake.size());
  if (size < signed_head.size) return lost("a receipt was released that the log does not hold");
  PARVIS_TRY(const auto root, tlog::root(signed_head.size, intake.store()));
  if (root != signed_head.root) return lost("the log has another root than it signed");
  return {};
}

TEST_CASE(
    "the power goes while batches are received: no receipt is out that the log does not hold") {
  Laboratory laboratory("batches are received");
  laboratory.sample_torn(8);
  Town town(laboratory.disk());
  auto kiosk = town.kiosk("borne-01");
  std::vector<Bytes> batches;
  for (int i = 0; i < 3; ++i) batches.push_back(kiosk.batch({town_visit(), town_visit()}));
  const auto signer = value(hub::load_log_signer(town.hub()));
  const auto log = signer.identity();
  std::vector<std::vector<Released>> released;  // by the answer that brought them
  const auto receive = [&](hub::Intake& intake,
                           std::span<const Bytes> files) -> std::vector<Released> {
    std::vector<ByteView> views(files.begin(), files.end());
    std::vector<Released> receipts;
    const auto outcomes = value(intake.receive(views, signer, town.now()));
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto batch = value(wire::decode_batch(files[i]));
      receipts.push_back({wire::digest(batch.manifest), format(outcomes[i].receipt)});
    }
    return receipts;
  };
  laboratory.record([&] {
    auto intake = town.intake();
    ok(intake.install_root(value(hub::load_root(town.hub())).document));
    released.push_back(receive(intake, {batches.data(), 1}));
    laboratory.acknowledge();
    released.push_back(receive(intake, {batches.data() + 1, 2}));  // one group
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    auto intake = town.intake();
    for (std::size_t answer = 0; answer < acknowledged; ++answer) {
      for (const auto& receipt : released[answer])
        PARVIS_TRY_VOID(check_released(intake, receipt, log));
    }
    ok(intake.install_root(value(hub::load_root(town.hub())).document));
    for (const auto& receipt : receive(intake, batches))
      PARVIS_TRY_VOID(check_released(intake, receipt, log));
    PARVIS_TRY(const auto size, intake.size());
    if (size != 3) return lost("not three leaves");
    PARVIS_TRY(const auto findings, intake.audit(log));
    return findings.empty() ? Status{} : lost(findings.front());
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("intake.db-wal"), judge).complaints.empty());
}

// A town with a visit that has a code and an idea, received; opened too, for most scenarios.
struct Filled {
  explicit Filled(const Path& disk) : town(disk) {
    auto visit = town_visit("Il faut plus de bancs à l’ombre.");
    visit.code = value(wire::receipt_code_tag(typed, support::kTownSlug, kCheapCost));
    town.import(kiosk.batch({visit, town_visit(), town_visit()}));
  }
  Town town;
  support::TownKiosk kiosk = town.kiosk("borne-01");
  std::string typed = wire::new_receipt_code();
};

TEST_CASE("the power goes while batches are opened: each visit is there once") {
  Laboratory laboratory("batches are opened");
  laboratory.sample_torn(16);
  Filled filled(laboratory.disk());
  filled.town.import(filled.kiosk.batch({town_visit()}));
  laboratory.record([&] {
    filled.town.open();
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    const auto opened = filled.town.open();
    if (acknowledged > 0 && opened.batches != 0) return lost("an opened batch is not there");
    if (opened.batches + opened.already != 2) return lost("not two batches");
    const auto results = filled.town.results();
    if (!results.sum.closes() || results.sum.standings[0] != 4) return lost("not four visits");
    return check_hub(filled.town);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("desk.db-wal"), judge).complaints.empty());
}

TEST_CASE("the power goes while an idea is accepted and published") {
  Laboratory laboratory("an idea is moderated and published");
  laboratory.sample_torn(16);
  const Filled filled(laboratory.disk());
  const Town& town = filled.town;
  town.open();
  const std::string id = value(town.desk().ideas()).at(0).id;
  const auto accept = [&] {
    auto store = town.desk();
    return hub::accept(store, {"Awa", town.now()}, id, {"ombre"});
  };
  laboratory.record([&] {
    ok(accept());
    laboratory.acknowledge();
    town.publish();
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    auto idea = value(town.desk().idea(id));
    if (acknowledged >= 1 && idea.state != hub::IdeaState::accepted)
      return lost("the decision is lost");
    if (idea.state != hub::IdeaState::accepted) ok(accept());
    const std::uint64_t version = idea.published;
    const Path file = town.hub().pack({std::string(support::kTownSlug), 2});
    if (acknowledged == 2 && (version != 2 || !std::filesystem::exists(file)))
      return lost("the pack is lost");
    if (version == 0) {
      town.publish();
    } else {
      auto store = town.desk();
      ok(hub::hand_over_packs(town.hub(), store));
    }
    idea = value(town.desk().idea(id));
    if (idea.published != 2) return lost("published twice");
    if (value(town.desk().history(id)).size() != 2) return lost("a step is missing or twice there");
    if (value(read_file(file, 1u << 24)) !=
        value(town.desk().pack({std::string(support::kTownSlug), 2}))) {
      return lost("the pack that was handed over is another");
    }
    return check_hub(town);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("packs"), judge).complaints.empty());
}

TEST_CASE("the power goes while a resident takes everything back: the log says how many did") {
  Laboratory laboratory("a visit is withdrawn");
  laboratory.sample_torn(64);
  const Filled filled(laboratory.disk());
  const Town& town = filled.town;
  town.open();
  const auto withdraw = [&] {
    auto store = town.desk();
    auto intake = town.intake();
    const auto signer = value(hub::load_log_signer(town.hub()));
    return done(hub::withdraw_code(store, intake, signer, filled.typed, town.now(), kCheapCost));
  };
  laboratory.record([&] {
    ok(withdraw());
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    const auto withdrawn = [&] {
      return town.results().sum.standings[static_cast<std::size_t>(Standing::withdrawn)];
    };
    if (acknowledged > 0 && withdrawn() != 1) return lost("what was withdrawn is back");
    PARVIS_TRY_VOID(withdraw());
    if (withdrawn() != 1) return lost("not withdrawn");
    auto intake = town.intake();
    PARVIS_TRY(const auto size, intake.size());
    PARVIS_TRY(const auto statement, intake.store().statement(size - 1));
    if (!statement || !as_text(*statement).ends_with("\n1\n"))
      return lost("the log does not say it");
    return check_hub(town);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("desk.db-wal"), judge).complaints.empty());
}

TEST_CASE("the power goes while the hub is backed up: a kept note is out only for a whole backup") {
  Laboratory laboratory("a backup");
  laboratory.sample_torn(64);
  const Filled filled(laboratory.disk());
  const Town& town = filled.town;
  town.open();
  const Path target = town.path("backup");
  laboratory.record([&] {
    value(hub::backup(town.hub(), target, hub::BackupKeys::leave, town.now()));
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    const bool promised = std::filesystem::exists(town.hub().kept_note());
    if (acknowledged > 0 && !promised) return lost("the kept note is lost");
    if (promised) PARVIS_TRY_VOID(done(hub::verify_backup(target)));
    return done(hub::backup(town.hub(), town.path("another"), hub::BackupKeys::leave, town.now()));
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("backup/desk"), judge).complaints.empty());
}

TEST_CASE(
    "the power goes while a backup is restored: the log never goes on from where the backup ends") {
  Laboratory laboratory("a restore");
  laboratory.sample_torn(64);
  Filled filled(laboratory.disk());
  const Town& town = filled.town;
  town.open();
  const Path backup = town.path("backup");
  value(hub::backup(town.hub(), backup, hub::BackupKeys::leave, town.now()));
  town.import(filled.kiosk.batch({town_visit()}));  // what the backup does not have
  laboratory.record([&] {
    value(hub::restore(town.hub(), backup, town.now()));
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    if (auto intake =
            hub::Intake::open(town.hub().intake_db())) {  // as `serve` does when the machine starts
      PARVIS_TRY(const auto size, intake->size());
      PARVIS_TRY(const auto recovery, intake->recovery());
      if (size < 2 && recovery.empty())
        return lost("a shorter log is served as if nothing had been");
      if (acknowledged > 0 && recovery.empty()) return lost("the restored log is not in recovery");
    } else if (acknowledged > 0) {
      return tl::unexpected<Error>(intake.error());
    }
    PARVIS_TRY_VOID(done(hub::restore(town.hub(), backup, town.now() + std::chrono::hours(1))));
    return check_hub(town);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("intake"), judge).complaints.empty());
}

TEST_CASE("the power goes while a kiosk is enrolled and the hub takes the new root document") {
  Laboratory laboratory("a root document");
  laboratory.sample_torn(16);
  const Filled filled(laboratory.disk());
  const Town& town = filled.town;
  const auto first = value(hub::load_root(town.hub())).document.number;
  laboratory.record([&] {
    (void)town.kiosk("borne-02");
    laboratory.acknowledge();
    auto intake = town.intake();
    ok(intake.install_root(value(hub::load_root(town.hub())).document));
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    const auto root = value(hub::load_root(town.hub())).document;
    if (acknowledged >= 1 && root.number != first + 1) return lost("the root document is lost");
    auto intake = town.intake();
    PARVIS_TRY(auto devices, intake.devices());
    if (acknowledged == 2 && devices.size() != 2) return lost("the kiosk is not known");
    ok(intake.install_root(root));
    PARVIS_TRY(devices, intake.devices());
    return devices.size() == root.number - first + 1 ? Status{}
                                                     : lost("not the kiosks of its root document");
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("exchange"), judge).complaints.empty());
}

}  // namespace
}  // namespace parvis::crash
