#include "sync/hub/desk/store.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/hub/desk/rows.h"

namespace parvis::hub {
namespace {

// FORMAT.md describes the tables. Rows have random keys and WITHOUT ROWID: nothing numbers them in the order they came.
constexpr std::string_view kVersion1 = R"(
CREATE TABLE batch (
  leaf INTEGER PRIMARY KEY,
  document BLOB NOT NULL
) STRICT;
CREATE TABLE visit (
  key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
  id BLOB NOT NULL CHECK (length(id) = 16),
  box BLOB NOT NULL CHECK (length(box) = 32),
  leaf INTEGER NOT NULL REFERENCES batch (leaf),
  standing INTEGER NOT NULL CHECK (standing BETWEEN 0 AND 6),
  reason TEXT NOT NULL,
  conflict INTEGER NOT NULL CHECK (conflict IN (0, 1)),
  code BLOB CHECK (length(code) = 32),
  content BLOB NOT NULL,
  row_digest BLOB NOT NULL CHECK (length(row_digest) = 32)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX visit_by_id ON visit (id, leaf);
CREATE INDEX visit_by_code ON visit (code) WHERE code IS NOT NULL;
CREATE TABLE idea (
  id TEXT NOT NULL PRIMARY KEY,
  visit BLOB NOT NULL CHECK (length(visit) = 16),
  ordinal INTEGER NOT NULL,
  consultation TEXT NOT NULL,
  language TEXT NOT NULL,
  theme TEXT NOT NULL,
  said TEXT NOT NULL,
  text TEXT NOT NULL,
  keywords TEXT NOT NULL,
  author TEXT NOT NULL,
  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
  reason TEXT NOT NULL,
  published INTEGER NOT NULL,
  UNIQUE (visit, ordinal)
) STRICT, WITHOUT ROWID;
CREATE TABLE step (
  idea TEXT NOT NULL REFERENCES idea (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (idea, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE pack (
  consultation TEXT NOT NULL,
  version INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (consultation, version)
) STRICT;
CREATE TABLE sources (
  consultation TEXT NOT NULL PRIMARY KEY,
  directory TEXT NOT NULL,
  city TEXT NOT NULL,
  statistics TEXT NOT NULL,
  statistics_note TEXT NOT NULL,
  opens TEXT NOT NULL,
  closes TEXT NOT NULL,
  practice INTEGER NOT NULL CHECK (practice IN (0, 1))
) STRICT;
)";
constexpr std::string_view kSteps[] = {kVersion1};
constexpr sqlite::Schema kSchema{"desk", 0x50764465 /* "PvDe" */, kSteps};

}  // namespace

std::string_view to_string(Standing standing) {
  constexpr std::array<std::string_view, kStandings> kNames{
      "counted", "suspect", "withdrawn", "unopenable", "quarantined", "duplicate", "erased"};
  return kNames[static_cast<std::size_t>(standing)];
}

std::string_view to_string(IdeaState state) {
  constexpr std::array<std::string_view, kIdeaStates> kNames{"pending", "accepted", "refused",
                                                             "postponed"};
  return kNames[static_cast<std::size_t>(state)];
}

crypto::Digest row_digest(const OpenedVisit& visit) {
  // Fixed lengths first; the two of variable length are kept apart by the reason's length.
  Bytes head;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    head.push_back(static_cast<std::uint8_t>(visit.leaf >> shift));
  }
  head.push_back(static_cast<std::uint8_t>(visit.standing));
  head.push_back(visit.conflict ? 1 : 0);
  head.push_back(visit.code ? 1 : 0);
  head.push_back(static_cast<std::uint8_t>(visit.reason.size()));
  const wire::CodeTag code = visit.code.value_or(wire::CodeTag{});
  return crypto::blake2b({as_bytes("parvis/desk-row"), visit.key.view(), visit.id.view(),
                          visit.box.view(), head, code.view(), as_bytes(visit.reason),
                          visit.content});
}

Result<DeskStore> DeskStore::create(const Path& file) {
  // SQLite would make it readable by the group; its WAL takes over the mode of the file.
  PARVIS_TRY_VOID(write_file(file, {}, Existing::keep, 0600));
  return open(file, sqlite::Access::existing);
}

Result<DeskStore> DeskStore::open(const Path& file, sqlite::Access access) {
  sqlite::OpenOptions options;
  options.access = access;
  options.page_size = 8192;
  PARVIS_TRY(auto database, sqlite::Database::open(file, kSchema, options));
  return DeskStore(std::move(database));
}

// ---- opening -----------------------------------------------------------------------------------

Result<bool> DeskStore::has_batch(std::uint64_t leaf) {
  PARVIS_TRY(const auto found,
             database_.integer("SELECT count(*) FROM batch WHERE leaf = ?", leaf));
  return found != 0;
}

Status DeskStore::move_batch(std::uint64_t from, std::uint64_t to) {
  PARVIS_TRY(auto transaction, begin());
  std::vector<OpenedVisit> rows_of_it;
  {
    PARVIS_TRY(auto select, database_.prepare(rows::select_visit("WHERE leaf = ? ORDER BY key")));
    select.bind(from);
    PARVIS_TRY(rows_of_it, rows::read_all(select, rows::read_visit));
  }
  PARVIS_TRY_VOID(database_.run(
      "INSERT INTO batch (leaf, document) SELECT ?, document FROM batch WHERE leaf = ?", to, from));
  for (OpenedVisit& row : rows_of_it) {
    row.leaf = to;
    PARVIS_TRY_VOID(database_.run("UPDATE visit SET leaf = ?, row_digest = ? WHERE key = ?", to,
                                  row_digest(row), row.key));
  }
  PARVIS_TRY_VOID(database_.run("DELETE FROM batch WHERE leaf = ?", from));
  return transaction.commit();
}

Result<std::optional<std::uint64_t>> DeskStore::waiting_leaf(const wire::Signed& document) {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT leaf FROM batch WHERE leaf >= ? AND document = ?"));
  select.bind(kEarlierLog, wire::encode(document));
  PARVIS_TRY(const bool row, select.step());
  return row ? std::optional(select.natural(0)) : std::nullopt;
}

Result<std::vector<OpenedBatch>> DeskStore::batches() {
  PARVIS_TRY(auto select, database_.prepare("SELECT leaf, document FROM batch ORDER BY leaf"));
  std::vector<OpenedBatch> found;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return found;
    OpenedBatch batch;
    batch.leaf = select.natural(0);
    auto document = wire::decode_signed(select.blob(1));
    auto manifest = document ? wire::decode_manifest(document->bytes)
                             : Result<wire::Manifest>(fail(Errc::corrupt, ""));
    if (!manifest) {
      return fail(Errc::corrupt,
                  fmt::format("desk.db: the manifest of batch {} in the log is damaged; "
                              "run audit, then restore a backup",
                              batch.leaf));
    }
    batch.document = std::move(*document);
    batch.manifest = std::move(*manifest);
    found.push_back(std::move(batch));
  }
}

Status DeskStore::add_batch(const OpenedBatch& batch, std::span<const OpenedVisit> visits,
                            std::span<const IdeaRow> ideas, std::span<const OpenedVisit> flagged) {
  PARVIS_TRY_VOID(database_.run("INSERT INTO batch (leaf, document) VALUES (?, ?)", batch.leaf,
                                wire::encode(batch.document)));
  {
    PARVIS_TRY(auto insert, database_.prepare(rows::kInsertVisit));
    for (const auto& visit : visits) PARVIS_TRY_VOID(rows::write_visit(insert, visit));
  }
  if (!ideas.empty()) {
    PARVIS_TRY(auto insert, database_.prepare(rows::kInsertIdea));
    for (const auto& idea : ideas) PARVIS_TRY_VOID(rows::write_idea(insert, idea));
  }
  for (const auto& visit : flagged) {
    PARVIS_TRY_VOID(database_.run("UPDATE visit SET conflict = 1, row_digest = ? WHERE key = ?",
                                  row_digest(visit), visit.key));
  }
  return {};
}

Result<std::map<std::uint64_t, bool>> DeskStore::leaves_set_aside(std::string_view reason) {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT leaf, max(standing = 4 AND reason = ?) FROM visit "
                               "WHERE standing != 2 GROUP BY leaf"));
  select.bind(reason);
  std::map<std::uint64_t, bool> leaves;
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return leaves;
    leaves.emplace(select.natural(0), select.integer(1) != 0);
  }
}

