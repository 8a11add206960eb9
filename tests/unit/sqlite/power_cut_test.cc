// SQLite on a disk that forgets what was not synced: that the disk does forget, and that a commit
// that returned is never among what it forgets.
#include <array>
#include <catch2/catch.hpp>

#include "sync/sqlite/database.h"
#include "tests/support/forgetful_vfs.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

namespace parvis::sqlite {
namespace {

using support::ForgetfulVfs;
using support::ok;
using support::Tear;
using support::TemporaryDirectory;
using support::value;

constexpr std::array<std::string_view, 1> kSteps{
    "CREATE TABLE t (n INTEGER PRIMARY KEY, filler BLOB)"};
constexpr Schema kSchema{"power", 0x706f7772, kSteps};

TEST_CASE("a disk that loses power forgets what was not synced") {
  TemporaryDirectory directory;
  ForgetfulVfs disk;
  {
    Database database = value(Database::open(directory / "a.db", kSchema));
    ok(database.run("INSERT INTO t VALUES (1, NULL)"));
    ok(database.execute("PRAGMA synchronous = OFF"));
    ok(database.run("INSERT INTO t VALUES (2, NULL)"));
    CHECK(value(database.integer("SELECT count(*) FROM t")) == 2);
    disk.forget();
    CHECK_FALSE(database.run("INSERT INTO t VALUES (3, NULL)"));
  }
  disk.power_on();
  Database database = value(Database::open(directory / "a.db", kSchema));
  CHECK(value(database.integer("SELECT count(*) FROM t")) == 1);
}

// Inserts 1, 2, 3, … with a VACUUM and a checkpoint now and then, until the power goes; returns the
// last number whose commit returned.
int insert_until_dark(const Path& path, Sharing sharing) {
  int acknowledged = 0;
  auto database = Database::open(path, kSchema, {.sharing = sharing, .checkpoint_pages = 6});
  while (database && acknowledged < 12) {
    if (!database->run("INSERT INTO t VALUES (?, zeroblob(3000))", acknowledged + 1)) break;
    ++acknowledged;
    if (acknowledged % 4 == 0 && (!database->vacuum() || !database->checkpoint())) break;
  }
  return acknowledged;
}

TEST_CASE("no commit that returned is lost, whichever sync the power goes in") {
  const Tear tear = GENERATE(Tear::nothing, Tear::some_sectors, Tear::everything);
  const Sharing sharing = GENERATE(Sharing::shared, Sharing::exclusive);
  ForgetfulVfs disk;
  bool reached_the_end = false;
  for (std::uint64_t n = 1; !reached_the_end; ++n) {
    TemporaryDirectory directory;
    disk.cut_at_sync(n, tear, n);
    const int acknowledged = insert_until_dark(directory / "a.db", sharing);
    reached_the_end = !disk.is_cut();
    disk.forget();
    disk.power_on();
    Database database = value(Database::open(directory / "a.db", kSchema, {.sharing = sharing}));
    ok(database.check_integrity());
    const auto found = value(database.integer("SELECT count(*) FROM t"));
    CAPTURE(n, acknowledged, found);
    CHECK(found >= acknowledged);
    CHECK(found <= acknowledged + 1);  // one may be durable whose answer nobody heard
    CHECK(value(database.integer("SELECT ifnull(max(n), 0) FROM t")) == found);
    REQUIRE(n < 500);
  }
}

TEST_CASE("a full disk is no_space, and the transaction is as if it had not been") {
  TemporaryDirectory directory;
  ForgetfulVfs disk;
  Database database = value(Database::open(directory / "a.db", kSchema));
  ok(database.run("INSERT INTO t VALUES (1, NULL)"));
  disk.full_while([] { return true; });
  CHECK(support::code(database.run("INSERT INTO t VALUES (2, zeroblob(9000))")) == Errc::no_space);
  disk.full_while({});
  ok(database.run("INSERT INTO t VALUES (2, zeroblob(9000))"));
  CHECK(value(database.integer("SELECT count(*) FROM t")) == 2);
}

}  // namespace
}  // namespace parvis::sqlite
