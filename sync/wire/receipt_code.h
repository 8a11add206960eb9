// The code a resident may keep: nine random Crockford base32 characters and one check character.
// With it, and only with it, one learns later what became of an idea or has a visit withdrawn. The
// hub and the sealed box know its tag alone.
//
//   canonical form   ten characters of 0123456789ABCDEFGHJKMNPQRSTVWXYZ, "7K3QX2M9AB"
//   on paper         "7K3Q X2M 9AB"; typed with any case, grouping, spaces or dashes, O for 0, I or L
//                    for 1
//   check character  Σ α^i · c_i over GF(32), x^5 + x^2 + 1: finds any one wrong character and any
//                    two swapped ones
//   tag              Argon2id(canonical form, first 16 bytes of
//                    BLAKE2b("parvis/code-salt" ‖ slug), kCodeCost)
//
// 45 random bits at 16 MiB a guess: an insider with every tag can't run through the codes. Threads:
// pure functions.
#pragma once

#include <string>
#include <string_view>

#include "sync/wire/ids.h"

namespace parvis::wire {

inline constexpr std::size_t kReceiptCodeCharacters = 10;

// A new code, canonical.
[[nodiscard]] std::string new_receipt_code();

// What someone typed, as the canonical form. Errc::invalid says which character is no part of any
// code, that the length is wrong, or that the check character does not agree.
[[nodiscard]] Result<std::string> parse_receipt_code(std::string_view typed);

// "7K3Q X2M 9AB": how a canonical code is written for people.
[[nodiscard]] std::string display_receipt_code(std::string_view canonical);

// Takes about 25 ms and 16 MiB: compute it while the resident votes. `slug` is the consultation's.
// Errc::no_space.
[[nodiscard]] Result<CodeTag> receipt_code_tag(std::string_view canonical, std::string_view slug,
                                               crypto::Argon2Cost cost = crypto::kCodeCost);

}  // namespace parvis::wire
