// What takes days: a metered link, restarts. A week of bad network is in tests/network.
#include "tests/unit/agent/road.h"

namespace parvis::agent::test {
namespace {

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

TEST_CASE("what happens while a request is out makes it no cheaper") {
  constexpr std::uint64_t kAllowance = 40'000;
  std::size_t sent[2] = {};
  for (const bool disturbed : {false, true}) {
    Road road;
    road.boot(road.machine->root(), kAllowance);
    for (int i = 0; i < 20; ++i) road.freeze(10);
    auto ask = road.machine->handle(SendNow{}, road.now());
    while (ask) {
      if (disturbed && ask->method == "POST")
        CHECK_FALSE(road.machine->handle(OutboxChanged{}, road.now()));
      ask = road.machine->handle(road.reach(*ask), road.now());
    }
    CHECK(road.trouble() == Trouble::allowance);
    sent[disturbed ? 1 : 0] = road.receipts();
  }
  CHECK(sent[0] > 0);
  CHECK(sent[1] == sent[0]);
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
