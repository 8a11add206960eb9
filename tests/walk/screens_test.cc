// What must hold on every screen, on each display, in each language, at each size, with either hand: nothing leaves its
// place, nothing is too small or too near to be touched, no word is missing, foreign or unspeakable.
#include <catch2/catch.hpp>

#include "sync/crypto/crypto.h"
#include "tests/walk/checks.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

// One language a case, so that they run side by side.
template <const char* kLanguage>
struct In {
  static constexpr const char* language = kLanguage;
};
#define PARVIS_LANGUAGE(code)        \
  constexpr char k_##code[] = #code; \
  using code = In<k_##code>
PARVIS_LANGUAGE(fr);
PARVIS_LANGUAGE(de);
PARVIS_LANGUAGE(en);
PARVIS_LANGUAGE(tr);
PARVIS_LANGUAGE(ar);
PARVIS_LANGUAGE(it);
PARVIS_LANGUAGE(pt);
PARVIS_LANGUAGE(gsw);

}  // namespace

TEMPLATE_TEST_CASE("every screen on each display at each size: all in its place, and in words of",
                   "[walk]", fr, de, en, tr, ar, it, pt, gsw) {
  const auto asked = shipped_consultation();
  const std::string language = TestType::language;
  for (const auto& combination : laid_out(asked, language)) {
    auto in_french = combination;
    in_french.language = "fr";
    // Words are compared once, boxes wherever they are mirrored.
    const bool compared = language == "ar" || (language != "fr" && combination.settings.empty());
    const auto french = compared ? check_layout(asked, in_french, {}) : LaidOut{};
    const auto walked = check_layout(asked, combination, french.stops);
    const bool mediators = combination.chosen == flow::Display{} && language != "gsw";
    CHECK(walked.stops.size() > (mediators ? 50u : 35u));
    INFO(listed(walked.found));
    CHECK(walked.found.empty());
  }
}

TEST_CASE("no language of the consultation is left out of the walk") {
  CHECK(languages_of(shipped_consultation()) ==
        std::vector<std::string>{"fr", "de", "en", "tr", "ar", "it", "pt", "gsw"});
}
