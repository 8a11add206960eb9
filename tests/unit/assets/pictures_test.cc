// Pictures are simple enough for a baker of masks: assets/pictures/README.md states these rules.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <regex>
#include <set>

#include "tests/unit/assets/catalogue.h"

namespace parvis::assets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = 2048;

// Tags in the order of the text, with what is closed: "<svg", "<g", "<path/", "</g" …; stops the test when one is not
// closed in its turn. Entities, comments and sections are not allowed, so this little is enough.
std::vector<std::string> elements_of(const std::string& svg) {
  std::vector<std::string> open, all;
  const std::regex tag(R"re(<(/?)([a-z]+)((?:\s+[a-zA-Z:-]+="[^"<&]*")*)\s*(/?)>)re");
  std::size_t covered = 0;
  for (auto i = std::sregex_iterator(svg.begin(), svg.end(), tag); i != std::sregex_iterator();
       ++i) {
    const auto& match = *i;
    covered += static_cast<std::size_t>(match.length(0));
    const std::string name = match[2];
    if (match[1].length() > 0) {
      REQUIRE_FALSE(open.empty());
      CHECK(open.back() == name);
      open.pop_back();
      continue;
    }
    all.push_back(name);
    if (match[4].length() == 0) open.push_back(name);
  }
  CHECK(open.empty());
  const auto spaces = static_cast<std::size_t>(std::ranges::count(svg, '\n'));
  CHECK(covered + spaces == svg.size());  // nothing else stands between the tags
  return all;
}

std::vector<std::string> layers_of(const std::string& svg) {
  const std::regex layer(R"re(<g id="([a-z]+)")re");
  std::vector<std::string> names;
  for (auto i = std::sregex_iterator(svg.begin(), svg.end(), layer); i != std::sregex_iterator();
       ++i) {
    names.push_back((*i)[1]);
  }
  return names;
}

TEST_CASE("every picture is small, well-formed and made of the four layers in their order") {
  const std::vector<std::string> order = {"b", "a", "line", "over"};
  const std::set<std::string> allowed = {"svg", "g", "path", "rect", "circle"};
  std::size_t pictures = 0;
  for (const auto& file : fs::directory_iterator(fs::path(PARVIS_SOURCE_DIR) / "assets/pictures")) {
    if (file.path().extension() != ".svg") continue;
    ++pictures;
    const std::string name = file.path().filename().string();
    INFO(name);
    const auto svg = read_text("assets/pictures/" + name);
    CHECK(svg.size() <= kMostBytes);
    CHECK(svg.find("viewBox=\"0 0 ") != std::string::npos);
    for (const auto& element : elements_of(svg)) CHECK(allowed.contains(element));
    const auto layers = layers_of(svg);
    CHECK(std::ranges::find(layers, "line") != layers.end());
    std::size_t last = 0;
    for (const auto& layer : layers) {
      const auto at = std::ranges::find(order, layer);
      REQUIRE(at != order.end());
      const auto position = static_cast<std::size_t>(at - order.begin()) + 1;
      CHECK(position > last);
      last = position;
    }
  }
  CHECK(pictures >= 60);
}

}  // namespace
}  // namespace parvis::assets
