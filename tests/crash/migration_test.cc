// A database of an older program is opened by this one. Parvis' own files have one schema version yet; this is the way that
// all of them will go, with a schema of two steps.
#include <array>
#include <catch2/catch.hpp>

#include "sync/sqlite/database.h"
#include "tests/crash/laboratory.h"
#include "tests/support/result.h"

namespace parvis::crash {
namespace {

using sqlite::Database;
using sqlite::Schema;
using support::ok;
using support::value;

constexpr std::array<std::string_view, 2> kSteps{
    "CREATE TABLE batch (number INTEGER PRIMARY KEY, state INTEGER NOT NULL) STRICT",
    "CREATE TABLE batch_2 (number INTEGER PRIMARY KEY, state TEXT NOT NULL) STRICT;"
    "INSERT INTO batch_2 SELECT number, CASE state WHEN 0 THEN 'planned' ELSE 'kept' END FROM "
    "batch;"
    "DROP TABLE batch; ALTER TABLE batch_2 RENAME TO batch"};
constexpr Schema kOld{"trial", 0x50765472, {kSteps.data(), 1}};
constexpr Schema kNew{"trial", 0x50765472, kSteps};
constexpr int kRows = 300;

void make_old(const Path& file) {
  Database database = value(Database::open(file, kOld));
  for (int i = 0; i < kRows; ++i) ok(database.run("INSERT INTO batch VALUES (?, ?)", i, i % 2));
  ok(database.close());
}

Status check(const Path& file, std::size_t acknowledged) {
  if (acknowledged == 0) {
    // The older program is still there too: either of them can go on.
    const auto old = Database::open(file, kOld);
    if (!old && old.error().code != Errc::unsupported_version) return tl::unexpected(old.error());
  }
  PARVIS_TRY(Database database, Database::open(file, kNew));
  PARVIS_TRY_VOID(database.check_integrity());
  PARVIS_TRY(const auto kept, database.integer("SELECT count(*) FROM batch WHERE state = 'kept'"));
  PARVIS_TRY(const auto all, database.integer("SELECT count(*) FROM batch"));
  PARVIS_TRY(const auto more,
             database.integer("SELECT count(*) FROM batch WHERE number = ?", kRows));
  if (acknowledged == 2 && more != 1) return fail(Errc::corrupt, "a row is lost");
  const bool whole = kept == kRows / 2 + more && all == kRows + more;
  return whole ? Status{} : fail(Errc::corrupt, "a row is lost in the migration");
}

TEST_CASE("the power goes while an older schema is brought to today's: all rows, or as before") {
  for (const sqlite::Sharing sharing : {sqlite::Sharing::shared, sqlite::Sharing::exclusive}) {
    Laboratory laboratory(sharing == sqlite::Sharing::shared ? "a migration, shared file"
                                                             : "a migration, exclusive file");
    laboratory.sample_torn(4);
    const Path file = laboratory.disk() / "trial.db";
    make_old(file);
    laboratory.record([&] {
      Database database = value(Database::open(file, kNew, {.sharing = sharing}));
      laboratory.acknowledge();
      ok(database.run("INSERT INTO batch VALUES (?, 'kept')", kRows));
      laboratory.acknowledge();
    });
    const Judge judge = [&](std::size_t acknowledged) { return check(file, acknowledged); };
    const Report report = laboratory.judge(judge, [&] { (void)Database::open(file, kNew); });
    INFO(report.text());
    CHECK(report.complaints.empty());
    CHECK_FALSE(laboratory.judge_without(syncs_of("-wal"), judge).complaints.empty());
  }
}

TEST_CASE("the power goes while a database is made: what was committed to it is there") {
  Laboratory laboratory("a new database");
  laboratory.sample_torn(2);
  const Path file = laboratory.disk() / "trial.db";
  laboratory.record([&] {
    Database database = value(Database::open(file, kNew));
    for (int i = 0; i < 3; ++i) {
      ok(database.run("INSERT INTO batch VALUES (?, 'kept')", i));
      laboratory.acknowledge();
    }
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    PARVIS_TRY(Database database, Database::open(file, kNew));
    PARVIS_TRY(const auto rows, database.integer("SELECT count(*) FROM batch"));
    const auto found = static_cast<std::size_t>(rows);
    if (found < acknowledged || found > acknowledged + 1)
      return fail(Errc::corrupt, "not the rows");
    return database.check_integrity();
  };
  const Report report = laboratory.judge(judge, [&] { (void)Database::open(file, kNew); });
  INFO(report.text());
  CHECK(report.complaints.empty());
}

}  // namespace
}  // namespace parvis::crash
