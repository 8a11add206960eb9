#include "sync/hub/desk/publishing.h"

#include <catch2/catch.hpp>

#include "sync/hub/desk/root.h"
#include "sync/pack/pack.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::Town;
using support::town_visit;
using support::value;

// Accepts every idea that waits.
void accept_all(const Town& town) {
  auto store = town.desk();
  for (const auto& idea : value(store.ideas())) {
    if (idea.state == IdeaState::pending)
      support::ok(accept(store, {"Awa", town.now()}, idea.id, {}));
  }
}

consultation::Consultation pack_of(const Town& town, std::uint64_t version) {
  auto store = town.desk();
  const auto bytes = value(store.pack({std::string(support::kTownSlug), version}));
  return value(pack::verify(bytes, town.authority())).consultation;
}

TEST_CASE("a pack that was published verifies, and its file is what the desk keeps") {
  const Town town;
  auto store = town.desk();
  const wire::PackRef ref{std::string(support::kTownSlug), 1};
  const Bytes file = value(read_file(town.hub().pack(ref), 8u << 20));
  CHECK(file == value(store.pack(ref)));
  CHECK(value(pack::verify(file, town.authority())).consultation.proposals.size() == 14);
}

TEST_CASE("accepted ideas follow the sources' proposals, in the order of their words") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(
      kiosk.batch({town_visit("Il faut un zoo plus grand."), town_visit("Il faut des arbres.")}));
  town.open();
  accept_all(town);
  const auto published = town.publish();
  CHECK(published.pack.version == 2);
  CHECK(published.added.size() == 2);
  const auto pack = pack_of(town, 2);
  REQUIRE(pack.proposals.size() == 16);
  CHECK(pack.proposals[13].id == "t14");
  CHECK(pack.proposals[14].text == "Il faut des arbres.");
  CHECK(pack.proposals[15].text == "Il faut un zoo plus grand.");
  CHECK(pack.proposals[14].author != pack.proposals[15].author);
  CHECK(pack.proposals[14].theme == "housing");
}

TEST_CASE("a later idea goes behind earlier ones, whatever its words") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit("Il faut un zoo plus grand.")}));
  town.open();
  accept_all(town);
  town.publish();
  const auto first = pack_of(town, 2).proposals[14].id;
  town.import(kiosk.batch({town_visit("Il faut des arbres.")}));
  town.open();
  accept_all(town);
  CHECK(town.publish().added.size() == 1);
  const auto pack = pack_of(town, 3);
  CHECK(pack.proposals[14].id == first);
  CHECK(pack.proposals[15].text == "Il faut des arbres.");
}

TEST_CASE("refused and waiting ideas stay out of the pack") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(
      kiosk.batch({town_visit("Il faut un zoo plus grand."), town_visit("Il faut des arbres.")}));
  town.open();
  auto store = town.desk();
  const auto ideas = value(store.ideas());
  support::ok(refuse(store, {"Awa", town.now()}, ideas[0].id, "off-topic", ""));
  CHECK(value(unpublished(store, support::kTownSlug)) == 0);
  CHECK(town.publish().added.empty());
  CHECK(pack_of(town, 2).proposals.size() == 14);
}

TEST_CASE("votes of kiosks never enter the statistics of a pack") {
  const Town town;
  const auto before = pack_of(town, 1);
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch(std::vector<wire::Visit>(20, town_visit())));
  town.open();
  town.publish();
  const auto after = pack_of(town, 2);
  for (std::size_t i = 0; i < 14; ++i) {
    CHECK(after.proposals[i].statistics == before.proposals[i].statistics);
  }
}

TEST_CASE("votes cast on an older version count under the proposal that its index meant there") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  auto late = kiosk.complete(town_visit());
  late.votes = {{13, consultation::Vote::agree, 0}};
  const Bytes old_batch = kiosk.batch({late});
  // The sources lose their first proposal: every index moves.
  const Path file = town.sources() / "proposals.csv";
  std::string csv(as_text(value(read_file(file, 1u << 20))));
  const auto line = csv.find("t01,");
  csv.erase(line, csv.find('\n', line) + 1 - line);
  support::ok(write_file(file, as_bytes(csv)));
  for (const char* name : {"proposals.en.csv", "statistics.csv"}) {
    std::string more(as_text(value(read_file(town.sources() / name, 1u << 20))));
    for (auto at = more.find("t01,"); at != std::string::npos; at = more.find("t01,")) {
      more.erase(at, more.find('\n', at) + 1 - at);
    }
    support::ok(write_file(town.sources() / name, as_bytes(more)));
  }
  town.publish();
  town.import(old_batch);
  town.open();
  for (const auto& proposal : town.results().proposals) {
    INFO(proposal.proposal);
    CHECK(proposal.counted().total() == (proposal.proposal == "t14" ? 1u : 0u));
    CHECK(proposal.current == (proposal.proposal != "t01"));
  }
}

TEST_CASE("an idea that was taken back leaves the packs, and its words leave the results") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  auto visit = town_visit("Il faut un zoo plus grand.");
  const std::string code = wire::new_receipt_code();
  visit.code = value(wire::receipt_code_tag(code, support::kTownSlug, support::kCheapCost));
  town.import(kiosk.batch({visit}));
  town.open();
  accept_all(town);
  town.publish();
  {
    auto store = town.desk();
    auto intake = town.intake();
    const auto signer = value(load_log_signer(town.hub()));
    value(withdraw_code(store, intake, signer, code, town.now(), support::kCheapCost));
  }
  town.publish();
  CHECK(pack_of(town, 3).proposals.size() == 14);
  const auto results = town.results();
  REQUIRE(results.proposals.size() == 15);
  CHECK_FALSE(results.proposals[14].current);
  CHECK(results.proposals[14].text.empty());
}

TEST_CASE("a pack that never reached the exchange directory is handed over the next time") {
  const Town town;
  const auto first = town.hub().pack({std::string(support::kTownSlug), 1});
  support::ok(remove_file(first));
  town.publish();
  CHECK(std::filesystem::exists(first));
}

}  // namespace
}  // namespace parvis::hub
