// chain.db: every batch that was ever cut, of every enrolment, how far each has come, and what the
// hub has proved. Private to this module; Ledger says what its public half promises.
//
// Threads: the ledger's.
#pragma once

#include <vector>

#include "sync/ledger/ledger.h"
#include "sync/sqlite/database.h"

namespace parvis::ledger {

// A batch that is decided and signed, before or after its file exists.
struct Planned {
  wire::ChainId chain;
  wire::BatchNumber number;
  wire::Signed manifest;
  wire::VisitId first, last;  // of its visits, by id; meaningless when there are none
  std::uint32_t visits = 0;
};

class Chain {
 public:
  static Result<Chain> open(const Path& file);

  // Where the next batch of `chain` goes: its number, and what its manifest must name.
  struct Next {
    wire::BatchNumber number;
    crypto::Digest previous;
    crypto::Digest abandoned;
  };
  // Begins the chain when it is not the last one that was used.
  Result<Next> next(const wire::ChainId& chain);

  // One transaction: the batches of one group of sessions.
  Status plan(const std::vector<Planned>& batches, const std::vector<wire::SessionId>& sessions);
  // Batches whose files may not be there yet, oldest first.
  Result<std::vector<Planned>> planned();
  // The sessions that went into a batch.
  Result<std::vector<wire::SessionId>> sources(const Planned& batch);
  // One transaction: the files of all these are synced.
  Status in_outbox(const std::vector<Planned>& batches);
  // Whether the session has left in batches: true once all are in the outbox, so that its file can
  // go.
  Result<bool> has_left(const wire::SessionId& session);
  // Whether batches of the session are planned.
  Result<bool> is_planned(const wire::SessionId& session);

  Result<std::vector<BatchInfo>> batches(const Path& outbox);
  Result<Bytes> receipt(const wire::ChainId& chain, wire::BatchNumber number);
  Status apply(const VerifiedReceipt& receipt, UtcTime now);
  Status apply_kept(std::uint64_t size, UtcTime now);
  Status advance(const HeldCheckpoint& checkpoint);
  Result<std::optional<HeldCheckpoint>> checkpoint();
  Status use_log(std::string_view origin);
  Result<std::vector<EarlierReceipt>> earlier_receipts();
  Status keep_conflict(std::string_view note);
  Result<std::vector<std::string>> conflicts();
  // Kept at `since` or before, and not purged.
  Result<std::vector<BatchInfo>> purgeable(UtcTime since, const Path& outbox);
  Status mark_purged(const BatchInfo& batch);

 private:
  explicit Chain(sqlite::Database database)
      : database_(std::make_unique<sqlite::Database>(std::move(database))) {}
  Result<std::int64_t> ordinal(const wire::ChainId& chain);
  Result<crypto::Digest> head_to_abandon();
  Result<std::vector<BatchInfo>> select_batches(std::string_view where, std::int64_t value,
                                                const Path& outbox);
  Status keep_what_is_covered(UtcTime now);
  Status leave_log(std::string_view origin);

  std::unique_ptr<sqlite::Database> database_;
};

// <chain in hex>-<number in 8 digits>.batch
[[nodiscard]] Path batch_path(const Path& outbox, const wire::ChainId& chain,
                              wire::BatchNumber number);

}  // namespace parvis::ledger
