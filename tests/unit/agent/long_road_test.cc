// What takes days: a week of bad network, a metered link, restarts.
#include <random>

#include "tests/unit/agent/road.h"

namespace parvis::agent::test {
namespace {

TEST_CASE(
    "a week of bad network loses nothing, counts nothing twice, and takes less than a second") {
  Road road;
  std::mt19937 random(7);
  const auto chance = [&](unsigned percent) { return random() % 100 < percent; };
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (chance(30)) return broken(chance(50) ? Answer::Link::offline : Answer::Link::timeout);
    if (chance(10)) return page(200, "<html>Log in</html>");
    if (chance(5)) return page(302);
    if (chance(5)) return page(503, "", {{"retry-after", "300"}});
    if (ask.method == "POST" && chance(20)) {
      // It arrives, and the answer is lost.
      auto lost = road.reach_hub(ask);
      if (chance(50)) return broken(Answer::Link::timeout);
      lost.body.resize(lost.body.size() / 2);
      return lost;
    }
    return std::nullopt;
  };
  const auto end = road.clock.mono() + std::chrono::hours(24 * 7);
  int frozen = 0;
  while (road.clock.mono() < end) {
    if (frozen < 40 && chance(30)) {
      road.freeze();
      ++frozen;
      road.play(OutboxChanged{});
    }
    road.wait();
  }
  road.network = [](const Ask&) { return std::nullopt; };
  road.play(SendNow{});
  CHECK(frozen == 40);
  CHECK(road.receipts() == 40);
  CHECK(road.logged() == 40);
  CHECK(road.trouble() == Trouble::none);
}

TEST_CASE(
    "a metered link's allowance ends the day, over restarts, and the next day brings the rest") {
  Road road;
  constexpr std::uint64_t kAllowance = 40'000;
  road.boot(road.machine->root(), kAllowance);
  for (int i = 0; i < 40; ++i) road.freeze(10);
  road.play(SendNow{});
  const auto first = road.receipts();
  CHECK(first > 0);
  CHECK(first < 40);
  CHECK(road.trouble() == Trouble::allowance);

  road.boot(road.machine->root(), kAllowance);  // a restart gives nothing back
  road.play(SendNow{});
  CHECK(road.receipts() == first);

  int days = 1;
  for (; road.receipts() < 40 && days < 60; ++days) road.wait();
  CHECK(road.receipts() == 40);
  CHECK(days > 2);
  CHECK(road.trouble() == Trouble::none);
}

TEST_CASE("a restart goes on where it was: nothing is sent that has its receipt") {
  Road road;
  for (int i = 0; i < 4; ++i) road.freeze();
  int posts = 0;
  road.network = [&](const Ask& ask) -> std::optional<Answer> {
    if (ask.method == "POST" && ++posts > 2) return broken(Answer::Link::offline);
    return std::nullopt;
  };
  road.play(Wake{});
  CHECK(road.receipts() == 2);
  road.network = [](const Ask&) { return std::nullopt; };
  road.boot(value(wire::verify_root(value(wire::decode_signed(value(read_file(
                                        road.directory / "exchange/root.signed", 1u << 20)))),
                                    road.city.authority.verify_key())));
  road.asked.clear();
  road.play(Wake{});
  CHECK(road.receipts() == 4);
  CHECK(road.asked[2] == "POST /v1/batches?from=2");
  CHECK(std::count_if(road.asked.begin(), road.asked.end(),
                      [](const std::string& ask) { return ask.starts_with("POST"); }) == 2);
}

}  // namespace
}  // namespace parvis::agent::test
