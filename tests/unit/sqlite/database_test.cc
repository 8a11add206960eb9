#include "sync/sqlite/database.h"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <limits>

#include "sync/crypto/crypto.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

namespace parvis::sqlite {
namespace {

using support::code;
using support::ok;
using support::TemporaryDirectory;
using support::value;

constexpr std::array<std::string_view, 1> kFirst{
    "CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT, bytes BLOB, real REAL) STRICT"};
constexpr std::array<std::string_view, 2> kSecond{
    kFirst[0], "ALTER TABLE note ADD COLUMN mark INTEGER NOT NULL DEFAULT 7"};
constexpr Schema kOld{"note", 0x6e6f7465, kFirst};
constexpr Schema kNew{"note", 0x6e6f7465, kSecond};

std::int64_t pragma(Database& database, std::string_view name) {
  return value(database.integer("PRAGMA " + std::string(name)));
}

TEST_CASE("every database is opened in the one durable and forgetting way") {
  TemporaryDirectory directory;
  Database database = value(Database::open(directory / "a.db", kOld, {.page_size = 8192}));
  CHECK(pragma(database, "page_size") == 8192);
  CHECK(pragma(database, "synchronous") == 2);
  CHECK(pragma(database, "secure_delete") == 1);
  CHECK(pragma(database, "temp_store") == 2);
  CHECK(pragma(database, "foreign_keys") == 1);
  CHECK(pragma(database, "trusted_schema") == 0);
  Statement mode = value(database.prepare("PRAGMA journal_mode"));
  REQUIRE(value(mode.step()));
  CHECK(mode.text(0) == "wal");
}

TEST_CASE("an exclusive database has no shared memory file and refuses a second opener") {
  TemporaryDirectory directory;
  const OpenOptions alone{.sharing = Sharing::exclusive,
                          .busy_timeout = std::chrono::milliseconds(0)};
  Database database = value(Database::open(directory / "a.db", kOld, alone));
  ok(database.run("INSERT INTO note (words) VALUES (?)", "x"));
  CHECK(std::filesystem::exists(directory / "a.db-wal"));
  CHECK_FALSE(std::filesystem::exists(directory / "a.db-shm"));
  CHECK(code(Database::open(directory / "a.db", kOld, alone)) == Errc::busy);
}

TEST_CASE("values come back as they were bound, whatever their type") {
  TemporaryDirectory directory;
  Database database = value(Database::open(directory / "a.db", kOld));
  const auto digest = crypto::blake2b(as_bytes("x"));
  Statement insert = value(database.prepare("INSERT INTO note VALUES (?, ?, ?, ?)"));
  ok(insert.run(std::uint64_t{1} << 40, "été", digest, 0.5));
  ok(insert.run(-3, std::string_view{}, ByteView{}, nullptr));
  ok(insert.run(4, std::optional<std::string>{}, std::optional<Bytes>{}, std::optional<double>{}));

  Statement select = value(database.prepare("SELECT * FROM note WHERE id = ?"));
  select.bind(std::int64_t{1} << 40);
  REQUIRE(value(select.step()));
  CHECK(select.natural(0) == std::uint64_t{1} << 40);
  CHECK(select.text(1) == "été");
  CHECK(value(select.fixed<crypto::Digest>(2)) == digest);
  CHECK(code(select.fixed<crypto::KeyId>(2)) == Errc::corrupt);
  CHECK(select.real(3) == 0.5);
  CHECK_FALSE(value(select.step()));

  select.bind(-3);
  REQUIRE(value(select.step()));
  CHECK_FALSE(select.is_null(1));
  CHECK_FALSE(select.is_null(2));
  CHECK(select.is_null(3));
  select.bind(4);
  REQUIRE(value(select.step()));
  CHECK(select.is_null(1));
  CHECK(select.is_null(2));
}

TEST_CASE("a number too large to be stored is refused, not wrapped") {
  TemporaryDirectory directory;
  Database database = value(Database::open(directory / "a.db", kOld));
  Statement insert = value(database.prepare("INSERT INTO note (id) VALUES (?)"));
  CHECK(code(insert.run(std::numeric_limits<std::uint64_t>::max())) == Errc::invalid);
  ok(insert.run(std::uint64_t{5}));
  CHECK(value(database.integer("SELECT count(*) FROM note")) == 1);
}

TEST_CASE("a constraint that refuses is a conflict, a statement that gives rows is no command") {
  TemporaryDirectory directory;
  Database database = value(Database::open(directory / "a.db", kOld));
  ok(database.run("INSERT INTO note (id) VALUES (1)"));
  CHECK(code(database.run("INSERT INTO note (id) VALUES (1)")) == Errc::conflict);
  CHECK(code(database.run("SELECT 1")) == Errc::internal);
  CHECK(code(database.integer("SELECT id FROM note WHERE id = 9")) == Errc::not_found);
  CHECK(code(database.prepare("SELEC 1")) == Errc::internal);
}

TEST_CASE("a transaction that is not committed leaves nothing") {
  TemporaryDirectory directory;
  Database database = value(Database::open(directory / "a.db", kOld));
  {
    Transaction transaction = value(Transaction::begin(database));
    ok(database.run("INSERT INTO note (id) VALUES (1)"));
  }
  CHECK(value(database.integer("SELECT count(*) FROM note")) == 0);
  {
    Transaction transaction = value(Transaction::begin(database));
    ok(database.run("INSERT INTO note (id) VALUES (2)"));
    ok(transaction.commit());
  }
  CHECK(value(database.integer("SELECT count(*) FROM note")) == 1);
}

TEST_CASE("an older file migrates forward and keeps its rows") {
  TemporaryDirectory directory;
  {
    Database database = value(Database::open(directory / "a.db", kOld));
    ok(database.run("INSERT INTO note (words) VALUES (?)", "kept"));
  }
  CHECK(code(Database::open(directory / "a.db", kNew, {.access = Access::read_only})) ==
        Errc::unsupported_version);
  Database database = value(Database::open(directory / "a.db", kNew));
  CHECK(value(database.integer("SELECT mark FROM note WHERE words = 'kept'")) == 7);
  CHECK(pragma(database, "user_version") == 2);
}

TEST_CASE("a newer file is refused with words that say what to do, and stays as it was") {
  TemporaryDirectory directory;
  { ok(value(Database::open(directory / "a.db", kNew)).close()); }
  const Bytes before = value(read_file(directory / "a.db", 1 << 20));
  const auto refused = Database::open(directory / "a.db", kOld);
  REQUIRE(code(refused) == Errc::unsupported_version);
  CHECK(refused.error().message().find("install the newer program") != std::string::npos);
  CHECK(value(read_file(directory / "a.db", 1 << 20)) == before);
}

TEST_CASE("a file of another kind, garbage and a missing file are told apart") {
  TemporaryDirectory directory;
  { ok(value(Database::open(directory / "a.db", kOld)).close()); }
  constexpr Schema other{"other", 0x6f746872, kFirst};
  CHECK(code(Database::open(directory / "a.db", other)) == Errc::invalid);
  ok(write_file(directory / "b.db", as_bytes(std::string(4096, 'x'))));
  CHECK(code(Database::open(directory / "b.db", kOld)) == Errc::corrupt);
  CHECK(code(Database::open(directory / "c.db", kOld, {.access = Access::existing})) ==
        Errc::not_found);
  CHECK_FALSE(std::filesystem::exists(directory / "c.db"));
}

TEST_CASE("a second writer is told that the file is busy") {
  TemporaryDirectory directory;
  Database one = value(Database::open(directory / "a.db", kOld));
  Database two = value(
      Database::open(directory / "a.db", kOld, {.busy_timeout = std::chrono::milliseconds(0)}));
  Transaction writing = value(Transaction::begin(one));
  CHECK(code(Transaction::begin(two)) == Errc::busy);
}

TEST_CASE("a checkpoint that a reader holds up is reported, and leaves nothing when it is not") {
  TemporaryDirectory directory;
  const OpenOptions impatient{.busy_timeout = std::chrono::milliseconds(0)};
  Database writer = value(Database::open(directory / "a.db", kOld, impatient));
  Database reader = value(Database::open(directory / "a.db", kOld, impatient));
  ok(writer.run("INSERT INTO note (id) VALUES (1)"));
  Statement reading = value(reader.prepare("SELECT id FROM note"));
  REQUIRE(value(reading.step()));
  ok(writer.run("INSERT INTO note (id) VALUES (2)"));
  CHECK(code(writer.checkpoint()) == Errc::busy);
  reading.reset();
  ok(writer.checkpoint());
  CHECK(std::filesystem::file_size(directory / "a.db-wal") == 0);
}

TEST_CASE("what is deleted and vacuumed is in no byte of the file") {
  TemporaryDirectory directory;
  Database database = value(Database::open(directory / "a.db", kOld));
  ok(database.run("INSERT INTO note (id, words) VALUES (1, ?)", "a very particular sentence"));
  ok(database.run("DELETE FROM note"));
  ok(database.vacuum());
  ok(database.checkpoint());
  for (const char* name : {"a.db", "a.db-wal"}) {
    const Bytes bytes = value(read_file(directory / name, 1 << 20));
    CHECK(as_text(bytes).find("particular") == std::string_view::npos);
  }
}

TEST_CASE("a backup is a whole copy, and never overwrites") {
  TemporaryDirectory directory;
  Database database = value(Database::open(directory / "a.db", kOld));
  ok(database.run("INSERT INTO note (words) VALUES (?)", "kept"));
  ok(database.backup_to(directory / "copy.db"));
  CHECK(code(database.backup_to(directory / "copy.db")) == Errc::conflict);
  Database copy = value(Database::open(directory / "copy.db", kOld));
  CHECK(value(copy.integer("SELECT count(*) FROM note WHERE words = 'kept'")) == 1);
}

TEST_CASE("a damaged page is corrupt, not an answer") {
  TemporaryDirectory directory;
  {
    Database database = value(Database::open(directory / "a.db", kOld));
    for (int i = 0; i < 200; ++i) {
      ok(database.run("INSERT INTO note (words) VALUES (?)", std::string(200, 'a')));
    }
    ok(database.check_integrity());
    ok(database.close());
  }
  Bytes bytes = value(read_file(directory / "a.db", 1 << 20));
  std::fill(bytes.begin() + 4096, bytes.begin() + 8192, std::uint8_t{0xff});
  ok(write_file(directory / "a.db", bytes));
  auto damaged = Database::open(directory / "a.db", kOld);
  CHECK((!damaged || code(damaged->check_integrity()) == Errc::corrupt));
}

}  // namespace
}  // namespace parvis::sqlite
