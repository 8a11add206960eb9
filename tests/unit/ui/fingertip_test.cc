#include "kiosk/ui/fingertip.h"

#include <catch2/catch.hpp>

using namespace parvis;
using namespace parvis::ui;
using std::chrono::milliseconds;

namespace {

const std::string kYes = "yes", kNo = "no", kPanel = "panel";
const MonoTime kNow{std::chrono::hours(1)};
constexpr Point kNoSlack{0, 0};

const std::vector<Target> kTwo{{&kYes, {100, 100, 200, 80}}, {&kNo, {400, 100, 200, 80}}};

}  // namespace

TEST_CASE("a lift inside taps once, in the moment of the press too") {
  Fingertip finger(1280, 800, kNow);
  for (int i = 0; i < 3; ++i) {
    const Grasp pressed = finger.press(kTwo, {150, 120}, kNow);
    CHECK(pressed.held == "yes");
    CHECK(pressed.inside);
    CHECK(pressed.tapped.empty());
    const Grasp lifted = finger.lift(kTwo, {160, 130}, kNoSlack, kNow);
    CHECK(lifted.tapped == "yes");
    CHECK(lifted.held.empty());
  }
}

TEST_CASE("what was slid off is held until the lift, and nothing else is") {
  Fingertip finger(1280, 800, kNow);
  finger.press(kTwo, {150, 120}, kNow);
  const Grasp away = finger.move(kTwo, {450, 120}, kNoSlack, kNow + milliseconds(10));
  CHECK(away.held == "yes");
  CHECK_FALSE(away.inside);
  const Grasp back = finger.move(kTwo, {299, 179}, kNoSlack, kNow + milliseconds(20));
  CHECK(back.inside);
  finger.move(kTwo, {450, 120}, kNoSlack, kNow + milliseconds(30));
  CHECK(finger.lift(kTwo, {450, 120}, kNoSlack, kNow + milliseconds(40)).tapped.empty());
}

TEST_CASE("the slack is as wide as it is said, for the held target alone") {
  Fingertip finger(1280, 800, kNow);
  const Point slack{10, 5};
  CHECK(finger.press(kTwo, {305, 120}, kNow).held.empty());
  finger.lift(kTwo, {305, 120}, slack, kNow);
  finger.press(kTwo, {150, 120}, kNow);
  CHECK(finger.move(kTwo, {308, 120}, slack, kNow).inside);
  CHECK_FALSE(finger.move(kTwo, {312, 120}, slack, kNow).inside);
  CHECK(finger.move(kTwo, {150, 183}, slack, kNow).inside);
  CHECK_FALSE(finger.move(kTwo, {150, 187}, slack, kNow).inside);
  CHECK(finger.lift(kTwo, {308, 120}, slack, kNow).tapped == "yes");
}

TEST_CASE("what comes first covers what comes after, disabled too") {
  const bool enabled = GENERATE(true, false);
  Fingertip finger(1280, 800, kNow);
  std::vector<Target> targets{{&kPanel, {0, 0, 1280, 800}, enabled}};
  targets.insert(targets.end(), kTwo.begin(), kTwo.end());
  const std::string expected = enabled ? "panel" : "";
  CHECK(finger.press(targets, {150, 120}, kNow).held == expected);
  CHECK(finger.lift(targets, {150, 120}, kNoSlack, kNow).tapped == expected);
}

TEST_CASE("a finger that came down on nothing, or on what is disabled, takes hold of nothing") {
  Fingertip finger(1280, 800, kNow);
  std::vector<Target> targets = kTwo;
  targets[1].enabled = false;
  const Point start = GENERATE(Point{20, 20}, Point{450, 120});
  CHECK(finger.press(targets, start, kNow).held.empty());
  CHECK(finger.move(targets, {150, 120}, kNoSlack, kNow).held.empty());
  CHECK(finger.lift(targets, {150, 120}, kNoSlack, kNow).tapped.empty());
  CHECK(finger.press(targets, {150, 120}, kNow).held == "yes");
}

TEST_CASE("a target that goes away under the finger is not tapped, and lets the next one be") {
  Fingertip finger(1280, 800, kNow);
  finger.press(kTwo, {150, 120}, kNow);
  CHECK(finger.lift({}, {150, 120}, kNoSlack, kNow).tapped.empty());
  CHECK(finger.press(kTwo, {450, 120}, kNow).held == "no");
  CHECK(finger.lift(kTwo, {450, 120}, kNoSlack, kNow).tapped == "no");
}

TEST_CASE("letting go taps nothing") {
  Fingertip finger(1280, 800, kNow);
  finger.press(kTwo, {150, 120}, kNow);
  finger.let_go(kTwo, kNow);
  CHECK(finger.lift(kTwo, {150, 120}, kNoSlack, kNow).tapped.empty());
  CHECK(finger.press(kTwo, {150, 120}, kNow).held == "yes");
}

TEST_CASE("two fingertips hold what they hold") {
  Fingertip one(1280, 800, kNow);
  Fingertip other(1280, 800, kNow);
  CHECK(one.press(kTwo, {150, 120}, kNow).held == "yes");
  CHECK(other.move(kTwo, {150, 120}, kNoSlack, kNow).held.empty());
  CHECK(other.press(kTwo, {450, 120}, kNow).held == "no");
  { const Fingertip third(800, 480, kNow); }
  CHECK(one.lift(kTwo, {150, 120}, kNoSlack, kNow).tapped == "yes");
  CHECK(other.lift(kTwo, {450, 120}, kNoSlack, kNow).tapped == "no");
}
