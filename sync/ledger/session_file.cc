#include "sync/ledger/session_file.h"

#include <fmt/format.h>

#include "sync/ledger/schema.h"

namespace parvis::ledger {
namespace {

Errc damage(Errc code) { return code == Errc::invalid ? Errc::corrupt : code; }

}  // namespace

Result<SessionFile> SessionFile::open(const Path& path, sqlite::Access access) {
  sqlite::OpenOptions options;
  options.access = access;
  options.sharing = sqlite::Sharing::exclusive;
  options.page_size = kSessionPageSize;
  PARVIS_TRY(sqlite::Database database, sqlite::Database::open(path, kSessionSchema, options));
  if (access == sqlite::Access::existing) {
    PARVIS_TRY(const std::int64_t begun, database.integer("SELECT count(*) FROM facts"));
    if (begun == 0) return fail(Errc::not_found, "session never began: " + path.string());
  }
  return SessionFile(std::move(database));
}

Status SessionFile::put_document(std::string_view table, const wire::Signed& document) {
  return database_->run(
      fmt::format("INSERT OR REPLACE INTO {} (one, document, signature) VALUES (1, ?, ?)", table),
      document.bytes, document.signature);
}
Status SessionFile::put_facts(const wire::Signed& document) {
  return put_document("facts", document);
}
Status SessionFile::put_commitment(const wire::Signed& document) {
  return put_document("commitment", document);
}
Status SessionFile::put_sheet(const wire::Signed& document) {
  return put_document("sheet", document);
}

Status SessionFile::put_current(const InHand& in_hand, ByteView box) {
  return database_->run(
      "INSERT OR REPLACE INTO current (one, visit, mode, box) VALUES (1, ?, ?, ?)", in_hand.visit,
      static_cast<unsigned>(in_hand.mode), box);
}

Status SessionFile::remove_current() { return database_->run("DELETE FROM current"); }

Status SessionFile::put_in_urn(const wire::VisitLeaf& leaf, wire::Mode mode, ByteView box) {
  PARVIS_TRY_VOID(database_->run("INSERT INTO urn (visit, box) VALUES (?, ?)", leaf.id, box));
  PARVIS_TRY_VOID(
      database_->run("INSERT INTO digest (visit, digest) VALUES (?, ?)", leaf.id, leaf.digest));
  return database_->run(
      "INSERT INTO tally (mode, visits) VALUES (?, 1) ON CONFLICT (mode) DO UPDATE SET visits = "
      "visits + 1",
      static_cast<unsigned>(mode));
}

Result<Bytes> SessionFile::current_box() {
  PARVIS_TRY(auto select, database_->prepare("SELECT box FROM current"));
  PARVIS_TRY(const bool row, select.step());
  if (!row) return fail(Errc::not_found, "no visit in hand");
  return to_bytes(select.blob(0));
}

Result<Bytes> SessionFile::box(const wire::VisitId& visit) {
  PARVIS_TRY(auto select, database_->prepare("SELECT box FROM urn WHERE visit = ?"));
  select.bind(visit);
  PARVIS_TRY(const bool row, select.step());
  if (!row) return fail(Errc::not_found, "no such box");
  return to_bytes(select.blob(0));
}

Result<std::optional<wire::Signed>> SessionFile::document(std::string_view table) {
  PARVIS_TRY(auto select,
             database_->prepare(fmt::format("SELECT document, signature FROM {}", table)));
  PARVIS_TRY(const bool row, select.step());
  if (!row) return std::optional<wire::Signed>{};
  PARVIS_TRY(const auto signature, select.fixed<crypto::Signature>(1));
  return std::optional(wire::Signed{to_bytes(select.blob(0)), signature});
}

Status SessionFile::read_leaves(SessionContents& contents) {
  PARVIS_TRY(auto select, database_->prepare("SELECT visit, digest FROM digest ORDER BY visit"));
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return {};
    PARVIS_TRY(const auto id, select.fixed<wire::VisitId>(0));
    PARVIS_TRY(const auto digest, select.fixed<crypto::Digest>(1));
    contents.leaves.push_back({id, digest});
  }
}

Status SessionFile::read_tally(SessionContents& contents) {
  PARVIS_TRY(auto select, database_->prepare("SELECT mode, visits FROM tally"));
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return {};
    const std::uint64_t mode = select.natural(0);
    if (mode >= kModes) return fail(Errc::corrupt, "session: no such mode");
    contents.counts.modes[mode] = static_cast<std::uint32_t>(select.natural(1));
  }
}

Status SessionFile::read_in_hand(SessionContents& contents) {
  PARVIS_TRY(auto select, database_->prepare("SELECT visit, mode FROM current"));
  PARVIS_TRY(const bool row, select.step());
  if (!row) return {};
  PARVIS_TRY(const auto visit, select.fixed<wire::VisitId>(0));
  const std::uint64_t mode = select.natural(1);
  if (mode >= kModes) return fail(Errc::corrupt, "session: no such mode");
  contents.in_hand = InHand{visit, static_cast<wire::Mode>(mode), {}};
  return {};
}

Result<SessionContents> SessionFile::read(const wire::SessionId& id, const crypto::VerifyKey& key) {
  SessionContents contents;
  contents.id = id;
  PARVIS_TRY(const auto facts, document("facts"));
  PARVIS_TRY(const auto signed_commitment, document("commitment"));
  PARVIS_TRY(const auto sheet, document("sheet"));
  if (!facts || !signed_commitment) return fail(Errc::forged, "session: a signed row is missing");
  PARVIS_TRY(contents.facts, verify_facts(*facts, id, key));
  auto commitment = wire::verify_commitment(*signed_commitment, key);
  if (!commitment) return fail(damage(commitment.error().code), commitment.error().context);
  if (sheet) {
    PARVIS_TRY(contents.sheet, verify_sheet(*sheet, id, key));
  }
  PARVIS_TRY_VOID(read_leaves(contents));
  PARVIS_TRY_VOID(read_tally(contents));
  PARVIS_TRY_VOID(read_in_hand(contents));

  const bool ours = commitment->session == id && commitment->device == contents.facts.seal.device;
  const bool whole = commitment->visits == contents.leaves.size() &&
                     commitment->root == wire::visits_root(contents.leaves) &&
                     commitment->current.is_zero() == !contents.in_hand.has_value();
  if (!ours || !whole)
    return fail(Errc::forged, "session: its visits are not those that were signed");
  if (contents.in_hand) contents.in_hand->digest = commitment->current;
  contents.counts.visits = commitment->visits;
  contents.counts.endings = commitment->endings;
  contents.counts.in_hand = contents.in_hand.has_value();
  return contents;
}

Path session_path(const Path& sessions, const wire::SessionId& id) {
  return sessions / (crypto::to_hex(id.view()) + ".db");
}

Result<wire::SessionId> session_id_of(const Path& file) {
  PARVIS_TRY(const Bytes bytes, crypto::from_hex(file.stem().string()));
  return wire::SessionId::from(bytes);
}

Status remove_session_file(const Path& file) {
  for (const char* suffix : {"-journal", "-wal", "-shm", ""}) {
    PARVIS_TRY_VOID(remove_file(file.string() + suffix));
  }
  return {};
}

}  // namespace parvis::ledger
