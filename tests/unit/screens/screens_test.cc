// What must hold on every screen, on each display, in each language: nothing leaves its place, nothing is too small or too
// near to be touched, no word is missing.
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "tests/unit/screens/walk.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

constexpr double kRounding = 0.3;  // mm: boxes are rounded to pixels
constexpr double kLeastTarget = 15, kLeastGap = 3;

// EN 301 549, 5.1.4: 0.7° at the distance that a panel is read from. Layout millimetres: a panel read from farther has
// larger ones.
double least_capital(const ui::Display& display, int text_size) {
  const bool seven = display.size_class() == ui::SizeClass::seven;
  if (text_size < static_cast<int>(ui::TextSize::large)) return seven ? 3.0 : 3.5;
  return seven ? 4.9 : 6.1;
}

std::string describe(const ui::Node& node) {
  return node.id + " \"" + node.label + "\" at " + std::to_string(node.box.x) + ", " +
         std::to_string(node.box.y) + ", " + std::to_string(node.box.w) + " × " +
         std::to_string(node.box.h) + ", text " + std::to_string(node.text.x) + ", " +
         std::to_string(node.text.y) + ", " + std::to_string(node.text.w) + " × " +
         std::to_string(node.text.h) + ", capital " + std::to_string(node.capital);
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

// The keyboard and its field have a test of their own.
void check_letters(const std::vector<ui::Node>& nodes, double least) {
  const bool typing =
      std::ranges::any_of(nodes, is_key) && ui::find_node(nodes, "pad.1") == nullptr;
  for (const auto& node : nodes) {
    if (node.text.w <= 0 || typing) continue;
    INFO(describe(node));
    CHECK(node.capital >= least - 0.001);
  }
}

void check_every_screen(const std::string& display_name, const std::string& language,
                        const flow::Display& chosen = {}) {
  const auto asked = shipped_consultation();
  const auto whole = *ui::find_display(display_name);
  const auto display = chosen.reach == flow::Reach::lower ? whole.lowered() : whole;
  Walker walker(whole, ui::Drawing::none, asked);
  const auto stops = walk(asked, language, chosen);
  REQUIRE(stops.size() > (chosen == flow::Display{} && language != "gsw" ? 50u : 35u));
  for (const auto& stop : stops) {
    walker.show(stop, language, chosen);
    if (chosen.text_size >= 2 && stop.name.starts_with("idea-write")) continue;  // typing's own
    // The Aa panel begins again after its last page; no screen has as many.
    constexpr int kMostPages = 8;
    for (int page = 0; page < kMostPages; ++page) {
      if (page > 0 && !walker.turn_page(stop)) break;
      if (page + 1 == kMostPages) CHECK(stop.name == "panel-display");
      const auto& nodes = walker.stage().nodes();
      INFO(stop.name << " on " << display_name << "\" in " << language << ", text size "
                     << int{chosen.text_size}
                     << (chosen.hand == flow::Hand::left ? ", left hand" : "") << ", page "
                     << page);
      CHECK_FALSE(nodes.empty());
      check_places(nodes, display);
      check_targets(nodes);
      check_words_apart(nodes);
      check_letters(nodes, least_capital(display, chosen.text_size));
    }
  }
  for (const auto& word : walker.missing_words()) FAIL_CHECK("no word for " << word);
}

std::vector<std::string> languages() {
  std::vector<std::string> codes;
  const auto asked = shipped_consultation();
  for (const auto& language : asked->languages) codes.push_back(language.code);
  return codes;
}

// In each language that ships, at one text size.
void check_size(const std::string& display, int text_size) {
  for (const auto& language : languages()) {
    check_every_screen(display, language, {.text_size = static_cast<std::uint8_t>(text_size)});
  }
}

// In the languages with the longest words and with the highest lines, at each size that the panel offers.
void check_all_sizes(const std::string& display, const std::vector<std::string>& in,
                     flow::Display chosen = {}) {
  const auto panel = *ui::find_display(display);
  for (int size = 0; size < ui::text_sizes(panel.size_class()); ++size) {
    chosen.text_size = static_cast<std::uint8_t>(size);
    for (const auto& language : in) check_every_screen(display, language, chosen);
  }
}

}  // namespace

// All in its place, large enough, apart; every letter as large as its size promises.
TEST_CASE("every screen at 7 inches, text size 1, in each language") { check_size("7", 0); }
TEST_CASE("every screen at 7 inches, text size 2, in each language") { check_size("7", 1); }
TEST_CASE("every screen at 7 inches, text size 3, in each language") { check_size("7", 2); }
TEST_CASE("every screen at 10 inches, text size 1, in each language") { check_size("10", 0); }
TEST_CASE("every screen at 10 inches, text size 2, in each language") { check_size("10", 1); }
TEST_CASE("every screen at 10 inches, text size 3, in each language") { check_size("10", 2); }
TEST_CASE("every screen at 10 inches, text size 4, in each language") { check_size("10", 3); }
TEST_CASE("every screen on a finer 7 inch panel, at all text sizes") {
  check_all_sizes("7-hd", {"fr", "de", "ar"});
}
TEST_CASE("every screen at 15 inches, at all text sizes") {
  check_all_sizes("15", {"fr", "de", "tr", "ar"});
}
TEST_CASE("every screen on a portrait panel, at all text sizes") {
  check_all_sizes("portrait", {"fr", "de", "tr", "ar"});
}
TEST_CASE("every screen in the lower half of a portrait panel, at all text sizes") {
  check_all_sizes("portrait", {"fr", "de", "ar"}, {.reach = flow::Reach::lower});
}
TEST_CASE("every screen for the left hand, at all text sizes") {
  for (const auto* display : {"7", "10"}) {
    check_all_sizes(display, {"fr", "ar"}, {.hand = flow::Hand::left});
  }
  check_all_sizes("portrait", {"fr"}, {.hand = flow::Hand::left, .reach = flow::Reach::lower});
}
