#include "sync/consultation/draw.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/synthetic_consultation.h"

namespace parvis::consultation {
namespace {

using support::synthetic_consultation;
constexpr std::uint64_t kSeeds = 300;

std::uint64_t votes_of(const Consultation& all, std::uint32_t i) {
  return all.proposals.at(i).statistics.sequence.total();
}

std::size_t count_new(const Consultation& all, const std::vector<std::uint32_t>& cards) {
  return static_cast<std::size_t>(std::ranges::count_if(
      cards, [&](std::uint32_t i) { return votes_of(all, i) < kTestedFrom; }));
}

// Keywords that two of the tested cards share.
std::set<std::string> repeated_keywords(const Consultation& all,
                                        const std::vector<std::uint32_t>& cards) {
  std::map<std::string, int> seen;
  for (const std::uint32_t i : cards) {
    if (votes_of(all, i) < kTestedFrom) continue;
    for (const std::string& word : all.proposals.at(i).keywords) ++seen[word];
  }
  std::set<std::string> repeated;
  for (const auto& [word, times] : seen) {
    if (times > 1) repeated.insert(word);
  }
  return repeated;
}

TEST_CASE("a visit has twelve cards, four of them new, nothing and nobody twice") {
  const Consultation all = synthetic_consultation(30, 60);
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const auto cards = draw(all, "fr", seed);
    CAPTURE(seed, cards);
    REQUIRE(cards.size() == 12);
    CHECK(count_new(all, cards) == 4);
    std::set<std::uint32_t> each(cards.begin(), cards.end());
    CHECK(each.size() == 12);
    std::set<std::string> authors;
    for (const std::uint32_t i : cards) authors.insert(all.proposals.at(i).author);
    CHECK(authors.size() == 12);
    CHECK(repeated_keywords(all, cards).empty());  // each of the ten is borne by a tenth
  }
}

TEST_CASE("the draw depends on the seed and the language, and on nothing else") {
  const Consultation all = synthetic_consultation(30, 60);
  const Consultation again = synthetic_consultation(30, 60);
  std::set<std::vector<std::uint32_t>> different;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    CHECK(draw(all, "fr", seed) == draw(again, "fr", seed));
    different.insert(draw(all, "fr", seed));
  }
  CHECK(different.size() == 100);
}

TEST_CASE("the new ones with the fewest votes come first, and ties are broken by the seed") {
  Consultation all = synthetic_consultation(30, 60);
  for (Proposal& proposal : all.proposals) proposal.author.clear();
  std::set<std::uint32_t> shown;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    std::multiset<std::uint64_t> votes;
    for (const std::uint32_t i : draw(all, "fr", seed)) {
      if (votes_of(all, i) >= kTestedFrom) continue;
      votes.insert(votes_of(all, i));
      shown.insert(i);
    }
    // 0, 10 and 20 have no vote, 1, 11 and 21 have one.
    CHECK(votes == std::multiset<std::uint64_t>{0, 0, 0, 1});
  }
  CHECK(shown == std::set<std::uint32_t>{0, 10, 20, 1, 11, 21});
}

TEST_CASE("nobody is shown a card that they can't read") {
  const Consultation all = synthetic_consultation(30, 60);
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto cards = draw(all, "en", seed);
    CHECK(cards.size() == 12);
    for (const std::uint32_t i : cards) CHECK(i % 2 == 0);
  }
  CHECK(draw(all, "tr", 1).empty());
}

TEST_CASE("a proposal retires at 1,500 sequence votes") {
  Consultation all = synthetic_consultation(4, 8);
  for (Proposal& proposal : all.proposals) proposal.author.clear();
  all.proposals[11].statistics.sequence.votes = {1000, 300, 199};
  CHECK(std::ranges::count(draw(all, "fr", 7), 11u) == 1);
  all.proposals[11].statistics.sequence.votes = {1000, 300, 200};
  CHECK(std::ranges::count(draw(all, "fr", 7), 11u) == 0);
  CHECK(draw(all, "fr", 7).size() == 11);
}

TEST_CASE("ten sequence votes make a proposal a tested one") {
  Consultation all = synthetic_consultation(5, 60);
  for (Proposal& proposal : all.proposals) proposal.author.clear();
  all.proposals[4].statistics.sequence.votes = {9, 0, 0};
  CHECK(count_new(all, draw(all, "fr", 3)) == 4);
  for (std::size_t i = 0; i < 5; ++i) all.proposals[i].statistics.sequence.votes = {10, 0, 0};
  CHECK(count_new(all, draw(all, "fr", 3)) == 0);
  CHECK(draw(all, "fr", 3).size() == 12);
}

TEST_CASE("what tested ones can't fill is filled from new ones, fewest votes first") {
  Consultation all = synthetic_consultation(30, 5);
  for (Proposal& proposal : all.proposals) proposal.author.clear();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto cards = draw(all, "fr", seed);
    REQUIRE(cards.size() == 12);
    CHECK(count_new(all, cards) >= 7);
  }
  const Consultation fresh = synthetic_consultation(60, 0);
  const auto cards = draw(fresh, "fr", 1);
  CHECK(cards.size() == 12);
  CHECK(count_new(fresh, cards) == 12);
}

