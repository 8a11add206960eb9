#include "sync/hub/desk/opening.h"

#include <catch2/catch.hpp>
#include <set>

#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::Town;
using support::town_visit;
using support::value;

std::uint64_t standing(const ClosingSum& sum, Standing which) {
  return sum.standings[static_cast<std::size_t>(which)];
}

TEST_CASE("a visit that was sealed, sent and logged is opened word for word") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  const auto said = kiosk.complete(town_visit("Il faut plus de bancs à l’ombre."));
  CHECK(town.import(kiosk.batch({said})).kind == Outcome::Kind::receipt);
  const auto report = town.open();
  CHECK(report.batches == 1);
  CHECK(report.ideas == 1);
  auto store = town.desk();
  const auto rows = value(store.with_id(said.id));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].standing == Standing::counted);
  CHECK(value(wire::decode_visit(rows[0].content)) == said);
  const auto ideas = value(store.ideas());
  REQUIRE(ideas.size() == 1);
  CHECK(ideas[0].said == "Il faut plus de bancs à l’ombre.");
  CHECK(ideas[0].state == IdeaState::pending);
}

TEST_CASE("opening again opens nothing twice") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  const Bytes batch = kiosk.batch({town_visit(), town_visit()});
  town.import(batch);
  town.open();
  CHECK(town.import(batch).again);
  const auto again = town.open();
  CHECK(again.batches == 0);
  CHECK(again.already == 1);
  CHECK(standing(town.results().sum, Standing::counted) == 2);
}

TEST_CASE("the same box in two batches counts once, and the sum still closes") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  const auto box = kiosk.seal(town_visit("Il faut que le bus passe le soir."));
  town.import(kiosk.batch_of({box}));
  town.import(kiosk.batch_of({box, kiosk.seal(town_visit())}));
  town.open();
  const auto results = town.results();
  CHECK(results.sum.manifests == 3);
  CHECK(standing(results.sum, Standing::counted) == 2);
  CHECK(standing(results.sum, Standing::duplicate) == 1);
  CHECK(results.sum.closes());
  CHECK(results.said == 1);
}

TEST_CASE(
    "of two visits with one id and other bytes the first in the log counts and both are flagged") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  auto visit = kiosk.complete(town_visit());
  town.import(kiosk.batch({visit}));
  const auto first = visit;
  visit.votes = {{5, consultation::Vote::neutral, 0}};
  town.import(kiosk.batch({visit}));
  town.open();
  auto store = town.desk();
  const auto rows = value(store.with_id(visit.id));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].standing == Standing::counted);
  CHECK(value(wire::decode_visit(rows[0].content)) == first);
  CHECK(rows[0].conflict);
  CHECK(rows[1].standing == Standing::duplicate);
  CHECK(rows[1].reason == "other-bytes");
  CHECK(rows[1].conflict);
}

TEST_CASE("a visit that was erased counts as erased and its answers nowhere") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  wire::Visit erased;
  erased.language = "fr";
  erased.ending = wire::Ending::erased;
  town.import(kiosk.batch({erased, town_visit()}));
  town.open();
  const auto results = town.results();
  CHECK(standing(results.sum, Standing::erased) == 1);
  CHECK(standing(results.sum, Standing::counted) == 1);
  CHECK(results.endings[static_cast<std::size_t>(wire::Ending::erased)] == 1);
  CHECK(results.votes == 2);
}

TEST_CASE("a box copied under another id is quarantined") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  auto box = kiosk.seal(town_visit());
  box.id = crypto::random_fixed<wire::VisitId>();
  town.import(kiosk.batch_of({box, kiosk.seal(town_visit())}));
  town.open();
  const auto results = town.results();
  CHECK(standing(results.sum, Standing::quarantined) == 1);
  CHECK(standing(results.sum, Standing::counted) == 1);
  CHECK(results.sum.closes());
}

TEST_CASE("a box copied from another kiosk is quarantined") {
  const Town town;
  auto first = town.kiosk("borne-01");
  auto second = town.kiosk("borne-02");
  town.import(second.batch_of({first.seal(town_visit())}));
  town.open();
  CHECK(standing(town.results().sum, Standing::quarantined) == 1);
}

TEST_CASE("a box sealed to a key that is not ours is unopenable") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  auto store = town.desk();
  auto intake = town.intake();
  const auto root = value(load_root(town.hub()));
  std::vector<crypto::OpeningKey> others;
  others.push_back(crypto::OpeningKey::generate());
  const auto report = value(open_batches(intake, store, {root.document, others}));
  CHECK(report.standings[static_cast<std::size_t>(Standing::unopenable)] == 1);
}

TEST_CASE("a vote on a proposal that the pack does not have is quarantined") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  auto visit = town_visit();
  visit.votes = {{14, consultation::Vote::agree, 0}};
  town.import(kiosk.batch({visit}));
  const auto report = town.open();
  CHECK(report.standings[static_cast<std::size_t>(Standing::quarantined)] == 1);
}

TEST_CASE("rows of a batch stand in no order that the batch or the log had") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  std::vector<wire::Visit> visits(64, town_visit());
  town.import(kiosk.batch(visits));
  town.open();
  auto store = town.desk();
  std::vector<wire::VisitId> ids;
  support::ok(store.each_visit(
      [&](const OpenedVisit& row) -> Status {
        ids.push_back(row.id);
        return {};
      },
      [](const std::string& damage) -> Status { return fail(Errc::corrupt, damage); }));
  REQUIRE(ids.size() == 64);
  CHECK_FALSE(std::is_sorted(ids.begin(), ids.end()));  // one chance in 64! to fail by luck
}

TEST_CASE("a store of a newer schema is refused and stays as it is") {
  const Town town;
  {
    auto database = value(sqlite::Database::open(
        town.hub().desk_db(), {"desk", 0x50764465, std::array<std::string_view, 1>{""}},
        {.access = sqlite::Access::existing}));
    support::ok(database.execute("PRAGMA user_version = 99"));
  }
  const auto opened = DeskStore::open(town.hub().desk_db());
  CHECK(support::code(opened) == Errc::unsupported_version);
}

}  // namespace
}  // namespace parvis::hub
