// A language that is a third longer than French, within the limits that translators are given, finds its place everywhere.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <string_view>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"
#include "tests/walk/checks.h"
#include "tests/walk/pseudo.h"

using namespace parvis;
using namespace parvis::screens::test;

TEST_CASE("words grow by a third, up to 12 letters and to their limit, and placeholders stay") {
  CHECK(lengthened("Page {1} sur {2}", 0) == "Pânrsiaegê {1} sûr {2}");
}

namespace {

// Known, 26 November 2026: these have one line's place, and their "max" in the catalogue promises translators more.
constexpr std::array<std::string_view, 5> kOneLine{"idea.hint", "place.field.hint", "count.verdict",
                                                   "count.started.label", "place.day"};
bool is_known(const Finding& one) {
  return std::ranges::any_of(kOneLine,
                             [&](std::string_view id) { return one.what.starts_with(id); });
}

}  // namespace

TEST_CASE("every screen has room for a language a third longer than French") {
  const support::TemporaryDirectory folder;
  write_pseudo_words(folder / "words");
  const auto asked = lengthened(shipped_consultation());
  Findings found;
  for (const auto& display : ui::displays()) {
    const Combination combination{display.name, "fr", {}, "a third longer"};
    Walker walker(display, ui::Drawing::none, asked, {folder / "words", {}});
    for (const auto& stop : walk(asked, "fr")) {
      walker.show(stop, "fr");
      const auto now = seen(stop.name, combination, walker.stage());
      check_places(now, found);
      check_targets(now, found);
      check_words_apart(now, found);
      check_spoken(now, found);
    }
  }
  std::erase_if(found, is_known);
  INFO(listed(found));
  CHECK(found.empty());
}
