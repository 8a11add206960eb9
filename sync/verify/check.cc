#include "sync/verify/check.h"

#include <algorithm>

#include "sync/verify/known.h"

namespace parvis::verify {

bool Report::holds() const {
  return std::ranges::none_of(
      sentences, [](const Sentence& sentence) { return sentence.kind == Sentence::Kind::found; });
}

Report check(const PublishedLog& log, const Key& authority) {
  Known known{.log = log};
  if (!check_root(known, authority)) return std::move(known.report);
  check_leaves(known);
  check_restarts(known);
  check_checkpoints(known);
  check_carried(known);
  check_chains(known);
  check_kept(known);
  check_sum(known);
  check_notes(known);
  check_receipts(known);
  return std::move(known.report);
}

}  // namespace parvis::verify
