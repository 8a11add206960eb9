#include "sync/transfer/sync_status.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::transfer;
using support::code;
using support::value;

TEST_CASE("what parvis-sync writes of itself is what a screen reads, for every word") {
  const UtcTime now = value(parse_utc("2026-11-22T08:00:00Z"));
  for (auto word = Trouble::none; word <= Trouble::disk;
       word = static_cast<Trouble>(static_cast<int>(word) + 1)) {
    SyncStatus status{.trouble = word, .working = true};
    const auto before = value(parse_sync_report(to_json(status, now)));
    CHECK(before.trouble == word);
    CHECK(before.working);
    CHECK_FALSE(before.reached);
    CHECK(before.last_try.empty());
    status.working = false;
    status.last_reached = status.last_try = now;
    const auto after = value(parse_sync_report(to_json(status, now)));
    CHECK_FALSE(after.working);
    CHECK(after.reached);
    CHECK(after.last_try == "2026-11-22T08:00:00Z");
  }
}

TEST_CASE("a word of a newer version asks for a person, and nonsense is refused") {
  CHECK(value(parse_sync_report(R"({"trouble":"eclipse"})")).trouble == Trouble::refused);
  for (const char* text :
       {"", "[]", "{}", R"({"trouble":3})", R"({"working":true})", "{\"trouble\""}) {
    CHECK(code(parse_sync_report(text)) == Errc::invalid);
  }
  const auto odd = value(parse_sync_report(R"({"trouble":"none","working":"yes","last_try":7})"));
  CHECK_FALSE(odd.working);
  CHECK(odd.last_try.empty());
}
