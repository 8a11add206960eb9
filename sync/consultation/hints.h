// Friendly remarks about an idea being written. A hint never blocks: the resident may be right, and a moderator reads
// everything anyway. Lists of words come with each language (assets/hints), not from here.
//
// Threads: a pure function.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sync/consultation/words.h"

namespace parvis::consultation {

enum class Hint : std::uint8_t {
  several =
      0,  // several ideas: sentences in a row, a semicolon, or the prefix a second time further on
  contact =
      1,  // a telephone number (9 to 15 digits, or fewer after + or 0), name@host.tld, or "name arobase host"
  capitals = 2,  // at least 8 letters with case after the prefix, all of them capitals
  prefix = 3,    // "Il faut il faut …"
  link = 4,      // www., http:// or https://
  name = 5,      // a person: names.h
  insult = 6,    // a word of the language's list
};
[[nodiscard]] std::string_view key_of(Hint hint);  // "several": the words are "idea.hint.several"

// In which language an idea is read. `lists` MUST outlive the call.
struct HintContext {
  std::string_view prefix;    // the given first words, "" when there are none
  std::string_view language;  // "fr"
  const HintLists& lists;
};

// `text` is the whole idea in NFC. In the enum's order, each once.
[[nodiscard]] std::vector<Hint> hints(std::string_view text, const HintContext& context);

}  // namespace parvis::consultation
