#include "sync/consultation/scores.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace parvis::consultation {
namespace {

// Indices into Tally::qualifications, in the order of product.md's table.
enum Qualification : std::size_t {
  kLikeIt = 0,
  kDoable = 1,
  kPlatitudeAgree = 2,
  kNoWay = 3,
  kImpossible = 4,
  kPlatitudeDisagree = 5,
};

Estimate estimate(std::uint64_t verified, std::uint64_t of_verified, std::uint64_t sequence,
                  std::uint64_t of_sequence, double smoothing) {
  const double general = individual(verified, smoothing, of_verified);
  const double specific = individual(sequence, smoothing, of_sequence);
  return {(general + specific) / 2, margin(specific, of_sequence)};
}

Estimate of_vote(const Statistics& s, Vote vote) {
  const auto i = static_cast<std::size_t>(vote);
  return estimate(s.verified.votes.at(i), s.verified.total(), s.sequence.votes.at(i),
                  s.sequence.total(), kVoteSmoothing);
}

Estimate of_qualification(const Statistics& s, Qualification i) {
  return estimate(s.verified.qualifications.at(i), s.verified.total(),
                  s.sequence.qualifications.at(i), s.sequence.total(), kQualificationSmoothing);
}

Estimate sum(std::initializer_list<Estimate> parts) {
  Estimate total;
  double squares = 0;
  for (const Estimate& part : parts) {
    total.value += part.value;
    squares += part.margin * part.margin;
  }
  total.margin = std::sqrt(squares);
  return total;
}

Estimate minus(const Estimate& part) { return {-part.value, part.margin}; }

Estimate minimum(const Estimate& a, const Estimate& b) {
  return {std::min(a.value, b.value), std::max(a.margin, b.margin)};
}

}  // namespace

std::string_view key_of(Zone zone) {
  static constexpr std::array<std::string_view, 4> kKeys{"consensus", "controversy", "limbo",
                                                         "rejection"};
  return kKeys.at(static_cast<std::size_t>(zone));
}

double individual(std::uint64_t k, double smoothing, std::uint64_t n) {
  return std::min((static_cast<double>(k) + smoothing) / (1 + static_cast<double>(n)), 1.0);
}

double margin(double p, std::uint64_t n) {
  const double observations = static_cast<double>(n);
  const double smoothed = observations + 4;
  const double probability = (observations * p + 2) / smoothed;
  return 2 * std::sqrt(probability * (1 - probability) / smoothed);
}

Zone zone_of(double agree, double disagree, double neutral) {
  if (agree >= 0.6 || (neutral < 0.4 && disagree < 0.15)) return Zone::consensus;
  if (disagree >= 0.6 || (neutral < 0.4 && agree < 0.15)) return Zone::rejection;
  if (neutral >= 0.4) return Zone::limbo;
  return Zone::controversy;
}

Scores scores(const Statistics& statistics) {
  Scores s;
  s.agree = of_vote(statistics, Vote::agree);
  s.disagree = of_vote(statistics, Vote::disagree);
  s.neutral = of_vote(statistics, Vote::neutral);
  const Estimate like_it = of_qualification(statistics, kLikeIt);
  const Estimate no_way = of_qualification(statistics, kNoWay);
  s.adhesion = s.agree;
  s.greatness = sum({like_it, minus(no_way)});
  s.realistic = sum(
      {of_qualification(statistics, kDoable), minus(of_qualification(statistics, kImpossible))});
  s.platitude = sum({of_qualification(statistics, kPlatitudeAgree),
                     of_qualification(statistics, kPlatitudeDisagree)});
  s.engagement = sum({s.greatness, s.realistic, minus(s.platitude)});
  s.top = sum({s.adhesion, s.engagement});
  s.controversy = sum({minimum(s.agree, s.disagree), minimum(like_it, no_way)});
  s.zone = zone_of(s.agree.value, s.disagree.value, s.neutral.value);
  return s;
}

std::vector<std::size_t> popular(std::span<const Statistics> statistics) {
  std::vector<std::pair<double, std::size_t>> ranked;
  for (std::size_t i = 0; i < statistics.size(); ++i) {
    if (statistics[i].verified.total() < kPopularVotes) continue;
    ranked.emplace_back(-scores(statistics[i]).top.lower(), i);
  }
  std::ranges::sort(ranked);
  std::vector<std::size_t> order;
  order.reserve(ranked.size());
  for (const auto& [negated, index] : ranked) order.push_back(index);
  return order;
}

}  // namespace parvis::consultation
