// Whoever can't touch has Tab and Enter: on every screen they reach all that a finger reaches, and show where they are.
#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/walk/checks.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

void check(const Combination& combination, ui::Drawing drawing,
           void (*one)(const Stop&, const Combination&, Walker&, Findings&)) {
  Findings found;
  walk_under(
      shipped_consultation(), combination, drawing,
      [&](const Stop& stop, Walker& walker) { one(stop, combination, walker, found); }, found);
  INFO(listed(found));
  CHECK(found.empty());
}

flow::Display in(flow::Contrast contrast) {
  flow::Display chosen;
  chosen.contrast = contrast;
  return chosen;
}

}  // namespace

TEST_CASE("on every screen at 7 inches Tab stops at each control once, and Enter is a tap") {
  check({"7", "fr", {}, {}}, ui::Drawing::none, check_keys);
}
TEST_CASE("on every screen at 10 inches Tab stops at each control once, and Enter is a tap") {
  check({"10", "fr", {}, {}}, ui::Drawing::none, check_keys);
}
TEST_CASE("on every screen in Arabic Tab stops at each control once, and Enter is a tap") {
  check({"10", "ar", {}, {}}, ui::Drawing::none, check_keys);
}
TEST_CASE("the focus is seen on every control, in light") {
  check({"10", "fr", {}, {}}, ui::Drawing::pixels, check_focus);
}
TEST_CASE("the focus is seen on every control, in the dark") {
  check({"7", "fr", in(flow::Contrast::dark), "dark"}, ui::Drawing::pixels, check_focus);
}
TEST_CASE("the focus is seen on every control, in high contrast") {
  check({"7", "ar", in(flow::Contrast::high), "high"}, ui::Drawing::pixels, check_focus);
}
