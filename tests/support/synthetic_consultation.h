// A consultation made of numbers: the fixed one that the draw's golden vectors are taken on, and the ground for its
// property tests. Nothing here is random: changing it changes published vectors.
#pragma once

#include <string>

#include "sync/consultation/model.h"

namespace parvis::support {

// `fresh` proposals with 0 to 9 sequence votes, then `tested` with 40 to 639: every fourth well liked, every fifth
// disputed, every sixth left blank; an author for every three, and each with one of ten keywords and one of its own.
inline consultation::Consultation synthetic_consultation(std::size_t fresh, std::size_t tested) {
  using consultation::Proposal;
  using consultation::Tally;
  consultation::Consultation all;
  all.slug = "synthetic";
  all.languages = {{"fr", false, false}, {"en", false, false}};
  for (std::size_t i = 0; i < fresh + tested; ++i) {
    Proposal proposal;
    proposal.id = "p" + std::to_string(i);
    proposal.author = "a" + std::to_string(i / 3);
    proposal.language = "fr";
    proposal.text = "Il faut la proposition " + std::to_string(i) + ".";
    if (i % 2 == 0) proposal.translations["en"] = {"We should have " + std::to_string(i), {}};
    proposal.keywords = {"k" + std::to_string(i % 10), "own" + std::to_string(i)};
    const std::uint64_t votes = i < fresh ? i % 10 : 40 + (i * 37) % 600;
    Tally& tally = proposal.statistics.sequence;
    const std::uint64_t agree = i % 6 == 5   ? votes / 4
                                : i % 5 == 4 ? votes * 9 / 20
                                             : votes * 7 / 10;
    const std::uint64_t disagree = i % 6 == 5 ? votes / 4 : i % 5 == 4 ? votes * 9 / 20 : votes / 5;
    tally.votes = {agree, disagree, votes - agree - disagree};
    tally.qualifications = {agree / (i % 4 == 0 ? 2 : 5),
                            agree / 6,
                            agree / 20,
                            disagree / 3,
                            disagree / 4,
                            disagree / 20,
                            0,
                            0,
                            0};
    proposal.statistics.verified = tally;
    proposal.statistics.verified += tally;
    all.proposals.push_back(std::move(proposal));
  }
  return all;
}

}  // namespace parvis::support
