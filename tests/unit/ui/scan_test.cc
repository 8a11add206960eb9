// One or two switches: every control has the ring in turn, keys by their rows, and nothing traps it.
#include <catch2/catch.hpp>
#include <set>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;
using std::chrono::milliseconds;

namespace {

void scanning(Drawn& drawn, Switches switches) {
  drawn.stage().set_scanning({switches, milliseconds(1600)});
  drawn.frame();
}

// Until the ring is there; fails when it never comes.
void move_to(Drawn& drawn, const std::string& id) {
  for (int i = 0; i < 60 && drawn.stage().focus() != id; ++i) drawn.key(Key::switch_next);
  REQUIRE(drawn.stage().focus() == id);
}

}  // namespace

TEST_CASE("two switches reach every control, and the ring is seen on each") {
  Drawn drawn("05-vote-before");
  scanning(drawn, Switches::two);
  std::set<std::string> wanted;
  for (const Node& node : drawn.stage().nodes()) {
    if (node.is_target() && node.enabled && !node.backdrop) wanted.insert(node.id);
  }
  std::set<std::string> reached;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    drawn.key(Key::switch_next);
    const std::string here = drawn.stage().focus();
    reached.insert(here);
    CHECK(drawn.node(here).focused);
  }
  CHECK(reached == wanted);
}

TEST_CASE("what the screen is about comes before the bar") {
  Drawn drawn("05-vote-before");
  scanning(drawn, Switches::two);
  drawn.key(Key::switch_next);
  CHECK(drawn.stage().focus() == "vote.agree");
  drawn.key(Key::switch_choose);
  CHECK(drawn.memory().tapped == "vote.agree");
}

TEST_CASE("a keyboard's rows have the ring first, choosing one goes into it") {
  Drawn drawn("15-idea-keyboard");
  scanning(drawn, Switches::two);
  move_to(drawn, "key.q");
  CHECK(drawn.node("key.q").focused);
  CHECK(drawn.node("key.l").focused);  // the whole row has it
  CHECK_FALSE(drawn.node("key.a").focused);
  drawn.key(Key::switch_choose);
  CHECK(drawn.node("key.q").focused);
  CHECK_FALSE(drawn.node("key.s").focused);
  drawn.key(Key::switch_next);
  drawn.key(Key::switch_choose);
  CHECK(drawn.memory().idea.text().ends_with("s"));
  CHECK(drawn.node("key.q").focused);  // back at the row
  CHECK(drawn.node("key.l").focused);
}

TEST_CASE("a row that was entered by mistake lets go after two rounds") {
  Drawn drawn("15-idea-keyboard");
  scanning(drawn, Switches::two);
  move_to(drawn, "key.q");
  drawn.key(Key::switch_choose);
  int steps = 0;
  while (!drawn.node("key.l").focused || !drawn.node("key.q").focused) {
    drawn.key(Key::switch_next);
    REQUIRE(++steps < 40);
  }
  CHECK(steps == 22);  // twice eleven keys
}

TEST_CASE("with one switch the ring moves by itself, from its first use on") {
  Drawn drawn("05-vote-before");
  scanning(drawn, Switches::one);
  CHECK_FALSE(drawn.stage().next_wake().has_value());  // an idle kiosk sleeps
  drawn.key(Key::switch_choose);
  CHECK(drawn.stage().focus() == "vote.agree");
  CHECK(drawn.memory().tapped.empty());
  REQUIRE(drawn.stage().next_wake().has_value());
  drawn.advance(milliseconds(1600));
  CHECK(drawn.stage().needs_frame(drawn.now()));
  drawn.frame();
  CHECK(drawn.stage().focus() == "vote.neutral");
  drawn.advance(milliseconds(500));
  drawn.key(Key::switch_choose);
  CHECK(drawn.memory().tapped == "vote.neutral");
}

TEST_CASE("the next visitor finds no ring") {
  Drawn drawn("05-vote-before");
  scanning(drawn, Switches::one);
  drawn.key(Key::switch_choose);
  drawn.stage().forget_visit();
  drawn.frame();
  CHECK(drawn.stage().focus().empty());
  for (const Node& node : drawn.stage().nodes()) CHECK_FALSE(node.focused);
}

TEST_CASE("a closed curtain shows nothing, and everything else goes on") {
  Drawn drawn("05-vote-before");
  drawn.stage().set_curtain(Curtain::closed);
  drawn.frame();
  const auto& pixels = drawn.stage().image().pixels;
  CHECK(std::ranges::all_of(pixels, [&](auto pixel) { return pixel == pixels.front(); }));
  drawn.key(Key::tab);
  drawn.key(Key::enter);
  CHECK(drawn.memory().tapped == "vote.agree");
  CHECK(std::ranges::all_of(pixels, [&](auto pixel) { return pixel == pixels.front(); }));
  drawn.stage().set_curtain(Curtain::open);
  drawn.frame();
  CHECK_FALSE(std::ranges::all_of(pixels, [&](auto pixel) { return pixel == pixels.front(); }));
  CHECK(drawn.stage().check_against_full_redraw() == 0);
}
