#include "sync/hub/intake/store.h"

#include <fmt/format.h>

namespace parvis::hub {
namespace {

// FORMAT.md describes the tables.
constexpr std::string_view kVersion1 = R"(
CREATE TABLE setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE device (
  chain BLOB NOT NULL PRIMARY KEY CHECK (length(chain) = 16),
  device BLOB NOT NULL CHECK (length(device) = 16),
  name TEXT NOT NULL,
  collection BLOB NOT NULL CHECK (length(collection) = 32),
  transport BLOB NOT NULL CHECK (length(transport) = 32),
  conflicted INTEGER NOT NULL CHECK (conflicted IN (0, 1)),
  revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)),
  lost_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE leaf (
  number INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32)
) STRICT;
CREATE TABLE node (
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (level, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE batch (
  leaf INTEGER PRIMARY KEY REFERENCES leaf (number),
  chain BLOB NOT NULL REFERENCES device (chain),
  number INTEGER NOT NULL CHECK (number > 0),
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  visits INTEGER NOT NULL,
  manifest BLOB NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (chain, number)
) STRICT;
CREATE TABLE withdrawn (
  leaf INTEGER NOT NULL REFERENCES batch (leaf),
  visit BLOB NOT NULL CHECK (length(visit) = 16),
  box BLOB NOT NULL CHECK (length(box) = 32),
  PRIMARY KEY (leaf, visit)
) STRICT, WITHOUT ROWID;
CREATE TABLE statement (
  leaf INTEGER PRIMARY KEY REFERENCES leaf (number),
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY,
  note TEXT NOT NULL
) STRICT;
CREATE TABLE aside (
  file BLOB NOT NULL PRIMARY KEY CHECK (length(file) = 32),
  reason TEXT NOT NULL,
  chain BLOB NOT NULL CHECK (length(chain) = 16),
  number INTEGER NOT NULL,
  received INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX aside_by_number ON aside (chain, number);
)";
// Leaves whose boxes were destroyed when the pack's date had come.
constexpr std::string_view kVersion2 = R"(
CREATE TABLE destroyed (
  leaf INTEGER NOT NULL REFERENCES batch (leaf),
  visit BLOB NOT NULL CHECK (length(visit) = 16),
  box BLOB NOT NULL CHECK (length(box) = 32),
  PRIMARY KEY (leaf, visit)
) STRICT, WITHOUT ROWID;
)";
constexpr std::string_view kSteps[] = {kVersion1, kVersion2};
constexpr sqlite::Schema kSchema{"intake", 0x5076496E /* "PvIn" */, kSteps};

constexpr std::string_view kDeviceColumns =
    "chain, device, name, collection, transport, conflicted, revoked, lost_at";
constexpr std::string_view kBatchColumns =
    "leaf, chain, number, previous, digest, visits, manifest, bytes";

Result<DeviceRecord> read_device(const sqlite::Statement& row) {
  DeviceRecord device;
  PARVIS_TRY(device.chain, row.fixed<wire::ChainId>(0));
  PARVIS_TRY(device.device, row.fixed<wire::DeviceId>(1));
  device.name = row.text(2);
  PARVIS_TRY(device.collection, row.fixed<crypto::VerifyKey>(3));
  PARVIS_TRY(device.transport, row.fixed<crypto::VerifyKey>(4));
  device.conflicted = row.integer(5) != 0;
  device.revoked = row.integer(6) != 0;
  if (!row.is_null(7)) device.lost_at = wire::BatchNumber{row.natural(7)};
  return device;
}

Result<BatchRecord> read_batch(const sqlite::Statement& row) {
  BatchRecord batch;
  batch.leaf = row.natural(0);
  PARVIS_TRY(batch.chain, row.fixed<wire::ChainId>(1));
  batch.number = {row.natural(2)};
  PARVIS_TRY(batch.previous, row.fixed<crypto::Digest>(3));
  PARVIS_TRY(batch.digest, row.fixed<crypto::Digest>(4));
  batch.visits = row.natural(5);
  batch.manifest = to_bytes(row.blob(6));
  batch.bytes = to_bytes(row.blob(7));
  return batch;
}

// The one row that `select` gives, or nothing.
template <class Read>
auto optional_row(sqlite::Statement& select, Read read)
    -> Result<std::optional<std::decay_t<decltype(*read(select))>>> {
  PARVIS_TRY(const bool row, select.step());
  if (!row) return std::nullopt;
  PARVIS_TRY(auto value, read(select));
  select.reset();
  return std::optional(std::move(value));
}

template <class Take>
Status each_row(sqlite::Statement& select, Take take) {
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return {};
    PARVIS_TRY_VOID(take(select));
  }
}

