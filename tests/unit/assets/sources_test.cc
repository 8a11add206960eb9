// The reader of sources, tried on the consultations that ship with the program.
#include <catch2/catch.hpp>

#include "sync/consultation/text.h"
#include "sync/pack/build.h"
#include "tests/support/result.h"

namespace parvis::assets {
namespace {

using support::code;
using support::value;

constexpr std::size_t kMostInPage = 350;  // filled: it has to fit one screen
const Path kRoot = PARVIS_SOURCE_DIR;
const CivilDate kOpens{std::chrono::year{2026}, std::chrono::January, std::chrono::day{1}};
const CivilDate kCloses{std::chrono::year{2026}, std::chrono::December, std::chrono::day{31}};

pack::SourceOptions with_dates() {
  return {.city = {},
          .statistics = {},
          .statistics_note = {},
          .opens = kOpens,
          .closes = kCloses,
          .use = pack::Use::real,
          .accepted = {}};
}

Path folder(const std::string& slug) { return kRoot / "assets/consultations" / slug; }

TEST_CASE("a consultation whose city has filled nothing builds only as practice") {
  for (const char* slug : {"mulhouse-solidaire", "colloque-2022"}) {
    INFO(slug);
    auto options = with_dates();
    CHECK(code(pack::load_sources(folder(slug), options)) == Errc::invalid);
    options.use = pack::Use::practice;
    const auto consultation = value(pack::load_sources(folder(slug), options));
    CHECK(consultation.practice);
    CHECK(consultation.slug == slug);
  }
}

TEST_CASE("with the demo's example values each consultation is whole, and marked as examples") {
  for (const char* slug : {"mulhouse-solidaire", "colloque-2022"}) {
    INFO(slug);
    auto options = with_dates();
    options.city = kRoot / "deploy/demo-city.toml";
    const auto consultation = value(pack::load_sources(folder(slug), options));
    CHECK_FALSE(consultation.practice);
    CHECK(consultation.languages.size() >= 7);
    for (const auto& language : consultation.languages) {
      INFO(language.code);
      CHECK(language.partial == (language.code == "gsw"));
    }
    for (const auto& proposal : consultation.proposals) {
      CHECK(proposal.example);
      CHECK(proposal.text_in("en") != nullptr);
    }
    for (const auto& [key, texts] : consultation.pages) {
      for (const auto& [language, text] : texts) {
        INFO(key << " " << language << ": " << text);
        CHECK((key == "form.box" || text.find('{') == std::string::npos));
        if (!key.starts_with("city.")) CHECK(consultation::graphemes(text) <= kMostInPage);
      }
    }
  }
}

}  // namespace
}  // namespace parvis::assets
