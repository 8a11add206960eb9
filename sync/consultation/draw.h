// Which cards a visit shows: a pure function of (consultation, language, seed), the same on every machine, for ever.
// The kiosk counts nothing: the seed goes, sealed, into the visit, and an auditor can draw it again. SELECTION.md has
// the rules, the reasons and golden vectors.
//
// Threads: pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "sync/consultation/model.h"

namespace parvis::consultation {

inline constexpr std::uint64_t kTestedFrom = 10;  // sequence votes: fewer is *new*
inline constexpr std::uint64_t kRetiredFrom =
    1500;  // sequence votes: from here on it is asked no more
inline constexpr std::size_t kCandidateWindow =
    10;  // tested ones looked at together for the fewest votes

// Indices into consultation.proposals in the order shown, each once, at most consultation.cards. Only cards that someone
// who reads only `language` can read. Fewer when there are not enough authors; empty when nothing is readable.
[[nodiscard]] std::vector<std::uint32_t> draw(const Consultation& consultation,
                                              std::string_view language, std::uint64_t seed);

}  // namespace parvis::consultation
