// The line breaks: after each hundredth of the bytes of every kind of request that carries something to the kiosk or a batch from it, and of its answer, and, over real TLS, after
// each hundredth of a round's bytes in each direction.
#include <catch2/catch.hpp>
#include <cstdio>

#include "tests/network/laboratory.h"

using namespace parvis;
using namespace parvis::network;

namespace {

const std::vector<std::string> kNothing;

enum class Way { request, answer };

std::size_t cut_everywhere(Laboratory& laboratory, std::size_t index, Way way) {
  laboratory.freeze();
  laboratory.round();
  laboratory.keep();
  laboratory.peer().behave();
  laboratory.forget_downloads();
  laboratory.freeze();
  laboratory.round();
  REQUIRE(laboratory.missing() == kNothing);
  const auto sizes = laboratory.peer().sizes();
  const std::size_t whole = way == Way::request ? sizes.request.at(index) : sizes.answer.at(index);
  REQUIRE(whole > 50);
  std::size_t cuts = 0;
  for (std::size_t percent = 0; percent < 100; ++percent) {
    INFO("cut " << to_string(kRound.at(index)) << (way == Way::request ? "'s request" : "'s answer")
                << " at " << percent << " %");
    laboratory.forget_downloads();
    laboratory.freeze();  // so that each round asks for everything, in its order
    const std::size_t bytes = whole * percent / 100;
    if (way == Way::request) laboratory.peer().cut_request(index, bytes);
    if (way == Way::answer) laboratory.peer().cut_answer(index, bytes);
    const auto status = laboratory.round();
    REQUIRE(laboratory.judge() == kNothing);
    REQUIRE((status.trouble == Trouble::offline || status.trouble == Trouble::timeout));
    ++cuts;
    laboratory.peer().behave();
    laboratory.round();
    REQUIRE(laboratory.judge() == kNothing);
    REQUIRE(laboratory.missing() == kNothing);
  }
  return cuts;
}

void cut(Asked asked) {
  Laboratory laboratory;
  const auto index = static_cast<std::size_t>(asked);
  const auto cuts = cut_everywhere(laboratory, index, Way::request) +
                    cut_everywhere(laboratory, index, Way::answer);
  CHECK(laboratory.town.open().batches == laboratory.frozen());
  std::printf("network: %zu cuts of %s, %zu batches, each counted once\n", cuts,
              std::string(to_string(asked)).c_str(), laboratory.frozen());
}

}  // namespace

TEST_CASE("a line that breaks anywhere in hello loses nothing") { cut(Asked::hello); }
TEST_CASE("a line that breaks anywhere in the root document loses nothing") { cut(Asked::root); }
TEST_CASE("a line that breaks anywhere in a batch loses nothing and counts nothing twice") {
  cut(Asked::batch);
}
TEST_CASE("a line that breaks anywhere in the kept note loses nothing") { cut(Asked::kept); }
TEST_CASE("a line that breaks anywhere in the kept note's proof loses nothing") {
  cut(Asked::kept_proof);
}
TEST_CASE("a line that breaks anywhere in the statuses loses nothing") { cut(Asked::statuses); }
TEST_CASE("a line that breaks anywhere in a pack's head loses nothing") { cut(Asked::pack_head); }
TEST_CASE("a line that breaks anywhere in a pack's part loses nothing") { cut(Asked::pack_part); }
