// Batches as full as they come: what a busy evening sends.
#pragma once

#include "tests/support/town.h"

namespace parvis::support {

// Twelve votes with a qualification each and, for one in seven, an idea: about 650 bytes on the wire.
inline wire::Visit full_visit(std::size_t number) {
  wire::Visit visit;
  visit.language = "fr";
  visit.ending = wire::Ending::completed;
  for (std::uint32_t card = 0; card < 12; ++card) {
    visit.votes.push_back({card, consultation::Vote::agree, 1});
  }
  if (number % 7 == 0) visit.ideas = {{"housing", "Il faut plus de bancs à l’ombre des arbres."}};
  return visit;
}

// 128 visits in each.
inline std::vector<Bytes> full_batches(TownKiosk& kiosk, std::size_t count) {
  std::vector<Bytes> batches;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<wire::Visit> visits;
    for (std::size_t v = 0; v < wire::kMaxBatchVisits; ++v) visits.push_back(full_visit(v));
    batches.push_back(kiosk.batch(std::move(visits)));
  }
  return batches;
}

}  // namespace parvis::support
