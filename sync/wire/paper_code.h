// Codes that people write down and type again: random Crockford base32 characters and one check character.
//
//   canonical form   0123456789ABCDEFGHJKMNPQRSTVWXYZ
//   typed            any case, grouping, spaces or dashes, O for 0, I or L for 1
//   check character  Σ α^i · c_i over GF(32), x^5 + x^2 + 1: finds any one wrong character and any two swapped ones, up to 31
//                    characters
//
// Threads: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "hardware/platform/result.h"

namespace parvis::wire {

// `characters` with the check character, at most 31.
[[nodiscard]] std::string new_paper_code(std::size_t characters);

// What someone typed, as the canonical form. Errc::invalid says which character is no part of any code, that the length is wrong,
// or that the check character does not agree; `what` begins the sentence.
[[nodiscard]] Result<std::string> parse_paper_code(std::string_view typed, std::size_t characters,
                                                   std::string_view what);

}  // namespace parvis::wire
