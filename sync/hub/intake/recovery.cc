#include "sync/hub/intake/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace parvis::hub {
namespace {

constexpr std::string_view kVersion1 = R"(
CREATE TABLE body (
  digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE place (
  leaf INTEGER NOT NULL CHECK (leaf >= 0),
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  what TEXT NOT NULL,
  PRIMARY KEY (leaf, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE note (
  note TEXT NOT NULL PRIMARY KEY,
  size INTEGER NOT NULL
) STRICT;
CREATE TABLE heard (chain BLOB NOT NULL PRIMARY KEY CHECK (length(chain) = 16)) STRICT;
)";
constexpr std::string_view kSteps[] = {kVersion1};
constexpr sqlite::Schema kSchema{"recovery", 0x50765265 /* "PvRe" */, kSteps};

constexpr std::size_t kMaxMissing = 100;
constexpr std::uint64_t kMaxLeaf = 1ull << 40;

Path file_of(const Path& intake_db) { return intake_db.parent_path() / "recovery.db"; }

std::string name_of(const wire::Manifest& manifest) {
  return fmt::format("batch {} of chain {}", manifest.number.value,
                     crypto::to_hex(manifest.chain.view()));
}

}  // namespace

Result<Recovery> Recovery::open(const Path& intake_db) {
  PARVIS_TRY(auto database, sqlite::Database::open(file_of(intake_db), kSchema));
  return Recovery(std::move(database));
}

Status Recovery::forget(const Path& intake_db) {
  for (const char* side : {"", "-wal", "-shm"}) {
    PARVIS_TRY_VOID(remove_file(file_of(intake_db).string() + side));
  }
  return {};
}

Status Recovery::put_body(const crypto::Digest& digest, ByteView bytes) {
  return database_.run("INSERT OR IGNORE INTO body (digest, bytes) VALUES (?, ?)", digest, bytes);
}

Status Recovery::put_place(std::uint64_t leaf, const crypto::Digest& digest,
                           std::string_view what) {
  if (leaf > kMaxLeaf) return fail(Errc::invalid, "no log has so many leaves");
  return database_.run("INSERT OR IGNORE INTO place (leaf, digest, what) VALUES (?, ?, ?)", leaf,
                       digest, what);
}

Status Recovery::take(const transfer::Returned& returned, const tlog::LogIdentity& log,
                      const std::optional<wire::ChainId>& from) {
  if (!returned.batch.empty()) {
    PARVIS_TRY(const auto batch, wire::decode_batch(returned.batch));
    PARVIS_TRY(const auto manifest, wire::check_batch(batch));
    const auto digest = wire::digest(batch.manifest);
    if (!returned.receipt.empty()) {
      PARVIS_TRY(const auto receipt, tlog::verify_receipt(as_bytes(returned.receipt), digest, log));
      PARVIS_TRY_VOID(put_place(receipt.index, digest, name_of(manifest)));
      PARVIS_TRY_VOID(take_note(receipt.checkpoint.note, log));
    }
    PARVIS_TRY_VOID(put_body(digest, returned.batch));
    // What its kiosk held when it signed: often the newest that anyone remembers.
    if (!manifest.checkpoint.empty()) static_cast<void>(take_note(manifest.checkpoint, log));
  }
  if (!returned.checkpoint.empty()) PARVIS_TRY_VOID(take_note(returned.checkpoint, log));
  if (!from) return {};
  return database_.run("INSERT OR IGNORE INTO heard (chain) VALUES (?)", *from);
}

Status Recovery::take_note(std::string_view note, const tlog::LogIdentity& log) {
  PARVIS_TRY(const auto verified, tlog::verify_checkpoint(note, log));
  return database_.run("INSERT OR IGNORE INTO note (note, size) VALUES (?, ?)", note,
                       verified.checkpoint.size);
}

Status Recovery::take_statement(std::uint64_t leaf, ByteView statement) {
  const auto digest = crypto::blake2b(statement);
  PARVIS_TRY_VOID(put_place(leaf, digest, "a statement"));
  return put_body(digest, statement);
}

Status Recovery::take_manifest(std::uint64_t leaf, const wire::Signed& manifest) {
  PARVIS_TRY(const auto decoded, wire::decode_manifest(manifest.bytes));
  return put_place(leaf, wire::digest(manifest), name_of(decoded));
}

Result<std::optional<Bytes>> Recovery::body_at(std::uint64_t leaf) {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT bytes FROM place JOIN body USING (digest) WHERE leaf = ?"));
  select.bind(leaf);
  PARVIS_TRY(const bool row, select.step());
  if (!row) return std::optional<Bytes>{};
  return std::optional(to_bytes(select.blob(0)));
}

Result<std::vector<tlog::VerifiedCheckpoint>> Recovery::notes(const tlog::LogIdentity& log) {
  PARVIS_TRY(auto select, database_.prepare("SELECT note FROM note ORDER BY size"));
  std::vector<tlog::VerifiedCheckpoint> found;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return found;
    // A key that is revoked meanwhile no longer speaks for the log.
    auto verified = tlog::verify_checkpoint(select.text(0), log);
    if (verified) found.push_back(std::move(*verified));
  }
}

// A kiosk that was enrolled again has several chains, and speaks once for all of them.
Result<std::vector<std::string>> Recovery::silent(Intake& intake) {
  PARVIS_TRY(const auto devices, intake.store().devices());
  std::map<wire::DeviceId, std::string> waiting;
  std::set<wire::DeviceId> heard;
  for (const auto& device : devices) {
    PARVIS_TRY(const auto said,
               database_.integer("SELECT count(*) FROM heard WHERE chain = ?", device.chain));
    if (said > 0) heard.insert(device.device);
    if (!device.revoked) waiting[device.device] = device.name;
  }
  std::vector<std::string> names;
  for (const auto& [device, name] : waiting) {
    if (!heard.contains(device)) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

Result<RecoveryReport> Recovery::report(Intake& intake) {
  RecoveryReport report;
  PARVIS_TRY(report.here, intake.size());
  PARVIS_TRY(const auto known, database_.integer("SELECT coalesce(max(size), 0) FROM note"));
  report.known = static_cast<std::uint64_t>(known);
  PARVIS_TRY(const auto returned, database_.integer("SELECT count(*) FROM body"));
  report.returned = static_cast<std::uint64_t>(returned);
  for (std::uint64_t leaf = report.here; leaf < report.known && report.missing.size() < kMaxMissing;
       ++leaf) {
    PARVIS_TRY(const auto body, body_at(leaf));
    if (body) continue;
    PARVIS_TRY(auto select, database_.prepare("SELECT what FROM place WHERE leaf = ?"));
    select.bind(leaf);
    PARVIS_TRY(const bool placed, select.step());
    report.missing.push_back(
        placed ? fmt::format("leaf {} is {}, and its boxes have not come", leaf, select.text(0))
               : fmt::format("nobody has said what leaf {} is", leaf));
  }
  PARVIS_TRY(report.silent, silent(intake));
  return report;
}

Result<RecoveryReport> Recovery::rebuild(Intake& intake, const tlog::LogIdentity& log) {
  PARVIS_TRY(auto before, report(intake));
  if (!before.whole()) return fail(Errc::not_found, before.missing.front());
  PARVIS_TRY(const auto newest, notes(log));
  std::vector<Bytes> leaves;
  for (std::uint64_t leaf = before.here; leaf < before.known; ++leaf) {
    PARVIS_TRY(auto body, body_at(leaf));
    PARVIS_CHECK(body.has_value());
    leaves.push_back(std::move(*body));
  }
  PARVIS_TRY_VOID(intake.go_on_with(leaves, newest));
  return before;
}

}  // namespace parvis::hub