Result<std::vector<wire::VisitLeaf>> read_boxes(sqlite::Statement& select) {
  std::vector<wire::VisitLeaf> boxes;
  PARVIS_TRY_VOID(each_row(select, [&](const sqlite::Statement& row) -> Status {
    wire::VisitLeaf box;
    PARVIS_TRY(box.id, row.fixed<wire::VisitId>(0));
    PARVIS_TRY(box.digest, row.fixed<crypto::Digest>(1));
    boxes.push_back(box);
    return {};
  }));
  return boxes;
}

}  // namespace

Result<IntakeStore> IntakeStore::open(const Path& file, sqlite::Access access) {
  PARVIS_TRY(auto database,
             sqlite::Database::open(file, kSchema, {.access = access, .page_size = 8192}));
  return IntakeStore(std::move(database));
}

// ---- settings and devices ------------------------------------------------------------------------

Result<std::string> IntakeStore::setting(std::string_view key) {
  PARVIS_TRY(auto select, database_.prepare("SELECT value FROM setting WHERE key = ?"));
  select.bind(key);
  PARVIS_TRY(const bool row, select.step());
  return row ? std::string(select.text(0)) : std::string();
}

Status IntakeStore::set_setting(std::string_view key, std::string_view value) {
  return database_.run(
      "INSERT INTO setting (key, value) VALUES (?, ?) "
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      key, value);
}

Status IntakeStore::put_device(const DeviceRecord& device) {
  // A conflict stays flagged whatever a root document says: only a new enrolment, a new chain, ends it.
  std::optional<std::uint64_t> lost_at;
  if (device.lost_at) lost_at = device.lost_at->value;
  return database_.run(
      fmt::format(
          "INSERT INTO device ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (chain) DO UPDATE "
          "SET "
          "device = excluded.device, name = excluded.name, collection = excluded.collection, "
          "transport = excluded.transport, revoked = excluded.revoked, lost_at = excluded.lost_at",
          kDeviceColumns),
      device.chain, device.device, device.name, device.collection, device.transport,
      device.conflicted ? 1 : 0, device.revoked ? 1 : 0, lost_at);
}

Result<std::optional<DeviceRecord>> IntakeStore::device(const wire::ChainId& chain) {
  PARVIS_TRY(auto select, database_.prepare(fmt::format("SELECT {} FROM device WHERE chain = ?",
                                                        kDeviceColumns)));
  select.bind(chain);
  return optional_row(select, read_device);
}

Result<std::vector<DeviceRecord>> IntakeStore::devices() {
  PARVIS_TRY(auto select, database_.prepare(fmt::format(
                              "SELECT {} FROM device ORDER BY name, chain", kDeviceColumns)));
  std::vector<DeviceRecord> devices;
  PARVIS_TRY_VOID(each_row(select, [&](const sqlite::Statement& row) -> Status {
    PARVIS_TRY(auto device, read_device(row));
    devices.push_back(std::move(device));
    return {};
  }));
  return devices;
}

Status IntakeStore::flag_conflict(const wire::ChainId& chain) {
  return database_.run("UPDATE device SET conflicted = 1 WHERE chain = ?", chain);
}

// ---- the log -------------------------------------------------------------------------------------

Result<std::uint64_t> IntakeStore::size() {
  PARVIS_TRY(const auto size, database_.integer("SELECT coalesce(max(number) + 1, 0) FROM leaf"));
  return static_cast<std::uint64_t>(size);
}

Status IntakeStore::add_leaf(std::uint64_t leaf, const crypto::Digest& digest) {
  PARVIS_TRY_VOID(database_.run("INSERT INTO leaf (number, digest) VALUES (?, ?)", leaf, digest));
  PARVIS_TRY(const auto nodes, tlog::appended_nodes(leaf, tlog::leaf_hash(digest.view()), *this));
  for (const auto& node : nodes) {
    PARVIS_TRY_VOID(database_.run("INSERT INTO node (level, number, hash) VALUES (?, ?, ?)",
                                  node.level, node.index, node.hash));
  }
  return {};
}

