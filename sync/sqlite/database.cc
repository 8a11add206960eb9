#include "sync/sqlite/database.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <limits>

#include "sync/sqlite/error.h"

namespace parvis::sqlite {

Errc errc_of(int extended_code) {
  switch (extended_code & 0xff) {
    case SQLITE_FULL:
      return Errc::no_space;
    case SQLITE_IOERR:
      return Errc::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Errc::corrupt;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Errc::busy;
    case SQLITE_CONSTRAINT:
      return Errc::conflict;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Errc::denied;
    case SQLITE_CANTOPEN:
      return Errc::io;
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
      return Errc::invalid;
    default:
      return Errc::internal;
  }
}

namespace {

// Whether one of the connection's files last failed with one of these errors of the system.
bool has_failed_with(sqlite3* handle, std::initializer_list<int> errors) {
  for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(handle, "main", which, &file);
    if (file == nullptr || file->pMethods == nullptr) continue;
    int sys = 0;
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &sys);
    if (std::find(errors.begin(), errors.end(), sys) != errors.end()) return true;
  }
  return false;
}

// Whether the disk had no room for what SQLite calls an I/O error: a sync or a longer file.
bool is_full(sqlite3* handle, int extended) {
  return (extended == SQLITE_IOERR_FSYNC || extended == SQLITE_IOERR_WRITE ||
          extended == SQLITE_IOERR_TRUNCATE || extended == SQLITE_IOERR_DIR_FSYNC) &&
         has_failed_with(handle, {ENOSPC, EDQUOT});
}

// SQLite can't say why it made no file beside this one; whether there is room for one can be tried.
bool has_no_room(sqlite3* handle, int extended) {
  const char* path = sqlite3_db_filename(handle, "main");
  if ((extended & 0xff) != SQLITE_CANTOPEN || path == nullptr || *path == '\0') return false;
  const auto probe = AtomicFile::create(Path(path).concat(".room"));
  return !probe && probe.error().code == Errc::no_space;
}

}  // namespace

tl::unexpected<Error> fail_sqlite(std::string_view what, sqlite3* handle, int code) {
  const int extended = handle == nullptr ? code : sqlite3_extended_errcode(handle);
  const std::string context = fmt::format("{}: {} ({})", what, sqlite3_errstr(extended), extended);
  const Errc errc = errc_of(code);
  const int sys = handle == nullptr ? 0 : sqlite3_system_errno(handle);
  if (errc == Errc::corrupt && handle != nullptr && has_failed_with(handle, {EIO, ENXIO})) {
    return fail(Errc::io, context, EIO);  // what can't be read is not damaged yet
  }
  if (errc != Errc::io && errc != Errc::no_space) return fail(errc, context);
  if (sys == ENOSPC || sys == EDQUOT) return fail_errno(context, sys);
  if (handle != nullptr && (is_full(handle, extended) || has_no_room(handle, extended))) {
    return fail(Errc::no_space, context, ENOSPC);
  }
  return fail(errc, context, sys);
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Result<Database> Database::open(const Path& path, const Schema& schema,
                                const OpenOptions& options) {
  const auto refuse = [&path](Error error) {
    return wrap(std::move(error), "open " + path.string());
  };
  std::error_code hidden;  // set when we may not even look
  if (options.access != Access::create && !std::filesystem::exists(path, hidden)) {
    if (hidden) return refuse(fail_errno("look for it", hidden.value()).value());
    return refuse({Errc::not_found, "no such file", 0});
  }
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
  flags |= options.access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options.access == Access::create) flags |= SQLITE_OPEN_CREATE;

  sqlite3* handle = nullptr;
  const char* vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, vfs);
  Database database(handle);
  if (code != SQLITE_OK) return refuse(fail_sqlite("sqlite", handle, code).value());
  // SQLite opens what it can't write for reading, and would say so with the first write.
  if (options.access != Access::read_only && sqlite3_db_readonly(handle, "main") == 1) {
    return refuse({Errc::denied, "it can't be written", sqlite3_system_errno(handle)});
  }
  if (auto status = database.configure(options); !status) return refuse(status.error());
  if (auto status = database.prepare_file(schema, options.access); !status) {
    return refuse(status.error());
  }
  return database;
}

Status Database::configure(const OpenOptions& options) {
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(options.busy_timeout.count()));
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // page_size counts only before the file has a page, locking_mode only before the first use of the
  // WAL.
  return execute(fmt::format(
      "PRAGMA page_size = {}; PRAGMA locking_mode = {}; PRAGMA trusted_schema = OFF;"
      "PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;"
      "PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = {}",
      options.page_size, options.sharing == Sharing::exclusive ? "EXCLUSIVE" : "NORMAL",
      options.checkpoint_pages));
}

// The schema version of a file of this kind; 0 for one that was just made.
Result<int> Database::version_of(const Schema& schema) {
  PARVIS_TRY(const std::int64_t kind, integer("PRAGMA application_id"));
  PARVIS_TRY(const std::int64_t version, integer("PRAGMA user_version"));
  PARVIS_TRY(const std::int64_t tables, integer("SELECT count(*) FROM sqlite_schema"));
  if (version == 0 && tables == 0) return 0;
  if (kind != schema.application_id || version < 1) {
    return fail(Errc::invalid, fmt::format("this is not a {} file of Parvis", schema.name));
  }
  if (version > schema.version()) {
    return fail(
        Errc::unsupported_version,
        fmt::format("this {} file has schema {}, this program knows up to {}: install the newer "
                    "program again; the file was not changed",
                    schema.name, version, schema.version()));
  }
  return static_cast<int>(version);
}

