// A hub that was restored from last night's backup: what comes back, what is lost, and that nothing is counted twice.
#include "sync/hub/desk/recovering.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "sync/hub/desk/public_log.h"
#include "sync/transfer/log_keys.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::code;
using support::ok;
using support::Town;
using support::town_visit;
using support::value;
namespace fs = std::filesystem;

const std::vector<std::string> kNobody;

// A kiosk's directory as it would come on a stick: batches and receipts.
struct Stick {
  Path directory;
  void put(ByteView batch, const Outcome& outcome) const {
    const auto manifest =
        value(wire::decode_manifest(value(wire::decode_batch(batch)).manifest.bytes));
    const std::string stem =
        fmt::format("{}-{:08}", crypto::to_hex(manifest.chain.view()), manifest.number.value);
    ok(make_directories(directory));
    ok(write_file(directory / (stem + ".batch"), batch));
    ok(write_file(directory / (stem + ".receipt"), as_bytes(tlog::format(outcome.receipt))));
  }
};

// Yesterday's backup has one batch; two more came since, and were opened and decided about.
struct Lost {
  Town town;
  support::TownKiosk kiosk = town.kiosk("borne-01");
  Stick stick{town.path("stick")};
  std::vector<Bytes> since;
  std::string before;  // the results
  tlog::Checkpoint newest;

  Lost() {
    town.import(kiosk.batch({town_visit("Il faut plus de bancs à l’ombre."), town_visit()}));
    town.open();
    value(backup(town.hub(), town.path("backup"), BackupKeys::leave, town.now()));
    for (const char* idea : {"Il faut des arbres.", ""}) {
      since.push_back(kiosk.batch({town_visit(idea)}));
      stick.put(since.back(), town.import(since.back()));
    }
    town.open();
    before = to_json(town.results());
    newest = value(town.intake().head());
  }
  void restore() const { value(hub::restore(town.hub(), town.path("backup"), town.now())); }
  // Only the receiving machine's disk was lost; the desk has all that it had.
  void lose_intake() const {
    for (const char* side : {"", "-wal", "-shm"}) {
      const Path file = town.hub().intake_db().string() + side;
      if (fs::exists(file)) fs::remove(file);
    }
    fs::copy_file(town.path("backup") / "intake/intake.db", town.hub().intake_db());
    ok(town.intake().enter_recovery("restored"));
  }
  [[nodiscard]] wire::LogRestart restart() const {
    const auto authority =
        value(Authority::unlock(town.hub().authority(), support::kTownPassphrase));
    return value(restart_log(town.hub(), authority, "hub.example/parvis/2", town.now()));
  }
};

TEST_CASE("a restored hub that a kiosk's stick gives everything back goes on as the same log") {
  Lost f;
  f.restore();
  auto report = value(recovery_report(f.town.hub()));
  CHECK(report.here == 1);
  CHECK(report.known == 0);  // nobody has said anything yet
  CHECK(report.silent == std::vector<std::string>{"borne-01"});
  const auto gathered = value(gather(f.town.hub(), f.stick.directory));
  CHECK(gathered.batches == 2);
  CHECK(gathered.refused.empty());
  report = value(recovery_report(f.town.hub()));
  CHECK(report.known == 3);
  CHECK(report.whole());
  CHECK(code(end_recovery(f.town.hub(), kNobody)) == Errc::busy);  // borne-01 might hold more
  const std::vector<std::string> without{"borne-01"};
  value(end_recovery(f.town.hub(), without));

  auto intake = f.town.intake();
  CHECK(value(intake.recovery()).empty());
  CHECK(value(intake.head()) == f.newest);
  CHECK(f.town.open().batches == 2);
  CHECK(to_json(f.town.results()) == f.before);
  CHECK(f.town.audit(Town::Reopen::yes).findings.empty());
  // What its kiosk sends once more is the same leaf, not another.
  const auto again = f.town.import(f.since[1]);
  CHECK(again.kind == Outcome::Kind::receipt);
  CHECK(again.again);
  CHECK(again.leaf == 2);
  CHECK_FALSE(fs::exists(f.town.hub().intake() / "recovery.db"));
}