Result<std::optional<crypto::Digest>> IntakeStore::leaf(std::uint64_t leaf) {
  PARVIS_TRY(auto select, database_.prepare("SELECT digest FROM leaf WHERE number = ?"));
  select.bind(leaf);
  return optional_row(select,
                      [](const sqlite::Statement& row) { return row.fixed<crypto::Digest>(0); });
}

Result<std::vector<tlog::Hash>> IntakeStore::leaf_hashes() {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT hash FROM node WHERE level = 0 ORDER BY number"));
  std::vector<tlog::Hash> hashes;
  PARVIS_TRY_VOID(each_row(select, [&](const sqlite::Statement& row) -> Status {
    PARVIS_TRY(const auto hash, row.fixed<tlog::Hash>(0));
    hashes.push_back(hash);
    return {};
  }));
  return hashes;
}

Result<tlog::Hash> IntakeStore::node(unsigned level, std::uint64_t index) const {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT hash FROM node WHERE level = ? AND number = ?"));
  select.bind(level, index);
  PARVIS_TRY(const bool row, select.step());
  if (!row)
    return fail(Errc::corrupt, fmt::format("the log's node {}/{} is missing", level, index));
  return select.fixed<tlog::Hash>(0);
}

Status IntakeStore::each_node(const std::function<Status(const tlog::Node&)>& take) {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT level, number, hash FROM node ORDER BY level, number"));
  return each_row(select, [&](const sqlite::Statement& row) -> Status {
    PARVIS_TRY(const auto hash, row.fixed<tlog::Hash>(2));
    return take({static_cast<unsigned>(row.natural(0)), row.natural(1), hash});
  });
}

// ---- batches -------------------------------------------------------------------------------------

Status IntakeStore::add_batch(const BatchRecord& batch) {
  return database_.run(
      fmt::format("INSERT INTO batch ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", kBatchColumns),
      batch.leaf, batch.chain, batch.number.value, batch.previous, batch.digest, batch.visits,
      batch.manifest, batch.bytes);
}

Result<std::optional<IntakeStore::Link>> IntakeStore::link_at(const wire::ChainId& chain,
                                                              wire::BatchNumber number) {
  PARVIS_TRY(
      auto select,
      database_.prepare("SELECT leaf, previous, digest FROM batch WHERE chain = ? AND number = ?"));
  select.bind(chain, number.value);
  return optional_row(select, [](const sqlite::Statement& row) -> Result<Link> {
    Link link;
    link.leaf = row.natural(0);
    PARVIS_TRY(link.previous, row.fixed<crypto::Digest>(1));
    PARVIS_TRY(link.digest, row.fixed<crypto::Digest>(2));
    return link;
  });
}

Result<std::vector<IntakeStore::Place>> IntakeStore::places(const wire::ChainId& chain) {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT number, leaf FROM batch WHERE chain = ? ORDER BY number"));
  select.bind(chain);
  std::vector<Place> places;
  PARVIS_TRY_VOID(each_row(select, [&](const sqlite::Statement& row) -> Status {
    places.push_back({{row.natural(0)}, row.natural(1)});
    return {};
  }));
  return places;
}

Result<std::optional<BatchRecord>> IntakeStore::batch(std::uint64_t leaf) {
  PARVIS_TRY(auto select,
             database_.prepare(fmt::format("SELECT {} FROM batch WHERE leaf = ?", kBatchColumns)));
  select.bind(leaf);
  return optional_row(select, read_batch);
}

Result<std::optional<Bytes>> IntakeStore::manifest(std::uint64_t leaf) {
  PARVIS_TRY(auto select, database_.prepare("SELECT manifest FROM batch WHERE leaf = ?"));
  select.bind(leaf);
  return optional_row(
      select, [](const sqlite::Statement& row) -> Result<Bytes> { return to_bytes(row.blob(0)); });
}

Result<std::optional<BatchRecord>> IntakeStore::next_batch(std::uint64_t from) {
  PARVIS_TRY(auto select,
             database_.prepare(fmt::format(
                 "SELECT {} FROM batch WHERE leaf >= ? ORDER BY leaf LIMIT 1", kBatchColumns)));
  select.bind(from);
  return optional_row(select, read_batch);
}

