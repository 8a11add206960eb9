// Looks for words that must not be there: a resident's sentence, in every file below a directory,
// in every form in which a program might have left it: UTF-8, UTF-16 both ways, each composed (NFC)
// and decomposed (NFD); base64 of the UTF-8 at its three alignments, in both alphabets; hex in both
// cases. Any 12 bytes in a row of any of these count as found.
//
//   const Canary canary("des bancs à l'ombre devant la piscine");
//   for (const auto& find : canary.search(directory)) FAIL(find.file << " " << find.form);
//
// Choose words that stand nowhere else, no prefix that proposals share. Threads: any.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hardware/platform/bytes.h"
#include "hardware/platform/files.h"

namespace parvis::support {

class Canary {
 public:
  static constexpr std::size_t kWindow = 12;  // bytes

  // `text` is UTF-8 of at least 12 bytes.
  explicit Canary(std::string_view text);

  struct Find {
    Path file;
    std::size_t offset = 0;
    std::string form;  // "utf-16le nfd"
  };
  // The first find of each file below `directory`, sorted by name. Reads every regular file whole.
  [[nodiscard]] std::vector<Find> search(const Path& directory) const;
  // The form found first in these bytes, with its place; "" when there is none.
  [[nodiscard]] Find search(ByteView bytes) const;

  // Every form, by name: what a test plants to see that it is found.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& forms() const {
    return forms_;
  }

 private:
  void add(std::string name, std::string bytes);
  std::vector<std::pair<std::string, std::string>> forms_;
  std::unordered_map<std::string_view, std::size_t> windows_;  // into forms_
  std::vector<bool> begins_;                                   // by the first two bytes of a window
};

}  // namespace parvis::support
