#include "sync/consultation/model.h"

#include <algorithm>

namespace parvis::consultation {
namespace {

constexpr std::array<std::string_view, kVotes> kVoteKeys{"agree", "disagree", "neutral"};
constexpr std::array<std::string_view, kQualifications> kQualificationKeys{
    "likeIt",          "doable",     "platitudeAgree",     //
    "noWay",           "impossible", "platitudeDisagree",  //
    "doNotUnderstand", "noOpinion",  "doNotCare"};

}  // namespace

std::string_view key_of(Vote vote) { return kVoteKeys.at(static_cast<std::size_t>(vote)); }

std::string_view qualification_key(Vote vote, std::size_t i) {
  PARVIS_CHECK(i < kQualificationsPerVote);
  return kQualificationKeys.at(static_cast<std::size_t>(vote) * kQualificationsPerVote + i);
}

std::optional<Vote> vote_from_key(std::string_view key) {
  const auto found = std::ranges::find(kVoteKeys, key);
  if (found == kVoteKeys.end()) return std::nullopt;
  return static_cast<Vote>(found - kVoteKeys.begin());
}

Tally& Tally::operator+=(const Tally& other) {
  for (std::size_t i = 0; i < votes.size(); ++i) votes[i] += other.votes[i];
  for (std::size_t i = 0; i < qualifications.size(); ++i)
    qualifications[i] += other.qualifications[i];
  return *this;
}

const std::string* Proposal::text_in(std::string_view wanted) const {
  if (wanted == language) return &text;
  const auto found = translations.find(std::string(wanted));
  return found == translations.end() ? nullptr : &found->second.text;
}

const Theme* Consultation::theme(std::string_view key) const {
  const auto found = std::ranges::find(themes, key, &Theme::key);
  return found == themes.end() ? nullptr : &*found;
}

const std::string& in_language(const Texts& texts, std::string_view language,
                               std::string_view fallback) {
  static const std::string kNone;
  for (const std::string_view wanted : {language, fallback}) {
    if (const auto found = texts.find(std::string(wanted)); found != texts.end()) {
      return found->second;
    }
  }
  return kNone;
}

}  // namespace parvis::consultation
