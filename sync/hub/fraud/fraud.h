// The published rules that set visits aside as suspect: left out of the verified count, never deleted. FRAUD.md has each rule's
// reason, what it costs honest people, and what the rules take back of a lobby.
//
// A judgement is a pure function of the visits that lie on the table together: it does not depend on their order, and is made
// anew each time visits are counted. Rules see Facts, so that no rule can ask for a language, an age or a neighbourhood.
//
// Threads: pure functions. Cost: linear, but for the quick visits of one session, which are compared with each other.
#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sync/wire/visit.h"

namespace parvis::hub::fraud {

enum class Rule : std::uint8_t {
  too_fast = 0,        // nobody can have read the cards
  all_the_same = 1,    // one answer to every card, and quickly
  repeated_burst = 2,  // one session, again and again the same answers
  pasted_text = 3,     // one text in many visits
};
inline constexpr std::size_t kRules = 4;
[[nodiscard]] std::string_view to_string(Rule rule);  // "too-fast"

using Rules = std::bitset<kRules>;  // those that a visit meets; none: it counts
[[nodiscard]] constexpr std::size_t index(Rule rule) { return static_cast<std::size_t>(rule); }
// "all-the-same+too-fast", sorted as the enum; "" for none.
[[nodiscard]] std::string to_string(const Rules& rules);

// Every threshold, in one table. Times are as visits keep them: the median rounded to a second, the whole visit to a quarter of a
// minute. Reasons and what each number costs: FRAUD.md.
struct Thresholds {
  // too-fast: 15 words take 2 s even at 450 a minute, a tap half a second.
  std::size_t fast_votes = 4;              // at least; the median of fewer says little
  std::chrono::seconds fast_median{1};     // at most: under 1.5 s
  std::chrono::seconds fast_each_vote{2};  // or the whole visit took less than this a vote
  // all-the-same: whoever agrees with everything, and reads, takes longer.
  std::size_t same_votes = 8;
  std::chrono::seconds same_median{2};  // at most: under 2.5 s
  // repeated-burst: so many visits of one session, each of them like all the others.
  std::size_t burst_visits = 6;
  std::size_t burst_overlap = 6;          // cards that two visits share, at least
  std::size_t burst_one_differs_in = 10;  // of so many shared cards one answer may differ
  std::chrono::seconds burst_median{4};   // at most: a burst is quick
  // pasted-text: so many visits with nearly the same words.
  std::size_t pasted_visits = 8;     // more than a family
  std::size_t pasted_words = 8;      // shorter ideas come to many people
  std::size_t pasted_each_word = 5;  // a word may differ for each five after the first five …
  std::size_t pasted_most = 2;       // … at most so many
};
inline constexpr Thresholds kThresholds{};
// What a rule says, with its thresholds, in one sentence for people.
[[nodiscard]] std::string explain(Rule rule, const Thresholds& thresholds = kThresholds);

// A text as the rules compare it: its words, without case, punctuation, digits and order.
using WordHashes = std::vector<std::uint64_t>;

// All that rules may know of a visit.
struct Facts {
  wire::SessionId session;  // of its kiosk; joined sessions count as the first of them
  wire::Mode mode = wire::Mode::autonomous;
  std::chrono::seconds spent{0};
  std::chrono::seconds median_card{0};
  std::vector<wire::CardVote> votes;  // sorted by proposal index
  std::vector<WordHashes> ideas;
};
[[nodiscard]] Facts facts_of(const wire::Visit& visit, const wire::SessionId& session);

// The rules that each visit meets, beside `visits`. Those of one session MUST have voted on the same pack.
[[nodiscard]] std::vector<Rules> judge(std::span<const Facts> visits,
                                       const Thresholds& thresholds = kThresholds);

}  // namespace parvis::hub::fraud
