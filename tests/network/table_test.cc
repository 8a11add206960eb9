// Every misbehaviour, to every kind of request. Whatever is answered, the kiosk believes nothing that is not so, the hub
// counts each batch once, and all arrives in the round in which the peer behaves.
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>

#include "tests/network/laboratory.h"
#include "tests/network/misbehaviours.h"

using namespace parvis;
using namespace parvis::network;

namespace {

const std::vector<std::string> kNothing;

void play(Asked asked) {
  Laboratory laboratory;
  laboratory.freeze();
  laboratory.round();
  laboratory.keep();
  laboratory.round();
  REQUIRE(laboratory.judge() == kNothing);
  REQUIRE(laboratory.missing() == kNothing);
  std::size_t heard = 0;
  for (const auto& [name, how] : table()) {
    INFO(name << ", to " << to_string(asked));
    laboratory.forget_downloads();
    laboratory.freeze();
    // The peer may still be at it when the round has given up.
    const auto met = std::make_shared<std::atomic<bool>>(false);
    laboratory.peer().misbehave(asked, [met, how = how](Passing& passing) {
      *met = true;
      how(passing);
    });
    laboratory.round();
    REQUIRE(laboratory.judge() == kNothing);
    heard += *met ? 1u : 0u;
    laboratory.peer().behave();
    laboratory.round();
    REQUIRE(laboratory.judge() == kNothing);
    REQUIRE(laboratory.missing() == kNothing);
  }
  CHECK(heard == table().size());
  const auto opened = laboratory.town.open();
  CHECK(opened.batches == laboratory.frozen());
  std::printf("network: %zu misbehaviours to %s, %zu batches, each counted once\n", table().size(),
              std::string(to_string(asked)).c_str(), laboratory.frozen());
}

}  // namespace

TEST_CASE("whatever answers hello, nothing is believed and nothing is lost") { play(Asked::hello); }
TEST_CASE("whatever answers for the root document, nothing is believed and nothing is lost") {
  play(Asked::root);
}
TEST_CASE("whatever answers to a batch, nothing is believed and nothing is lost") {
  play(Asked::batch);
}
TEST_CASE("whatever answers for the kept note, nothing is believed and nothing is lost") {
  play(Asked::kept);
}
TEST_CASE("whatever answers for the kept note's proof, nothing is believed and nothing is lost") {
  play(Asked::kept_proof);
}
TEST_CASE("whatever answers for the statuses, nothing is believed and nothing is lost") {
  play(Asked::statuses);
}
TEST_CASE("whatever answers for a pack's head, nothing is believed and nothing is lost") {
  play(Asked::pack_head);
}
TEST_CASE("whatever answers for a pack's part, nothing is believed and nothing is lost") {
  play(Asked::pack_part);
}
TEST_CASE("whatever answers about a journal, nothing is believed and nothing is lost") {
  play(Asked::journal);
}
