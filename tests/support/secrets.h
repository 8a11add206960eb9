// What one visit said, in every form in which a program might have left it behind: the words of its idea (canary.h, and
// UTF-32), its list of votes as it is encoded, its seed, its receipt code and that code's tag.
//
// Threads: any, once made.
#pragma once

#include <string>
#include <vector>

#include "sync/wire/visit.h"
#include "tests/support/canary.h"

namespace parvis::support {

class Secrets {
 public:
  // `visit` MUST have an idea of at least 16 letters without the prefix, `words`; `code` are its ten characters,
  // "" for none.
  Secrets(const wire::Visit& visit, std::string_view words, std::string_view code);

  // The forms that stand in these bytes, each once.
  [[nodiscard]] std::vector<std::string> find(ByteView bytes) const;
  [[nodiscard]] std::size_t forms() const { return canary_.forms().size() + needles_.size(); }

 private:
  struct Needle {
    std::string form;
    std::string bytes;
  };
  void add(std::string form, std::string bytes);
  void add_number(const std::string& form, std::uint64_t number);

  Canary canary_;
  std::vector<Needle> needles_;
};

}  // namespace parvis::support
