// What the rules take back of a lobby, and whom they touch. The table in FRAUD.md is what this prints:
//
//   build/dev/tests/unit/hub/fraud/fraud_test "[lobby]"
#include "tests/support/lobby.h"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "sync/consultation/scores.h"
#include "sync/hub/fraud/fraud.h"
#include "sync/pack/build.h"
#include "tests/support/result.h"

namespace parvis::hub::fraud {
namespace {

using support::Crowd;
using support::kCrowds;
using support::Week;

// Nobody's week in particular.
constexpr std::uint64_t kSeed = 20211212;
constexpr std::uint64_t kOtherSeeds = 20;

const consultation::Consultation& mulhouse() {
  static const auto asked = [] {
    pack::SourceOptions options;
    options.city = Path(PARVIS_SOURCE_DIR) / "deploy/demo-city.toml";
    options.opens = support::value(parse_date("2026-11-01"));
    options.closes = support::value(parse_date("2026-12-12"));
    const Path folder = Path(PARVIS_SOURCE_DIR) / "assets/consultations/mulhouse-solidaire";
    return support::value(pack::load_sources(folder, options));
  }();
  return asked;
}

wire::SessionId session_of(std::size_t number) {
  wire::SessionId id;
  id.bytes[0] = static_cast<std::uint8_t>(number);
  return id;
}

std::vector<Facts> facts_of_week(const Week& week) {
  std::vector<Facts> facts;
  for (const auto& one : week.visits) facts.push_back(facts_of(one.visit, session_of(one.session)));
  return facts;
}

struct Outcome {
  std::array<std::array<std::size_t, kCrowds>, kRules> met{};  // visits
  std::array<std::size_t, kCrowds> all{}, suspect{};
  consultation::Tally honest, without_rules, with_rules;  // of the pushed proposal
  [[nodiscard]] std::size_t sum(const std::array<std::size_t, kCrowds>& of, bool lobby) const {
    std::size_t visits = 0;
    for (std::size_t i = 0; i < kCrowds; ++i) {
      if (support::is_lobby(static_cast<Crowd>(i)) == lobby) visits += of[i];
    }
    return visits;
  }
};

void add_vote(consultation::Tally& tally, const wire::CardVote& card) {
  const auto vote = static_cast<std::size_t>(card.vote);
  ++tally.votes[vote];
  for (std::size_t i = 0; i < consultation::kQualificationsPerVote; ++i) {
    tally.qualifications[vote * consultation::kQualificationsPerVote + i] +=
        card.qualifications >> i & 1u;
  }
}

Outcome measure(std::uint64_t seed, const support::WeekOptions& options = {}) {
  const Week week = support::simulate_week(mulhouse(), seed, options);
  const auto rules = judge(facts_of_week(week));
  Outcome outcome;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto& one = week.visits[i];
    const auto crowd = static_cast<std::size_t>(one.crowd);
    ++outcome.all[crowd];
    outcome.suspect[crowd] += rules[i].any() ? 1 : 0;
    for (std::size_t rule = 0; rule < kRules; ++rule) outcome.met[rule][crowd] += rules[i][rule];
    for (const auto& card : one.visit.votes) {
      if (card.proposal != week.pushed) continue;
      add_vote(outcome.without_rules, card);
      if (rules[i].none()) add_vote(outcome.with_rules, card);
      if (!support::is_lobby(one.crowd)) add_vote(outcome.honest, card);
    }
  }
  return outcome;
}

std::string score_of(const consultation::Tally& tally) {
  const auto scores = consultation::scores({tally, tally});
  return fmt::format(
      "{:>5} votes  {:>4.1f} % agree  top {:>5.2f}  {}", tally.total(),
      100.0 * static_cast<double>(tally.votes[0]) / static_cast<double>(tally.total()),
      scores.top.value, key_of(scores.zone));
}

void print(const Outcome& outcome) {
  fmt::print("{:<15}{:>7}{:>8} |", "rule", "honest", "lobby");
  for (std::size_t i = 0; i < kCrowds; ++i) fmt::print("{:>10}", to_string(static_cast<Crowd>(i)));
  const auto line = [&](std::string_view name, const std::array<std::size_t, kCrowds>& counts) {
    fmt::print("\n{:<15}{:>7}{:>8} |", name, outcome.sum(counts, false), outcome.sum(counts, true));
    for (const auto count : counts) fmt::print("{:>10}", count);
  };
  for (std::size_t rule = 0; rule < kRules; ++rule) {
    line(to_string(static_cast<Rule>(rule)), outcome.met[rule]);
  }
  line("any rule", outcome.suspect);
  line("of", outcome.all);
  fmt::print("\npushed proposal, honest visits alone: {}\n", score_of(outcome.honest));
  fmt::print("                 all, without rules:   {}\n", score_of(outcome.without_rules));
  fmt::print("                 with the rules:       {}\n", score_of(outcome.with_rules));
}

double share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::string spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return fmt::format("{:.2f} to {:.2f} %, middle {:.2f} %", 100 * values.front(),
                     100 * values.back(), 100 * values[values.size() / 2]);
}