TEST_CASE("a restored hub that has lost nothing goes on at once when every kiosk has answered") {
  Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  // Enrolled again since: it has two chains, and speaks once for both.
  const auto authority = value(Authority::unlock(town.hub().authority(), support::kTownPassphrase));
  kiosk.install(value(enrol(town.hub(), authority, kiosk.request(), "borne-01", "", town.now())));
  town.import(kiosk.batch({town_visit()}));
  town.open();
  value(backup(town.hub(), town.path("backup"), BackupKeys::leave, town.now()));
  const std::string newest = value(town.intake().checkpoint());
  value(restore(town.hub(), town.path("backup"), town.now()));
  {
    auto recovery = value(Recovery::open(town.hub().intake_db()));
    const auto root = value(load_root(town.hub()));
    ok(recovery.take({{}, "", newest}, transfer::log_identity(root.document),
                     *kiosk.certificate().chain));
  }
  const auto report = value(end_recovery(town.hub(), kNobody));
  CHECK(report.here == 2);
  CHECK(report.known == 2);
  CHECK(town.import(kiosk.batch({town_visit()})).kind == Outcome::Kind::receipt);
}

TEST_CASE("while a leaf is missing the log does not go on, and it is said which") {
  Lost f;
  f.restore();
  for (const auto& entry : fs::directory_iterator(f.stick.directory)) {
    if (entry.path().string().find("-00000002.batch") != std::string::npos)
      fs::remove(entry.path());
  }
  value(gather(f.town.hub(), f.stick.directory));
  const auto report = value(recovery_report(f.town.hub()));
  REQUIRE(report.missing.size() == 1);
  CHECK(report.missing[0] == "nobody has said what leaf 1 is");
  const std::vector<std::string> without{"borne-01"};
  CHECK(code(end_recovery(f.town.hub(), without)) == Errc::not_found);
  CHECK_FALSE(value(f.town.intake().recovery()).empty());
}

TEST_CASE("a mirror of the published log says what a lost leaf was, and gives statements back") {
  Lost f;
  const auto signer = value(load_log_signer(f.town.hub()));
  auto intake = f.town.intake();
  value(intake.append_statement(as_bytes("parvis/withdrawn/v1\n2026-11-21T12:00:00Z\n0\n"), signer,
                                f.town.now()));
  f.newest = value(intake.head());
  value(publish_log(f.town.hub(), f.town.path("mirror"), f.town.now()));
  f.restore();
  value(gather(f.town.hub(), f.town.path("mirror")));
  auto report = value(recovery_report(f.town.hub()));
  CHECK(report.known == 4);
  REQUIRE(report.missing.size() == 2);  // the boxes are in no mirror
  CHECK(report.missing[0].find("leaf 1 is batch 2 of chain ") == 0);
  value(gather(f.town.hub(), f.stick.directory));
  const std::vector<std::string> without{"borne-01"};
  value(end_recovery(f.town.hub(), without));
  CHECK(value(f.town.intake().head()) == f.newest);
}

TEST_CASE("a mirror that lies about the order of leaves changes nothing") {
  Lost f;
  value(publish_log(f.town.hub(), f.town.path("mirror"), f.town.now()));
  const Path leaves = f.town.path("mirror") / "leaves";
  fs::rename(leaves / "00000001.manifest", leaves / "swap");
  fs::rename(leaves / "00000002.manifest", leaves / "00000001.manifest");
  fs::rename(leaves / "swap", leaves / "00000002.manifest");
  f.restore();
  value(gather(f.town.hub(), f.town.path("mirror")));
  for (const auto& entry : fs::directory_iterator(f.stick.directory)) {
    if (entry.path().extension() == ".receipt") fs::remove(entry.path());
  }
  value(gather(f.town.hub(), f.stick.directory));
  const std::vector<std::string> without{"borne-01"};
  CHECK(code(end_recovery(f.town.hub(), without)) == Errc::conflict);
  CHECK(value(f.town.intake().size()) == 1);
  CHECK_FALSE(value(f.town.intake().recovery()).empty());
}

