// Which counted visits the published rules of sync/hub/fraud set aside. Nothing of it is stored: a rule may look at several visits, and
// the next batch, a withdrawal or a better rule changes what it says of the old ones. So the rows stay as they were opened, and
// whoever counts asks here first.
//
// Threads: one. Cost: decodes every visit of the consultation, about 4 µs each. Errors: those of the store, Errc::corrupt naming
// a damaged row.
#pragma once

#include <map>

#include "sync/hub/desk/store.h"
#include "sync/hub/fraud/fraud.h"

namespace parvis::hub {

struct Suspects {
  std::map<RowKey, fraud::Rules> rules;  // of each visit that is set aside; never empty
  std::uint64_t judged = 0;              // counted visits that the rules looked at
  // By fraud::Rule. A visit may meet several, so that their sum may be larger than rules.size().
  std::array<std::uint64_t, fraud::kRules> by_rule{};

  // What the row counts as.
  [[nodiscard]] Standing standing(const OpenedVisit& row) const {
    return rules.contains(row.key) ? Standing::suspect : row.standing;
  }
};

// Of one consultation, all its pack versions together.
[[nodiscard]] Result<Suspects> find_suspects(DeskStore& store, std::string_view consultation);

}  // namespace parvis::hub
