#include "hardware/platform/clock.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using support::code;
using support::value;

TEST_CASE("dates and times survive being written and read") {
  for (const auto* text :
       {"1970-01-01T00:00:00Z", "2021-12-12T23:59:59Z", "9999-12-31T23:59:59Z"}) {
    CHECK(to_iso(value(parse_utc(text))) == text);
  }
  CHECK(to_iso(value(parse_date("2024-02-29"))) == "2024-02-29");
  CHECK(seconds_of(value(parse_utc("2021-12-12"))) == 1639267200);
}

TEST_CASE("what is no date is refused, not guessed") {
  for (const auto* text :
       {"", "2021-2-01", "2021-02-30", "2023-02-29", "12/12/2021", "2021-12-12x"}) {
    CHECK(code(parse_date(text)) == Errc::invalid);
  }
  for (const auto* text : {"2021-12-12T24:00:00Z", "2021-12-12T10:00:00", "2021-12-12 10:00:00Z"}) {
    CHECK(code(parse_utc(text)) == Errc::invalid);
  }
  CHECK(code(utc_from_seconds(253402300800)) == Errc::invalid);
}

TEST_CASE(
    "a manual clock carries its milliseconds, and a jump of the wall clock leaves the other "
    "alone") {
  ManualClock clock(value(parse_utc("2026-01-01")));
  const MonoTime start = clock.mono();
  for (int i = 0; i < 10; ++i) clock.advance(std::chrono::milliseconds(150));
  CHECK(to_iso(clock.utc()) == "2026-01-01T00:00:01Z");
  CHECK(clock.mono() - start == std::chrono::milliseconds(1500));
  clock.set_utc(value(parse_utc("1970-01-01")));
  CHECK(clock.mono() - start == std::chrono::milliseconds(1500));
}
