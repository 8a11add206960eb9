#include "sync/hub/desk/suspects.h"

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "sync/hub/desk/packs.h"
#include "sync/hub/exports/open_data.h"
#include "tests/support/lobby.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using consultation::Vote;
using std::chrono::seconds;
using support::Town;
using support::town_visit;
using support::value;

// Twelve cards in an honest time; not all the same.
wire::Visit read_visit() {
  auto visit = town_visit();
  visit.votes.clear();
  for (std::uint32_t card = 0; card < 12; ++card) {
    visit.votes.push_back({card, card % 4 == 3 ? Vote::disagree : Vote::agree, 0});
  }
  visit.spent = seconds{120};
  visit.median_card = seconds{7};
  return visit;
}

wire::Visit clicked_visit() {
  auto visit = read_visit();
  visit.median_card = seconds{1};
  return visit;
}

std::uint64_t standing(const Results& results, Standing which) {
  return results.sum.standings[static_cast<std::size_t>(which)];
}

TEST_CASE(
    "a suspect visit is left out of the votes, shown beside them, and nothing of it is lost") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({read_visit(), read_visit(), clicked_visit()}));
  town.open();
  const auto results = town.results();
  CHECK(standing(results, Standing::counted) == 2);
  CHECK(standing(results, Standing::suspect) == 1);
  CHECK(results.sum.closes());
  CHECK(results.suspects == std::array<std::uint64_t, fraud::kRules>{1, 0, 0, 0});
  CHECK(results.votes == 24);
  const auto& first = results.proposals.at(0);
  CHECK(first.counted().votes[0] == 2);
  CHECK(first.suspect.votes[0] == 1);
  CHECK(first.with_suspect().votes[0] == 3);
  for (const auto reopen : {Town::Reopen::no, Town::Reopen::yes}) {
    CHECK(town.audit(reopen).findings.empty());
  }
}

TEST_CASE("results say how many visits each rule set aside, and the scores without and with them") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({read_visit(), clicked_visit()}));
  town.open();
  const auto results = town.results();
  const auto json = nlohmann::json::parse(to_json(results));
  CHECK(json["suspect"]["visits"] == 1);
  CHECK(json["suspect"]["rules"]["too-fast"] == 1);
  CHECK(json["suspect"]["rules"]["pasted-text"] == 0);
  CHECK(json["proposals"][0]["scores"]["votes"] == 1);
  CHECK(json["proposals"][0]["scores_with_suspect"]["votes"] == 2);
  const std::string table = to_table(results);
  INFO(table);
  CHECK(table.find("1 visits are suspect and not counted above: 1 too-fast") != std::string::npos);
  CHECK(table.find("With them:") != std::string::npos);
}

TEST_CASE("a week without suspects prints no table of them") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({read_visit()}));
  town.open();
  CHECK(to_table(town.results()).find("suspect") == std::string::npos);
  CHECK_FALSE(nlohmann::json::parse(to_json(town.results()))["proposals"][0].contains(
      "scores_with_suspect"));
}

TEST_CASE("open data has no vote of a suspect visit, and says which rules set how many aside") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({read_visit(), clicked_visit()}));
  town.open();
  auto store = town.desk();
  const auto tables = value(open_data(store, town.authority(), support::kTownSlug));
  std::map<std::string, const Table*> by_name;
  for (const auto& table : tables) by_name[table.name] = &table;
  CHECK(by_name.at("votes")->rows.size() == 12);
  const auto& suspects = *by_name.at("suspects");
  REQUIRE(suspects.rows.size() == fraud::kRules);
  CHECK(suspects.rows[0][0] == "too-fast");
  CHECK(suspects.rows[0][1] == fraud::explain(fraud::Rule::too_fast));
  CHECK(suspects.rows[0][2] == "1");
}

