#include "sync/consultation/draw.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "sync/consultation/random.h"
#include "sync/consultation/scores.h"

namespace parvis::consultation {
namespace {

// Indices into Tally::qualifications that the drawn scores use, in the order they are drawn.
enum Qualification : std::size_t {
  kLikeIt,
  kDoable,
  kPlatitudeAgree,
  kNoWay,
  kImpossible,
  kPlatitudeDisagree,
};
constexpr std::size_t kDrawnQualifications = 6;

struct Candidate {
  std::uint32_t index = 0;
  const Proposal* proposal = nullptr;
  std::uint64_t votes = 0;  // cast in sequences
  std::uint64_t tie = 0;    // drawn, so that equal ones come in another order for each seed
  double score = 0;         // drawn, of the zone it was drawn into
};
using Candidates = std::vector<Candidate>;

// "" names nobody: such a proposal shares its author with none.
bool same_author(const Proposal& a, const Proposal& b) {
  return !a.author.empty() && a.author == b.author;
}

void fewest_votes_first(Candidates& candidates) {
  std::ranges::sort(candidates, {},
                    [](const Candidate& c) { return std::tuple(c.votes, c.tie, c.index); });
}

// Thompson sampling: every rate from its own Beta distribution, zone and score from the same drawn rates.
struct Sample {
  Zone zone = Zone::limbo;
  double top = 0;
  double controversy = 0;
};

Sample sample(const Statistics& statistics, Random& random) {
  const Tally& tally = (random.next() >> 63) == 0 ? statistics.verified : statistics.sequence;
  const std::uint64_t n = tally.total();
  const auto rate = [&](std::uint64_t k, double smoothing) {
    const std::uint64_t successes = std::min(k, n);
    return random.beta(static_cast<double>(successes) + smoothing,
                       static_cast<double>(n - successes) + 1);
  };
  std::array<double, kVotes> vote{};
  for (std::size_t i = 0; i < vote.size(); ++i) vote[i] = rate(tally.votes[i], kVoteSmoothing);
  std::array<double, kDrawnQualifications> q{};
  for (std::size_t i = 0; i < q.size(); ++i) {
    q[i] = rate(tally.qualifications[i], kQualificationSmoothing);
  }
  const auto [agree, disagree, neutral] = vote;
  return {zone_of(agree, disagree, neutral),
          agree + q[kLikeIt] + q[kDoable] - q[kNoWay] - q[kImpossible] - q[kPlatitudeAgree] -
              q[kPlatitudeDisagree],
          std::min(agree, disagree) + std::min(q[kLikeIt], q[kNoWay])};
}

class Drawing {
 public:
  Drawing(const Consultation& consultation, std::string_view language, std::uint64_t seed)
      : random_(seed), cards_(consultation.cards) {
    for (std::size_t i = 0; i < consultation.proposals.size(); ++i) {
      const Proposal& proposal = consultation.proposals[i];
      // Drawn for each, readable or not: a translation that arrives moves nobody else's ties.
      const std::uint64_t tie = random_.next();
      const std::uint64_t votes = proposal.statistics.sequence.total();
      if (proposal.text_in(language) == nullptr || votes >= kRetiredFrom) continue;
      (votes < kTestedFrom ? fresh_ : tested_)
          .push_back({static_cast<std::uint32_t>(i), &proposal, votes, tie, 0});
    }
    fewest_votes_first(fresh_);
  }

  std::vector<std::uint32_t> run() {
    take_in_order(fresh_, (3 * cards_ + 9) / 10);  // ceil(0.3 · cards)
    choose_tested(cards_ - chosen_.size());
    take_in_order(fresh_, cards_);
    fewest_votes_first(tested_);
    take_in_order(
        tested_,
        cards_);  // drawn into limbo or rejection, or sharing a keyword: better than no card
    shuffle();
    std::vector<std::uint32_t> indices;
    for (const Candidate& candidate : chosen_) indices.push_back(candidate.index);
    return indices;
  }

 private:
  [[nodiscard]] bool may_follow(const Candidate& candidate) const {
    return std::ranges::none_of(chosen_, [&](const Candidate& other) {
      return other.index == candidate.index || same_author(*other.proposal, *candidate.proposal);
    });
  }

  // From the front, one per author, until `size` cards are chosen in all.
  void take_in_order(const Candidates& candidates, std::size_t size) {
    for (const Candidate& candidate : candidates) {
      if (chosen_.size() >= size) return;
      if (may_follow(candidate)) chosen_.push_back(candidate);
    }
  }

  void choose_tested(std::size_t wanted) {
    Candidates tops;
    Candidates controversies;
    for (Candidate candidate : tested_) {
      const Sample drawn = sample(candidate.proposal->statistics, random_);
      candidate.score = drawn.zone == Zone::consensus ? drawn.top : drawn.controversy;
      if (drawn.zone == Zone::consensus) tops.push_back(candidate);
      if (drawn.zone == Zone::controversy) controversies.push_back(candidate);
    }
    find_common_keywords();
    const std::size_t size = chosen_.size() + wanted;
    take_from_window(controversies, chosen_.size() + (wanted + 5) / 10);  // round(0.1 · wanted)
    take_from_window(tops, size);
    take_from_window(controversies, size);
  }

  // A keyword that a fifth of the tested proposals bear says nothing about two of them being alike.
  void find_common_keywords() {
    std::map<std::string_view, std::size_t> bearers;
    for (const Candidate& candidate : tested_) {
      const auto& words = candidate.proposal->keywords;
      for (const std::string_view word : std::set<std::string_view>(words.begin(), words.end())) {
        ++bearers[word];
      }
    }
    for (const auto& [word, count] : bearers) {
      if (5 * count >= tested_.size()) common_.insert(word);
    }
  }

  // Best drawn score first; of the first ten that may still follow, the one with the fewest votes; again.
  void take_from_window(Candidates candidates, std::size_t size) {
    std::ranges::sort(candidates, {},
                      [](const Candidate& c) { return std::tuple(-c.score, c.index); });
    while (chosen_.size() < size) {
      std::erase_if(candidates, [this](const Candidate& c) {
        return !may_follow(c) || shares_keyword(*c.proposal);
      });
      if (candidates.empty()) return;
      const auto end = candidates.begin() +
                       static_cast<std::ptrdiff_t>(std::min(kCandidateWindow, candidates.size()));
      chosen_.push_back(*std::min_element(
          candidates.begin(), end,
          [](const Candidate& a, const Candidate& b) { return a.votes < b.votes; }));
      for (const std::string_view word : chosen_.back().proposal->keywords) {
        if (!common_.contains(word)) used_.insert(word);
      }
    }
  }

  [[nodiscard]] bool shares_keyword(const Proposal& proposal) const {
    return std::ranges::any_of(proposal.keywords,
                               [this](std::string_view word) { return used_.contains(word); });
  }

  void shuffle() {
    for (std::size_t i = chosen_.size(); i > 1; --i) {
      std::swap(chosen_[i - 1], chosen_[random_.below(i)]);
    }
  }

  Random random_;
  std::size_t cards_;
  Candidates fresh_;  // *new* is a keyword
  Candidates tested_;
  Candidates chosen_;
  std::set<std::string_view> common_;
  std::set<std::string_view> used_;  // by the tested ones chosen so far
};

}  // namespace

std::vector<std::uint32_t> draw(const Consultation& consultation, std::string_view language,
                                std::uint64_t seed) {
  return Drawing(consultation, language, seed).run();
}

}  // namespace parvis::consultation
