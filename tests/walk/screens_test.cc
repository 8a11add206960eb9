// What must hold on every screen, on each display, in each language: nothing leaves its place, nothing is too small or too
// near to be touched, no word is missing.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "tests/walk/walk.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

constexpr double kRounding = 0.3;  // mm: boxes are rounded to pixels
constexpr double kLeastTarget = 15, kLeastGap = 3;

std::string describe(const ui::Node& node) {
  return node.id + " \"" + node.label + "\" at " + std::to_string(node.box.x) + ", " +
         std::to_string(node.box.y) + ", " + std::to_string(node.box.w) + " × " +
         std::to_string(node.box.h) + ", text " + std::to_string(node.text.x) + ", " +
         std::to_string(node.text.y) + ", " + std::to_string(node.text.w) + " × " +
         std::to_string(node.text.h);
}

bool lies_inside(const ui::Box& inner, const ui::Box& outer) {
  return inner.x >= outer.x - kRounding && inner.y >= outer.y - kRounding &&
         inner.end() <= outer.end() + kRounding && inner.bottom() <= outer.bottom() + kRounding;
}

// A surface behind other targets that means the same as the main button.
bool is_backdrop(const ui::Node& node) { return node.id.ends_with(".anywhere"); }

bool too_near(const ui::Node& a, const ui::Node& b) {
  const double dx = std::max(a.box.x, b.box.x) - std::min(a.box.end(), b.box.end());
  const double dy = std::max(a.box.y, b.box.y) - std::min(a.box.bottom(), b.box.bottom());
  return dx < kLeastGap - kRounding && dy < kLeastGap - kRounding;
}

// Keys tile without gaps; their pitch is the keyboard's own test.
bool is_key(const ui::Node& node) { return node.role == ui::Role::key; }

void check_places(const std::vector<ui::Node>& nodes, const ui::Display& display) {
  const ui::Box panel{0, 0, display.width, display.above + display.height};
  const ui::Box reach{0, display.above, display.width, display.height};
  for (const auto& node : nodes) {
    INFO(describe(node));
    CHECK(lies_inside(node.box, panel));
    if (node.is_target() || node.text.w > 0) CHECK(lies_inside(node.box, reach));
    if (node.text.w > 0) CHECK(lies_inside(node.text, node.box));
    CHECK_FALSE(node.overflows);
    CHECK(node.missing_glyphs == 0);
    CHECK(node.label.find("⟦") == std::string::npos);
    CHECK(node.label.find("{1}") == std::string::npos);
  }
}

void check_targets(const std::vector<ui::Node>& nodes) {
  std::set<std::string> ids;
  for (const auto& node : nodes) {
    INFO(describe(node));
    CHECK(ids.insert(node.id).second);
    if (!node.is_target() || is_key(node)) continue;
    CHECK(node.box.w >= kLeastTarget - kRounding);
    CHECK(node.box.h >= kLeastTarget - kRounding);
    // A field is told by what stands in it and by the line under it.
    if (node.role != ui::Role::field) CHECK_FALSE(node.label.empty());
    for (const auto& other : nodes) {
      if (&other == &node || !other.is_target() || is_key(other)) continue;
      if (is_backdrop(node) || is_backdrop(other)) continue;
      INFO(describe(other));
      CHECK_FALSE(too_near(node, other));
    }
  }
}

bool overlap(const ui::Box& a, const ui::Box& b) {
  return a.x + kRounding < b.end() && b.x + kRounding < a.end() && a.y + kRounding < b.bottom() &&
         b.y + kRounding < a.bottom();
}

// Words lie on nothing but what they belong to: no other words, and no control that is not theirs.
void check_words_apart(const std::vector<ui::Node>& nodes) {
  for (const auto& node : nodes) {
    if (node.text.w <= 0 || node.role == ui::Role::field) continue;
    for (const auto& other : nodes) {
      if (&other == &node || is_backdrop(other) || other.role == ui::Role::field) continue;
      INFO(describe(node) << " and " << describe(other));
      if (other.text.w > 0) CHECK_FALSE(overlap(node.text, other.text));
      if (other.is_target()) CHECK_FALSE(overlap(node.text, other.box));
    }
  }
}

void check_every_screen(const std::string& display_name, const std::string& language,
                        const flow::Display& chosen = {}) {
  const auto asked = shipped_consultation();
  const auto display = *ui::find_display(display_name);
  Walker walker(display, ui::Drawing::none, asked);
  const auto stops = walk(asked, language, chosen);
  REQUIRE(stops.size() > (chosen == flow::Display{} && language != "gsw" ? 50u : 35u));
  for (const auto& stop : stops) {
    walker.show(stop, language, chosen);
    const auto& nodes = walker.stage().nodes();
    INFO(stop.name << " on " << display_name << "\" in " << language << ", text size "
                   << int{chosen.text_size});
    CHECK_FALSE(nodes.empty());
    check_places(nodes, display);
    check_targets(nodes);
    check_words_apart(nodes);
  }
  for (const auto& word : walker.missing_words()) FAIL_CHECK("no word for " << word);
}

std::vector<std::string> languages() {
  std::vector<std::string> codes;
  const auto asked = shipped_consultation();
  for (const auto& language : asked->languages) codes.push_back(language.code);
  return codes;
}

}  // namespace

TEST_CASE("every screen at 7 inches, in each language: all in its place, large enough, apart") {
  for (const auto& language : languages()) check_every_screen("7", language);
}
TEST_CASE("every screen at 10 inches, in each language: all in its place, large enough, apart") {
  for (const auto& language : languages()) check_every_screen("10", language);
}
TEST_CASE(
    "every screen on the other displays, in four languages: all in its place, large enough, "
    "apart") {
  for (const auto* display : {"7-hd", "15", "portrait"}) {
    for (const auto* language : {"fr", "de", "tr", "ar"}) check_every_screen(display, language);
  }
}
TEST_CASE("every screen in large text, at both displays: all in its place, large enough, apart",
          "[large]") {
  for (const auto* display : {"7", "10"}) {
    for (const auto& language : languages()) {
      check_every_screen(display, language, {.text_size = 1});
    }
  }
}
