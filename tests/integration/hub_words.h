// parvis-hub by words, for tests: a founded hub and the real program on it.
#pragma once

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/program.h"
#include "tests/support/town.h"

namespace parvis::integration {

using support::Ran;
using support::Town;
using support::town_visit;
using support::value;

inline std::string passphrase(std::string_view words = support::kTownPassphrase) {
  return "PARVIS_PASSPHRASE=" + std::string(words);
}

struct Hub {
  Town town;
  Ran operator()(std::vector<std::string> words, std::vector<std::string> environment = {}) const {
    words.insert(words.begin(), {"--hub", town.hub().root.string()});
    environment.push_back("USER=awa");
    return support::run(PARVIS_HUB_PROGRAM, std::move(words), std::move(environment));
  }
  // A file of the test's directory with these bytes.
  std::string file(std::string_view name, ByteView bytes) const {
    support::ok(write_file(town.path(name), bytes));
    return town.path(name).string();
  }
  [[nodiscard]] nlohmann::json json(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const Ran ran = (*this)(std::move(words));
    INFO(ran.err);
    REQUIRE(ran.status == 0);
    return nlohmann::json::parse(ran.out);
  }
};

inline bool says(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

}  // namespace parvis::integration
