// The plan of the house, held against the #includes of every source: which module may stand on
// which, and which third-party header belongs to which module alone. ARCHITECTURE.md draws the same
// table for people.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Names = std::set<std::string>;

struct Module {
  Names below;                     // modules it may include, beside itself and hardware/platform
  std::vector<std::string> knows;  // prefixes of third-party headers that it may include
};

Names plus(Names names, const Names& more) {
  names.insert(more.begin(), more.end());
  return names;
}

const Names kCrypto{"sync/crypto"};
// What every part of the hub may stand on.
const Names kHubGround{"sync/crypto",  "sync/consultation", "sync/wire",
                       "sync/tlog",    "sync/pack",         "sync/sqlite",
                       "sync/journal", "sync/identity",     "sync/transfer"};

// What an auditor reads to the end: its own headers, the standard library, and what it alone may know.
const Names kAlone{"sync/verify"};

// A module's own headers are always allowed; hardware/platform and kForAll are, but to those that stand alone.
const std::map<std::string, Module> kHouse{
    {"hardware/platform", {{}, {"tl/expected", "toml++/", "fmt/"}}},
    {"hardware/devices", {{}, {}}},
    {"sync/crypto", {{}, {"sodium"}}},
    {"sync/sqlite", {{}, {"sqlite3"}}},
    {"sync/consultation", {{}, {"unicode/"}}},
    {"sync/wire", {{"sync/crypto", "sync/consultation"}, {}}},
    {"sync/tlog", {kCrypto, {}}},
    {"sync/identity", {{"sync/crypto", "sync/wire", "sync/consultation"}, {}}},
    {"sync/journal", {{"sync/crypto", "sync/wire", "sync/consultation"}, {}}},
    {"sync/pack", {{"sync/crypto", "sync/wire", "sync/consultation"}, {}}},
    {"sync/ledger",
     {{"sync/crypto", "sync/wire", "sync/identity", "sync/sqlite", "sync/consultation"}, {}}},
    {"sync/transfer",
     {{"sync/crypto", "sync/wire", "sync/tlog", "sync/consultation"}, {"nlohmann/"}}},
    {"sync/agent",
     {{"sync/crypto", "sync/wire", "sync/tlog", "sync/consultation", "sync/transfer", "sync/pack",
       "sync/journal", "sync/identity"},
      {"curl/", "CLI/", "nlohmann/"}}},
    {"sync/verify", {{}, {"sodium"}}},
    {"sync/hub/intake", {kHubGround, {}}},
    {"sync/hub/http",
     {plus(kHubGround, {"sync/hub/intake"}), {"boost/beast", "boost/asio", "openssl/"}}},
    {"sync/hub/fraud", {{"sync/crypto", "sync/wire", "sync/consultation"}, {}}},
    {"sync/hub/desk", {plus(kHubGround, {"sync/hub/intake", "sync/hub/fraud"}), {"nlohmann/"}}},
    {"sync/hub/exports",
     {plus(kHubGround, {"sync/hub/intake", "sync/hub/fraud", "sync/hub/desk"}), {"nlohmann/"}}},
    {"sync/hub/parvis_hub",
     {plus(kHubGround, {"sync/hub/intake", "sync/hub/fraud", "sync/hub/desk", "sync/hub/exports",
                        "sync/hub/http"}),
      {"nlohmann/", "CLI/"}}},
    {"kiosk/text", {{}, {"pango/", "cairo", "glib", "fontconfig/", "boost/locale"}}},
    {"kiosk/ui",
     {{"kiosk/text"}, {"SDL", "imgui", "stb", "librsvg/", "cairo", "glib", "qrcodegen"}}},
    {"kiosk/speech", {{}, {"SDL", "opusfile"}}},
    {"kiosk/flow", {{"sync/crypto", "sync/wire", "sync/consultation"}, {}}},
    {"kiosk/screens",
     {{"kiosk/flow", "kiosk/ui", "kiosk/text", "sync/consultation", "sync/wire", "sync/crypto"},
      {}}},
    {"kiosk/app",
     {{"kiosk/flow", "kiosk/ui", "kiosk/text", "kiosk/screens", "kiosk/speech", "hardware/devices",
       "sync/crypto", "sync/wire", "sync/consultation", "sync/tlog", "sync/ledger", "sync/identity",
       "sync/pack", "sync/journal", "sync/transfer"},
      {"CLI/", "nlohmann/"}}},
};

// Open to all: values and formatting.
const std::vector<std::string> kForAll{"fmt/", "tl/expected"};

