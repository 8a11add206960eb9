// Batches as full as they come: what a busy evening sends.
#pragma once

#include "tests/support/town.h"

namespace parvis::support {

// Nine words of which no two numbers share more than a few.
inline std::string idea_of(std::size_t number) {
  const auto word = [&](std::size_t which) {
    return static_cast<char>('a' + (number * 7 + which * 11) % 26) + std::string("mots") +
           static_cast<char>('a' + (number / 26 + which) % 26);
  };
  return "Il faut " + word(1) + " " + word(2) + " " + word(3) + " " + word(4) + " " + word(5) +
         " " + word(6) + " " + word(7) + ".";
}

// Twelve votes with a qualification each, read at an honest pace and, for one in seven, an idea of its own: about 650 bytes
// on the wire.
inline wire::Visit full_visit(std::size_t number) {
  wire::Visit visit;
  visit.language = "fr";
  visit.ending = wire::Ending::completed;
  for (std::uint32_t card = 0; card < 12; ++card) {
    visit.votes.push_back({card, consultation::Vote::agree, 1});
  }
  visit.spent = std::chrono::seconds{150};
  visit.median_card = std::chrono::seconds{7};
  if (number % 7 == 0) visit.ideas = {{"housing", idea_of(number)}};
  return visit;
}

// 128 visits in each.
inline std::vector<Bytes> full_batches(TownKiosk& kiosk, std::size_t count) {
  std::vector<Bytes> batches;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<wire::Visit> visits;
    for (std::size_t v = 0; v < wire::kMaxBatchVisits; ++v) {
      visits.push_back(full_visit(i * wire::kMaxBatchVisits + v));
    }
    batches.push_back(kiosk.batch(std::move(visits)));
  }
  return batches;
}

}  // namespace parvis::support