Status DeskStore::forget_batch(std::uint64_t leaf) {
  PARVIS_TRY_VOID(database_.run(
      "DELETE FROM idea WHERE visit IN (SELECT key FROM visit WHERE leaf = ?)", leaf));
  PARVIS_TRY_VOID(database_.run("DELETE FROM visit WHERE leaf = ? AND standing != 2", leaf));
  // The rows that stay refer to it; add_batch() writes it again.
  PARVIS_TRY_VOID(database_.execute("PRAGMA defer_foreign_keys = ON"));
  return database_.run("DELETE FROM batch WHERE leaf = ?", leaf);
}

// ---- visits ------------------------------------------------------------------------------------

Status DeskStore::each_visit(const TakeVisit& take, const TakeDamage& damaged) {
  PARVIS_TRY(auto select, database_.prepare(rows::select_visit("ORDER BY key")));
  for (;;) {
    PARVIS_TRY(const bool row, select.step());
    if (!row) return {};
    const auto visit = rows::read_visit(select);
    if (visit) {
      PARVIS_TRY_VOID(take(*visit));
    } else {
      PARVIS_TRY_VOID(damaged(visit.error().context));
    }
  }
}

Result<std::vector<OpenedVisit>> DeskStore::with_id(const wire::VisitId& id) {
  if (!by_id_) {
    PARVIS_TRY(by_id_, database_.prepare(rows::select_visit("WHERE id = ? ORDER BY leaf")));
  }
  by_id_->bind(id);
  return rows::read_all(*by_id_, rows::read_visit);
}

