#include "sync/hub/fraud/fraud.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

namespace parvis::hub::fraud {
namespace {

using consultation::Vote;
using std::chrono::seconds;

wire::SessionId session(std::uint8_t number) {
  wire::SessionId id;
  id.bytes[0] = number;
  return id;
}

// Twelve cards from `first` on, voted in turn, read at an honest pace.
Facts honest(std::uint32_t first = 0) {
  Facts facts;
  facts.session = session(1);
  facts.spent = seconds{150};
  facts.median_card = seconds{7};
  for (std::uint32_t i = 0; i < 12; ++i) {
    facts.votes.push_back({first + i, static_cast<Vote>(i % 3), std::uint8_t(i % 8)});
  }
  return facts;
}

Facts agreeing(std::size_t votes, seconds median) {
  Facts facts = honest();
  facts.votes.resize(votes);
  facts.median_card = median;
  for (auto& vote : facts.votes) vote = {vote.proposal, Vote::agree, vote.qualifications};
  return facts;
}

Facts saying(std::string text) {
  wire::Visit visit;
  visit.language = "fr";
  visit.spent = seconds{90};
  visit.median_card = seconds{8};
  visit.ideas = {{"", std::move(text)}};
  return facts_of(visit, session(1));
}

std::string judged(const Facts& facts) { return to_string(judge(std::span(&facts, 1)).front()); }

std::size_t meet(std::span<const Facts> visits, Rule rule) {
  const auto rules = judge(visits);
  return static_cast<std::size_t>(std::count_if(
      rules.begin(), rules.end(), [&](const Rules& one) { return one[index(rule)]; }));
}

// ---- too-fast ------------------------------------------------------------------------------------------

TEST_CASE("who reads twelve cards meets no rule") { CHECK(judged(honest()).empty()); }

TEST_CASE("half of the cards in a second or less is too fast for anybody") {
  Facts facts = honest();
  facts.median_card = seconds{1};
  CHECK(judged(facts) == "too-fast");
  facts.median_card = seconds{2};
  CHECK(judged(facts).empty());
}

TEST_CASE("a whole visit under two seconds a vote is too fast, with what rounding may have taken") {
  Facts facts = honest();  // twelve votes
  facts.median_card = seconds{2};
  facts.spent = seconds{15};  // at most 22 s
  CHECK(judged(facts) == "too-fast");
  facts.spent = seconds{30};
  CHECK(judged(facts).empty());
}

TEST_CASE("fewer than four votes have no median that says something") {
  Facts facts = honest();
  facts.median_card = facts.spent = seconds{0};
  facts.votes.resize(3);
  CHECK(judged(facts).empty());
  facts.votes = honest().votes;
  facts.votes.resize(4);
  CHECK(judged(facts) == "too-fast");
}

TEST_CASE("a sheet of paper is typed in as fast as one can, and a helper is as slow as anyone") {
  Facts facts = agreeing(12, seconds{1});
  facts.mode = wire::Mode::paper;
  CHECK(judged(facts).empty());
  facts.mode = wire::Mode::assisted;
  CHECK(judged(facts) == "too-fast+all-the-same");
}

// ---- all-the-same --------------------------------------------------------------------------------------

TEST_CASE("one answer to every card is suspect only when it was given quickly") {
  CHECK(judged(agreeing(12, seconds{2})) == "all-the-same");
  CHECK(judged(agreeing(12, seconds{3})).empty());  // an honest person may agree with everything
  CHECK(judged(agreeing(7, seconds{2})).empty());
  Facts one_other = agreeing(12, seconds{2});
  one_other.votes[5].vote = Vote::neutral;
  CHECK(judged(one_other).empty());
}

// ---- repeated-burst ------------------------------------------------------------------------------------

std::vector<Facts> burst(std::size_t visits, seconds median) {
  std::vector<Facts> all(visits, honest());
  for (auto& facts : all) facts.median_card = median;
  return all;
}

TEST_CASE("six quick visits of one session with the same answers are a burst, five are a family") {
  CHECK(meet(burst(6, seconds{4}), Rule::repeated_burst) == 6);
  CHECK(meet(burst(5, seconds{4}), Rule::repeated_burst) == 0);
  CHECK(meet(burst(6, seconds{5}), Rule::repeated_burst) == 0);
}

TEST_CASE("the same answers at several kiosks or on several days are no burst") {
  auto visits = burst(10, seconds{4});
  for (std::size_t i = 0; i < 5; ++i) visits[i].session = session(2);
  CHECK(meet(visits, Rule::repeated_burst) == 0);
}

TEST_CASE("only shared cards are compared, and one answer in ten may differ") {
  auto visits = burst(6, seconds{3});
  for (std::uint32_t i = 0; i < 6; ++i) visits[i].votes.push_back({100 + i, Vote::agree, 0});
  visits[0].votes[3].qualifications ^= 1;  // one of twelve
  CHECK(meet(visits, Rule::repeated_burst) == 6);
  visits[0].votes[4].qualifications ^= 1;
  CHECK(meet(visits, Rule::repeated_burst) == 0);  // five are left
  for (std::uint32_t i = 0; i < 6; ++i) visits[i].votes = honest(12 * i).votes;
  CHECK(meet(visits, Rule::repeated_burst) == 0);  // no card in common
}

TEST_CASE("likeness is not handed on: a chain of neighbours is no burst") {
  std::vector<Facts> chain;
  for (std::uint32_t i = 0; i < 12; ++i) {
    Facts facts = honest();
    facts.median_card = seconds{3};
    for (std::uint32_t j = 0; j < i; ++j) facts.votes[j].qualifications ^= 1;
    chain.push_back(std::move(facts));
  }
  CHECK(meet(chain, Rule::repeated_burst) == 0);
}

TEST_CASE("short visits are a burst when they are the same, however slow") {
  std::vector<Facts> pickers(6, honest());
  for (auto& facts : pickers) facts.votes = {{17, Vote::agree, 3}};
  CHECK(meet(pickers, Rule::repeated_burst) == 6);
  pickers[0].votes[0].proposal = 18;
  CHECK(meet(pickers, Rule::repeated_burst) == 0);
  for (auto& facts : pickers) facts.votes.clear();
  CHECK(meet(pickers, Rule::repeated_burst) == 0);  // said something else, voted on nothing
}

// ---- pasted-text ---------------------------------------------------------------------------------------

constexpr const char* kText = "Il faut enfin construire un grand parking souterrain sous la place.";

std::vector<Facts> pastes(std::size_t visits) {
  std::vector<Facts> all;
  for (std::size_t i = 0; i < visits; ++i) {
    all.push_back(saying(kText));
    all.back().session = session(static_cast<std::uint8_t>(i));  // wherever
  }
  return all;
}

TEST_CASE("one text in eight visits was pasted, in seven it may be a family") {
  CHECK(meet(pastes(8), Rule::pasted_text) == 8);
  CHECK(meet(pastes(7), Rule::pasted_text) == 0);
}

TEST_CASE("case, punctuation, digits and the order of words make no other text") {
  auto visits = pastes(5);
  visits.push_back(saying("IL FAUT ENFIN CONSTRUIRE UN GRAND PARKING SOUTERRAIN SOUS LA PLACE"));
  visits.push_back(saying("Sous la place, il faut enfin construire un grand parking souterrain!"));
  visits.push_back(
      saying("Il faut enfin construire un grand parking souterrain sous la place 17."));
  CHECK(meet(visits, Rule::pasted_text) == 8);
}

TEST_CASE("of ten words one may be another, left out or added") {
  auto visits = pastes(6);
  visits.push_back(saying("Il faut vite construire un grand parking souterrain sous la place."));
  visits.push_back(saying("Il faut construire un grand parking souterrain sous la place."));
  CHECK(meet(visits, Rule::pasted_text) == 8);
  visits[7] = saying("Il faut vite construire un petit parking souterrain sous la place.");
  CHECK(meet(visits, Rule::pasted_text) == 0);  // two words
  visits = pastes(7);
  visits.push_back(
      saying("Il faut enfin construire un très grand parking souterrain sous la place."));
  CHECK(meet(visits, Rule::pasted_text) == 8);
}

TEST_CASE("short ideas come to many people") {
  std::vector<Facts> visits(50, saying("Il faut plus de pistes cyclables."));
  CHECK(meet(visits, Rule::pasted_text) == 0);
}

TEST_CASE("eight texts that each name another thing are eight ideas") {
  std::vector<Facts> visits;
  for (const char* thing :
       {"bancs", "arbres", "bus", "jeux", "médecins", "lampes", "écoles", "parcs"}) {
    visits.push_back(saying("Il faut plus de " + std::string(thing) + " dans les quartiers."));
  }
  CHECK(visits[0].ideas[0].size() == 8);
  CHECK(meet(visits, Rule::pasted_text) == 0);
}

TEST_CASE("one visit that says a text four times says it once") {
  Facts four = saying(kText);
  four.ideas = {four.ideas[0], four.ideas[0], four.ideas[0], four.ideas[0]};
  const std::vector<Facts> visits{four, four};
  CHECK(meet(visits, Rule::pasted_text) == 0);
}

// ---- all of them ---------------------------------------------------------------------------------------

TEST_CASE("a judgement does not depend on the order in which visits are given") {
  std::vector<Facts> visits = pastes(9);
  for (const auto& more : {burst(7, seconds{3}), std::vector<Facts>(3, agreeing(12, seconds{1})),
                           std::vector<Facts>(4, honest())}) {
    visits.insert(visits.end(), more.begin(), more.end());
  }
  const auto first = judge(visits);
  std::vector<std::size_t> order(visits.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::mt19937_64 random(5);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    std::vector<Facts> shuffled;
    shuffled.reserve(order.size());
    for (const auto i : order) shuffled.push_back(visits[i]);
    const auto again = judge(shuffled);
    for (std::size_t i = 0; i < order.size(); ++i) CHECK(again[i] == first[order[i]]);
  }
  CHECK(std::count_if(first.begin(), first.end(), [](const auto& one) { return one.any(); }) == 19);
}

TEST_CASE("every rule has a name and a sentence with its thresholds") {
  for (std::size_t i = 0; i < kRules; ++i) {
    CHECK_FALSE(to_string(static_cast<Rule>(i)).empty());
    CHECK(explain(static_cast<Rule>(i)).size() > 40);
  }
  Thresholds stricter;
  stricter.pasted_visits = 4711;
  CHECK(explain(Rule::pasted_text, stricter).find("4711 visits") != std::string::npos);
}

}  // namespace
}  // namespace parvis::hub::fraud
