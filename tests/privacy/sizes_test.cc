// The length of a box tells to which of sixteen classes of 512 bytes a visit belongs, and nothing else of it.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "sync/wire/commitment.h"
#include "tests/support/lobby.h"
#include "tests/support/synthetic_consultation.h"
#include "tests/support/wire_samples.h"

namespace parvis::wire {
namespace {

using support::value;

// Anything that encode() takes.
Visit drawn_visit(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t bound) { return random() % bound; };
  Visit visit;
  for (auto& byte : visit.id.bytes) byte = static_cast<std::uint8_t>(random());
  visit.device = support::sample_device();
  visit.pack = support::sample_pack();
  visit.language = below(2) == 0 ? "fr" : "gsw";
  visit.mode = static_cast<Mode>(below(3));
  visit.ending = static_cast<Ending>(below(kEndings));
  visit.aids = static_cast<std::uint32_t>(below(256));
  visit.seed = below(3) == 0 ? below(100) : random();
  std::set<std::uint32_t> cards;
  for (auto votes = below(kMaxVotes + 1); votes > 0; --votes) {
    cards.insert(static_cast<std::uint32_t>(below(below(2) == 0 ? 20 : 100'000)));
  }
  for (const auto card : cards) {
    visit.votes.push_back(
        {card, static_cast<consultation::Vote>(below(3)), static_cast<std::uint8_t>(below(8))});
  }
  for (auto ideas = below(kMaxIdeas + 1); ideas > 0; --ideas) {
    visit.ideas.push_back({below(2) == 0 ? "housing" : "", std::string(12 + below(1000), 'a')});
  }
  visit.age = below(2) == 0 ? "" : "40-59";
  visit.neighbourhood = below(2) == 0 ? "" : std::string(1 + below(30), 'n');
  if (below(2) == 0) visit.code = support::counting<CodeTag>(0xa0);
  visit.spent = std::chrono::seconds{15 * below(5000)};
  visit.median_card = std::chrono::seconds{below(3600)};
  return visit;
}

std::size_t class_of(std::size_t encoded) {
  return encoded / kPadding + 1;
}  // a byte of padding at least

// Every length that somebody without the key can measure.
struct Lengths {
  std::size_t cipher = 0, keys = 0, box = 0, alone_in_a_batch = 0;
  auto operator<=>(const Lengths&) const = default;
};

Lengths measure(const Visit& visit, const SealContext& context) {
  const SealedVisit box = value(seal(visit, context));
  Lengths lengths{box.cipher.size(), 0, encode(box).size(), 0};
  for (const auto& key : box.keys) lengths.keys += key.size();
  Batch batch{value(sign(support::sample_manifest({box}), support::collection_key())), {box}};
  lengths.alone_in_a_batch = encode(batch).size();
  return lengths;
}

TEST_CASE("visits of one 512-byte class have boxes of one length, and everything around them too") {
  const auto context = support::sample_context();
  std::mt19937_64 random(1);
  std::map<std::size_t, std::set<Lengths>> by_class;
  constexpr int kVisits = 2000;
  for (int i = 0; i < kVisits; ++i) {
    const Visit visit = drawn_visit(random);
    by_class[class_of(value(encode(visit)).size())].insert(measure(visit, context));
  }
  CHECK(by_class.size() >= 8);
  std::size_t before = 0;
  for (const auto& [number, lengths] : by_class) {
    CAPTURE(number);
    CHECK(lengths.size() == 1);
    CHECK(lengths.begin()->cipher == number * kPadding + crypto::kAeadOverhead);
    CHECK(lengths.begin()->box > before);  // the class itself is told
    before = lengths.begin()->box;
  }
  fmt::print("sizes: {} drawn visits in {} classes of {} bytes: one length each\n", kVisits,
             by_class.size(), kPadding);
}

TEST_CASE("boxes without padding would tell visits of one class apart") {
  std::mt19937_64 random(2);
  std::map<std::size_t, std::set<std::size_t>> by_class;
  for (int i = 0; i < 400; ++i) {
    const auto bytes = value(encode(drawn_visit(random))).size();
    by_class[class_of(bytes)].insert(bytes + crypto::kAeadOverhead);
  }
  for (const auto& [number, lengths] : by_class) CHECK(lengths.size() > 1);
}

TEST_CASE("an ordinary visit is of the first class, with an idea or without") {
  const auto asked = support::synthetic_consultation(30, 60);
  const auto week = support::simulate_week(asked, 1, {.honest = 2000, .lobby = {}});
  std::map<std::size_t, std::size_t> with_idea, without;
  for (const auto& one : week.visits) {
    Visit visit = one.visit;
    visit.id = support::counting<VisitId>(1);
    visit.device = support::sample_device();
    visit.pack = support::sample_pack();
    visit.code = support::counting<CodeTag>(0xa0);
    const auto number = class_of(value(encode(visit)).size());
    ++(visit.ideas.empty() ? without : with_idea)[number];
  }
  CHECK(without.size() == 1);
  CHECK(with_idea.size() == 1);
  CHECK(without.begin()->first == 1);
  CHECK(with_idea.begin()->first == 1);
  // The longest idea that fits into the first class beside twelve votes.
  Visit longest = support::sample_visit();
  longest.ideas = {{"health", ""}};
  while (class_of(value(encode(longest)).size()) == 1) longest.ideas[0].text += 'a';
  const auto bytes = longest.ideas[0].text.size() - 1;
  CHECK(bytes > 200);
  fmt::print(
      "sizes: of 2,000 simulated visits {} with an idea and {} without, all of the first class; an "
      "idea of "
      "{} bytes still is\n",
      with_idea.begin()->second, without.begin()->second, bytes);
}

}  // namespace
}  // namespace parvis::wire
