// A session from opening to closing, restarts and tampering between them.
#include <catch2/catch.hpp>
#include <numeric>

#include "sync/ledger/schema.h"
#include "sync/ledger/session_file.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"

namespace parvis::ledger {
namespace {

using support::code;
using support::LedgerKit;
using support::ok;
using support::TemporaryDirectory;
using support::value;

// The file of a session that is not open, changed behind the ledger's back.
void tamper(const Path& file, std::string_view sql) {
  auto database = value(sqlite::Database::open(file, kSessionSchema));
  ok(database.execute(sql));
  ok(database.close());
}

TEST_CASE("what a visit said at its end is in the box, and the box opens to that") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  wire::Visit visit = kit.visit_of(12, support::kIdeaText);
  {
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    ok(session.save(visit));
    visit.ending = wire::Ending::completed;
    ok(session.finish(visit));
  }
  auto file = value(SessionFile::open(kit.session_file(), sqlite::Access::existing));
  const auto box = value(wire::decode_sealed_visit(value(file.box(visit.id))));
  CHECK(kit.open_box(box) == visit);
}

TEST_CASE("while it lasts, a visit's box says interrupted, whatever the caller says") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  {
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    wire::Visit visit = kit.visit_of(3);
    visit.ending = wire::Ending::completed;
    ok(session.save(visit));
    CHECK(session.counts().in_hand);
    CHECK(session.counts().visits == 0);
    CHECK_FALSE(session.tidy());
  }
  auto file = value(SessionFile::open(kit.session_file(), sqlite::Access::existing));
  const auto box = value(wire::decode_sealed_visit(value(file.current_box())));
  CHECK(kit.open_box(box).ending == wire::Ending::interrupted);
}

TEST_CASE("endings and modes are counted, and their sum is the visits") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  for (std::size_t i = 0; i < 7; ++i) {
    wire::Visit visit = kit.visit_of(1);
    visit.ending = static_cast<wire::Ending>(i % 3);
    visit.mode = i == 0 ? wire::Mode::paper : wire::Mode::assisted;
    ok(session.finish(visit));
    CHECK(session.tidy());
  }
  CHECK(session.counts().visits == 7);
  CHECK(session.counts().endings == wire::EndingCounts{3, 2, 2, 0, 0});
  CHECK(session.counts().modes == std::array<std::uint32_t, kModes>{0, 6, 1});
}

TEST_CASE("erasing leaves an empty visit that is counted as erased") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  wire::Visit visit = kit.visit_of(5, support::kIdeaText);
  {
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    ok(session.erase());  // nothing in hand: a glance is not a visit
    CHECK(session.counts().visits == 0);
    ok(session.save(visit));
    ok(session.erase());
    CHECK(session.counts().endings[static_cast<std::size_t>(wire::Ending::erased)] == 1);
  }
  auto file = value(SessionFile::open(kit.session_file(), sqlite::Access::existing));
  const wire::Visit left =
      kit.open_box(value(wire::decode_sealed_visit(value(file.box(visit.id)))));
  CHECK(left.votes.empty());
  CHECK(left.ideas.empty());
  CHECK(left.seed == 0);
  CHECK(left.ending == wire::Ending::erased);
}

TEST_CASE("only one visit is in hand, and a visit ends once") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  const wire::Visit one = kit.visit_of(1);
  const wire::Visit two = kit.visit_of(1);
  ok(session.save(one));
  CHECK(code(session.save(two)) == Errc::conflict);
  CHECK(code(session.finish(two)) == Errc::conflict);
  ok(session.finish(one));
  CHECK(code(session.save(one)) == Errc::conflict);
  CHECK(code(session.finish(one)) == Errc::conflict);
  ok(session.finish(two));
}

TEST_CASE("a visit of another device, or one over a limit, is refused and changes nothing") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  wire::Visit foreign = kit.visit_of(1);
  foreign.device = crypto::random_fixed<wire::DeviceId>();
  CHECK(code(session.save(foreign)) == Errc::invalid);
  wire::Visit huge = kit.visit_of(1);
  huge.ideas.push_back({"", std::string(wire::kMaxIdeaBytes + 1, 'a')});
  CHECK(code(session.save(huge)) == Errc::invalid);
  CHECK_FALSE(session.counts().in_hand);
}

TEST_CASE("after a restart the session goes on, and the visit in hand has ended as interrupted") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  wire::Visit ended = kit.visit_of(2);
  ended.ending = wire::Ending::left;
  const wire::Visit in_hand = kit.visit_of(4);
  {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start("gare"), kit.collection));
    ok(session.finish(ended));
    ok(session.save(in_hand));
  }
  Ledger ledger = kit.open();
  const auto sessions = value(ledger.list_sessions());
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].state == SessionState::open);
  CHECK(sessions[0].facts.place == "gare");
  CHECK(sessions[0].counts.in_hand);
  CHECK(code(ledger.open_session(kit.start(), kit.collection)) == Errc::conflict);

  auto session = value(ledger.resume(sessions[0].id, kit.collection));
  CHECK(session.facts().day == support::kDay);
  CHECK(session.counts().visits == 2);
  CHECK(session.counts().endings[static_cast<std::size_t>(wire::Ending::interrupted)] == 1);
  CHECK_FALSE(session.counts().in_hand);
  CHECK(session.tidy());
  CHECK(code(session.save(in_hand)) == Errc::conflict);  // never shown again, never written again
  ok(session.finish(kit.visit_of(1)));
}

