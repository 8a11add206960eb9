// Friendly remarks about an idea being written. A hint never blocks: the resident may be right, and a moderator reads
// everything anyway. Lists of insults come with each language's words, not from here.
//
// Threads: a pure function.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace parvis::consultation {

enum class Hint : std::uint8_t {
  several =
      0,  // several ideas: sentences in a row, a semicolon, or the prefix a second time further on
  contact = 1,   // a telephone number (9 to 15 digits, or fewer after + or 0) or name@host.tld
  capitals = 2,  // at least 8 letters with case after the prefix, all of them capitals
  prefix = 3,    // "Il faut il faut …"
  link = 4,      // www., http:// or https://
};
[[nodiscard]] std::string_view key_of(Hint hint);  // "several": the words are "idea.hint.several"

// `text` is the whole idea in NFC, `prefix` the given first words of the visit's language ("" when there are none).
// In the enum's order, each once.
[[nodiscard]] std::vector<Hint> hints(std::string_view text, std::string_view prefix);

}  // namespace parvis::consultation