TEST_CASE("a small consultation is shown whole, once for each author") {
  Consultation all = synthetic_consultation(3, 3);
  CHECK(draw(all, "fr", 1).size() == 2);  // two authors of three each
  for (Proposal& proposal : all.proposals) proposal.author.clear();
  CHECK(draw(all, "fr", 1).size() == 6);
  all.proposals.clear();
  CHECK(draw(all, "fr", 1).empty());
}

TEST_CASE("a keyword that a fifth of the tested proposals bear may come twice") {
  Consultation all = synthetic_consultation(10, 60);
  for (std::size_t i = 10; i < 70; ++i) all.proposals[i].keywords = {"everywhere"};
  std::size_t with_repeat = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto cards = draw(all, "fr", seed);
    CHECK(cards.size() == 12);
    CHECK(count_new(all, cards) == 4);
    if (!repeated_keywords(all, cards).empty()) ++with_repeat;
  }
  CHECK(with_repeat == 50);
  // 11 of 60 is under a fifth, 12 of 60 is not.
  for (const std::size_t bearers : {11u, 12u}) {
    for (std::size_t i = 10; i < 70; ++i) all.proposals[i].keywords.clear();
    for (std::size_t i = 0; i < bearers; ++i) all.proposals[10 + 5 * i].keywords = {"some"};
    bool repeated = false;
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      repeated = repeated || !repeated_keywords(all, draw(all, "fr", seed)).empty();
    }
    CHECK(repeated == (bearers == 12));
  }
}

TEST_CASE("of the ten best drawn, the one with the fewest votes is taken first") {
  // All are loved alike; only one has few votes. With at most ten candidates it is in the window, and always shown.
  Consultation all = synthetic_consultation(4, 10);
  all.cards = 5;  // two new, three tested
  for (Proposal& proposal : all.proposals) {
    proposal.author.clear();
    proposal.keywords.clear();
  }
  for (std::size_t i = 4; i < 14; ++i) {
    all.proposals[i].statistics.sequence.votes = {i == 9 ? 100u : 900u, 10, 10};
    all.proposals[i].statistics.verified = all.proposals[i].statistics.sequence;
  }
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    CHECK(std::ranges::count(draw(all, "fr", seed), 9u) == 1);
  }
}

TEST_CASE("one tested card of eight is a disputed one, when there are any") {
  Consultation all = synthetic_consultation(10, 60);
  for (std::size_t i = 0; i < all.proposals.size(); ++i) {
    Proposal& proposal = all.proposals[i];
    proposal.author.clear();
    proposal.keywords.clear();
    if (i < 10) continue;
    const bool disputed = i % 2 == 0;
    proposal.statistics.sequence.votes = disputed ? std::array<std::uint64_t, 3>{480, 480, 40}
                                                  : std::array<std::uint64_t, 3>{900, 60, 40};
    proposal.statistics.verified = proposal.statistics.sequence;
  }
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const auto cards = draw(all, "fr", seed);
    CHECK(std::ranges::count_if(cards, [](std::uint32_t i) { return i >= 10 && i % 2 == 0; }) == 1);
  }
}

TEST_CASE("rejected and blank ones are left out while there are better ones") {
  Consultation all = synthetic_consultation(10, 40);
  for (std::size_t i = 10; i < 50; ++i) {
    Proposal& proposal = all.proposals[i];
    proposal.author.clear();
    proposal.keywords.clear();
    using Votes = std::array<std::uint64_t, 3>;
    proposal.statistics.sequence.votes = i < 20   ? Votes{30, 900, 70}
                                         : i < 30 ? Votes{200, 200, 600}
                                                  : Votes{900, 60, 40};
    proposal.statistics.verified = proposal.statistics.sequence;
  }
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    for (const std::uint32_t i : draw(all, "fr", seed)) CHECK((i < 10 || i >= 30));
  }
}

TEST_CASE("the order shown favours neither new nor tested cards") {
  const Consultation all = synthetic_consultation(30, 60);
  std::array<int, 12> new_at{};
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const auto cards = draw(all, "fr", seed);
    for (std::size_t at = 0; at < cards.size(); ++at) {
      new_at.at(at) += votes_of(all, cards[at]) < kTestedFrom ? 1 : 0;
    }
  }
  for (const int count : new_at)
    CHECK(std::abs(count - 1000) < 4 * 26);  // 4 σ, σ = √(3000 · 1/3 · 2/3)
}

TEST_CASE("a consultation may ask for other numbers of cards") {
  Consultation all = synthetic_consultation(30, 60);
  for (const std::uint32_t cards : {1u, 5u, 10u, 13u}) {
    all.cards = cards;
    const auto drawn = draw(all, "fr", 5);
    CHECK(drawn.size() == cards);
    CHECK(count_new(all, drawn) == (3 * cards + 9) / 10);
  }
}

}  // namespace
}  // namespace parvis::consultation
