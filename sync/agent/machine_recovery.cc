// The part of the machine that gives back to a hub in recovery what its log has lost.
#include <algorithm>

#include "sync/agent/answers.h"
#include "sync/transfer/exchange.h"
#include "sync/transfer/returned.h"

namespace parvis::agent {

// What its log does not have: batches without a receipt, and those whose leaf is beyond its end.
void Machine::queue_lost() {
  queue_.clear();
  const auto all = outbox_.list();
  if (!all) return;
  for (const auto& name : *all) {
    if (returned_.contains(name)) continue;
    const auto receipt = receipt_of(name);
    if (!receipt || !*receipt || (*receipt)->index >= *recovery_) queue_.push_back(name);
  }
  std::ranges::reverse(queue_);
}

std::optional<Ask> Machine::next_returned(Now now) {
  transfer::Returned returned;
  if (reported_) {
    if (queue_.empty()) return end_round(now);
    if (allowance_.used_up(now.utc)) return wait_for_tomorrow(now);
    auto bytes = outbox_.read(queue_.back());
    if (!bytes) {  // purged meanwhile, or not readable: the others go on
      queue_.pop_back();
      return next_returned(now);
    }
    returned.batch = std::move(*bytes);
    if (const auto receipt = receipt_of(queue_.back()); receipt && *receipt) {
      returned.receipt = tlog::format(**receipt);
    }
  } else {
    returned.checkpoint = newest_note_;  // first of all: how far the log had come
  }
  return make_signed("POST", "/v1/returned", "", transfer::encode(returned), std::nullopt,
                     {{"Content-Type", "application/octet-stream"}}, kSmallAnswer);
}

std::optional<Ask> Machine::on_returned(const Answer& answer, Now now) {
  if (answer.status == 404)
    return end_round(now);  // the recovery has ended: the next round is an ordinary one
  const bool taken = answer.status == 202;
  if (!reported_) {
    if (!taken) return fail_round(Trouble::refused, now);
    reported_ = true;
    return next_returned(now);
  }
  if (taken) {
    returned_.insert(queue_.back());
  } else {
    status_.batches[queue_.back()] = Trouble::refused;
  }
  queue_.pop_back();
  return next_returned(now);
}

}  // namespace parvis::agent
