// Who leaves with whom, and in how many pieces: the pure half of freezing.
#include <catch2/catch.hpp>
#include <numeric>

#include "sync/ledger/freeze.h"
#include "tests/support/ledger_kit.h"

namespace parvis::ledger {
namespace {

SessionContents session(std::uint8_t id, std::uint32_t visits, CivilDate day = support::kDay,
                        std::uint64_t pack = 1) {
  SessionContents contents;
  contents.id.bytes[0] = id;
  contents.counts.visits = visits;
  contents.facts.day = day;
  contents.facts.seal.pack = {"mulhouse-solidaire", pack};
  return contents;
}

std::vector<std::vector<int>> ids(const std::vector<std::vector<SessionContents>>& groups) {
  std::vector<std::vector<int>> all;
  for (const auto& group : groups) {
    auto& one = all.emplace_back();
    for (const auto& contents : group) one.push_back(contents.id.bytes[0]);
  }
  return all;
}

TEST_CASE("a session of ten visits leaves alone, smaller ones wait for company") {
  using Groups = std::vector<std::vector<int>>;
  CHECK(ids(group_sessions({session(1, 10)}, support::kNoon, {})) == Groups{{1}});
  CHECK(group_sessions({session(1, 9)}, support::kNoon, {}).empty());
  CHECK(ids(group_sessions({session(2, 4), session(1, 6)}, support::kNoon, {})) == Groups{{1, 2}});
  CHECK(ids(group_sessions({session(1, 4), session(2, 30), session(3, 5)}, support::kNoon, {})) ==
        Groups{{2}});
}

TEST_CASE("after seven days a small session leaves all the same") {
  const auto day = std::chrono::sys_days{support::kDay};
  CHECK(group_sessions({session(1, 3)}, day + std::chrono::days{7} - std::chrono::seconds{1}, {})
            .empty());
  CHECK(group_sessions({session(1, 3)}, day + std::chrono::days{7}, {}).size() == 1);
}

TEST_CASE("sessions of different packs are never joined") {
  CHECK(group_sessions({session(1, 5, support::kDay, 1), session(2, 5, support::kDay, 2)},
                       support::kNoon, {})
            .empty());
}

TEST_CASE("a manifest never carries more sheets than a reader accepts") {
  std::vector<SessionContents> many;
  for (std::uint8_t i = 0; i < 130; ++i) many.push_back(session(i, 1));
  const auto groups = group_sessions(many, support::kNoon, {});
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].size() == wire::kMaxSessionSheets);
  CHECK(groups[1].size() == wire::kMaxSessionSheets);  // the last two wait
}

TEST_CASE("batches are even, whole, and under both limits") {
  for (const std::size_t visits : {1u, 127u, 128u, 129u, 300u, 1000u}) {
    for (const std::size_t size : {400u, 650u, 1200u, 8400u}) {
      const auto counts = cut(std::vector<std::size_t>(visits, size), 700);
      CAPTURE(visits, size);
      CHECK(std::accumulate(counts.begin(), counts.end(), std::size_t{0}) == visits);
      for (const std::size_t count : counts) {
        CHECK(count <= wire::kMaxBatchVisits);
        CHECK(count * size + 700 <= wire::kBatchBytesAim);
        CHECK(count + 1 >= counts.front());
      }
    }
  }
  CHECK(cut(std::vector<std::size_t>(129, 400), 700) == std::vector<std::size_t>{65, 64});
  CHECK(cut({}, 700) == std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace parvis::ledger