Result<std::vector<OpenedVisit>> DeskStore::with_code(const wire::CodeTag& tag) {
  PARVIS_TRY(auto select, database_.prepare(rows::select_visit("WHERE code = ? ORDER BY leaf")));
  select.bind(tag);
  return rows::read_all(select, rows::read_visit);
}

Status DeskStore::withdraw(const OpenedVisit& visit) {
  OpenedVisit emptied = visit;
  emptied.standing = Standing::withdrawn;
  emptied.content.clear();
  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(database_));
  PARVIS_TRY_VOID(
      database_.run("UPDATE visit SET standing = ?, content = ?, row_digest = ? WHERE key = ?",
                    static_cast<std::int64_t>(emptied.standing), emptied.content,
                    row_digest(emptied), visit.key));
  PARVIS_TRY_VOID(database_.run("DELETE FROM idea WHERE visit = ?", visit.key));
  PARVIS_TRY_VOID(transaction.commit());
  return database_.checkpoint();  // the WAL would still hold what was said
}

Result<Bytes> without_code(ByteView content) {
  PARVIS_TRY(auto visit, wire::decode_visit(content));
  visit.code.reset();
  return wire::encode(visit);
}

Status DeskStore::erase_codes(std::span<const std::uint64_t> leaves) {
  std::vector<OpenedVisit> with_code;
  PARVIS_TRY_VOID(each_visit(
      [&](const OpenedVisit& row) -> Status {
        if (row.code && std::binary_search(leaves.begin(), leaves.end(), row.leaf))
          with_code.push_back(row);
        return {};
      },
      [](const std::string& damage) -> Status {
        return fail(Errc::corrupt, damage + "; run audit");
      }));
  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(database_));
  for (OpenedVisit& row : with_code) {
    row.code.reset();
    if (!row.content.empty()) {
      PARVIS_TRY(row.content, without_code(row.content));
    }
    PARVIS_TRY_VOID(
        database_.run("UPDATE visit SET code = NULL, content = ?, row_digest = ? WHERE key = ?",
                      row.content, row_digest(row), row.key));
  }
  PARVIS_TRY_VOID(transaction.commit());
  return database_.checkpoint();
}

// ---- ideas -------------------------------------------------------------------------------------

Result<std::vector<IdeaRow>> DeskStore::ideas() {
  PARVIS_TRY(auto select, database_.prepare(rows::select_idea("ORDER BY id")));
  return rows::read_all(select, rows::read_idea);
}

Result<IdeaRow> DeskStore::idea(std::string_view id) {
  PARVIS_TRY(auto select, database_.prepare(rows::select_idea("WHERE id = ?")));
  select.bind(id);
  PARVIS_TRY(const bool row, select.step());
  if (!row) return fail(Errc::not_found, fmt::format("no idea '{}' here; see moderate list", id));
  return rows::read_idea(select);
}