TEST_CASE(
    "what a rule says of old visits changes with the next batch, and back with a withdrawal") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  const auto session = crypto::random_fixed<wire::SessionId>();
  auto quick = read_visit();
  quick.median_card = seconds{3};
  town.import(kiosk.batch(std::vector(5, quick), session));
  town.open();
  CHECK(standing(town.results(), Standing::suspect) == 0);
  auto last = quick;
  last.code = crypto::random_fixed<wire::CodeTag>();
  town.import(kiosk.batch({last}, session));  // the same session goes on in another batch
  town.open();
  const auto results = town.results();
  CHECK(standing(results, Standing::suspect) == 6);
  CHECK(results.sum.closes());
  {
    auto store = town.desk();
    const auto rows = value(store.with_code(*last.code));
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].standing == Standing::counted);  // as it was opened: nothing is rewritten
    support::ok(store.withdraw(rows[0]));
  }
  CHECK(standing(town.results(), Standing::suspect) == 0);
  CHECK(standing(town.results(), Standing::counted) == 5);
  CHECK(town.results().sum.closes());
}

TEST_CASE("the same visits in other batches, in another order, meet the same rules") {
  std::vector<std::string> printed;
  for (const bool forwards : {true, false}) {
    const Town town;
    auto kiosk = town.kiosk("borne-01");
    const auto session = crypto::random_fixed<wire::SessionId>();
    auto quick = read_visit();
    quick.median_card = seconds{4};
    const std::vector<std::vector<wire::Visit>> parts{
        std::vector(4, quick), {read_visit(), clicked_visit(), quick}, std::vector(3, quick)};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      town.import(kiosk.batch(parts[forwards ? i : parts.size() - 1 - i], session));
      town.open();
    }
    auto json = nlohmann::json::parse(to_json(town.results()));
    json.erase("sheets");  // of the first batch of the session
    printed.push_back(json.dump());
    CHECK(json["suspect"]["visits"] == 9);
  }
  CHECK(printed[0] == printed[1]);
}

// The whole road: sealed, signed, batched by session, received, opened, judged, counted.
TEST_CASE("a lobby's week comes through the hub, and the sum closes") {
  const Town town;
  PackSources sources;
  sources.directory =
      (Path(PARVIS_SOURCE_DIR) / "assets/consultations/mulhouse-solidaire").string();
  sources.city = (Path(PARVIS_SOURCE_DIR) / "deploy/demo-city.toml").string();
  sources.opens = "2026-11-01";
  sources.closes = "2026-12-12";
  auto kiosk = town.kiosk("borne-01");
  const auto published = town.publish(sources);
  auto store = town.desk();
  kiosk.use_pack(value(store.pack(published.pack)), town.authority());
  PackShelf packs(store, town.authority());
  const auto* asked = value(packs.find(published.pack));
  REQUIRE(asked != nullptr);
  const auto week = support::simulate_week(*asked, 20211212);
  std::map<std::size_t, std::vector<wire::Visit>> sessions;
  for (const auto& one : week.visits) sessions[one.session].push_back(one.visit);
  for (const auto& [number, visits] : sessions) {
    const auto session = crypto::random_fixed<wire::SessionId>();
    for (std::size_t at = 0; at < visits.size(); at += wire::kMaxBatchVisits) {
      const auto end = std::min(at + wire::kMaxBatchVisits, visits.size());
      town.import(kiosk.batch({visits.begin() + static_cast<std::ptrdiff_t>(at),
                               visits.begin() + static_cast<std::ptrdiff_t>(end)},
                              session));
    }
  }
  town.open();
  const auto results = town.results(published.pack.consultation);
  CHECK(results.sum.manifests == 2200);
  CHECK(results.sum.closes());
  const auto suspect = standing(results, Standing::suspect);
  CHECK(suspect > 140);
  CHECK(suspect < 240);
  CHECK(standing(results, Standing::counted) + suspect == 2200);
  CHECK(town.audit(Town::Reopen::yes).findings.empty());
  // As the rules say of the visits themselves.
  std::vector<fraud::Facts> facts;
  for (const auto& one : week.visits) {
    wire::SessionId session;
    session.bytes[0] = static_cast<std::uint8_t>(one.session);
    facts.push_back(fraud::facts_of(one.visit, session));
  }
  std::array<std::uint64_t, fraud::kRules> by_rule{};
  for (const auto& rules : fraud::judge(facts)) {
    for (std::size_t i = 0; i < fraud::kRules; ++i) by_rule[i] += rules[i] ? 1 : 0;
  }
  CHECK(results.suspects == by_rule);
}

}  // namespace
}  // namespace parvis::hub
