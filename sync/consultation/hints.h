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
  several_ideas = 0,  // a list, several sentences, or connecting words that open a second wish
  all_capitals = 1,   // at least 8 letters with case after the prefix, all of them capitals
  phone_number = 2,   // 8 to 15 digits that look like a telephone number
  email = 3,          // name@host.tld
  web_address = 4,    // www., http:, or a bare host
  prefix_twice = 5,   // "Il faut il faut …"
};
[[nodiscard]] std::string_view key_of(Hint hint);  // "several_ideas"

// `text` is the whole idea in NFC, `prefix` the given first words of the visit's language ("" when there are none).
// In the enum's order, each once.
[[nodiscard]] std::vector<Hint> hints(std::string_view text, std::string_view prefix);

}  // namespace parvis::consultation
