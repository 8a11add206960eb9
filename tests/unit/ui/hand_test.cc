#include <catch2/catch.hpp>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;
using std::chrono::milliseconds;

TEST_CASE("a tap acts when the finger lifts inside") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree");
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
  CHECK(drawn.node("vote.agree").pressed);
  drawn.up("vote.agree");
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.agree");
}

TEST_CASE("sliding off cancels, and sliding back counts again") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree");
  drawn.touch(Phase::move, 640, 300);
  drawn.frame();
  CHECK_FALSE(drawn.node("vote.agree").pressed);
  drawn.touch(Phase::up, 640, 300);
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());

  drawn.down("vote.agree");
  drawn.touch(Phase::move, 640, 300);
  drawn.up("vote.agree");
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.agree");
}

TEST_CASE("lifting on another button taps neither") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree");
  drawn.up("vote.disagree");
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
}

TEST_CASE("a second finger and a palm are ignored") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree", 1);
  drawn.down("vote.disagree", 2);
  drawn.up("vote.disagree", 2);
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
  drawn.up("vote.agree", 1);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.agree");

  drawn.memory().tapped.clear();
  const PixelBox box = drawn.node("vote.neutral").pixels;
  drawn.touch(Phase::down, box.x + 50, box.y + 50, 3, 45);
  drawn.touch(Phase::up, box.x + 50, box.y + 50, 3, 45);
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
}

TEST_CASE("a second strike does not reach what the first one has put under the finger") {
  scenes::Scene scene = scenes::named("05-vote-before");
  scene.draw = [](Canvas& c, scenes::Memory& m) {
    const std::string id = m.tapped.empty() ? "vote.agree" : "qualification.likeIt";
    if (c.button({.id = id, .label = "word", .box = {4, 102, 67, 30}})) m.tapped += id + " ";
  };
  Drawn drawn(scene);
  const auto strike = [&] {
    drawn.touch(Phase::down, 200, 700);
    drawn.touch(Phase::up, 200, 700);
    drawn.frame();
  };
  strike();
  drawn.advance(milliseconds(200));
  strike();
  CHECK(drawn.memory().tapped == "vote.agree ");
  drawn.advance(milliseconds(500));
  strike();
  CHECK(drawn.memory().tapped == "vote.agree qualification.likeIt ");
}

TEST_CASE("a touch that the system cancels does nothing") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree");
  drawn.touch(Phase::cancel, 0, 0);
  drawn.up("vote.agree");
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
}

TEST_CASE("the pressed look lasts 80 ms and asks for the frame that ends it") {
  Drawn drawn("05-vote-before");
  drawn.tap("vote.agree");
  CHECK(drawn.node("vote.agree").pressed);
  REQUIRE(drawn.stage().next_wake().has_value());
  drawn.advance(milliseconds(1000));
  REQUIRE(drawn.stage().needs_frame(drawn.now()));
  drawn.frame();
  CHECK_FALSE(drawn.node("vote.agree").pressed);
  CHECK_FALSE(drawn.stage().needs_frame(drawn.now()));
  CHECK_FALSE(drawn.stage().next_wake().has_value());  // asleep until somebody touches
}

TEST_CASE("tapping by id says why it can't") {
  Drawn drawn("01-attract");
  CHECK(support::code(drawn.stage().tap("nobody", drawn.now())) == Errc::not_found);
  CHECK(support::code(drawn.stage().tap("bar.back", drawn.now())) == Errc::denied);  // disabled
  CHECK(support::code(drawn.stage().tap("attract.question", drawn.now())) ==
        Errc::denied);  // no target
  REQUIRE_OK(drawn.stage().tap("attract.start", drawn.now()));
}

TEST_CASE("under the veil nothing of the visit can be tapped or read") {
  Drawn drawn("20-veil");
  CHECK(drawn.stage().node("vote.agree") == nullptr);
  CHECK(drawn.stage().node("card.text") == nullptr);
  drawn.touch(Phase::down, 100, 740);  // where a vote was
  drawn.touch(Phase::up, 100, 740);
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
  CHECK(drawn.node("veil.continue").is_target());
}

