// deploy/packages is the one list of Debian packages: nothing else names one to install.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
const fs::path kRoot{PARVIS_SOURCE_DIR};

std::string read(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("each package is listed once, in a known group") {
  std::set<std::string> names;
  std::ifstream in(kRoot / "deploy/packages");
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::string group, package, rest;
    words >> group >> package;
    INFO(line);
    CHECK((group == "build" || group == "run" || group == "lint" || group == "bench"));
    CHECK(names.insert(package).second);
    CHECK_FALSE(words >> rest);
  }
  CHECK(names.size() > 20);
}

TEST_CASE("no script installs packages behind the list's back") {
  for (const char* script : {"deploy/demo", "deploy/lint", "tests/run", ".ci/run"}) {
    if (!fs::exists(kRoot / script)) continue;
    INFO(script);
    CHECK(read(kRoot / script).find("apt-get install") == std::string::npos);
  }
}
