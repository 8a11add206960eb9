// From closed sessions to the outbox, and what a cut on the way leaves.
#include <catch2/catch.hpp>
#include <set>

#include "sync/ledger/schema.h"
#include "tests/support/forgetful_vfs.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"

namespace parvis::ledger {
namespace {

using support::ForgetfulVfs;
using support::kNoon;
using support::LedgerKit;
using support::ok;
using support::TemporaryDirectory;
using support::value;

std::map<std::string, Bytes> outbox(const LedgerKit& kit) {
  std::map<std::string, Bytes> files;
  for (const Path& file : value(list_files(kit.options.outbox, ".batch"))) {
    files[file.filename().string()] = value(read_file(file, wire::kMaxBatchBytes));
  }
  return files;
}

std::size_t session_files(const LedgerKit& kit) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator(kit.options.directory / "sessions")) {
    ++count;
  }
  return count;
}

TEST_CASE("a closed session leaves as signed batches that hold its visits, and its file goes") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  const auto id = kit.closed_session(ledger, 150);
  const auto report = value(ledger.freeze(kNoon, kit.collection));
  CHECK(report.batches.size() == 2);
  CHECK(session_files(kit) == 0);
  CHECK(value(ledger.list_sessions()).empty());

  std::set<wire::VisitId> visits;
  crypto::Digest previous{};
  for (const BatchInfo& info : value(ledger.batches())) {
    CHECK(info.state == BatchState::on_kiosk);
    CHECK(info.visits == 75);
    const wire::Batch batch = kit.read_batch(info);
    ok(wire::verify_manifest(batch.manifest, kit.options.collection));
    const wire::Manifest manifest = value(wire::check_batch(batch));
    CHECK(manifest.chain == kit.options.chain);
    CHECK(manifest.device == kit.options.device);
    CHECK(manifest.number == info.number);
    CHECK(manifest.previous == previous);
    CHECK(manifest.abandoned.is_zero());
    REQUIRE(manifest.sessions.size() == 1);
    CHECK(manifest.sessions[0].session == id);
    CHECK(manifest.sessions[0].place == "mairie");
    CHECK(manifest.sessions[0].day == support::kDay);
    CHECK(manifest.sessions[0].counts.endings[0] == 150);
    previous = wire::digest(batch.manifest);
    CHECK(previous == info.manifest);
    for (const auto& box : batch.visits) {
      CHECK(kit.open_box(box).ending == wire::Ending::completed);
      visits.insert(box.id);
    }
  }
  CHECK(visits.size() == 150);
  const Totals totals = value(ledger.totals());
  CHECK(totals.all == 150);
  CHECK(totals.on_kiosk == 150);
  CHECK(totals.waiting == 0);
}

TEST_CASE("nothing of an open session leaves") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  {
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    for (int i = 0; i < 12; ++i) ok(session.finish(kit.visit_of(1)));
    CHECK(value(ledger.freeze(kNoon, kit.collection)).batches.empty());
  }
  Ledger again = kit.open();
  CHECK(value(again.freeze(kNoon, kit.collection)).batches.empty());
  CHECK(value(again.totals()).waiting == 12);
}

TEST_CASE("small sessions wait, then leave together with every count sheet") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  const auto one = kit.closed_session(ledger, 4, "mairie");
  const auto waiting = value(ledger.freeze(kNoon, kit.collection));
  CHECK(waiting.batches.empty());
  CHECK(waiting.waiting == std::vector{one});
  kit.closed_session(ledger, 7, "gare");
  CHECK(value(ledger.freeze(kNoon, kit.collection)).batches.size() == 1);
  const auto batches = value(ledger.batches());
  REQUIRE(batches.size() == 1);
  const auto manifest = value(wire::check_batch(kit.read_batch(batches[0])));
  CHECK(manifest.visits == 11);
  REQUIRE(manifest.sessions.size() == 2);
  std::set<std::string> places;
  for (const auto& sheet : manifest.sessions) places.insert(sheet.place);
  CHECK(places == std::set<std::string>{"gare", "mairie"});
}

TEST_CASE("a session without a visit still sends its count sheet, in the end") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  kit.closed_session(ledger, 0);
  CHECK(value(ledger.freeze(kNoon, kit.collection)).batches.empty());
  CHECK(value(ledger.freeze(kNoon + std::chrono::days{7}, kit.collection)).batches.size() == 1);
  const auto batches = value(ledger.batches());
  REQUIRE(batches.size() == 1);
  CHECK(value(wire::check_batch(kit.read_batch(batches[0]))).visits == 0);
}

