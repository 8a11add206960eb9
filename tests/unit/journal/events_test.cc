#include "sync/journal/events.h"

#include <catch2/catch.hpp>
#include <string>

#include "hardware/platform/files.h"
#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::journal;

namespace {

// EVENTS.md as the catalogue has it.
std::string auditors_table() {
  std::string text =
      "# What a journal can say\n\n"
      "Made from the table in `events.h`; a test keeps the two alike. An entry of a number that is "
      "not "
      "here was written by a newer program.\n\n"
      "| number | event | meaning | fields |\n| --- | --- | --- | --- |\n";
  for (const EventInfo& event : catalogue()) {
    std::string fields;
    for (const auto field : event.fields) {
      fields += (fields.empty() ? "" : ", ") + std::string(field);
    }
    text += "| " + std::to_string(static_cast<unsigned>(event.event)) + " | `" +
            std::string(event.name) + "` | " + std::string(event.meaning) + " | " + fields + " |\n";
  }
  return text;
}

}  // namespace

TEST_CASE("the auditor's table is the catalogue's") {
  const Bytes file = support::value(read_file(PARVIS_EVENTS_TABLE, 1u << 20));
  CHECK(std::string(as_text(file)) == auditors_table());
}

TEST_CASE("every event has a number and a name of its own, and is found by its number") {
  REQUIRE(catalogue().size() > 30);
  for (std::size_t i = 0; i < catalogue().size(); ++i) {
    const EventInfo& event = catalogue()[i];
    CHECK(info(event.event) == &event);
    CHECK_FALSE(event.meaning.empty());
    if (i > 0) CHECK(event.event > catalogue()[i - 1].event);
    for (std::size_t j = 0; j < i; ++j) CHECK(event.name != catalogue()[j].name);
  }
  CHECK(info(static_cast<Event>(9999)) == nullptr);
  CHECK(info(Event::session_closed)->fields.size() == 7);
  CHECK(info(Event::stopped)->fields.empty());
}
