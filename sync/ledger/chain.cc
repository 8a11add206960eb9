#include "sync/ledger/chain.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/ledger/schema.h"

namespace parvis::ledger {
namespace {

constexpr int kPlanned = 0;  // before BatchState::on_kiosk

int stored(BatchState state) { return static_cast<int>(state); }

// Seconds since 1970, also for a clock that is wrong and stands before.
std::int64_t seconds(UtcTime time) { return time.time_since_epoch().count(); }

}  // namespace

Path batch_path(const Path& outbox, const wire::ChainId& chain, wire::BatchNumber number) {
  return outbox / fmt::format("{}-{:08}.batch", crypto::to_hex(chain.view()), number.value);
}

Result<Chain> Chain::open(const Path& file) {
  sqlite::OpenOptions options;
  options.sharing = sqlite::Sharing::exclusive;
  // A few writes a session: without this the WAL, and the memory that holds its pages, would grow for months.
  options.checkpoint_pages = 64;
  PARVIS_TRY(auto database, sqlite::Database::open(file, kChainSchema, options));
  return Chain(std::move(database));
}

Result<std::int64_t> Chain::ordinal(const wire::ChainId& chain) {
  auto found = database_->integer("SELECT ordinal FROM chain WHERE chain = ?", chain);
  if (!found) return wrap(std::move(found).error(), "no such chain of batches");
  return *found;
}

// The head of the last chain that has one.
Result<crypto::Digest> Chain::head_to_abandon() {
  PARVIS_TRY(
      auto select,
      database_->prepare("SELECT digest FROM batch ORDER BY ordinal DESC, number DESC LIMIT 1"));
  PARVIS_TRY(const bool row, select.step());
  if (!row) return crypto::Digest{};
  return select.fixed<crypto::Digest>(0);
}

Result<Chain::Next> Chain::next(const wire::ChainId& chain) {
  PARVIS_TRY(auto select,
             database_->prepare(
                 "SELECT ordinal, chain, abandoned, ifnull((SELECT max(number) FROM batch WHERE "
                 "batch.ordinal = chain.ordinal), 0) FROM chain ORDER BY ordinal DESC LIMIT 1"));
  PARVIS_TRY(const bool any, select.step());
  if (any) {
    PARVIS_TRY(const auto last, select.fixed<wire::ChainId>(1));
    if (last == chain) {
      const std::int64_t ordinal = select.integer(0);
      const std::uint64_t number = select.natural(3);
      PARVIS_TRY(const auto abandoned, select.fixed<crypto::Digest>(2));
      if (number == 0) return Next{{1}, {}, abandoned};
      auto head = database_->prepare("SELECT digest FROM batch WHERE ordinal = ? AND number = ?");
      if (!head) return wrap(std::move(head).error(), "chain");
      head->bind(ordinal, number);
      PARVIS_TRY([[maybe_unused]] const bool row, head->step());
      PARVIS_TRY(const auto previous, head->fixed<crypto::Digest>(0));
      return Next{{number + 1}, previous, {}};
    }
  }
  select.reset();
  PARVIS_TRY(const auto abandoned, head_to_abandon());
  auto begun =
      database_->run("INSERT INTO chain (chain, abandoned) VALUES (?, ?)", chain, abandoned);
  if (!begun) return wrap(std::move(begun).error(), "begin a chain of batches");
  return Next{{1}, {}, abandoned};
}

Status Chain::plan(const std::vector<Planned>& batches,
                   const std::vector<wire::SessionId>& sessions) {
  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(*database_));
  for (const Planned& batch : batches) {
    PARVIS_TRY(const std::int64_t in, ordinal(batch.chain));
    PARVIS_TRY_VOID(
        database_->run("INSERT INTO batch (ordinal, number, digest, document, signature, visits, "
                       "first, last, state) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                       in, batch.number.value, wire::digest(batch.manifest), batch.manifest.bytes,
                       batch.manifest.signature, batch.visits, batch.first, batch.last, kPlanned));
    for (const wire::SessionId& session : sessions) {
      PARVIS_TRY_VOID(
          database_->run("INSERT INTO source (session, ordinal, number) VALUES (?, ?, ?)", session,
                         in, batch.number.value));
    }
  }
  return transaction.commit();
}

Result<std::vector<Planned>> Chain::planned() {
  PARVIS_TRY(auto select,
             database_->prepare(
                 "SELECT chain, number, document, signature, first, last, visits FROM batch "
                 "JOIN chain USING (ordinal) WHERE state = ? ORDER BY ordinal, number"));
  select.bind(kPlanned);
  std::vector<Planned> found;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return found;
    Planned& batch = found.emplace_back();
    PARVIS_TRY(batch.chain, select.fixed<wire::ChainId>(0));
    batch.number = {select.natural(1)};
    batch.manifest.bytes = to_bytes(select.blob(2));
    PARVIS_TRY(batch.manifest.signature, select.fixed<crypto::Signature>(3));
    PARVIS_TRY(batch.first, select.fixed<wire::VisitId>(4));
    PARVIS_TRY(batch.last, select.fixed<wire::VisitId>(5));
    batch.visits = static_cast<std::uint32_t>(select.natural(6));
  }
}

