// Whatever the catalogue of the journal promises to auditors, some program writes.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "sync/journal/events.h"

namespace {

namespace fs = std::filesystem;

std::string all_sources() {
  std::string text;
  for (const char* part : {"kiosk", "sync"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(PARVIS_SOURCE_DIR) / part)) {
      if (entry.path().extension() != ".cc") continue;
      std::ifstream in(entry.path());
      text.append(std::istreambuf_iterator<char>(in), {});
    }
  }
  return text;
}

}  // namespace

TEST_CASE("every event of the journal is written somewhere") {
  const std::string sources = all_sources();
  REQUIRE(sources.size() > 1'000'000);
  for (const auto& event : parvis::journal::catalogue()) {
    CAPTURE(event.name);
    CHECK(sources.find("Event::" + std::string(event.name)) != std::string::npos);
  }
}
