#include "sync/consultation/text.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

namespace parvis::consultation {
namespace {

using Problems = std::vector<IdeaProblem>;
using support::code;
using support::value;

std::string repeat(std::string_view part, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

Problems problems(std::string_view text) { return check_idea(text).problems; }

TEST_CASE("text is normalized to NFC, and bytes that are not UTF-8 are refused") {
  CHECK(value(to_nfc("de\xCC\x81"
                     "ja")) == "d\xC3\xA9ja");
  CHECK(value(to_nfc("")).empty());
  CHECK(code(to_nfc("\xC3")) == Errc::invalid);
  CHECK(code(to_nfc("\xC0\x80")) == Errc::invalid);      // overlong
  CHECK(code(to_nfc("\xED\xA0\x80")) == Errc::invalid);  // surrogate
}

TEST_CASE("graphemes are what a person counts") {
  CHECK(graphemes("") == 0);
  CHECK(graphemes("déjà") == 4);
  CHECK(graphemes("de\xCC\x81ja\xCC\x80") == 4);
  CHECK(graphemes("👩‍👩‍👧‍👦") == 1);  // four emoji and three joiners
  CHECK(graphemes("🇫🇷🇩🇪") == 2);
  CHECK(graphemes("Ｉｌ") == 2);
  CHECK(graphemes("مَدينة") == 5);  // a vowel mark is no character of its own
  CHECK(graphemes("a\xE2\x80\x8B"
                  "b") == 2);  // a zero-width space can't be seen
}

TEST_CASE("an idea has 12 to 140 graphemes, prefix included") {
  CHECK(problems("Il faut abc") == Problems{IdeaProblem::too_short});  // 11
  CHECK(problems("Il faut abcd").empty());                             // 12
  CHECK(problems(repeat("é", 140)).empty());
  CHECK(problems(repeat("é", 141)) == Problems{IdeaProblem::too_long});
  CHECK(problems("") == Problems{IdeaProblem::too_short});
  CHECK(problems(repeat("Ｗ", 140)).empty());  // full-width letters are characters like others
  CHECK(problems(repeat("Ｗ", 141)) == Problems{IdeaProblem::too_long});
  CHECK(problems(repeat("🇫🇷", 12)).empty());
}

TEST_CASE("an idea has at most 1,024 bytes, however few its graphemes") {
  CHECK(problems(repeat("👩‍👩‍👧‍👦", 40)).empty());  // 1,000 bytes
  CHECK(problems(repeat("👩‍👩‍👧‍👦", 41)) == Problems{IdeaProblem::too_many_bytes});
}

TEST_CASE("invisible characters do not reach the minimum") {
  CHECK(problems("Il faut" + repeat("\xE2\x80\x8B", 20)) ==
        Problems{IdeaProblem::too_short, IdeaProblem::control_character});
  CHECK(problems("Il faut" + repeat("\xE2\x80\x8D", 20)) == Problems{IdeaProblem::too_short});
}

TEST_CASE("a flood of combining marks is refused, the accents of living languages are not") {
  const auto flood =
      check_idea("Il faut des bancs" + repeat("\xCC\x81", 550));  // 1,100 bytes of marks
  CHECK(flood.problems == Problems{IdeaProblem::too_many_bytes, IdeaProblem::stacked_marks});
  CHECK(problems("Il faut a" + repeat("\xCC\xB2", 7) + "bc") ==
        Problems{IdeaProblem::too_short, IdeaProblem::stacked_marks});
  CHECK(problems("Cần phải có nhiều cây xanh hơn").empty());
  CHECK(problems("يَجِبُ أَنْ نَزْرَعَ الأَشْجَارَ").empty());
}

TEST_CASE("HTML is text like other text") {
  const auto check = check_idea("Il faut <script>alert(1)</script> & des bancs");
  CHECK(check.ok());
  CHECK(check.text == "Il faut <script>alert(1)</script> & des bancs");
}

TEST_CASE("control characters and direction overrides are refused") {
  CHECK(problems("Il faut des\x07 bancs") == Problems{IdeaProblem::control_character});
  CHECK(problems(std::string("Il faut des\0 bancs", 18)) ==
        Problems{IdeaProblem::control_character});
  CHECK(problems("Il faut des\xEF\xBB\xBF bancs") == Problems{IdeaProblem::control_character});
  CHECK(problems("Il faut \xE2\x80\xAE"
                 "des bancs") == Problems{IdeaProblem::direction_override});
  CHECK(problems("Il faut \xE2\x81\xA6"
                 "des bancs") == Problems{IdeaProblem::direction_override});
  CHECK(problems("Il faut \xEE\x80\x80 des bancs") ==
        Problems{IdeaProblem::not_text});  // private use
  CHECK(problems("Il faut des bancs \xFF") == Problems{IdeaProblem::not_text});
  CHECK(problems("میخواهیم\xE2\x80\x8Cها درخت بکاریم").empty());  // zero-width non-joiner
}

TEST_CASE("spaces are tidied before anything is counted, and French ones stay") {
  const auto check = check_idea("  Il faut\t\tdes\n bancs\xC2\xA0!  ");
  CHECK(check.ok());
  CHECK(check.text == "Il faut des bancs\xC2\xA0!");
  CHECK(check.graphemes == 19);
  CHECK(problems("Il faut a            ") == Problems{IdeaProblem::too_short});
  CHECK(check_idea(check.text).text == check.text);
}

TEST_CASE("the day is that of the place, on both sides of midnight and of summer time") {
  const auto day = [](std::string_view iso, std::string_view zone) {
    return to_iso(value(civil_day(value(parse_utc(iso)), zone)));
  };
  CHECK(day("2021-12-12T22:59:59Z", "Europe/Paris") == "2021-12-12");
  CHECK(day("2021-12-12T23:00:00Z", "Europe/Paris") == "2021-12-13");
  CHECK(day("2021-07-01T21:59:59Z", "Europe/Paris") == "2021-07-01");
  CHECK(day("2021-07-01T22:00:00Z", "Europe/Paris") == "2021-07-02");
  CHECK(day("2021-01-01T00:00:00Z", "America/Cayenne") == "2020-12-31");
  CHECK(day("1970-01-01T00:00:00Z", "UTC") == "1970-01-01");
  CHECK(code(civil_day(UtcTime{}, "Europe/Mulhouse")) == Errc::invalid);
}

TEST_CASE("a day begins at its own first moment") {
  const auto start = [](std::string_view day, std::string_view zone) {
    return to_iso(value(start_of_day(value(parse_date(day)), zone)));
  };
  CHECK(start("2021-12-12", "Europe/Paris") == "2021-12-11T23:00:00Z");
  CHECK(start("2021-07-01", "Europe/Paris") == "2021-06-30T22:00:00Z");
  CHECK(start("2018-11-04", "America/Sao_Paulo") == "2018-11-04T03:00:00Z");  // 00:00 did not exist
}

TEST_CASE("dates are written out in each language with Latin digits") {
  const CivilDate day = value(parse_date("2021-12-12"));
  CHECK(value(long_date(day, "fr")) == "12 décembre 2021");
  CHECK(value(long_date(day, "en")) == "December 12, 2021");
  CHECK(value(long_date(day, "de")) == "12. Dezember 2021");
  CHECK(value(long_date(day, "ar")).find("2021") != std::string::npos);
}

}  // namespace
}  // namespace parvis::consultation