Result<std::vector<wire::SessionId>> Chain::sources(const Planned& batch) {
  PARVIS_TRY(const std::int64_t in, ordinal(batch.chain));
  PARVIS_TRY(auto select,
             database_->prepare("SELECT session FROM source WHERE ordinal = ? AND number = ? "
                                "ORDER BY session"));
  select.bind(in, batch.number.value);
  std::vector<wire::SessionId> found;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return found;
    PARVIS_TRY(found.emplace_back(), select.fixed<wire::SessionId>(0));
  }
}

Status Chain::in_outbox(const std::vector<Planned>& batches) {
  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(*database_));
  for (const Planned& batch : batches) {
    PARVIS_TRY(const std::int64_t in, ordinal(batch.chain));
    PARVIS_TRY_VOID(
        database_->run("UPDATE batch SET state = max(state, ?) WHERE ordinal = ? AND number = ?",
                       stored(BatchState::on_kiosk), in, batch.number.value));
  }
  return transaction.commit();
}

Result<bool> Chain::has_left(const wire::SessionId& session) {
  PARVIS_TRY(
      const std::int64_t left,
      database_->integer("SELECT count(*) > 0 AND min(state) > ? FROM source JOIN batch USING "
                         "(ordinal, number) WHERE session = ?",
                         kPlanned, session));
  return left != 0;
}

Result<bool> Chain::is_planned(const wire::SessionId& session) {
  PARVIS_TRY(const std::int64_t rows,
             database_->integer("SELECT count(*) FROM source WHERE session = ?", session));
  return rows != 0;
}

Result<std::vector<BatchInfo>> Chain::select_batches(std::string_view where, std::int64_t value,
                                                     const Path& outbox) {
  PARVIS_TRY(auto select,
             database_->prepare(fmt::format(
                 "SELECT chain, number, digest, visits, state, purged FROM batch JOIN chain "
                 "USING (ordinal) WHERE state > 0 AND {} ORDER BY ordinal, number",
                 where)));
  select.bind(value);
  std::vector<BatchInfo> found;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return found;
    BatchInfo& batch = found.emplace_back();
    PARVIS_TRY(batch.chain, select.fixed<wire::ChainId>(0));
    batch.number = {select.natural(1)};
    PARVIS_TRY(batch.manifest, select.fixed<crypto::Digest>(2));
    batch.visits = static_cast<std::uint32_t>(select.natural(3));
    batch.state = static_cast<BatchState>(select.integer(4));
    batch.purged = select.integer(5) != 0;
    batch.file = batch_path(outbox, batch.chain, batch.number);
  }
}

Result<std::vector<BatchInfo>> Chain::batches(const Path& outbox) {
  return select_batches("number > ?", 0, outbox);
}

Result<std::vector<BatchInfo>> Chain::purgeable(UtcTime since, const Path& outbox) {
  return select_batches("state = 4 AND purged = 0 AND kept_at <= ?", seconds(since), outbox);
}

Status Chain::mark_purged(const BatchInfo& batch) {
  PARVIS_TRY(const std::int64_t in, ordinal(batch.chain));
  return database_->run("UPDATE batch SET purged = 1 WHERE ordinal = ? AND number = ?", in,
                        batch.number.value);
}

Result<Bytes> Chain::receipt(const wire::ChainId& chain, wire::BatchNumber number) {
  PARVIS_TRY(const std::int64_t in, ordinal(chain));
  PARVIS_TRY(
      auto select,
      database_->prepare(
          "SELECT receipt FROM batch WHERE ordinal = ? AND number = ? AND receipt IS NOT NULL"));
  select.bind(in, number.value);
  PARVIS_TRY(const bool row, select.step());
  if (!row) return fail(Errc::not_found, "no receipt for this batch");
  return to_bytes(select.blob(0));
}

Status Chain::apply(const VerifiedReceipt& receipt, UtcTime now) {
  PARVIS_TRY(const std::int64_t in, ordinal(receipt.chain));
  PARVIS_TRY(auto select,
             database_->prepare("SELECT digest FROM batch WHERE ordinal = ? AND number = ?"));
  select.bind(in, receipt.number.value);
  PARVIS_TRY(const bool row, select.step());
  if (!row) return fail(Errc::not_found, "receipt: no such batch");
  PARVIS_TRY(const auto digest, select.fixed<crypto::Digest>(0));
  select.reset();
  if (digest != receipt.manifest)
    return fail(Errc::conflict, "receipt: for other bytes than this batch's");

  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(*database_));
  // The first log that a kiosk sees has nothing to be consistent with.
  PARVIS_TRY(const std::int64_t known,
             database_->integer("SELECT (SELECT count(*) FROM checkpoint) + "
                                "(SELECT count(*) FROM earlier_log)"));
  const bool consistent = receipt.consistency == VerifiedReceipt::Consistency::shown || known == 0;
  const BatchState state = consistent ? BatchState::received : BatchState::logged;
  // A receipt that proves more replaces one that proves less; the same again changes nothing.
  PARVIS_TRY_VOID(database_->run(
      "UPDATE batch SET receipt = ?, leaf_index = ?, state = ? WHERE ordinal = ? AND number = ? "
      "AND state < ?",
      receipt.bytes, receipt.leaf_index, stored(state), in, receipt.number.value, stored(state)));
  if (consistent) PARVIS_TRY_VOID(advance({receipt.checkpoint, receipt.tree_size}));
  PARVIS_TRY_VOID(keep_what_is_covered(now));
  return transaction.commit();
}

