#include <catch2/catch.hpp>
#include <set>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using scenes::Drawn;

TEST_CASE("every node lies on the screen and its text inside it, at both displays") {
  for (const auto& scene : scenes::all()) {
    Drawn drawn(scene);
    const Display& display = drawn.stage().display();
    std::set<std::string> ids;
    for (const Node& node : drawn.stage().nodes()) {
      CAPTURE(scene.name, node.id, node.label, node.box.x, node.box.y, node.box.w, node.box.h,
              node.text.x, node.text.y, node.text.w, node.text.h);
      CHECK(ids.insert(node.id).second);
      CHECK(node.box.x >= 0);
      CHECK(node.box.y >= 0);
      CHECK(node.box.end() <= display.width + 0.01);
      CHECK(node.box.bottom() <= display.height + 0.01);
      CHECK_FALSE(node.overflows);
      CHECK(node.missing_glyphs == 0);
      if (node.text.w <= 0) continue;
      CHECK(node.text.x >= node.box.x - 0.05);
      CHECK(node.text.end() <= node.box.end() + 0.05);
      // Lines are higher than their letters: what may reach out of the box is the empty part, 0.35
      // em.
      const double air = node.role == Role::key ? 4 : 1.2;
      CHECK(node.text.y >= node.box.y - air);
      CHECK(node.text.bottom() <= node.box.bottom() + air);
    }
    CHECK(drawn.words().missing().empty());
  }
}

TEST_CASE("targets are 15 mm and 3 mm apart, keyboards excepted") {
  for (const auto& scene : scenes::all()) {
    if (scene.name.starts_with("28")) continue;  // a sheet of samples, smaller than life
    Drawn drawn(scene);
    const auto& nodes = drawn.stage().nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      if (!nodes[i].is_target() || nodes[i].role == Role::key || nodes[i].id == "attract.anywhere")
        continue;
      CAPTURE(scene.name, nodes[i].id);
      CHECK(nodes[i].box.w >= 14.99);
      CHECK(nodes[i].box.h >= 14.99);
      for (std::size_t j = i + 1; j < nodes.size(); ++j) {
        if (!nodes[j].is_target() || nodes[j].role == Role::key) continue;
        const Box& a = nodes[i].box;
        const Box& b = nodes[j].box;
        const double gap = std::max(std::max(a.x, b.x) - std::min(a.end(), b.end()),
                                    std::max(a.y, b.y) - std::min(a.bottom(), b.bottom()));
        CAPTURE(nodes[j].id, gap);
        CHECK(gap >= 2.9);
      }
    }
  }
}

TEST_CASE("an overflowing label is told, not hidden") {
  scenes::Scene scene = scenes::named("05-vote-before");
  scene.draw = [](Canvas& c, scenes::Memory&) {
    c.button({.id = "narrow", .label = "Undurchführbarkeit", .box = {4, 24, 30, 16}});
    c.button({.id = "low", .label = "une\ndeux\ntrois\nquatre", .box = {40, 24, 60, 16}});
    c.text({.id = "text",
            .label = "Une phrase bien trop longue pour sa place.",
            .box = {4, 60, 40, 8}});
    c.button({.id = "good", .label = "Suivant", .box = {110, 24, 60, 16}});
  };
  Drawn drawn(scene);
  CHECK(drawn.node("narrow").overflows);
  CHECK(drawn.node("low").overflows);
  CHECK(drawn.node("text").overflows);
  CHECK_FALSE(drawn.node("good").overflows);
}

TEST_CASE("Arabic is the mirror image, and its progress reads left to right") {
  Drawn arabic("07-vote-arabic");
  Drawn french("05-vote-before");
  const double width = arabic.stage().display().width;
  CHECK(arabic.node("bar.back").box.x == Approx(width - french.node("bar.back").box.end()));
  CHECK(arabic.node("progress").box.x == Approx(width - french.node("progress").box.end()));
  CHECK(arabic.node("progress").label == "4 / 12");
}

TEST_CASE("without drawing the tree is the same, and no pixel is kept") {
  for (const auto& scene : scenes::all()) {
    Drawn drawn(scene);
    Drawn bare(scene, Drawing::none);
    CAPTURE(scene.name);
    CHECK(bare.stage().image().empty());
    const auto& a = drawn.stage().nodes();
    const auto& b = bare.stage().nodes();
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      CHECK(a[i].id == b[i].id);
      CHECK(a[i].box == b[i].box);
      CHECK(a[i].text == b[i].text);
    }
  }
}