const fs::path kRoot{PARVIS_SOURCE_DIR};

// The longest entry of the house that `path` lies in, or "".
std::string module_of(const std::string& path) {
  std::string best;
  for (const auto& [name, module] : kHouse) {
    if (path.starts_with(name + "/") && name.size() > best.size()) best = name;
  }
  return best;
}

bool is_own(const std::string& include) {
  return include.starts_with("hardware/") || include.starts_with("sync/") ||
         include.starts_with("kiosk/") || include.starts_with("tests/");
}

// Headers of the C and C++ libraries and of POSIX and Linux.
bool is_system(const std::string& include) {
  static const std::regex kPlain("[a-z0-9_]+(\\.h)?|(sys|linux|netinet|arpa)/[a-z0-9_]+\\.h");
  return std::regex_match(include, kPlain) && !include.starts_with("sodium") &&
         !include.starts_with("sqlite3") && !include.starts_with("imgui") &&
         !include.starts_with("cairo") && !include.starts_with("stb_") &&
         !include.starts_with("libudev") && !include.starts_with("glib") &&
         !include.starts_with("opus");
}

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
  for (const auto& prefix : prefixes) {
    if (text.starts_with(prefix)) return true;
  }
  return false;
}

// What is wrong with an #include of `include` in a file of `module`, or "".
std::string objection(const std::string& module, const std::string& include) {
  const Module& rules = kHouse.at(module);
  if (is_own(include)) {
    const std::string target = module_of(include);
    if (target.empty()) return "lies in no module of the house";
    const bool allowed = target == module || rules.below.contains(target) ||
                         (target == "hardware/platform" && !kAlone.contains(module));
    return allowed ? "" : "is an arrow that the house does not have";
  }
  if (is_system(include) || starts_with_any(include, rules.knows) ||
      (starts_with_any(include, kForAll) && !kAlone.contains(module))) {
    return "";
  }
  return "is a third-party header that this module may not know";
}

std::vector<std::string> includes_of(const fs::path& file) {
  static const std::regex kInclude("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"]");
  std::vector<std::string> found;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_search(line, match, kInclude)) found.push_back(match[1]);
  }
  return found;
}

}  // namespace

TEST_CASE("every include of the three floors is an arrow or a library that the house allows") {
  std::size_t files = 0;
  for (const char* floor : {"hardware", "sync", "kiosk"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRoot / floor)) {
      const auto extension = entry.path().extension();
      if (extension != ".h" && extension != ".cc") continue;
      ++files;
      const std::string path = fs::relative(entry.path(), kRoot).string();
      const std::string module = module_of(path);
      INFO(path);
      REQUIRE_FALSE(module.empty());
      for (const auto& include : includes_of(entry.path())) {
        INFO("#include " << include << " " << objection(module, include));
        CHECK(objection(module, include).empty());
      }
    }
  }
  CHECK(files > 20);
}

TEST_CASE("an arrow that runs up, or a foreign header, is objected to") {
  CHECK_FALSE(objection("sync/crypto", "sync/wire/visit.h").empty());
  CHECK_FALSE(objection("sync/wire", "sodium.h").empty());
  CHECK_FALSE(objection("sync/hub/desk", "boost/beast/core.hpp").empty());
  CHECK_FALSE(objection("sync/hub/http", "sync/hub/desk/store.h").empty());
  CHECK_FALSE(objection("kiosk/flow", "SDL.h").empty());
  CHECK_FALSE(objection("kiosk/ui", "opusfile.h").empty());
  CHECK_FALSE(objection("kiosk/speech", "kiosk/ui/node.h").empty());
  CHECK_FALSE(objection("sync/consultation", "sync/crypto/crypto.h").empty());
  CHECK_FALSE(objection("sync/verify", "sync/crypto/crypto.h").empty());
  CHECK_FALSE(objection("sync/verify", "hardware/platform/result.h").empty());
  CHECK_FALSE(objection("sync/verify", "fmt/format.h").empty());
  CHECK(objection("sync/verify", "sodium.h").empty());
  CHECK(objection("sync/wire", "sync/crypto/crypto.h").empty());
  CHECK(objection("sync/ledger", "sys/stat.h").empty());
}

TEST_CASE("the house has no circle: every module stands above all that it may include") {
  std::set<std::string> placed{"hardware/platform"};
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& [name, module] : kHouse) {
      bool ready = !placed.contains(name);
      for (const auto& below : module.below) ready = ready && placed.contains(below);
      if (ready) grew = placed.insert(name).second || grew;
    }
  }
  CHECK(placed.size() == kHouse.size());
}