TEST_CASE("the veil takes what a finger already holds") {
  scenes::Scene scene = scenes::named("05-vote-before");
  bool veiled = false;
  scene.draw = [&](Canvas& c, scenes::Memory& m) {
    if (c.button({.id = "vote.agree", .label = "word", .box = {4, 102, 67, 30}})) m.tapped += "1";
    if (veiled) c.veil("veil");
  };
  Drawn drawn(scene);
  drawn.touch(Phase::down, 200, 700);
  veiled = true;
  drawn.frame();
  drawn.touch(Phase::up, 200, 700);
  drawn.touch(Phase::down, 200, 700);
  drawn.touch(Phase::up, 200, 700);
  veiled = false;
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
  drawn.tap("vote.agree");
  CHECK(drawn.memory().tapped == "1");
}

TEST_CASE("a button under another one can't be tapped, by id neither") {
  scenes::Scene scene = scenes::named("05-vote-before");
  scene.draw = [](Canvas& c, scenes::Memory& m) {
    for (const char* id : {"under", "over"}) {
      if (c.button({.id = id, .label = "word", .box = {4, 102, 67, 30}})) m.tapped += id;
    }
  };
  Drawn drawn(scene);
  CHECK(support::code(drawn.stage().tap("under", drawn.now())) == Errc::denied);
  drawn.touch(Phase::down, 200, 700);
  CHECK(support::code(drawn.stage().tap("over", drawn.now())) == Errc::denied);  // a finger is down
  drawn.touch(Phase::up, 200, 700);
  drawn.frame();
  CHECK(drawn.memory().tapped == "over");
}

TEST_CASE("two stages never share a held button") {
  Drawn one("05-vote-before");
  Drawn other("05-vote-before");
  one.down("vote.agree");
  other.down("vote.disagree");
  other.up("vote.agree");
  other.frame();
  one.up("vote.agree");
  one.frame();
  CHECK(other.memory().tapped.empty());
  CHECK(one.memory().tapped == "vote.agree");
}

TEST_CASE("a finger that wanders over nothing asks for no frame") {
  Drawn drawn("05-vote-before");
  drawn.touch(Phase::down, 640, 300);
  drawn.touch(Phase::move, 200, 700);
  drawn.touch(Phase::up, 200, 700);
  CHECK_FALSE(drawn.stage().needs_frame(drawn.now()));
  CHECK_FALSE(drawn.stage().next_wake().has_value());
}

TEST_CASE("Tab walks over every control, Enter takes it, and the focus is seen") {
  Drawn drawn("05-vote-before");
  std::vector<std::string> visited;
  for (int i = 0; i < 9; ++i) {
    drawn.key(Key::tab);
    visited.push_back(drawn.stage().focus());
  }
  const std::vector<std::string> expected{"vote.agree",  "vote.neutral", "vote.disagree",
                                          "bar.back",    "bar.listen",   "bar.language",
                                          "bar.display", "bar.help",     "bar.action"};
  CHECK(visited == expected);
  for (int i = 0; i < 3; ++i) drawn.key(Key::tab);  // and round again
  CHECK(drawn.node("vote.disagree").focused);
  drawn.key(Key::enter);
  CHECK(drawn.memory().tapped == "vote.disagree");
  drawn.key(Key::back_tab);
  CHECK(drawn.stage().focus() == "vote.neutral");
}

TEST_CASE("arrows go to what is nearest in their direction") {
  Drawn drawn("24-mediator-pin");
  drawn.stage().set_focus("pad.5");
  drawn.frame();
  drawn.key(Key::up);
  CHECK(drawn.stage().focus() == "pad.2");
  drawn.key(Key::right);
  CHECK(drawn.stage().focus() == "pad.3");
  drawn.key(Key::down);
  drawn.key(Key::down);
  CHECK(drawn.stage().focus() == "pad.9");
}

TEST_CASE("digits of a physical keyboard reach the PIN pad") {
  Drawn drawn("24-mediator-pin");
  drawn.type("7");
  CHECK(drawn.memory().typed == 5);
  drawn.key(Key::backspace);
  CHECK(drawn.memory().typed == 4);
}

TEST_CASE("any touch or key is a sign of life") {
  Drawn drawn("05-vote-before");
  drawn.advance(milliseconds(5000));
  drawn.touch(Phase::down, 5, 5);
  CHECK(drawn.stage().last_input() == drawn.now());
  drawn.touch(Phase::up, 5, 5);
  drawn.advance(milliseconds(5000));
  drawn.key(Key::tab);
  CHECK(drawn.stage().last_input() == drawn.now());
}