TEST_CASE("one damaged box costs one visit") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  Ledger ledger = kit.open();
  kit.closed_session(ledger, 12);
  {
    auto database = value(sqlite::Database::open(kit.session_file(), kSessionSchema));
    ok(database.execute(
        "UPDATE urn SET box = zeroblob(600) WHERE visit = (SELECT min(visit) FROM urn)"));
    ok(database.close());
  }
  const auto report = value(ledger.freeze(kNoon, kit.collection));
  CHECK(report.damaged_visits == 1);
  const auto batches = value(ledger.batches());
  REQUIRE(batches.size() == 1);
  const auto manifest = value(wire::check_batch(kit.read_batch(batches[0])));
  CHECK(manifest.visits == 11);
  CHECK(manifest.sessions[0].counts.endings[0] == 12);  // the sheet shows that one is missing
}

TEST_CASE("a new enrolment begins a chain whose first manifest names the head it leaves") {
  TemporaryDirectory directory;
  LedgerKit kit(directory.path());
  crypto::Digest head;
  {
    Ledger ledger = kit.open();
    kit.closed_session(ledger, 10);
    value(ledger.freeze(kNoon, kit.collection));
    head = value(ledger.batches()).back().manifest;
  }
  kit.options.chain = crypto::random_fixed<wire::ChainId>();
  Ledger ledger = kit.open();
  for (int i = 0; i < 2; ++i) {
    kit.closed_session(ledger, 10);
    value(ledger.freeze(kNoon, kit.collection));
  }
  const auto batches = value(ledger.batches());
  REQUIRE(batches.size() == 3);
  const auto first = value(wire::check_batch(kit.read_batch(batches[1])));
  CHECK(first.chain == kit.options.chain);
  CHECK(first.number.value == 1);
  CHECK(first.previous.is_zero());
  CHECK(first.abandoned == head);
  const auto second = value(wire::check_batch(kit.read_batch(batches[2])));
  CHECK(second.number.value == 2);
  CHECK(second.previous == batches[1].manifest);
  CHECK(second.abandoned.is_zero());
}

TEST_CASE(
    "whichever sync the power goes in, freezing gives each visit once and never two versions of a "
    "batch") {
  ForgetfulVfs disk;
  const auto tear = GENERATE(support::Tear::nothing, support::Tear::everything);
  bool reached_the_end = false;
  for (std::uint64_t n = 1; !reached_the_end; ++n) {
    TemporaryDirectory directory;
    const LedgerKit kit(directory.path());
    std::map<std::string, Bytes> before;
    {
      Ledger ledger = kit.open();
      kit.closed_session(ledger, 130);
      disk.cut_at_sync(n, tear);
      static_cast<void>(ledger.freeze(kNoon, kit.collection));
      reached_the_end = !disk.is_cut();
      disk.forget();
      before = outbox(kit);  // parvis-sync may have sent these
    }
    disk.power_on();
    Ledger ledger = kit.open();
    value(ledger.freeze(kNoon, kit.collection));
    const auto after = outbox(kit);
    CAPTURE(n, before.size());
    for (const auto& [name, bytes] : before) CHECK(after.at(name) == bytes);
    CHECK(after.size() == 2);
    CHECK(session_files(kit) == 0);
    CHECK(value(ledger.totals()).all == 130);
    REQUIRE(n < 200);
  }
}

TEST_CASE("what was planned is finished without the key, with the same bytes") {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  std::map<std::string, Bytes> before;
  const Path spare = directory / "spare";
  {
    Ledger ledger = kit.open();
    kit.closed_session(ledger, 130);
    std::filesystem::copy(kit.session_file(), spare);
    // Something stands where the second file should go: the first is written, the second is not.
    const std::string name = crypto::to_hex(kit.options.chain.view()) + "-00000002.batch";
    std::filesystem::create_directories(kit.options.outbox / name);
    CHECK_FALSE(ledger.freeze(kNoon, kit.collection));
    CHECK(std::filesystem::exists(kit.session_file()));
    std::filesystem::remove(kit.options.outbox / name);
    before = outbox(kit);
    CHECK(before.size() == 1);
  }
  {
    Ledger ledger = kit.open();  // no key is given here
    const auto after = outbox(kit);
    CHECK(after.size() == 2);
    CHECK(after.at(before.begin()->first) == before.begin()->second);
    CHECK(session_files(kit) == 0);
    before = after;
  }
  // The session's file is back, as when the power goes before its removal is durable.
  const auto manifest = value(wire::check_batch(value(wire::decode_batch(before.begin()->second))));
  const std::string name = crypto::to_hex(manifest.sessions[0].session.view()) + ".db";
  std::filesystem::copy(spare, kit.options.directory / "sessions" / name);
  Ledger ledger = kit.open();
  CHECK(session_files(kit) == 0);
  CHECK(value(ledger.freeze(kNoon, kit.collection)).batches.empty());
  CHECK(outbox(kit) == before);
  CHECK(value(ledger.totals()).all == 130);
}

}  // namespace
}  // namespace parvis::ledger
