// A SQLite file, opened in the one way Parvis opens them. This module is the only one that knows
// sqlite3.h.
//
// Every database here has: WAL, synchronous=FULL (a commit that returned survives a power cut),
// secure_delete (what is deleted is overwritten), temp_store=MEMORY (nothing spills into /tmp),
// foreign keys, cell size checks, no trusted schema. A file written by a newer program is refused,
// never changed; older ones migrate forward when opened.
//
//   PARVIS_TRY(auto database, Database::open(path, kSchema, {.page_size = 8192}));
//   PARVIS_TRY(auto transaction, Transaction::begin(database));
//   PARVIS_TRY_VOID(database.run("UPDATE batch SET state = ? WHERE number = ?", state, number));
//   PARVIS_TRY_VOID(transaction.commit());
//
// Threads: one at a time; give each thread its own Database. SQLite's own VFS layer is used as it
// is: a test that wants to see or lose writes registers a VFS of its own as SQLite's default
// (tests/support/forgetful_vfs.h), or names one in OpenOptions::vfs.
//
// Errors: no_space (disk full), io, corrupt (not a database, or a damaged one), busy (another
// connection writes), conflict (a constraint), denied (permissions, read-only),
// unsupported_version, not_found, internal (our SQL).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "hardware/platform/files.h"
#include "hardware/platform/result.h"
#include "sync/sqlite/statement.h"

struct sqlite3;

namespace parvis::sqlite {

// What a kind of file holds. steps[i] is SQL that leads from version i to version i + 1: append to
// it, and never change a step that was released. A new file runs them all.
struct Schema {
  std::string_view name;            // for messages: "session"
  std::int32_t application_id = 0;  // four letters in the file's header that tell the kinds apart
  std::span<const std::string_view> steps;
  [[nodiscard]] int version() const { return static_cast<int>(steps.size()); }
};

enum class Access {
  create,     // read and write; made when it is not there
  existing,   // read and write; Errc::not_found when it is not there
  read_only,  // never writes, migrates nothing: an older schema is refused too
};

// Whether other connections may have the file open at the same time. `exclusive` keeps the WAL's
// index in memory: there is no -shm file to read an order from.
enum class Sharing { shared, exclusive };

struct OpenOptions {
  Access access = Access::create;
  Sharing sharing = Sharing::shared;
  int page_size = 4096;  // bytes; fixed when the file is made
  std::chrono::milliseconds busy_timeout{5000};
  int checkpoint_pages = 1000;  // the WAL is moved into the file when it is longer than this
  std::string vfs{};            // "" is SQLite's default
};

class Database {
 public:
  // Opens, checks the kind of file, migrates. A file of a newer schema: Errc::unsupported_version,
  // with a message that says to update this program; the file is left as it was.
  static Result<Database> open(const Path& path, const Schema& schema,
                               const OpenOptions& options = {});

  // Closing moves the WAL into the file. The destructor does it too, but can't say that it failed.
  Status close();

  Result<Statement> prepare(std::string_view sql);
  // Any number of statements, without values: for schemas.
  Status execute(std::string_view sql);
  // One statement that gives no rows. Compiled statements are kept for the next time, so there is
  // nothing to gain from preparing what is only run.
  template <class... Values>
  Status run(std::string_view sql, const Values&... values) {
    PARVIS_TRY(Statement * statement, cached(sql));
    return statement->run(values...);
  }
  // The first column of the first row. Errc::not_found when there is no row.
  template <class... Values>
  Result<std::int64_t> integer(std::string_view sql, const Values&... values) {
    PARVIS_TRY(Statement * statement, cached(sql));
    statement->bind(values...);
    PARVIS_TRY(const bool row, statement->step());
    if (!row) return fail(Errc::not_found, "no row");
    const std::int64_t value = statement->integer(0);
    statement->reset();
    return value;
  }

  // Rows changed by the last INSERT, UPDATE or DELETE.
  [[nodiscard]] std::int64_t changes() const;

  // Rewrites the file so that nothing of its history is left in it. MUST be outside a transaction.
  Status vacuum();
  // Moves the whole WAL into the file and cuts the WAL to 0 bytes, durably. Errc::busy when a
  // reader stands in the way: then the WAL is not empty and the caller has to try again.
  Status checkpoint();
  // A consistent copy in a new file, durable, made while others go on working. Errc::conflict when `target`
  // exists.
  Status backup_to(const Path& target);
  // Reads every page. Errc::corrupt with SQLite's first finding.
  Status check_integrity();

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  explicit Database(sqlite3* handle) : handle_(handle) {}
  Result<Statement*> cached(std::string_view sql);
  Status configure(const OpenOptions& options);
  Result<int> version_of(const Schema& schema);
  Status prepare_file(const Schema& schema, Access access);
  Status use_wal();

  std::unique_ptr<sqlite3, Close> handle_;
  std::map<std::string, Statement, std::less<>>
      statements_;  // by their SQL; they go before the handle
};

// BEGIN … COMMIT; rolled back when it goes out of scope without commit(). The database MUST outlive
// it, and not move.
class Transaction {
 public:
  // Takes the write lock at once, so that a commit can't find someone else in front of it.
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // Durable when it returns. After a failure nothing of the transaction remains.
  Status commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;  // null once committed or moved from
};

}  // namespace parvis::sqlite