Status IntakeStore::replace_bytes(std::uint64_t leaf, ByteView bytes) {
  return database_.run("UPDATE batch SET bytes = ? WHERE leaf = ?", bytes, leaf);
}

Result<IntakeStore::ChainSummary> IntakeStore::chain_summary(const wire::ChainId& chain) {
  PARVIS_TRY(auto select,
             database_.prepare(
                 "SELECT count(*), coalesce(sum(visits), 0), coalesce(max(number), 0), "
                 "(SELECT count(*) FROM aside WHERE chain = ?1) FROM batch WHERE chain = ?1"));
  select.bind(chain);
  PARVIS_TRY(const bool row, select.step());
  PARVIS_CHECK(row);  // an aggregate always gives one
  return ChainSummary{select.natural(0), select.natural(1), select.natural(2), select.natural(3)};
}

Result<std::vector<std::uint64_t>> IntakeStore::gaps(const wire::ChainId& chain,
                                                     std::uint64_t highest, std::size_t limit) {
  PARVIS_TRY(auto select,
             database_.prepare(
                 "SELECT number FROM batch WHERE chain = ? AND number <= ? ORDER BY number"));
  select.bind(chain, highest);
  std::vector<std::uint64_t> missing;
  std::uint64_t expected = 1;
  while (missing.size() < limit) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) break;
    for (; expected < select.natural(0) && missing.size() < limit; ++expected)
      missing.push_back(expected);
    expected = select.natural(0) + 1;
  }
  return missing;
}

// ---- what was taken out, and what is no batch ----------------------------------------------------

Status IntakeStore::add_withdrawn(std::uint64_t leaf, const wire::VisitLeaf& box) {
  return database_.run("INSERT INTO withdrawn (leaf, visit, box) VALUES (?, ?, ?)", leaf, box.id,
                       box.digest);
}

Result<std::vector<wire::VisitLeaf>> IntakeStore::withdrawn(std::uint64_t leaf) {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT visit, box FROM withdrawn WHERE leaf = ? ORDER BY visit"));
  select.bind(leaf);
  return read_boxes(select);
}

Status IntakeStore::add_destroyed(std::uint64_t leaf, std::span<const wire::VisitLeaf> boxes) {
  for (const auto& box : boxes) {
    PARVIS_TRY_VOID(database_.run("INSERT INTO destroyed (leaf, visit, box) VALUES (?, ?, ?)", leaf,
                                  box.id, box.digest));
  }
  return {};
}

Result<std::vector<wire::VisitLeaf>> IntakeStore::destroyed(std::uint64_t leaf) {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT visit, box FROM destroyed WHERE leaf = ? ORDER BY visit"));
  select.bind(leaf);
  return read_boxes(select);
}

Status IntakeStore::add_statement(std::uint64_t leaf, ByteView bytes) {
  return database_.run("INSERT INTO statement (leaf, bytes) VALUES (?, ?)", leaf, bytes);
}

Result<std::optional<Bytes>> IntakeStore::newest_statement(std::string_view beginning) {
  PARVIS_TRY(auto select, database_.prepare("SELECT bytes FROM statement WHERE "
                                            "substr(bytes, 1, ?) = ? ORDER BY leaf DESC LIMIT 1"));
  select.bind(beginning.size(), as_bytes(beginning));
  PARVIS_TRY(const bool row, select.step());
  if (!row) return std::nullopt;
  return to_bytes(select.blob(0));
}

Result<std::optional<Bytes>> IntakeStore::statement(std::uint64_t leaf) {
  PARVIS_TRY(auto select, database_.prepare("SELECT bytes FROM statement WHERE leaf = ?"));
  select.bind(leaf);
  return optional_row(
      select, [](const sqlite::Statement& row) -> Result<Bytes> { return to_bytes(row.blob(0)); });
}

Status IntakeStore::each_statement(const std::function<Status(ByteView)>& take) {
  PARVIS_TRY(auto select, database_.prepare("SELECT bytes FROM statement ORDER BY leaf"));
  return each_row(select, [&](const sqlite::Statement& row) { return take(row.blob(0)); });
}