TEST_CASE("closing gives the count sheet, a note leaves only as a digest") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  ok(session.finish(kit.visit_of(1)));
  ok(session.save(kit.visit_of(2)));
  const ClosedSheet closed = value(session.close({3, "une personne est partie"}));
  CHECK(closed.sheet.head_count == 3);
  CHECK(std::accumulate(closed.sheet.endings.begin(), closed.sheet.endings.end(), 0u) == 2);
  CHECK(closed.sheet.note == crypto::blake2b({closed.salt, as_bytes("une personne est partie")}));
  CHECK(code(session.save(kit.visit_of(1))) == Errc::conflict);
  CHECK(code(session.close({})) == Errc::conflict);

  const auto sessions = value(ledger.list_sessions());
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].state == SessionState::closed);
  CHECK(code(ledger.resume(session.id(), kit.collection)) == Errc::conflict);
  auto next = ledger.open_session(kit.start(), kit.collection);  // close and go on at once
  CHECK(next.has_value());
}

TEST_CASE("a session listed while it is open shows its counts") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  ok(session.finish(kit.visit_of(1)));
  ok(session.save(kit.visit_of(1)));
  const auto sessions = value(ledger.list_sessions());
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].counts.visits == 1);
  CHECK(sessions[0].counts.in_hand);
  CHECK(value(ledger.totals()).waiting == 1);
}

TEST_CASE("a session file that was changed is named as forged and left alone") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  wire::SessionId id;
  {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    id = session.id();
    for (int i = 0; i < 3; ++i) ok(session.finish(kit.visit_of(1)));
    ok(session.save(kit.visit_of(1)));
  }
  const char* sql = GENERATE(
      "DELETE FROM digest WHERE visit = (SELECT min(visit) FROM digest)",
      "UPDATE digest SET digest = zeroblob(32) WHERE visit = (SELECT min(visit) FROM digest)",
      "INSERT INTO digest VALUES (zeroblob(16), zeroblob(32))", "DELETE FROM current",
      "DELETE FROM commitment",
      "UPDATE facts SET document = CAST(substr(document, 1, 40) || "
      "CASE WHEN substr(document, 41, 1) = x'00' THEN x'01' ELSE x'00' END || "
      "substr(document, 42) AS BLOB)",
      "UPDATE commitment SET signature = zeroblob(64)");
  CAPTURE(sql);
  tamper(kit.session_file(), sql);
  Ledger ledger = kit.open();
  CHECK(code(ledger.resume(id, kit.collection)) == Errc::forged);
  const auto sessions = value(ledger.list_sessions());
  REQUIRE(sessions.size() == 1);
  CHECK(sessions[0].state == SessionState::damaged);
  REQUIRE(sessions[0].damage);
  CHECK(sessions[0].damage->code == Errc::forged);
  const auto report = value(ledger.freeze(support::kNoon, kit.collection));
  CHECK(report.refused == std::vector{id});
  CHECK(std::filesystem::exists(kit.session_file()));
  auto next =
      ledger.open_session(kit.start(), kit.collection);  // it costs that session, not the day
  CHECK(next.has_value());
}

TEST_CASE("a session of another kiosk's key can be neither resumed nor passed off as ours") {
  TemporaryDirectory directory;
  LedgerKit kit(directory.path());
  wire::SessionId id;
  {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    id = session.id();
  }
  kit.collection = crypto::SigningKey::generate();
  {
    Ledger ledger = kit.open();
    CHECK(code(ledger.resume(id, kit.collection)) == Errc::invalid);
  }
  kit.options.collection = kit.collection.verify_key();
  Ledger ledger = kit.open();
  CHECK(code(ledger.resume(id, kit.collection)) == Errc::forged);
}

TEST_CASE("a session file of a newer program is refused and stays as it was") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  wire::SessionId id;
  {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    id = session.id();
    ok(session.finish(kit.visit_of(1)));
  }
  tamper(kit.session_file(), "PRAGMA user_version = 2");
  const Bytes before = value(read_file(kit.session_file(), 1 << 20));
  Ledger ledger = kit.open();
  const auto refused = ledger.resume(id, kit.collection);
  CHECK(code(refused) == Errc::unsupported_version);
  CHECK(refused.error().message().find("newer program") != std::string::npos);
  CHECK(value(read_file(kit.session_file(), 1 << 20)) == before);
}

TEST_CASE(
    "what was stored under an older schema is there after the migration, the visit in hand too") {
  TemporaryDirectory directory;
  const Path path = directory / "session.db";
  const auto key = crypto::SigningKey::generate();
  const LedgerKit kit(directory.path());
  { ok(value(sqlite::Database::open(path, kSessionSchema)).close()); }
  tamper(path,
         "INSERT INTO urn VALUES (x'00', x'01'); INSERT INTO current VALUES (1, x'02', 0, x'03')");
  // The next schema, as some later program would have it.
  const std::array<std::string_view, 2> steps{
      kSessionSteps[0], "ALTER TABLE urn ADD COLUMN station INTEGER NOT NULL DEFAULT 1"};
  const sqlite::Schema next{kSessionSchema.name, kSessionSchema.application_id, steps};
  auto database = value(sqlite::Database::open(path, next));
  CHECK(value(database.integer("SELECT count(*) FROM urn WHERE box = x'01' AND station = 1")) == 1);
  CHECK(value(database.integer("SELECT count(*) FROM current WHERE box = x'03'")) == 1);
}

}  // namespace
}  // namespace parvis::ledger
