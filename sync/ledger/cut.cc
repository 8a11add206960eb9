// The pure half of freeze.h: who leaves with whom, and in how many pieces.
#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

#include "sync/ledger/freeze.h"

namespace parvis::ledger {
namespace {

// A manifest has one device, pack and set of recipients.
using Kind = std::tuple<wire::DeviceId, wire::PackRef, std::vector<crypto::SealKey>>;

Kind kind_of(const SessionContents& session) {
  std::vector<crypto::SealKey> keys;
  for (const auto& recipient : session.facts.seal.recipients) keys.push_back(recipient.key);
  return {session.facts.seal.device, session.facts.seal.pack, std::move(keys)};
}

bool ready(const std::vector<SessionContents>& small, UtcTime now, const FreezeRules& rules) {
  std::uint64_t visits = 0;
  bool old = false;
  for (const SessionContents& session : small) {
    visits += session.counts.visits;
    old = old || std::chrono::sys_days{session.facts.day} + rules.longest_wait <= now;
  }
  return old || visits >= rules.least_visits;
}

bool fits(const std::vector<std::size_t>& box_sizes, const std::vector<std::size_t>& counts,
          std::size_t overhead) {
  auto box = box_sizes.begin();
  for (const std::size_t count : counts) {
    const auto end = box + static_cast<std::ptrdiff_t>(count);
    if (std::accumulate(box, end, overhead) > wire::kBatchBytesAim) return false;
    box = end;
  }
  return true;
}

std::vector<std::size_t> even(std::size_t visits, std::size_t batches) {
  std::vector<std::size_t> counts(batches, visits / batches);
  std::fill_n(counts.begin(), visits % batches, visits / batches + 1);
  return counts;
}

}  // namespace

std::vector<std::vector<SessionContents>> group_sessions(std::vector<SessionContents> closed,
                                                         UtcTime now, const FreezeRules& rules) {
  std::ranges::sort(closed, {}, &SessionContents::id);
  std::vector<std::vector<SessionContents>> groups;
  std::map<Kind, std::vector<SessionContents>> small;
  const auto take = [&](std::vector<SessionContents>& joined) {
    if (ready(joined, now, rules)) groups.push_back(std::move(joined));
    joined.clear();
  };
  for (SessionContents& session : closed) {
    if (session.counts.visits >= rules.least_visits) {
      groups.emplace_back().push_back(std::move(session));
      continue;
    }
    auto& joined = small[kind_of(session)];
    joined.push_back(std::move(session));
    if (joined.size() == wire::kMaxSessionSheets) take(joined);
  }
  for (auto& [kind, joined] : small) {
    if (!joined.empty()) take(joined);
  }
  return groups;
}

std::vector<std::size_t> cut(const std::vector<std::size_t>& box_sizes, std::size_t overhead) {
  const std::size_t visits = box_sizes.size();
  if (visits == 0) return {0};
  std::size_t batches = (visits + wire::kMaxBatchVisits - 1) / wire::kMaxBatchVisits;
  while (batches < visits && !fits(box_sizes, even(visits, batches), overhead)) ++batches;
  return even(visits, batches);
}

}  // namespace parvis::ledger