Result<std::vector<IdeaRow>> DeskStore::ideas_of(const RowKey& visit) {
  PARVIS_TRY(auto select, database_.prepare(rows::select_idea("WHERE visit = ? ORDER BY ordinal")));
  select.bind(visit);
  return rows::read_all(select, rows::read_idea);
}

Result<std::vector<Decision>> DeskStore::history(std::string_view id) {
  PARVIS_TRY(auto select, database_.prepare("SELECT number, at, who, what, reason, text FROM step "
                                            "WHERE idea = ? ORDER BY number"));
  select.bind(id);
  return rows::read_all(select, rows::read_step);
}

Status DeskStore::append_step(std::string_view idea, const Decision& step) {
  return database_.run(
      "INSERT INTO step (idea, number, at, who, what, reason, text) VALUES "
      "(?1, (SELECT 1 + count(*) FROM step WHERE idea = ?1), ?2, ?3, ?4, ?5, ?6)",
      idea, seconds_of(step.at), step.who, step.what, step.reason, step.text);
}

Status DeskStore::decide(const IdeaRow& idea, const Decision& step) {
  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(database_));
  PARVIS_TRY_VOID(
      database_.run("UPDATE idea SET state = ?, reason = ?, text = ?, keywords = ? WHERE id = ?",
                    static_cast<std::int64_t>(idea.state), idea.reason, idea.text,
                    rows::join_keywords(idea.keywords), idea.id));
  if (database_.changes() != 1) {
    return fail(Errc::not_found, fmt::format("no idea '{}' here; see moderate list", idea.id));
  }
  PARVIS_TRY_VOID(append_step(idea.id, step));
  return transaction.commit();
}

// ---- packs -------------------------------------------------------------------------------------

Status DeskStore::add_pack(const wire::PackRef& ref, ByteView bytes, const PackSources& sources,
                           std::span<const IdeaRow> published, const Decision& step) {
  PARVIS_TRY(auto transaction, sqlite::Transaction::begin(database_));
  PARVIS_TRY_VOID(database_.run("INSERT INTO pack (consultation, version, bytes) VALUES (?, ?, ?)",
                                ref.consultation, ref.version, bytes));
  PARVIS_TRY_VOID(database_.run(
      "INSERT OR REPLACE INTO sources (consultation, directory, city, statistics, statistics_note, "
      "opens, closes, practice) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      ref.consultation, sources.directory, sources.city, sources.statistics,
      sources.statistics_note, sources.opens, sources.closes, sources.practice ? 1 : 0));
  for (const auto& idea : published) {
    PARVIS_TRY_VOID(
        database_.run("UPDATE idea SET published = ? WHERE id = ?", ref.version, idea.id));
    Decision own = step;
    own.text = idea.text;
    PARVIS_TRY_VOID(append_step(idea.id, own));
  }
  return transaction.commit();
}

Result<std::vector<wire::PackRef>> DeskStore::packs() {
  PARVIS_TRY(auto select, database_.prepare("SELECT consultation, version FROM pack "
                                            "ORDER BY consultation, version"));
  return rows::read_all(select, [](const sqlite::Statement& row) -> Result<wire::PackRef> {
    return wire::PackRef{std::string(row.text(0)), row.natural(1)};
  });
}

Result<Bytes> DeskStore::pack(const wire::PackRef& ref) {
  PARVIS_TRY(auto select,
             database_.prepare("SELECT bytes FROM pack WHERE consultation = ? AND version = ?"));
  select.bind(ref.consultation, ref.version);
  PARVIS_TRY(const bool row, select.step());
  if (!row) {
    return fail(Errc::not_found,
                fmt::format("no pack {} version {} was made here", ref.consultation, ref.version));
  }
  return to_bytes(select.blob(0));
}

Result<std::optional<PackSources>> DeskStore::sources(std::string_view consultation) {
  PARVIS_TRY(auto select, database_.prepare(
                              "SELECT directory, city, statistics, statistics_note, opens, closes, "
                              "practice FROM sources WHERE consultation = ?"));
  select.bind(consultation);
  PARVIS_TRY(const bool row, select.step());
  if (!row) return std::optional<PackSources>();
  const auto text = [&](int column) { return std::string(select.text(column)); };
  return std::optional(
      PackSources{text(0), text(1), text(2), text(3), text(4), text(5), select.integer(6) != 0});
}

}  // namespace parvis::hub