TEST_CASE("a widget answers one frame, once") {
  Drawn drawn("31-vote-after-discreet");
  CHECK(drawn.node("vote.qual.doable").chosen);
  drawn.tap("vote.qual.doable");
  CHECK_FALSE(drawn.node("vote.qual.doable").chosen);  // settled with the new state
  drawn.frame();
  drawn.frame();
  CHECK_FALSE(drawn.node("vote.qual.doable").chosen);
}

TEST_CASE("a list is paged and comes round again") {
  Drawn drawn("25-mediator-place");
  CHECK(drawn.node("place.page").label == "Page 1 sur 2");
  drawn.tap("place.page");
  CHECK(drawn.node("place.6").label == "Halte de nuit");
  CHECK(drawn.stage().node("place.0") == nullptr);
  drawn.tap("place.page");
  CHECK(drawn.stage().node("place.0") != nullptr);
}

TEST_CASE("a stepper counts and stops at its ends") {
  scenes::Scene scene = scenes::named("26-mediator-count");
  scene.draw = [](Canvas& c, scenes::Memory& m) {
    c.stepper({.id = "n",
               .box = {4, 24, 97, 22},
               .least = 38,
               .most = 40,
               .less_label = "-",
               .more_label = "+"},
              m.count);
  };
  Drawn drawn(scene);
  drawn.tap("n.more");
  CHECK(drawn.memory().count == 40);
  CHECK_FALSE(drawn.node("n.more").enabled);
  drawn.tap("n.less");
  drawn.tap("n.less");
  CHECK(drawn.memory().count == 38);
  CHECK_FALSE(drawn.node("n.less").enabled);
}

TEST_CASE("long text is paged without losing or repeating a word") {
  std::string words;
  for (int i = 0; i < 120; ++i) words += "mot" + std::to_string(i) + " ";
  words.pop_back();
  int page = 0;
  int pages = 0;
  scenes::Scene scene = scenes::named("05-vote-before");
  scene.draw = [&](Canvas& c, scenes::Memory&) {
    pages = c.paged_text({.id = "more", .label = words, .box = {4, 24, 150, 60}}, page);
  };
  std::string read;
  Drawn drawn(scene);
  REQUIRE(pages > 2);
  for (page = 0; page < pages; ++page) {
    drawn.frame();
    CHECK_FALSE(drawn.node("more").overflows);
    read += (page == 0 ? "" : " ") + drawn.node("more").label;
  }
  CHECK(read == words);
  page = 99;
  drawn.frame();
  CHECK(page == pages - 1);
}

TEST_CASE("reduced motion goes where it goes at once") {
  scenes::Scene scene = scenes::named("05-vote-before");
  std::string card = "a";
  scene.draw = [&](Canvas& c, scenes::Memory&) {
    const auto slide = c.slide("card", card);
    c.text({.id = "text", .label = card, .box = {40, 40, 60, 20}});
  };
  Drawn drawn(scene);
  card = "b";
  drawn.frame();
  CHECK(drawn.stage().next_wake().has_value());
  drawn.stage().finish_motion();
  drawn.frame();
  CHECK_FALSE(drawn.stage().next_wake().has_value());
  drawn.stage().set_theme(
      make_theme(drawn.stage().display(), Look::light, TextSize::standard, Motion::reduced));
  card = "c";
  drawn.frame();
  CHECK_FALSE(drawn.stage().next_wake().has_value());
}

TEST_CASE("the square of the waiting screen turns, then sleeps until the eighth second") {
  scenes::Scene scene = scenes::named("01-attract");
  scene.draw = [](Canvas& c, scenes::Memory&) {
    c.square({.box = {4, 40, 107, 33}, .turning = true});
  };
  Drawn drawn(scene);
  int frames = 0;
  const MonoTime start = drawn.now();
  while (drawn.now() < start + std::chrono::seconds(24)) {
    const auto wake = drawn.stage().next_wake();
    REQUIRE(wake.has_value());
    drawn.advance(std::chrono::duration_cast<std::chrono::milliseconds>(*wake - drawn.now()));
    drawn.frame();
    ++frames;
  }
  CHECK(frames < 3 * 70);  // 57 frames of movement every 8 s, nothing between
  CHECK(frames > 3 * 40);
}