// Checks before it writes, so that a foreign or newer file stays as it was.
Status Database::prepare_file(const Schema& schema, Access access) {
  PARVIS_TRY(const int found, version_of(schema));
  if (access == Access::read_only) {
    if (found == schema.version()) return {};
    return fail(
        Errc::unsupported_version,
        fmt::format("this {} file has schema {} and must be brought to {} first: start the program "
                    "that owns it once",
                    schema.name, found, schema.version()));
  }
  PARVIS_TRY_VOID(use_wal());
  if (found == schema.version()) return {};
  PARVIS_TRY(Transaction transaction, Transaction::begin(*this));
  PARVIS_TRY(const int version, version_of(schema));  // again: another process may have been faster
  for (int step = version; step < schema.version(); ++step) {
    PARVIS_TRY_VOID(execute(schema.steps[static_cast<std::size_t>(step)]));
  }
  PARVIS_TRY_VOID(execute(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                      schema.application_id, schema.version())));
  return transaction.commit();
}

// A new file gets its first page through a rollback journal. With less than EXTRA, SQLite does not
// sync the directory after it has removed that journal: after a power cut it is back, takes page 1
// away, and SQLite then throws away the WAL with all that was committed since. (Found by
// power_cut_test.)
Status Database::use_wal() {
  PARVIS_TRY_VOID(execute("PRAGMA synchronous = EXTRA"));
  PARVIS_TRY(Statement mode, prepare("PRAGMA journal_mode = WAL"));
  mode.bind();
  PARVIS_TRY(const bool row, mode.step());
  if (!row || mode.text(0) != "wal") return fail(Errc::io, "this file system does not allow a WAL");
  mode.reset();
  return execute("PRAGMA synchronous = FULL");
}

Status Database::close() {
  PARVIS_TRY_VOID(checkpoint());
  statements_.clear();
  const int code = sqlite3_close(handle_.get());
  if (code != SQLITE_OK) return fail_sqlite("close", handle_.get(), code);
  static_cast<void>(handle_.release());
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                      &statement, nullptr);
  if (code != SQLITE_OK) return fail_sqlite(sql, handle_.get(), code);
  PARVIS_CHECK(statement != nullptr);  // empty SQL
  return Statement(statement);
}

Result<Statement*> Database::cached(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return &found->second;
  PARVIS_TRY(Statement statement, prepare(sql));
  // A program has few texts of SQL; this only bounds one that makes them up.
  constexpr std::size_t kMostCached = 128;
  if (statements_.size() >= kMostCached) statements_.clear();
  return &statements_.emplace(sql, std::move(statement)).first->second;
}

Status Database::execute(std::string_view sql) {
  const std::string text(sql);
  const int code = sqlite3_exec(handle_.get(), text.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail_sqlite(sql, handle_.get(), code);
  return {};
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

Status Database::vacuum() { return execute("VACUUM"); }

Status Database::checkpoint() {
  int left = 0;
  int moved = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, &left, &moved);
  if (code != SQLITE_OK) return fail_sqlite("checkpoint", handle_.get(), code);
  // After a whole TRUNCATE the log has no frame; −1 means that there is no WAL.
  if (left > 0) return fail(Errc::busy, fmt::format("checkpoint: {} frames stay in the WAL", left));
  // SQLite cuts the file and does not sync it: after a power cut the old frames would be back.
  sqlite3_file* wal = nullptr;
  sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
  if (wal == nullptr || wal->pMethods == nullptr) return {};
  const int synced = wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL);
  if (synced != SQLITE_OK) {
    return fail(is_full(handle_.get(), synced) ? Errc::no_space : errc_of(synced),
                "checkpoint: sync of the empty WAL");
  }
  return {};
}

Status Database::backup_to(const Path& target) {
  std::error_code ignored;
  if (std::filesystem::exists(target, ignored)) {
    return fail(Errc::conflict, fmt::format("backup: {} exists", target.string()));
  }
  auto copied = run("VACUUM INTO ?", target.string());
  if (!copied && copied.error().code == Errc::corrupt && check_integrity()) {
    return fail(Errc::io, copied.error().context);  // the copy could not be read, and this one can
  }
  if (!copied) return copied;
  // The copy is synced, the removal of its rollback journal is not: after a power cut that would take the copy back.
  return sync_directory(target.parent_path());
}

Status Database::check_integrity() {
  PARVIS_TRY(Statement check, prepare("PRAGMA integrity_check(1)"));
  check.bind();
  PARVIS_TRY(const bool row, check.step());
  if (!row || check.text(0) != "ok") {
    return fail(Errc::corrupt, fmt::format("integrity check: {}", check.text(0)));
  }
  return {};
}

Result<Transaction> Transaction::begin(Database& database) {
  PARVIS_TRY_VOID(database.run("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  // SQLite may have rolled back by itself (disk full, I/O error): then this says so and there is
  // nothing to do.
  if (database_ != nullptr) static_cast<void>(database_->run("ROLLBACK"));
}

Status Transaction::commit() {
  PARVIS_CHECK(database_ != nullptr);
  PARVIS_TRY_VOID(database_->run("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace parvis::sqlite
