// The tables of intake.db behind a narrow interface: rows in, rows out, no rules. A city-scale store can stand behind it.
//
// Threads: one. Errors: sync/sqlite's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sync/sqlite/database.h"
#include "sync/tlog/tree.h"
#include "sync/wire/commitment.h"

namespace parvis::hub {

struct DeviceRecord {
  wire::ChainId chain;
  wire::DeviceId device;
  std::string name;
  crypto::VerifyKey collection;
  crypto::VerifyKey transport;
  bool conflicted = false;
  bool revoked = false;
  std::optional<wire::BatchNumber> lost_at;  // with `revoked`: batches up to this one still count
};

// One leaf of the log that is a batch.
struct BatchRecord {
  std::uint64_t leaf = 0;
  wire::ChainId chain;
  wire::BatchNumber number;
  crypto::Digest previous;  // as the manifest says
  crypto::Digest digest;    // of the signed manifest: the leaf's data
  std::uint64_t visits = 0;
  Bytes manifest;  // wire::encode(Signed)
  Bytes bytes;     // the file, without withdrawn and destroyed boxes
};

// A file that is kept beside the log.
struct AsideRecord {
  crypto::Digest file;
  std::string reason;
  wire::ChainId chain;
  wire::BatchNumber number;
  std::uint64_t received = 0;  // seconds since 1970
  Bytes bytes;
};

class IntakeStore final : public tlog::NodeReader {
 public:
  static Result<IntakeStore> open(const Path& file, sqlite::Access access);

  [[nodiscard]] Result<sqlite::Transaction> begin() {
    return sqlite::Transaction::begin(database_);
  }

  [[nodiscard]] Result<std::string> setting(std::string_view key);  // "" when it was never set
  Status set_setting(std::string_view key, std::string_view value);

  Status put_device(const DeviceRecord& device);
  [[nodiscard]] Result<std::optional<DeviceRecord>> device(const wire::ChainId& chain);
  [[nodiscard]] Result<std::vector<DeviceRecord>> devices();
  Status flag_conflict(const wire::ChainId& chain);

  [[nodiscard]] Result<std::uint64_t> size();
  Status add_leaf(std::uint64_t leaf, const crypto::Digest& digest);
  [[nodiscard]] Result<std::optional<crypto::Digest>> leaf(std::uint64_t leaf);
  // Hashes of all leaves, in order.
  [[nodiscard]] Result<std::vector<tlog::Hash>> leaf_hashes();
  [[nodiscard]] Result<tlog::Hash> node(unsigned level, std::uint64_t index) const override;
  Status each_node(const std::function<Status(const tlog::Node&)>& take);

  Status add_batch(const BatchRecord& batch);
  // What a neighbour in the chain has to fit.
  struct Link {
    std::uint64_t leaf = 0;
    crypto::Digest previous;
    crypto::Digest digest;
  };
  [[nodiscard]] Result<std::optional<Link>> link_at(const wire::ChainId& chain,
                                                    wire::BatchNumber number);
  struct Place {
    wire::BatchNumber number;
    std::uint64_t leaf = 0;
  };
  // Where a chain's batches stand, by number.
  [[nodiscard]] Result<std::vector<Place>> places(const wire::ChainId& chain);
  [[nodiscard]] Result<std::optional<BatchRecord>> batch(std::uint64_t leaf);
  // Only its signed manifest, wire::encode(Signed).
  [[nodiscard]] Result<std::optional<Bytes>> manifest(std::uint64_t leaf);
  // The first batch with leaf ≥ `from`.
  [[nodiscard]] Result<std::optional<BatchRecord>> next_batch(std::uint64_t from);
  Status replace_bytes(std::uint64_t leaf, ByteView bytes);
  struct ChainSummary {
    std::uint64_t batches = 0;
    std::uint64_t visits = 0;
    std::uint64_t highest = 0;
    std::uint64_t aside = 0;
  };
  [[nodiscard]] Result<ChainSummary> chain_summary(const wire::ChainId& chain);
  // Numbers below `highest` that are not there, at most `limit`.
  [[nodiscard]] Result<std::vector<std::uint64_t>> gaps(const wire::ChainId& chain,
                                                        std::uint64_t highest, std::size_t limit);

  // What stood where a box was taken out, by visit.
  Status add_withdrawn(std::uint64_t leaf, const wire::VisitLeaf& box);
  [[nodiscard]] Result<std::vector<wire::VisitLeaf>> withdrawn(std::uint64_t leaf);
  Status add_destroyed(std::uint64_t leaf, std::span<const wire::VisitLeaf> boxes);
  [[nodiscard]] Result<std::vector<wire::VisitLeaf>> destroyed(std::uint64_t leaf);

  Status add_statement(std::uint64_t leaf, ByteView bytes);
  [[nodiscard]] Result<std::optional<Bytes>> statement(std::uint64_t leaf);
  [[nodiscard]] Result<std::optional<Bytes>> newest_statement(std::string_view beginning);
  Status each_statement(const std::function<Status(ByteView)>& take);  // in the log's order

  Status add_checkpoint(std::uint64_t size, std::string_view note);
  // The first checkpoint of `origin` of at least `size` leaves: the one that was signed when leaf `size - 1` was committed.
  struct StoredCheckpoint {
    std::uint64_t size = 0;
    std::string note;
  };
  [[nodiscard]] Result<std::optional<StoredCheckpoint>> checkpoint_from(std::uint64_t size,
                                                                        std::string_view origin);
  [[nodiscard]] Result<std::optional<StoredCheckpoint>> newest_checkpoint(std::string_view origin);
  // Every one that was ever stored, by size.
  Status each_checkpoint(const std::function<Status(const StoredCheckpoint&)>& take);

  // A file that is there already stays as it is.
  Status add_aside(const AsideRecord& aside);
  // What was kept of this number of the chain; another batch under it, a conflict, stays.
  [[nodiscard]] Result<bool> has_aside(const wire::ChainId& chain, wire::BatchNumber number);
  Status remove_aside(const crypto::Digest& file);
  [[nodiscard]] Result<std::vector<AsideRecord>> asides();
  [[nodiscard]] Result<std::optional<Bytes>> aside(const crypto::Digest& file);
  [[nodiscard]] Result<std::uint64_t> aside_bytes();

  [[nodiscard]] sqlite::Database& database() { return database_; }

 private:
  explicit IntakeStore(sqlite::Database database) : database_(std::move(database)) {}
  mutable sqlite::Database database_;  // preparing a read needs it writable
};

}  // namespace parvis::hub
