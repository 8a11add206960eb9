// Copied cards, cards put back to an earlier day, rows deleted on a card: what the hub's audit says of each, and to whom.
#include <catch2/catch.hpp>

#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::Town;
using support::town_visit;
using support::TownKiosk;
using support::value;

bool names(const std::vector<std::string>& sentences, std::string_view words) {
  return std::any_of(sentences.begin(), sentences.end(), [&](const std::string& sentence) {
    return sentence.find(words) != std::string::npos;
  });
}

std::vector<std::string> disputes(const Town& town) {
  return town.audit(Town::Reopen::no).disputes;
}

TEST_CASE(
    "two kiosks with one identity: both batches are kept, the first counts, the audit names them") {
  const Town town;
  TownKiosk kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  const auto fork = kiosk.head();
  CHECK(town.import(kiosk.batch({town_visit()})).kind == Outcome::Kind::receipt);
  kiosk.go_back_to(fork);  // the other card
  CHECK(town.import(kiosk.batch({town_visit(), town_visit()})).kind == Outcome::Kind::conflict);
  const auto said = disputes(town);
  REQUIRE(said.size() == 1);
  CHECK(names(said, "borne-01: a batch 2"));
  CHECK(names(said, "is not the one at leaf 1. Two kiosks have one identity"));
  CHECK(names(said, "enrol the other again"));
  town.open();
  CHECK(town.results().sum.manifests == 2);
}

TEST_CASE("a copied card that is further on than its twin is named when its batches do not join") {
  const Town town;
  TownKiosk kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  const auto fork = kiosk.head();
  town.import(kiosk.batch({town_visit()}));
  kiosk.go_back_to(fork);
  static_cast<void>(kiosk.batch({town_visit()}));  // the twin's second, which never comes
  CHECK(town.import(kiosk.batch({town_visit()})).kind == Outcome::Kind::conflict);
  CHECK(names(disputes(town), "borne-01: a batch 3"));
  CHECK(names(disputes(town), "does not continue the batches that are here"));
}

TEST_CASE("a card that was put back to yesterday after a sync is named at its next batch") {
  const Town town;
  TownKiosk kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  const auto yesterday = kiosk.head();
  town.import(kiosk.batch({town_visit()}));
  town.import(kiosk.batch({town_visit()}));
  kiosk.go_back_to(yesterday);
  CHECK(disputes(town).empty());  // until it signs again there is nothing to see
  CHECK(town.import(kiosk.batch({town_visit()})).kind == Outcome::Kind::conflict);
  CHECK(names(disputes(town), "put back to an earlier day"));
}

TEST_CASE(
    "a card that was put back before a sync shows nothing until what it had signed turns up") {
  const Town town;
  TownKiosk kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  const auto yesterday = kiosk.head();
  const Bytes unsent = kiosk.batch({town_visit()});
  kiosk.go_back_to(yesterday);
  CHECK(town.import(kiosk.batch({town_visit()})).kind == Outcome::Kind::receipt);
  CHECK(disputes(town)
            .empty());  // out of reach without a counter in hardware: the head count is the control
  CHECK(town.import(unsent).kind == Outcome::Kind::conflict);  // a stick had it
  CHECK(names(disputes(town), "borne-01: a batch 2"));
}

TEST_CASE("a row deleted from a kiosk's chain is named when its next batch does not follow") {
  const Town town;
  TownKiosk kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  const auto before = kiosk.head();
  town.import(kiosk.batch({town_visit()}));
  // Its newest row is gone; the number goes on, by a clever hand, and the predecessor is the one before.
  kiosk.go_back_to({before.number + 1, before.previous});
  CHECK(town.import(kiosk.batch({town_visit()})).kind == Outcome::Kind::conflict);
  CHECK(names(disputes(town), "or a row of its chain was deleted"));
}

TEST_CASE("after it was enrolled again a kiosk goes on, and the dispute stays for the record") {
  const Town town;
  TownKiosk kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  kiosk.go_back_to({});
  CHECK(town.import(kiosk.batch({town_visit(), town_visit()})).kind == Outcome::Kind::conflict);
  const auto authority = value(Authority::unlock(town.hub().authority(), support::kTownPassphrase));
  kiosk.install(value(enrol(town.hub(), authority, kiosk.request(), "borne-01", "", town.now())));
  CHECK(town.import(kiosk.batch({town_visit()})).kind == Outcome::Kind::receipt);
  CHECK(disputes(town).size() == 1);
}

TEST_CASE(
    "disputes are no damage: a hub that has some is backed up, and its audit finds nothing lost") {
  const Town town;
  TownKiosk kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  kiosk.go_back_to({});
  town.import(kiosk.batch({town_visit(), town_visit()}));
  town.open();
  CHECK(town.audit(Town::Reopen::yes).findings.empty());
  CHECK(backup(town.hub(), town.path("backup"), BackupKeys::leave, town.now()));
}

TEST_CASE("a desk that was put back to before a withdrawal is named by the log's own statement") {
  const Town town;
  TownKiosk kiosk = town.kiosk("borne-01");
  const std::string code = wire::new_receipt_code();
  auto said = town_visit();
  said.code = value(wire::receipt_code_tag(code, support::kTownSlug));
  town.import(kiosk.batch({said, town_visit()}));
  town.open();
  value(backup(town.hub(), town.path("backup"), BackupKeys::leave, town.now()));
  {
    auto store = town.desk();
    auto intake = town.intake();
    const auto signer = value(load_log_signer(town.hub()));
    value(withdraw_code(store, intake, signer, code, town.now()));
  }
  CHECK(disputes(town).empty());
  for (const char* side : {"", "-wal", "-shm"})
    std::filesystem::remove(town.hub().desk_db().string() + side);
  std::filesystem::copy_file(town.path("backup") / "desk/desk.db", town.hub().desk_db());
  CHECK(names(disputes(town), "The log says that 1 visits were withdrawn, desk.db has 0"));
}

}  // namespace
}  // namespace parvis::hub
