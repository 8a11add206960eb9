#include <catch2/catch.hpp>

#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::hub;
using support::SmallCity;
using support::SmallKiosk;
using support::value;

namespace {

const bool started = crypto::init().has_value();
const UtcTime kNow = support::seconds(1'700'000'000);

// Five batches, a statement and a file kept aside; everything holds.
struct Log {
  support::TemporaryDirectory directory;
  SmallCity city;
  SmallKiosk kiosk{"borne-01"};
  std::vector<wire::Batch> batches;
  Intake intake = value(Intake::create(directory / "intake.db", SmallCity::kOrigin));

  Log() {
    const SmallKiosk* const all[] = {&kiosk};
    support::ok(intake.install_root(city.verified_root(all)));
    for (int i = 0; i < 5; ++i) {
      batches.push_back(kiosk.next(3));
      receive(batches.back());
    }
    value(intake.append_statement(as_bytes("withdrawn 2021-12-12 0"), city.signer, kNow));
    receive(SmallKiosk("unknown").next(1));
  }
  void receive(const wire::Batch& batch) {
    const Bytes file = wire::encode(batch);
    const ByteView files[] = {file};
    value(intake.receive(files, city.signer, kNow));
  }
  std::vector<std::string> audit() { return value(intake.audit(city.signer.identity())); }
  // Flips one bit of a stored value: `where` is "table.column" and a condition.
  void flip(const std::string& table, const std::string& column, const std::string& where,
            std::size_t byte) {
    auto& database = intake.store().database();
    auto select =
        value(database.prepare("SELECT " + column + " FROM " + table + " WHERE " + where));
    select.bind();
    REQUIRE(value(select.step()));
    Bytes bytes = to_bytes(select.blob(0));
    select.reset();
    bytes.at(byte % bytes.size()) ^= 1;
    support::ok(database.run("UPDATE " + table + " SET " + column + " = ? WHERE " + where, bytes));
  }
};

bool names(const std::vector<std::string>& findings, const std::string& what) {
  for (const auto& finding : findings) {
    if (finding.find(what) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("an intact intake has nothing to report") {
  Log log;
  CHECK(log.audit().empty());
}

TEST_CASE("a bit flipped anywhere in a manifest is named") {
  for (const std::size_t byte : {0u, 5u, 40u, 90u, 200u, 333u}) {
    Log log;
    log.flip("batch", "manifest", "leaf = 2", byte);
    CHECK(names(log.audit(), "leaf 2: batch 3 of borne-01: the manifest"));
  }
}

TEST_CASE("a bit flipped anywhere in a sealed batch is named") {
  for (const std::size_t byte : {0u, 30u, 500u, 900u, 1500u, 2000u}) {
    Log log;
    log.flip("batch", "bytes", "leaf = 4", byte);
    const auto findings = log.audit();
    CHECK(findings.size() == 1);
    CHECK(names(findings, "leaf 4: batch 5 of borne-01: the sealed b"));
  }
}

TEST_CASE("a bit flipped in a leaf, a node, a statement or a kept file is named") {
  Log log;
  log.flip("leaf", "digest", "number = 1", 7);
  CHECK(names(log.audit(), "leaf 1: batch 2"));
  Log nodes;
  nodes.flip("node", "hash", "level = 1 AND number = 1", 3);
  CHECK(names(nodes.audit(), "node 1/1"));
  Log statement;
  statement.flip("statement", "bytes", "leaf = 5", 3);
  CHECK(names(statement.audit(), "leaf 5: the statement"));
  Log aside;
  aside.flip("aside", "bytes", "1", 100);
  CHECK(names(aside.audit(), "kept aside (unknown-device)"));
}

TEST_CASE("a checkpoint whose note was altered is named") {
  Log log;
  auto& database = log.intake.store().database();
  support::ok(database.run(
      "UPDATE checkpoint SET note = replace(note, 'hub.example/parvis' || char(10) || '3', "
      "'hub.example/parvis' || char(10) || '2') WHERE size = 3"));
  CHECK(names(log.audit(), "checkpoint 3"));
}

TEST_CASE("a leaf that was taken away is named") {
  Log log;
  auto& database = log.intake.store().database();
  support::ok(database.execute("PRAGMA foreign_keys = OFF"));
  support::ok(database.run("DELETE FROM batch WHERE leaf = 3"));
  CHECK(names(log.audit(), "leaf 3: its batch is missing"));
}

TEST_CASE("a withdrawn box is gone, and the manifest's root still holds") {
  Log log;
  const auto& box = log.batches[1].visits[2];
  support::ok(log.intake.remove_box(1, box.id));
  support::ok(log.intake.remove_box(1, box.id));
  CHECK(log.audit().empty());
  const auto stored = value(log.intake.store().batch(1));
  CHECK(value(wire::decode_batch(stored->bytes)).visits.size() == 2);
  CHECK(std::search(stored->bytes.begin(), stored->bytes.end(), box.cipher.begin(),
                    box.cipher.end()) == stored->bytes.end());
  CHECK(support::code(log.intake.remove_box(1, crypto::random_fixed<wire::VisitId>())) ==
        Errc::not_found);
  CHECK(support::code(log.intake.remove_box(5, box.id)) == Errc::not_found);
  // The batch sent again still gets its receipt, and does not bring the box back.
  log.receive(log.batches[1]);
  CHECK(value(wire::decode_batch(value(log.intake.store().batch(1))->bytes)).visits.size() == 2);
  // A box that vanished without being withdrawn is found.
  support::ok(log.intake.store().database().run("DELETE FROM withdrawn"));
  CHECK(names(log.audit(), "leaf 1: batch 2 of borne-01: the sealed b"));
}

TEST_CASE(
    "a log that was rewritten with its own keys contradicts the checkpoint that a kiosk carried") {
  Log log;
  const auto carrying = log.kiosk.next(1, value(log.intake.checkpoint()));
  log.receive(carrying);
  CHECK(log.audit().empty());
  // The same file again, but its first batch is another one of the same kiosk: every row and every note is in order.
  auto store = value(IntakeStore::open(log.directory / "rewritten.db", sqlite::Access::create));
  support::ok(store.set_setting("origin", SmallCity::kOrigin));
  for (const auto& device : value(log.intake.store().devices()))
    support::ok(store.put_device(device));
  const auto put = [&](std::uint64_t leaf, const wire::Batch& batch) {
    const auto manifest = value(wire::decode_manifest(batch.manifest.bytes));
    const auto digest = wire::digest(batch.manifest);
    support::ok(store.add_leaf(leaf, digest));
    support::ok(
        store.add_batch({leaf, manifest.chain, manifest.number, manifest.previous, digest,
                         manifest.visits, wire::encode(batch.manifest), wire::encode(batch)}));
  };
  SmallKiosk again = log.kiosk.twin();
  for (std::uint64_t leaf = 0; leaf < 5; ++leaf) put(leaf, again.next(2));
  support::ok(store.add_leaf(5, crypto::blake2b(as_bytes("a statement"))));
  support::ok(store.add_statement(5, as_bytes("a statement")));
  put(6, carrying);
  tlog::Note note{
      format(tlog::Checkpoint{std::string(SmallCity::kOrigin), 7, value(tlog::root(7, store))}),
      {}};
  tlog::sign(note, log.city.signer.origin, log.city.signer.receipt);
  tlog::cosign(note, log.city.signer.witness_name, log.city.signer.witness, kNow);
  support::ok(store.add_checkpoint(7, format(note)));
  auto rewritten = value(Intake::open(log.directory / "rewritten.db"));
  const auto findings = value(rewritten.audit(log.city.signer.identity()));
  CHECK(names(findings, "its kiosk was shown another log: a checkpoint of 6 leaves"));
  CHECK(names(findings, "This log was rewritten, or two were shown"));
}
