// Reads assets/languages/<language>.po as its README describes it: a comment with the context, "max N", key, forms.
// Only what these tests need; the program reads the compiled catalogues.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace parvis::assets {

struct Entry {
  std::string key;                 // msgid
  std::vector<std::string> forms;  // one, or as many as the language has plurals
  bool plural = false;
  std::string context;    // the `#.` lines but the last
  std::size_t limit = 0;  // from the last one, "max N"; 0 when it is missing
};

// By key, without the header. A line that is not understood, or a key that comes twice, fails the running test.
std::map<std::string, Entry> read_catalogue(const std::string& language);

// The whole text of a file of the repository.
std::string read_text(const std::string& path_from_root);

}  // namespace parvis::assets