TEST_CASE("what is lost for ever: the authority restarts the log, all comes again, each once") {
  Lost f;
  f.restore();
  const auto restart = f.restart();
  CHECK(restart.old_origin == "hub.example/parvis");
  CHECK(restart.size == 1);
  const auto root = value(load_root(f.town.hub()));
  CHECK(root.document.log_origin == "hub.example/parvis/2");
  REQUIRE(root.document.restarts.size() == 1);
  CHECK(root.document.restarts[0] == restart);
  // Also the batch that the old log still has: its kiosk wants it proved in this one.
  auto intake = f.town.intake();
  CHECK(intake.origin() == "hub.example/parvis/2");
  CHECK(value(intake.size()) == 2);  // the restart is a leaf of its own
  for (const Bytes& batch : f.since) {
    const auto outcome = f.town.import(batch);
    REQUIRE(outcome.kind == Outcome::Kind::receipt);
    const auto digest = wire::digest(value(wire::decode_batch(batch)).manifest);
    REQUIRE(tlog::verify_receipt(as_bytes(tlog::format(outcome.receipt)), digest,
                                 transfer::log_identity(root.document)));
  }
  CHECK(f.town.open().batches == 2);
  CHECK(to_json(f.town.results()) == f.before);
  CHECK(f.town.audit(Town::Reopen::yes).findings.empty());
}

TEST_CASE("a batch of the common beginning gets a receipt of the restarted log") {
  Lost f;
  Bytes first;
  ok(f.town.intake().each_batch(0, [&](const LoggedBatch& batch) -> Status {
    if (batch.leaf == 0) first = batch.bytes;
    return {};
  }));
  f.restore();
  static_cast<void>(f.restart());
  const auto outcome = f.town.import(first);
  CHECK(outcome.again);
  CHECK(outcome.leaf == 0);
  CHECK(outcome.receipt.checkpoint.starts_with("hub.example/parvis/2\n2\n"));
}

TEST_CASE(
    "when only the receiving machine's disk was lost, what the desk opened is not opened twice") {
  Lost f;
  const auto ideas = value(f.town.desk().ideas());
  REQUIRE(ideas.size() == 2);
  f.lose_intake();
  static_cast<void>(f.restart());
  // Until its batches come again the audit says so, and nothing is lost of them.
  auto findings = f.town.audit(Town::Reopen::no).findings;
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].find("has not come again") != std::string::npos);
  CHECK(to_json(f.town.results()) == f.before);
  CHECK(f.town.import(f.since[1]).leaf == 2);  // in another order than before
  CHECK(f.town.import(f.since[0]).leaf == 3);
  const auto report = f.town.open();
  CHECK(report.batches == 0);
  CHECK(report.already == 3);
  CHECK(to_json(f.town.results()) == f.before);
  CHECK(f.town.results().sum.closes());
  CHECK(f.town.audit(Town::Reopen::yes).findings.empty());
  const auto after = value(f.town.desk().ideas());  // the same ids: decisions stay
  REQUIRE(after.size() == 2);
  CHECK(after[0].id == ideas[0].id);
  CHECK(after[1].id == ideas[1].id);
}

TEST_CASE(
    "a log that is not in recovery is not restarted, and an interrupted restart is finished") {
  Lost f;
  const auto authority =
      value(Authority::unlock(f.town.hub().authority(), support::kTownPassphrase));
  CHECK(code(restart_log(f.town.hub(), authority, "hub.example/parvis/2", f.town.now())) ==
        Errc::conflict);
  f.restore();
  // As after a cut between the root document and the log itself.
  static_cast<void>(f.restart());
  const auto number = value(load_root(f.town.hub())).document.number;
  f.lose_intake();
  static_cast<void>(f.restart());
  CHECK(value(load_root(f.town.hub())).document.number == number);
  CHECK(value(f.town.intake().recovery()).empty());
}

}  // namespace
}  // namespace parvis::hub
