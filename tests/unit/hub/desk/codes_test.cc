#include "sync/hub/desk/codes.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sync/hub/desk/root.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::code;
using support::kCheapCost;
using support::Town;
using support::town_visit;
using support::value;

// A town that holds a visit with a code and an idea, and one without.
struct Coded {
  Town town;
  support::TownKiosk kiosk = town.kiosk("borne-01");
  std::string typed = wire::new_receipt_code();
  wire::SealedVisit box;
  Coded() {
    auto visit = town_visit("Il faut plus de bancs à l’ombre.");
    visit.code = value(wire::receipt_code_tag(typed, support::kTownSlug, kCheapCost));
    box = kiosk.seal(visit);
    town.import(kiosk.batch_of({box, kiosk.seal(town_visit())}));
    town.open();
  }
  [[nodiscard]] Result<CodeStatus> status() const {
    auto store = town.desk();
    return code_status(store, typed, kCheapCost);
  }
  void withdraw() const {
    auto store = town.desk();
    auto intake = town.intake();
    const auto signer = value(load_log_signer(town.hub()));
    value(withdraw_code(store, intake, signer, typed, town.now(), kCheapCost));
  }
};

TEST_CASE("a code tells what became of the idea, and nothing of the votes") {
  const Coded c;
  auto status = value(c.status());
  CHECK_FALSE(status.withdrawn);
  REQUIRE(status.ideas.size() == 1);
  CHECK(status.ideas[0].state == IdeaState::pending);
  auto store = c.town.desk();
  support::ok(accept(store, {"Awa", c.town.now()}, value(store.ideas()).at(0).id, {}));
  c.town.publish();
  status = value(c.status());
  CHECK(status.ideas[0].state == IdeaState::accepted);
  CHECK(status.ideas[0].published);
}

TEST_CASE("a code that never arrived is told apart from one that can't be") {
  const Coded c;
  auto store = c.town.desk();
  CHECK(code(code_status(store, wire::new_receipt_code(), kCheapCost)) == Errc::not_found);
  CHECK(code(code_status(store, "no code", kCheapCost)) == Errc::invalid);
}

TEST_CASE("what is withdrawn is gone from desk.db and from intake.db, and counted") {
  const Coded c;
  const auto serving = c.town.intake();  // somebody else has the file open all the while
  c.withdraw();
  CHECK(value(c.status()).withdrawn);
  const auto results = c.town.results();
  CHECK(results.sum.standings[static_cast<std::size_t>(Standing::withdrawn)] == 1);
  CHECK(results.sum.closes());
  CHECK(results.votes == 2);
  CHECK(results.said == 0);
  auto store = c.town.desk();
  CHECK(value(store.ideas()).empty());
  // The words can't be found in the files any more, nor the sealed box.
  const std::string_view words = "plus de bancs";
  const std::string_view sealed = as_text(ByteView(c.box.cipher).first(64));
  for (const Path& directory : {c.town.hub().desk(), c.town.hub().intake()}) {
    for (const auto& entry : std::filesystem::directory_iterator(directory)) {
      if (!entry.is_regular_file()) continue;
      const Bytes bytes = value(read_file(entry.path(), 64u << 20));
      INFO(entry.path());
      CHECK(as_text(bytes).find(words) == std::string_view::npos);
      CHECK(as_text(bytes).find(sealed) == std::string_view::npos);
    }
  }
}

TEST_CASE(
    "an audit after a withdrawal finds nothing wrong, and opening again brings nothing back") {
  const Coded c;
  c.withdraw();
  const auto report = c.town.audit(Town::Reopen::yes);
  CAPTURE(report.findings);
  CHECK(report.findings.empty());
  CHECK(report.leaves == 2);  // the batch, and how many were withdrawn
  CHECK(c.town.open().batches == 0);
  CHECK(c.town.results().votes == 2);
}

TEST_CASE("withdrawing twice is no error, and a copy sent later stays out") {
  Coded c;
  c.withdraw();
  c.withdraw();
  c.town.import(c.kiosk.batch_of({c.box}));
  c.town.open();
  const auto sum = c.town.results().sum;
  CHECK(sum.standings[static_cast<std::size_t>(Standing::duplicate)] == 1);
  CHECK(sum.closes());
}

TEST_CASE("the table of statuses has a line for each code, without words and without votes") {
  const Coded c;
  auto store = c.town.desk();
  support::ok(write_statuses(c.town.hub(), store));
  const auto json =
      nlohmann::json::parse(as_text(value(read_file(c.town.hub().statuses(), 1u << 20))));
  REQUIRE(json["codes"].size() == 1);
  const auto tag = value(wire::receipt_code_tag(c.typed, support::kTownSlug, kCheapCost));
  CHECK(json["codes"][crypto::to_hex(tag.view())]["ideas"][0]["state"] == "pending");
  CHECK(json.dump().find("bancs") == std::string::npos);
  CHECK(json.dump().find("agree") == std::string::npos);
}

}  // namespace
}  // namespace parvis::hub
