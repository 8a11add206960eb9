#include "tests/unit/assets/catalogue.h"

#include <catch2/catch.hpp>
#include <charconv>
#include <fstream>
#include <iterator>
#include <sstream>

namespace parvis::assets {
namespace {

// What stands between the outer quotes of a line.
std::string quoted(const std::string& line) {
  const auto first = line.find('"');
  const auto last = line.rfind('"');
  INFO(line);
  REQUIRE(first != std::string::npos);
  REQUIRE(last > first);
  std::string out;
  for (std::size_t i = first + 1; i < last; ++i) {
    if (line[i] == '\\' && i + 1 < last) ++i;
    out += line[i];
  }
  return out;
}

std::size_t limit_in(const std::string& comment) {
  std::size_t limit = 0;
  std::from_chars(comment.data() + 4, comment.data() + comment.size(), limit);
  return limit;
}

void read_line(const std::string& line, Entry& entry) {
  if (line.starts_with("#. max ")) {
    entry.limit = limit_in(line.substr(3));
  } else if (line.starts_with("#. ")) {
    entry.context += line.substr(3) + " ";
  } else if (line.starts_with("msgid_plural ")) {
    CHECK(quoted(line) == entry.key);
    entry.plural = true;
  } else if (line.starts_with("msgid ")) {
    entry.key = quoted(line);
  } else if (line.starts_with("msgstr")) {
    entry.forms.push_back(quoted(line));
  } else if (line.starts_with("\"")) {
    REQUIRE_FALSE(entry.forms.empty());
    entry.forms.back() += quoted(line);
  } else {
    INFO(line);
    CHECK(line.starts_with("#"));
  }
}

}  // namespace

std::string read_text(const std::string& path_from_root) {
  std::ifstream in(std::string(PARVIS_SOURCE_DIR) + "/" + path_from_root, std::ios::binary);
  INFO(path_from_root);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::map<std::string, Entry> read_catalogue(const std::string& language) {
  std::map<std::string, Entry> entries;
  std::istringstream in(read_text("assets/languages/" + language + ".po"));
  Entry entry;
  const auto finish = [&] {
    if (!entry.key.empty()) {
      INFO(language << ".po: " << entry.key << " stands there twice");
      CHECK(entries.emplace(entry.key, entry).second);
    }
    entry = {};
  };
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) {
      finish();
    } else {
      read_line(line, entry);
    }
  }
  finish();
  return entries;
}

}  // namespace parvis::assets
