#include "sync/hub/desk/results.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sync/hub/exports/open_data.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using consultation::Vote;
using support::Town;
using support::town_visit;
using support::value;

wire::Visit visit_of(wire::Mode mode, std::string language, wire::Ending ending) {
  auto visit = town_visit();
  visit.mode = mode;
  visit.language = std::move(language);
  visit.ending = ending;
  return visit;
}

// Three autonomous, one assisted and one paper visit; an idea of each state but postponed.
void fill(const Town& town, std::string_view kiosk_name) {
  auto kiosk = town.kiosk(kiosk_name);
  auto said = town_visit("Il faut plus de bancs à l’ombre.");
  auto health = town_visit("Il faut un médecin dans chaque quartier.");
  health.ideas[0].theme = "health";
  town.import(kiosk.batch({said, health, visit_of(wire::Mode::assisted, "en", wire::Ending::left),
                           visit_of(wire::Mode::paper, "fr", wire::Ending::completed),
                           visit_of(wire::Mode::autonomous, "fr", wire::Ending::interrupted)}));
  town.open();
  auto store = town.desk();
  for (const auto& idea : value(store.ideas())) {
    const Moderator by{"Awa", town.now()};
    support::ok(idea.theme == "health" ? accept(store, by, idea.id, {})
                                       : refuse(store, by, idea.id, "off-topic", ""));
  }
}

TEST_CASE("votes are counted by provenance and never added to online ones") {
  const Town town;
  fill(town, "borne-01");
  const auto results = town.results();
  CHECK(results.votes == 10);
  CHECK(results.qualifications == 15);
  CHECK(results.said == 2);
  const auto& first = results.proposals.at(0);
  CHECK(first.id == "t01");
  CHECK(first.by_mode[0].votes[0] == 3);
  CHECK(first.by_mode[1].votes[0] == 1);
  CHECK(first.by_mode[2].votes[0] == 1);
  CHECK(first.counted().qualifications[0] == 5);
  CHECK(first.counted().qualifications[1] == 5);
  CHECK(first.suspect.total() == 0);
  CHECK(first.online.verified.votes[0] == 61);
  CHECK(results.proposals.at(1).counted().votes[1] == 5);
  CHECK(results.languages == std::map<std::string, std::uint64_t>{{"en", 1}, {"fr", 4}});
  CHECK(results.endings == std::array<std::uint64_t, wire::kEndings>{3, 1, 0, 1, 0});
  CHECK(results.sheets.sessions == 1);
  CHECK(results.sheets.started == 5);
}

TEST_CASE("ideas are counted by theme, state and reason") {
  const Town town;
  fill(town, "borne-01");
  const auto results = town.results();
  REQUIRE(results.ideas.size() == 3);  // two themes and none
  CHECK(results.ideas[0].theme == "housing");
  CHECK(results.ideas[0].states[static_cast<std::size_t>(IdeaState::refused)] == 1);
  CHECK(results.ideas[0].refusals.at("off-topic") == 1);
  CHECK(results.ideas[1].states[static_cast<std::size_t>(IdeaState::accepted)] == 1);
}

TEST_CASE("two hubs with other keys that were told the same answers print the same bytes") {
  const Town first;
  const Town second;
  for (const auto* town : {&first, &second}) {
    fill(*town, town == &first ? "borne-01" : "another-name");
    town->publish();
  }
  const std::string json = to_json(first.results());
  CHECK(json == to_json(second.results()));
  CHECK(nlohmann::json::parse(json)["sum"]["closes"] == true);
}

TEST_CASE("results have no id that was drawn, no key and no time in them") {
  const Town town;
  fill(town, "borne-01");
  town.publish();
  const auto json = nlohmann::json::parse(to_json(town.results()));
  CHECK(json["proposals"].back()["id"] == "");
  CHECK(json["proposals"].back()["from"] == "kiosk");
  CHECK(json["proposals"].back()["text"] == "Il faut un médecin dans chaque quartier.");
  CHECK(json.dump().find("i-") == std::string::npos);
  CHECK(json.dump().find("2026") == std::string::npos);
}

TEST_CASE("scores of results are those of the field votes alone") {
  const Town town;
  fill(town, "borne-01");
  const auto json = nlohmann::json::parse(to_json(town.results()));
  const auto& scores = json["proposals"][0]["scores"];
  // individual(5, 0.33, 5) = 5.33 / 6
  CHECK(scores["agree"]["value"].get<double>() == Approx(0.8883).margin(0.00005));
  CHECK(scores["zone"] == "consensus");
  CHECK(scores["votes"] == 5);
  CHECK_FALSE(json["proposals"][5].contains("scores"));
}

TEST_CASE("a lost row makes the sum say that it does not close") {
  const Town town;
  fill(town, "borne-01");
  {
    const std::string_view steps[] = {""};
    auto database = value(sqlite::Database::open(town.hub().desk_db(), {"desk", 0x50764465, steps},
                                                 {.access = sqlite::Access::existing}));
    support::ok(database.execute("DELETE FROM visit WHERE key = (SELECT min(key) FROM visit)"));
  }
  const auto results = town.results();
  CHECK_FALSE(results.sum.closes());
  CHECK(to_table(results).find("IT DOES NOT CLOSE") != std::string::npos);
}

TEST_CASE("the table for people says what was voted, what the zone is and that the sum closes") {
  const Town town;
  fill(town, "borne-01");
  const std::string table = to_table(town.results());
  for (const char* words : {"5 visits", "10 votes, 15 qualifications, 2 ideas", "consensus",
                            "it closes", "Il faut la proposition"}) {
    INFO(table);
    CHECK(table.find(words) != std::string::npos);
  }
}

TEST_CASE("open data has a line in the dictionary for every column, and nothing of a person") {
  const Town town;
  fill(town, "borne-01");
  auto store = town.desk();
  const auto tables = value(open_data(store, town.authority(), support::kTownSlug));
  std::size_t columns = 0;
  for (const auto& table : tables) {
    if (table.name != "dictionary") columns += table.columns.size();
    for (const auto& row : table.rows) CHECK(row.size() == table.columns.size());
  }
  CHECK(tables.back().rows.size() == columns);
  const auto& votes = tables.at(1);
  CHECK(votes.name == "votes");
  CHECK(votes.rows.size() == 10);
  std::vector<std::string> names;
  for (const auto& column : votes.columns) names.push_back(column.name);
  CHECK(names == std::vector<std::string>{"participant", "provenance", "proposal", "vote",
                                          "qualifications"});
}

TEST_CASE("a cell that a spreadsheet would run is made harmless, and quotes are doubled") {
  const Table table{"t",
                    {{"a", ColumnType::text, ""}, {"b", ColumnType::whole, ""}},
                    {{"=1+1", "5"}, {"say \"no\", twice", "-1"}}};
  CHECK(to_csv(table) == "a,b\n'=1+1,5\n\"say \"\"no\"\", twice\",-1\n");
}

TEST_CASE("open data as JSON holds every table under its name") {
  const Town town;
  fill(town, "borne-01");
  auto store = town.desk();
  const auto tables = value(open_data(store, town.authority(), support::kTownSlug));
  const auto json = nlohmann::json::parse(to_json(support::kTownSlug, tables));
  CHECK(json["format"] == "parvis-open-data/1");
  CHECK(json["votes"].size() == 10);
  CHECK(json["votes"][0]["participant"].is_number());
  CHECK(json["sum"][0]["visits"] == 5);
}

}  // namespace
}  // namespace parvis::hub