Status Chain::apply_kept(std::uint64_t size, UtcTime now) {
  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(*database_));
  PARVIS_TRY_VOID(
      database_->run("INSERT INTO kept (one, size, at) VALUES (1, ?, ?) ON CONFLICT (one) DO "
                     "UPDATE SET size = excluded.size, at = excluded.at WHERE size < excluded.size",
                     size, seconds(now)));
  PARVIS_TRY_VOID(keep_what_is_covered(now));
  return transaction.commit();
}

// Only a batch that is received can be kept: purging on the word of a log that is not known to be
// ours would lose it.
Status Chain::keep_what_is_covered(UtcTime now) {
  return database_->run(
      "UPDATE batch SET state = ?, kept_at = ? WHERE state = ? AND leaf_index < (SELECT size FROM "
      "kept)",
      stored(BatchState::kept), seconds(now), stored(BatchState::received));
}

Status Chain::advance(const HeldCheckpoint& checkpoint) {
  return database_->run(
      "INSERT INTO checkpoint (one, note, tree_size) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE "
      "SET "
      "note = excluded.note, tree_size = excluded.tree_size WHERE tree_size < excluded.tree_size",
      checkpoint.note, checkpoint.tree_size);
}

Result<std::optional<HeldCheckpoint>> Chain::checkpoint() {
  PARVIS_TRY(auto select, database_->prepare("SELECT note, tree_size FROM checkpoint"));
  PARVIS_TRY(const bool row, select.step());
  if (!row) return std::optional<HeldCheckpoint>{};
  return std::optional(HeldCheckpoint{std::string(select.text(0)), select.natural(1)});
}

Status Chain::use_log(std::string_view origin) {
  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(*database_));
  PARVIS_TRY(auto select, database_->prepare("SELECT origin FROM log"));
  PARVIS_TRY(const bool row, select.step());
  const std::string before = row ? std::string(select.text(0)) : std::string();
  select.reset();
  if (before == origin) return {};
  if (!before.empty()) PARVIS_TRY_VOID(leave_log(before));
  PARVIS_TRY_VOID(
      database_->run("INSERT INTO log (one, origin) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET "
                     "origin = excluded.origin",
                     origin));
  return transaction.commit();
}

// Keeps what the log proved, and takes back what followed from it.
Status Chain::leave_log(std::string_view origin) {
  PARVIS_TRY_VOID(database_->run(
      "INSERT OR IGNORE INTO earlier (ordinal, number, origin, leaf_index, receipt) "
      "SELECT ordinal, number, ?, leaf_index, receipt FROM batch WHERE receipt IS NOT NULL",
      origin));
  // Also without a checkpoint: a restarted log is never the first one that this kiosk sees.
  PARVIS_TRY_VOID(database_->run(
      "INSERT OR IGNORE INTO earlier_log (origin, note, tree_size) VALUES (?1, "
      "ifnull((SELECT note FROM checkpoint), ''), ifnull((SELECT tree_size FROM checkpoint), 0))",
      origin));
  PARVIS_TRY_VOID(database_->run(
      "UPDATE batch SET state = ?, leaf_index = NULL, receipt = NULL, kept_at = NULL "
      "WHERE state > ? AND purged = 0",
      stored(BatchState::on_kiosk), stored(BatchState::on_kiosk)));
  PARVIS_TRY_VOID(database_->run("DELETE FROM checkpoint"));
  return database_->run("DELETE FROM kept");
}

Result<std::vector<EarlierReceipt>> Chain::earlier_receipts() {
  PARVIS_TRY(auto select,
             database_->prepare("SELECT chain, number, origin, leaf_index, receipt FROM earlier "
                                "JOIN chain USING (ordinal) ORDER BY ordinal, number, origin"));
  std::vector<EarlierReceipt> found;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return found;
    EarlierReceipt& receipt = found.emplace_back();
    PARVIS_TRY(receipt.chain, select.fixed<wire::ChainId>(0));
    receipt.number = {select.natural(1)};
    receipt.origin = select.text(2);
    receipt.leaf_index = select.natural(3);
    receipt.bytes = to_bytes(select.blob(4));
  }
}

Status Chain::keep_conflict(std::string_view note) {
  return database_->run("INSERT OR IGNORE INTO conflict (note) VALUES (?)", note);
}

Result<std::vector<std::string>> Chain::conflicts() {
  PARVIS_TRY(auto select, database_->prepare("SELECT note FROM conflict ORDER BY rowid"));
  std::vector<std::string> notes;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return notes;
    notes.emplace_back(select.text(0));
  }
}

}  // namespace parvis::ledger
