// The pairwise cover, painted: contrast and choices as they are seen, in four parts that run side by side.
#include <catch2/catch.hpp>

#include "tests/walk/checks.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

void check_part(std::size_t part, std::size_t of) {
  const auto asked = shipped_consultation();
  const auto all = pairwise(asked);
  for (std::size_t i = part; i < all.size(); i += of) {
    const auto found = check_painted(asked, all[i]);
    INFO(listed(found));
    CHECK(found.empty());
  }
}

}  // namespace

TEST_CASE("every screen as it is painted is readable: first part of the cover") {
  check_part(0, 4);
}
TEST_CASE("every screen as it is painted is readable: second part of the cover") {
  check_part(1, 4);
}
TEST_CASE("every screen as it is painted is readable: third part of the cover") {
  check_part(2, 4);
}
TEST_CASE("every screen as it is painted is readable: fourth part of the cover") {
  check_part(3, 4);
}

TEST_CASE("the cover is about fifty combinations, and every pair of its settings occurs") {
  const auto asked = shipped_consultation();
  const auto all = pairwise(asked);
  CHECK(all.size() >= 40);
  CHECK(all.size() <= 120);
  const auto has = [&](const auto& wanted) { return std::ranges::any_of(all, wanted); };
  for (const auto& language : languages_of(asked)) {
    for (const auto& display : ui::displays()) {
      INFO(language << " on " << display.name);
      CHECK(has([&](const Combination& one) {
        return one.language == language && one.display == display.name;
      }));
    }
    for (const auto look : {flow::Contrast::light, flow::Contrast::dark, flow::Contrast::high}) {
      INFO(language << " in look " << static_cast<int>(look));
      CHECK(has([&](const Combination& one) {
        return one.language == language && one.chosen.contrast == look;
      }));
    }
  }
}
