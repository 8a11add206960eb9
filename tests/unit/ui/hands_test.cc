// Hands as they are: several fingers, palms, panels that lose a lift, and whoever hits everything at once.
#include <catch2/catch.hpp>
#include <random>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;
using std::chrono::milliseconds;

namespace {

constexpr double kNothingX = 640, kNothingY = 300;  // a place without a control in "05-vote-before"

}  // namespace

TEST_CASE("ten fingers at once tap one thing at most, and the next single tap counts") {
  Drawn drawn("05-vote-before");
  const char* ids[] = {"vote.agree", "vote.neutral", "vote.disagree", "bar.help", "bar.back"};
  for (int finger = 0; finger < 10; ++finger) drawn.down(ids[finger % 5], finger);
  for (int finger = 0; finger < 10; ++finger) drawn.up(ids[finger % 5], finger);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.agree");
  drawn.advance(milliseconds(1000));
  drawn.tap("vote.disagree");
  CHECK(drawn.memory().tapped == "vote.disagree");
}

TEST_CASE("a palm that the panel knows for one rests while a finger taps") {
  Drawn drawn("05-vote-before");
  drawn.touch(Phase::down, 200, 700, 1, 34);
  drawn.down("vote.disagree", 2);
  drawn.up("vote.disagree", 2);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.disagree");
  drawn.touch(Phase::up, 200, 700, 1, 34);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.disagree");
}

TEST_CASE("a hand that rests on nothing blocks no finger") {
  Drawn drawn("05-vote-before");
  drawn.touch(Phase::down, kNothingX, kNothingY, 1, 0);
  drawn.down("vote.agree", 2);
  drawn.touch(Phase::move, kNothingX + 3, kNothingY, 1, 0);
  drawn.up("vote.agree", 2);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.agree");
  drawn.touch(Phase::up, kNothingX, kNothingY, 1, 0);
  drawn.down("vote.neutral", 3);
  drawn.up("vote.neutral", 3);
  drawn.advance(milliseconds(500));
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.neutral");
}

TEST_CASE("a hand that rests on a control for two seconds gives way, and its lift does nothing") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree", 1);
  drawn.advance(milliseconds(500));
  drawn.down("vote.disagree", 2);
  drawn.up("vote.disagree", 2);
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
  drawn.advance(milliseconds(1600));
  const PixelBox& agree = drawn.node("vote.agree").pixels;
  drawn.touch(Phase::move, agree.x + agree.w / 2.0 + 3, agree.y + agree.h / 2.0, 1);  // it trembles
  drawn.down("vote.disagree", 2);
  drawn.up("vote.disagree", 2);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.disagree");
  drawn.up("vote.agree", 1);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.disagree");
}

TEST_CASE("a slow finger that moves is no resting hand") {
  Drawn drawn("05-vote-before");
  const PixelBox agree = drawn.node("vote.agree").pixels;
  drawn.touch(Phase::down, agree.x + 20, agree.y + 40, 1);
  for (int i = 0; i < 6; ++i) {
    drawn.advance(milliseconds(700));
    drawn.touch(Phase::move, agree.x + 20 + 40.0 * i, agree.y + 40, 1);
  }
  drawn.down("vote.disagree", 2);
  drawn.up("vote.disagree", 2);
  drawn.touch(Phase::up, agree.x + 220, agree.y + 40, 1);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.agree");
}

TEST_CASE("a finger that went down outside and slides in taps nothing") {
  Drawn drawn("05-vote-before");
  drawn.touch(Phase::down, kNothingX, kNothingY);
  const PixelBox agree = drawn.node("vote.agree").pixels;
  drawn.touch(Phase::move, agree.x + 20, agree.y + 20);
  drawn.frame();
  CHECK_FALSE(drawn.node("vote.agree").pressed);
  drawn.touch(Phase::up, agree.x + 20, agree.y + 20);
  // Moves and lifts of a finger that never came down: the picture's edge, another window.
  drawn.touch(Phase::move, agree.x + 20, agree.y + 20, 7);
  drawn.touch(Phase::up, agree.x + 20, agree.y + 20, 7);
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
}