TEST_CASE("of a lobby of 200 among 2,000 the rules take back what is careless", "[lobby]") {
  const Outcome outcome = measure(kSeed);
  print(outcome);
  CHECK(outcome.sum(outcome.all, false) == 2000);
  CHECK(outcome.sum(outcome.all, true) == 200);
  const auto found = [&](Crowd crowd) {
    const auto i = static_cast<std::size_t>(crowd);
    return share(outcome.suspect[i], outcome.all[i]);
  };
  for (const auto careless : {Crowd::clicker, Crowd::burst, Crowd::pasted, Crowd::picker}) {
    CAPTURE(to_string(careless));
    CHECK(found(careless) > 0.8);
  }
  CHECK(found(Crowd::patient) < 0.1);  // no rule can tell these from residents
  CHECK(share(outcome.sum(outcome.suspect, false), 2000) < 0.02);
}

TEST_CASE("twenty other weeks say the same", "[lobby]") {
  std::vector<double> taken, touched, too_much;
  std::array<std::vector<double>, kRules> touched_by;
  for (std::uint64_t seed = 1; seed <= kOtherSeeds; ++seed) {
    const Outcome outcome = measure(seed);
    taken.push_back(share(outcome.sum(outcome.suspect, true), 200));
    touched.push_back(share(outcome.sum(outcome.suspect, false), 2000));
    for (std::size_t rule = 0; rule < kRules; ++rule) {
      touched_by[rule].push_back(share(outcome.sum(outcome.met[rule], false), 2000));
    }
    const auto agree = [](const consultation::Tally& tally) {
      return share(tally.votes[0], tally.total());
    };
    too_much.push_back((agree(outcome.with_rules) - agree(outcome.honest)) /
                       (agree(outcome.without_rules) - agree(outcome.honest)));
  }
  fmt::print("{} seeds: of the lobby's visits set aside {}\n", kOtherSeeds, spread_of(taken));
  fmt::print("          of the honest visits set aside {}\n", spread_of(touched));
  for (std::size_t rule = 0; rule < kRules; ++rule) {
    fmt::print("            by {:<14} {}\n", to_string(static_cast<Rule>(rule)),
               spread_of(touched_by[rule]));
  }
  fmt::print("          of the lobby's gain in agreement left {}\n", spread_of(too_much));
  CHECK(*std::min_element(taken.begin(), taken.end()) > 0.7);
  CHECK(*std::max_element(touched.begin(), touched.end()) < 0.02);
}

TEST_CASE("without a lobby the rules leave a week almost as it was", "[lobby]") {
  std::vector<double> touched;
  for (std::uint64_t seed = 1; seed <= kOtherSeeds / 2; ++seed) {
    const Outcome outcome = measure(seed, {.honest = 2000, .lobby = {}});
    touched.push_back(share(outcome.sum(outcome.suspect, false), 2000));
  }
  fmt::print("{} seeds without a lobby: of the honest visits set aside {}\n", kOtherSeeds / 2,
             spread_of(touched));
  CHECK(*std::max_element(touched.begin(), touched.end()) < 0.02);
}

TEST_CASE("the same seed gives the same week", "[lobby]") {
  const Week first = support::simulate_week(mulhouse(), 3);
  const Week second = support::simulate_week(mulhouse(), 3);
  REQUIRE(first.visits.size() == second.visits.size());
  for (std::size_t i = 0; i < first.visits.size(); ++i) {
    CHECK(first.visits[i].visit == second.visits[i].visit);
  }
}

}  // namespace
}  // namespace parvis::hub::fraud
