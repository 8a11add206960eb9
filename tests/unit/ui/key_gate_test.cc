#include "kiosk/ui/key_gate.h"

#include <catch2/catch.hpp>

using namespace parvis::ui;
using std::chrono::milliseconds;

namespace {

constexpr std::int32_t kEnter = 13, kTab = 9, kL = 'l';

}  // namespace

TEST_CASE("a held key repeats after two seconds, and then twice a second") {
  KeyGate gate;
  CHECK(gate.down(kL, Struck::anew, KeyDoes::writes, milliseconds(1000)));
  std::vector<int> repeated;
  for (int t = 1500; t <= 5000; t += 30) {
    const bool counts = gate.down(kL, Struck::held, KeyDoes::writes, milliseconds(t));
    CHECK(gate.text() == counts);
    if (counts) repeated.push_back(t);
  }
  REQUIRE(repeated.size() == 4);
  CHECK(repeated.front() >= 3000);
  for (std::size_t i = 1; i < repeated.size(); ++i) CHECK(repeated[i] - repeated[i - 1] >= 500);
}

TEST_CASE("an acting key struck twice within half a second is struck once") {
  KeyGate gate;
  const auto strike = [&](std::int32_t key, KeyDoes does, int t) {
    const bool counts = gate.down(key, Struck::anew, does, milliseconds(t));
    gate.up(key);
    return counts;
  };
  CHECK(strike(kEnter, KeyDoes::acts, 1000));
  CHECK_FALSE(strike(kEnter, KeyDoes::acts, 1200));
  CHECK_FALSE(strike(kEnter, KeyDoes::acts, 1499));
  CHECK(strike(kEnter, KeyDoes::acts, 1500));
  CHECK(strike(kTab, KeyDoes::acts, 1600));  // another key
  CHECK(strike(kEnter, KeyDoes::acts, 1650));
}

TEST_CASE("double letters are never held back") {
  KeyGate gate;
  for (const int t : {1000, 1060, 1120}) {
    CHECK(gate.down(kL, Struck::anew, KeyDoes::writes, milliseconds(t)));
    CHECK(gate.text());
    gate.up(kL);
  }
}

TEST_CASE("text that no strike came before counts, also after a repetition that did not") {
  KeyGate gate;
  CHECK(gate.text());
  CHECK(gate.down(kL, Struck::anew, KeyDoes::writes, milliseconds(1000)));
  CHECK_FALSE(gate.down(kL, Struck::held, KeyDoes::writes, milliseconds(1500)));
  CHECK_FALSE(gate.text());
  gate.up(kL);
  CHECK(gate.text());
}
