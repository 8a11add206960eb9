// The part of the machine that looks at what lies in outbox/ and inbox/.
#include <algorithm>

#include "sync/agent/answers.h"
#include "sync/transfer/exchange.h"

namespace parvis::agent {

using transfer::BatchName;

namespace {

// A file that is there and can't be read, and not one that isn't there or isn't a receipt.
bool is_of_the_disk(Errc code) {
  return code != Errc::not_found && code != Errc::invalid && code != Errc::denied;
}

}  // namespace

// False when the directories can't be read: what was known of them stands.
bool Machine::list_batches() {
  const auto all = outbox_.list();
  const auto receipts = inbox_.receipts();
  if (!all || !receipts) return false;
  status_.waiting = 0;
  status_.received = 0;
  std::vector<BatchName> waiting;
  for (const auto& name : *all) {
    const auto receipt = receipt_of(name);
    if (!receipt) return false;
    if (*receipt) {
      ++status_.received;
    } else {
      ++status_.waiting;
      if (!not_again_.contains(name)) waiting.push_back(name);
    }
  }
  if (stage_ != Stage::resting) return true;
  std::ranges::reverse(waiting);  // the next one is taken from the back
  queue_ = std::move(waiting);
  return true;
}

void Machine::find_newest_checkpoint() {
  const auto names = inbox_.receipts();
  if (!names) return;
  for (const auto& name : *names) {
    const auto bytes = inbox_.receipt(name);
    const auto proof =
        bytes ? tlog::parse_log_proof(as_text(*bytes)) : tl::unexpected(bytes.error());
    if (!proof) continue;
    const auto* checkpoint = signed_checkpoint(proof->checkpoint);
    if (checkpoint == nullptr) continue;
    if (newest_ && checkpoint->size <= newest_->size) continue;
    newest_ = *checkpoint;
    newest_note_ = proof->checkpoint;
  }
}

// The receipt of this log that lies in the inbox, when there is one. An error: it can't be read.
Result<std::optional<tlog::LogProof>> Machine::receipt_of(const BatchName& name) {
  const auto bytes = inbox_.receipt(name);
  if (!bytes && is_of_the_disk(bytes.error().code)) return tl::unexpected(bytes.error());
  auto proof = bytes ? tlog::parse_log_proof(as_text(*bytes)) : tl::unexpected(bytes.error());
  if (!proof || signed_checkpoint(proof->checkpoint) == nullptr) {
    return std::optional<tlog::LogProof>{};
  }
  return std::optional(std::move(*proof));
}

// The checkpoint of a note when this log signed it, or null. Every round looks at every receipt: its signatures are verified once.
const tlog::Checkpoint* Machine::signed_checkpoint(const std::string& note) {
  const auto digest = crypto::blake2b(as_bytes(note));
  const auto known = signed_.find(digest);
  if (known != signed_.end()) return &known->second;
  const auto verified = tlog::verify_checkpoint(note, log_);
  return verified ? &signed_.emplace(digest, verified->checkpoint).first->second : nullptr;
}

}  // namespace parvis::agent
