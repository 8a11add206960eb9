// pasted-text: nearly the same words in many visits.
//
// Two texts are nearly the same when leaving out up to n words of each leaves the same words. So each text is filed under what is
// left of it after each such choice, as the sum of the words' hashes: one that is left in enough visits gives all of them away. The
// sum makes the order of words, and the order of texts, indifferent, and no text is compared with every other.
#include <algorithm>
#include <numeric>

#include "sync/hub/fraud/groups.h"

namespace parvis::hub::fraud {
namespace {

struct Filed {
  std::uint64_t left = 0;  // sum of the hashes of the words that are left
  std::size_t visit = 0;
  auto operator<=>(const Filed&) const = default;
};

std::size_t may_differ(std::size_t words, const Thresholds& thresholds) {
  const std::size_t fives = words / thresholds.pasted_each_word;
  return std::min(fives == 0 ? 0 : fives - 1, thresholds.pasted_most);
}

// Files `left` and all that is left of it without up to `more` of the words from `from` on.
void file(const WordHashes& words, std::size_t from, std::uint64_t left, std::size_t more,
          std::size_t visit, std::vector<Filed>& filed) {
  filed.push_back({left, visit});
  if (more == 0) return;
  for (std::size_t i = from; i < words.size(); ++i) {
    file(words, i + 1, left - words[i], more - 1, visit, filed);
  }
}

}  // namespace

std::vector<std::size_t> find_pasted(std::span<const Facts> visits, const Thresholds& thresholds) {
  std::vector<Filed> filed;
  for (std::size_t i = 0; i < visits.size(); ++i) {
    for (const auto& words : visits[i].ideas) {
      if (words.size() < thresholds.pasted_words) continue;
      const auto sum = std::accumulate(words.begin(), words.end(), std::uint64_t{0});
      file(words, 0, sum, may_differ(words.size(), thresholds), i, filed);
    }
  }
  std::sort(filed.begin(), filed.end());
  filed.erase(std::unique(filed.begin(), filed.end()), filed.end());  // each visit once
  std::vector<std::size_t> found;
  for (auto at = filed.begin(); at != filed.end();) {
    const auto end =
        std::find_if(at, filed.end(), [&](const Filed& other) { return other.left != at->left; });
    if (static_cast<std::size_t>(end - at) >= thresholds.pasted_visits) {
      std::transform(at, end, std::back_inserter(found),
                     [](const Filed& one) { return one.visit; });
    }
    at = end;
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

}  // namespace parvis::hub::fraud