// ---- checkpoints ---------------------------------------------------------------------------------

Status IntakeStore::add_checkpoint(std::uint64_t size, std::string_view note) {
  return database_.run("INSERT INTO checkpoint (size, note) VALUES (?, ?)", size, note);
}

// A note's first line is its origin.
constexpr std::string_view kOfOrigin = "substr(note, 1, length(?1) + 1) = ?1 || char(10)";

Result<std::optional<IntakeStore::StoredCheckpoint>> IntakeStore::checkpoint_from(
    std::uint64_t size, std::string_view origin) {
  PARVIS_TRY(auto select,
             database_.prepare(fmt::format("SELECT size, note FROM checkpoint WHERE {} AND "
                                           "size >= ?2 ORDER BY size LIMIT 1",
                                           kOfOrigin)));
  select.bind(origin, size);
  return optional_row(select, [](const sqlite::Statement& row) -> Result<StoredCheckpoint> {
    return StoredCheckpoint{row.natural(0), std::string(row.text(1))};
  });
}

Result<std::optional<IntakeStore::StoredCheckpoint>> IntakeStore::newest_checkpoint(
    std::string_view origin) {
  PARVIS_TRY(
      auto select,
      database_.prepare(fmt::format(
          "SELECT size, note FROM checkpoint WHERE {} ORDER BY size DESC LIMIT 1", kOfOrigin)));
  select.bind(origin);
  return optional_row(select, [](const sqlite::Statement& row) -> Result<StoredCheckpoint> {
    return StoredCheckpoint{row.natural(0), std::string(row.text(1))};
  });
}

Status IntakeStore::each_checkpoint(const std::function<Status(const StoredCheckpoint&)>& take) {
  PARVIS_TRY(auto select, database_.prepare("SELECT size, note FROM checkpoint ORDER BY size"));
  return each_row(select, [&](const sqlite::Statement& row) -> Status {
    return take({row.natural(0), std::string(row.text(1))});
  });
}

// ---- kept beside the log -------------------------------------------------------------------------

Status IntakeStore::add_aside(const AsideRecord& aside) {
  return database_.run(
      "INSERT INTO aside (file, reason, chain, number, received, bytes) VALUES (?, ?, ?, ?, ?, ?) "
      "ON CONFLICT (file) DO NOTHING",
      aside.file, aside.reason, aside.chain, aside.number.value, aside.received, aside.bytes);
}

Result<bool> IntakeStore::has_aside(const wire::ChainId& chain, wire::BatchNumber number) {
  PARVIS_TRY(const auto count,
             database_.integer("SELECT count(*) FROM aside WHERE chain = ? AND number = ?", chain,
                               number.value));
  return count > 0;
}

Status IntakeStore::remove_aside(const crypto::Digest& file) {
  return database_.run("DELETE FROM aside WHERE file = ?", file);
}

Result<std::vector<AsideRecord>> IntakeStore::asides() {
  PARVIS_TRY(auto select,
             database_.prepare(
                 "SELECT file, reason, chain, number, received, bytes FROM aside ORDER BY file"));
  std::vector<AsideRecord> records;
  PARVIS_TRY_VOID(each_row(select, [&](const sqlite::Statement& row) -> Status {
    AsideRecord record;
    PARVIS_TRY(record.file, row.fixed<crypto::Digest>(0));
    record.reason = row.text(1);
    PARVIS_TRY(record.chain, row.fixed<wire::ChainId>(2));
    record.number = {row.natural(3)};
    record.received = row.natural(4);
    record.bytes = to_bytes(row.blob(5));
    records.push_back(std::move(record));
    return {};
  }));
  return records;
}

Result<std::optional<Bytes>> IntakeStore::aside(const crypto::Digest& file) {
  PARVIS_TRY(auto select, database_.prepare("SELECT bytes FROM aside WHERE file = ?"));
  select.bind(file);
  return optional_row(
      select, [](const sqlite::Statement& row) -> Result<Bytes> { return to_bytes(row.blob(0)); });
}

Result<std::uint64_t> IntakeStore::aside_bytes() {
  PARVIS_TRY(const auto sum,
             database_.integer("SELECT coalesce(sum(length(bytes)), 0) FROM aside"));
  return static_cast<std::uint64_t>(sum);
}

}  // namespace parvis::hub
