#include "sync/hub/fraud/fraud.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/consultation/words.h"
#include "sync/hub/fraud/groups.h"

namespace parvis::hub::fraud {
namespace {

using std::chrono::seconds;

// FNV-1a, then splitmix64's finish: sums of these are compared.
std::uint64_t hash_of(std::string_view word) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ hash >> 27) * 0x94d049bb133111eb;
  return hash ^ hash >> 31;
}

// The seconds of a paper visit say how fast somebody types, not how fast somebody reads.
bool is_timed(const Facts& visit) { return visit.mode != wire::Mode::paper; }

bool is_too_fast(const Facts& visit, const Thresholds& thresholds) {
  if (!is_timed(visit) || visit.votes.size() < thresholds.fast_votes) return false;
  // The whole visit was rounded to the nearest quarter of a minute: it may have been this much longer.
  constexpr seconds kRounded{7};
  const auto votes = static_cast<std::int64_t>(visit.votes.size());
  return visit.median_card <= thresholds.fast_median ||
         visit.spent + kRounded < votes * thresholds.fast_each_vote;
}

bool is_all_the_same(const Facts& visit, const Thresholds& thresholds) {
  if (!is_timed(visit) || visit.votes.size() < thresholds.same_votes) return false;
  return visit.median_card <= thresholds.same_median &&
         std::all_of(visit.votes.begin(), visit.votes.end(), [&](const wire::CardVote& vote) {
           return vote.vote == visit.votes.front().vote;
         });
}

}  // namespace

std::string_view to_string(Rule rule) {
  constexpr std::array<std::string_view, kRules> kNames{"too-fast", "all-the-same",
                                                        "repeated-burst", "pasted-text"};
  return kNames[index(rule)];
}

std::string to_string(const Rules& rules) {
  std::string names;
  for (std::size_t i = 0; i < kRules; ++i) {
    if (!rules[i]) continue;
    if (!names.empty()) names += '+';
    names += to_string(static_cast<Rule>(i));
  }
  return names;
}

std::string explain(Rule rule, const Thresholds& t) {
  switch (rule) {
    case Rule::too_fast:
      return fmt::format(
          "{} votes or more, and half of the cards took {} s or less, or the whole visit less than "
          "{} s a vote; not on paper",
          t.fast_votes, t.fast_median.count(), t.fast_each_vote.count());
    case Rule::all_the_same:
      return fmt::format(
          "{} votes or more, all of one kind, and half of the cards took {} s or less; not on "
          "paper",
          t.same_votes, t.same_median.count());
    case Rule::repeated_burst:
      return fmt::format(
          "{} visits or more of one session that answer alike, qualifications included: on {} "
          "shared cards or more, where one answer in {} may differ, half of the cards in {} s or "
          "less; or, with fewer votes, exactly the same; not on paper",
          t.burst_visits, t.burst_overlap, t.burst_one_differs_in, t.burst_median.count());
    case Rule::pasted_text:
      return fmt::format(
          "an idea of {} words or more that stands in {} visits or more, in whatever order and "
          "case; of {} words one may differ, of {} and more {}",
          t.pasted_words, t.pasted_visits, 2 * t.pasted_each_word,
          (t.pasted_most + 1) * t.pasted_each_word, t.pasted_most);
  }
  return "";
}

Facts facts_of(const wire::Visit& visit, const wire::SessionId& session) {
  Facts facts{session, visit.mode, visit.spent, visit.median_card, visit.votes, {}};
  for (const auto& idea : visit.ideas) {
    WordHashes words;
    for (const auto& word : consultation::words_of(idea.text, visit.language)) {
      words.push_back(hash_of(word.folded));
    }
    facts.ideas.push_back(std::move(words));
  }
  return facts;
}

std::vector<Rules> judge(std::span<const Facts> visits, const Thresholds& thresholds) {
  std::vector<Rules> judged(visits.size());
  for (std::size_t i = 0; i < visits.size(); ++i) {
    judged[i][index(Rule::too_fast)] = is_too_fast(visits[i], thresholds);
    judged[i][index(Rule::all_the_same)] = is_all_the_same(visits[i], thresholds);
  }
  for (const auto i : find_bursts(visits, thresholds)) judged[i].set(index(Rule::repeated_burst));
  for (const auto i : find_pasted(visits, thresholds)) judged[i].set(index(Rule::pasted_text));
  return judged;
}

}  // namespace parvis::hub::fraud
