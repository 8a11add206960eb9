// What votes say about a proposal: Make.org's scores, their intervals and zones (ProposalScorer of makeorg/main-api,
// January 2022), restated in product.md.
//
//   individual(k, s, n) = min((k + s) / (1 + n), 1)    s = 0.33 for a vote, 0.01 for a qualification, n = votes
//   value               = mean of the individual scores of the verified and the sequence counts
//   margin(p, n)        = 2 √(p' (1 − p') / n')        n' = n + 4, p' = (n p + 2) / n'; p and n of the sequence counts
//   of a sum            = √ of the sum of the squares; of a minimum, the larger one
//
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sync/consultation/model.h"

namespace parvis::consultation {

inline constexpr double kVoteSmoothing = 0.33;
inline constexpr double kQualificationSmoothing = 0.01;

struct Estimate {
  double value = 0;
  double margin = 0;  // about 95 %
  [[nodiscard]] double lower() const { return value - margin; }
  [[nodiscard]] double upper() const { return value + margin; }
};

enum class Zone : std::uint8_t { consensus = 0, controversy = 1, limbo = 2, rejection = 3 };
[[nodiscard]] std::string_view key_of(Zone zone);

// Consensus if agree ≥ 0.6, or neutral < 0.4 and disagree < 0.15; rejection is its mirror; limbo if neutral ≥ 0.4;
// else controversy.
[[nodiscard]] Zone zone_of(double agree, double disagree, double neutral);

struct Scores {
  Estimate agree, disagree, neutral;
  Estimate adhesion;     // agree
  Estimate greatness;    // likeIt − noWay
  Estimate realistic;    // doable − impossible
  Estimate platitude;    // platitudeAgree + platitudeDisagree
  Estimate engagement;   // greatness + realistic − platitude
  Estimate top;          // agree + likeIt + doable − noWay − impossible − platitude
  Estimate controversy;  // min(agree, disagree) + min(likeIt, noWay)
  Zone zone = Zone::limbo;
};

// With one kind of count only (a kiosk's own votes) give it as both: Statistics{tally, tally}.
[[nodiscard]] Scores scores(const Statistics& statistics);

// The building blocks, for tests and for the draw.
[[nodiscard]] double individual(std::uint64_t k, double smoothing, std::uint64_t n);
[[nodiscard]] double margin(double p, std::uint64_t n);

inline constexpr std::uint64_t kPopularVotes = 100;
// Indices of those with at least 100 verified votes, best lower bound of `top` first; equal ones in the given order.
[[nodiscard]] std::vector<std::size_t> popular(std::span<const Statistics> statistics);

}  // namespace parvis::consultation
