#include "tests/network/week.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

using namespace parvis;
using namespace parvis::network;

namespace {

constexpr unsigned kSeeds = 24;

}  // namespace

TEST_CASE("a week of bad network, again and again: every rule holds and everything arrives once") {
  std::size_t requests = 0, faults = 0, batches = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (unsigned seed = 1; seed <= kSeeds; ++seed) {
    INFO("seed " << seed);
    Week week(seed, seed % 3 == 0 ? 60'000 : 0);
    week.play();
    CHECK(week.wrong() == std::vector<std::string>{});
    CHECK(week.received() == week.frozen());
    CHECK(week.logged() == week.frozen());
    requests += week.requests();
    faults += week.faults();
    batches += week.frozen();
  }
  CHECK(batches > 20 * kSeeds);
  CHECK(faults > requests / 10);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  fmt::print(
      "network: {} weeks, {} requests, {} faults, {} batches, each counted once, {:.2f} s a week\n",
      kSeeds, requests, faults, batches, spent.count() / kSeeds);
}

TEST_CASE("planted: an agent that does not wait is found") {
  Week week(1, 0, [] { return -4.9; });  // the backoff's jitter, far out of its range
  week.play();
  REQUIRE_FALSE(week.wrong().empty());
  CHECK(week.wrong().front().find("it tries again in") != std::string::npos);
}