TEST_CASE("after a lift that never came the same finger's next touch counts") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree", 0);  // and the panel resets
  drawn.advance(milliseconds(700));
  drawn.down("vote.disagree", 0);
  drawn.up("vote.disagree", 0);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.disagree");
}

TEST_CASE("after a lift that never came another finger's touch counts from two seconds on") {
  Drawn drawn("05-vote-before");
  drawn.down("vote.agree", 4);
  drawn.advance(milliseconds(2000));
  drawn.down("vote.disagree", 5);
  drawn.up("vote.disagree", 5);
  drawn.frame();
  CHECK(drawn.memory().tapped == "vote.disagree");
}

TEST_CASE("two thumbs that write at once lose no letter") {
  Drawn drawn("15-idea-keyboard");
  drawn.memory().idea.set("v");
  drawn.frame();
  drawn.down("key.i", 1);
  drawn.down("key.t", 2);  // before the first has lifted
  drawn.up("key.i", 1);
  drawn.down("key.e", 1);
  drawn.up("key.t", 2);
  drawn.up("key.e", 1);
  while (drawn.stage().needs_frame(drawn.now())) {
    drawn.frame();
    drawn.advance(milliseconds(100));
  }
  CHECK(drawn.memory().idea.text() == "vite");
}

TEST_CASE("a second finger beside the keyboard does not type what the first one holds") {
  Drawn drawn("15-idea-keyboard");
  drawn.memory().idea.set("v");
  drawn.frame();
  drawn.down("key.i", 1);
  drawn.down("idea.validate", 2);
  drawn.up("idea.validate", 2);
  drawn.frame();
  CHECK(drawn.memory().tapped.empty());
  CHECK(drawn.memory().idea.text() == "v");
}

TEST_CASE("a tap while something still slides is answered") {
  scenes::Scene scene = scenes::named("05-vote-before");
  scene.draw = [](Canvas& canvas, scenes::Memory& memory) {
    const auto sliding = canvas.slide("card", std::to_string(memory.page));
    if (canvas.button({.id = "next", .label = "word", .box = {4, 102, 67, 30}})) ++memory.page;
  };
  Drawn drawn(scene);
  for (int i = 1; i <= 5; ++i) {
    drawn.down("next");
    drawn.up("next");
    drawn.frame();
    CHECK(drawn.memory().page == i);
    drawn.advance(milliseconds(60));  // of 180
    drawn.frame();
  }
}

TEST_CASE(
    "200 taps a second for five seconds at random: every answer is one, and the screen stays "
    "usable") {
  for (const char* name : {"05-vote-before", "15-idea-keyboard", "16-idea-keyboard-7in"}) {
    Drawn drawn(name);
    const Display& display = drawn.stage().display();
    std::mt19937 random(20261121);
    std::uniform_real_distribution<double> across(-20, display.width_px + 20.0);
    std::uniform_real_distribution<double> down(-20, display.height_px + 20.0);
    std::uniform_int_distribution<int> finger(0, 9), what(0, 9);
    for (int i = 0; i < 1000; ++i) {
      drawn.advance(milliseconds(5));
      const double x = across(random);
      const double y = down(random);
      const int who = finger(random);
      drawn.touch(Phase::down, x, y, who, what(random) == 0 ? 40 : 8);
      if (what(random) < 3) drawn.touch(Phase::move, across(random), down(random), who);
      if (what(random) < 8) drawn.touch(Phase::up, x, y, who);  // some lifts are lost
      if (what(random) == 9) drawn.touch(Phase::cancel, x, y, who);
      if (i % 3 == 0) drawn.frame();
    }
    // The hands go; what they held is forgotten after two seconds.
    drawn.advance(milliseconds(2500));
    drawn.frame();
    CHECK(drawn.stage().check_against_full_redraw() == 0);
    const std::string id = std::string(name).starts_with("05") ? "vote.disagree" : "idea.validate";
    drawn.memory().tapped.clear();
    drawn.down(id, 77);
    drawn.up(id, 77);
    drawn.frame();
    if (std::string(name) != "16-idea-keyboard-7in") CHECK(drawn.memory().tapped == id);
  }
}
