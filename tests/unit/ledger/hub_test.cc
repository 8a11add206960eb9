// What the kiosk keeps of what the hub proves: states, checkpoints, purge.
#include <catch2/catch.hpp>

#include "sync/ledger/schema.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"

namespace parvis::ledger {
namespace {

using support::code;
using support::kNoon;
using support::LedgerKit;
using support::ok;
using support::TemporaryDirectory;
using support::value;
using Consistency = VerifiedReceipt::Consistency;

VerifiedReceipt receipt_for(const BatchInfo& batch, std::uint64_t leaf, std::uint64_t size,
                            Consistency consistency) {
  return {batch.chain,
          batch.number,
          batch.manifest,
          leaf,
          "checkpoint " + std::to_string(size),
          size,
          consistency,
          to_bytes(as_bytes("receipt"))};
}

std::size_t purged(Ledger& ledger, UtcTime now) {
  std::size_t batches = 0;
  ok(ledger.purge(now, [&](const BatchInfo&, Ledger::PurgedFor) { ++batches; }));
  return batches;
}

struct Sent {
  TemporaryDirectory directory;
  LedgerKit kit{directory.path()};
  Ledger ledger{kit.open()};
  Sent() {
    for (int i = 0; i < 2; ++i) {
      kit.closed_session(ledger, 10);
      value(ledger.freeze(kNoon, kit.collection));
    }
  }
  BatchInfo batch(std::size_t i) { return value(ledger.batches()).at(i); }
};

TEST_CASE("a batch goes from on the kiosk over logged and received to kept") {
  Sent sent;
  ok(sent.ledger.advance_checkpoint({"from the pack", 3}));
  const BatchInfo batch = sent.batch(0);
  CHECK(batch.state == BatchState::on_kiosk);
  ok(sent.ledger.apply_receipt(receipt_for(batch, 5, 8, Consistency::not_shown), kNoon));
  CHECK(sent.batch(0).state == BatchState::logged);
  CHECK(value(sent.ledger.newest_checkpoint())->tree_size == 3);  // not known to continue ours
  ok(sent.ledger.apply_receipt(receipt_for(batch, 5, 8, Consistency::shown), kNoon));
  CHECK(sent.batch(0).state == BatchState::received);
  CHECK(value(sent.ledger.newest_checkpoint())->note == "checkpoint 8");
  CHECK(value(sent.ledger.receipt(batch.chain, batch.number)) == to_bytes(as_bytes("receipt")));

  const Totals half = value(sent.ledger.totals());
  CHECK(half.all == 20);
  CHECK(half.on_kiosk == 20);
  CHECK(half.received == 10);
  CHECK(half.kept == 0);

  ok(sent.ledger.apply_kept(5, kNoon));  // everything below 5: our leaf is not
  CHECK(sent.batch(0).state == BatchState::received);
  ok(sent.ledger.apply_kept(6, kNoon));
  CHECK(sent.batch(0).state == BatchState::kept);
  ok(sent.ledger.apply_receipt(receipt_for(batch, 5, 8, Consistency::not_shown), kNoon));
  CHECK(sent.batch(0).state == BatchState::kept);  // a state never goes back
}

TEST_CASE("the first log a kiosk sees has nothing to be consistent with") {
  Sent sent;
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(0), 0, 1, Consistency::not_shown), kNoon));
  CHECK(sent.batch(0).state == BatchState::received);
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(1), 1, 2, Consistency::not_shown), kNoon));
  CHECK(sent.batch(1).state == BatchState::logged);
}

TEST_CASE("a kept note that came before the receipt counts once the receipt is there") {
  Sent sent;
  ok(sent.ledger.apply_kept(9, kNoon));
  CHECK(sent.batch(0).state == BatchState::on_kiosk);
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(0), 5, 8, Consistency::shown), kNoon));
  CHECK(sent.batch(0).state == BatchState::kept);
}

TEST_CASE("when the log is restarted, what only the old one proved is on the kiosk again") {
  Sent sent;
  ok(sent.ledger.use_log("hub.example/parvis"));
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(0), 0, 2, Consistency::shown), kNoon));
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(1), 1, 2, Consistency::shown), kNoon));
  ok(sent.ledger.apply_kept(1, kNoon));
  REQUIRE(purged(sent.ledger, kNoon + kPurgeAfter) == 1);
  ok(sent.ledger.use_log("hub.example/parvis"));  // the same again
  CHECK(sent.batch(1).state == BatchState::received);

  ok(sent.ledger.use_log("hub.example/parvis/2"));
  CHECK(sent.batch(0).state == BatchState::kept);  // it is gone from here, and had been kept
  CHECK(sent.batch(1).state == BatchState::on_kiosk);
  CHECK_FALSE(value(sent.ledger.newest_checkpoint()));
  CHECK(code(sent.ledger.receipt(sent.batch(1).chain, {2})) == Errc::not_found);
  const auto earlier = value(sent.ledger.earlier_receipts());
  REQUIRE(earlier.size() == 2);
  CHECK(earlier[1].origin == "hub.example/parvis");
  CHECK(earlier[1].leaf_index == 1);
  // What the old log's kept note said covers nothing of the new one.
  CHECK(purged(sent.ledger, kNoon + 2 * kPurgeAfter) == 0);

  // Not the first log that this kiosk sees: a receipt has to lead on from its beginning.
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(1), 1, 3, Consistency::not_shown), kNoon));
  CHECK(sent.batch(1).state == BatchState::logged);
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(1), 1, 3, Consistency::shown), kNoon));
  CHECK(sent.batch(1).state == BatchState::received);
  ok(sent.ledger.apply_kept(2, kNoon));
  CHECK(sent.batch(1).state == BatchState::kept);
}

TEST_CASE("a chain.db of version 1 learns its log from the checkpoint that it holds") {
  TemporaryDirectory directory;
  LedgerKit kit(directory.path());
  ok(make_directories(kit.options.directory));
  {
    const sqlite::Schema first{"chain", kChainSchema.application_id, kChainSchema.steps.first(1)};
    auto old = value(sqlite::Database::open(kit.options.directory / "chain.db", first));
    ok(
        old.execute("INSERT INTO checkpoint (one, note, tree_size) VALUES (1, 'hub.example/parvis' "
                    "|| char(10) || '7', 7)"));
  }
  Ledger ledger = kit.open();
  ok(ledger.use_log("hub.example/parvis"));  // as it was: nothing is taken back
  CHECK(value(ledger.newest_checkpoint())->tree_size == 7);
  ok(ledger.use_log("hub.example/parvis/2"));
  CHECK_FALSE(value(ledger.newest_checkpoint()));
}

TEST_CASE("a receipt for another batch or other bytes changes nothing") {
  Sent sent;
  VerifiedReceipt wrong = receipt_for(sent.batch(0), 0, 1, Consistency::shown);
  wrong.manifest = sent.batch(1).manifest;
  CHECK(code(sent.ledger.apply_receipt(wrong, kNoon)) == Errc::conflict);
  wrong.number = {77};
  CHECK(code(sent.ledger.apply_receipt(wrong, kNoon)) == Errc::not_found);
  wrong.chain = crypto::random_fixed<wire::ChainId>();
  CHECK(code(sent.ledger.apply_receipt(wrong, kNoon)) == Errc::not_found);
  CHECK(sent.batch(0).state == BatchState::on_kiosk);
  CHECK_FALSE(value(sent.ledger.newest_checkpoint()));
}

TEST_CASE("the newest checkpoint never goes back, and travels in the next manifest") {
  Sent sent;
  ok(sent.ledger.advance_checkpoint({"eight", 8}));
  ok(sent.ledger.advance_checkpoint({"five", 5}));
  CHECK(value(sent.ledger.newest_checkpoint())->note == "eight");
  sent.kit.closed_session(sent.ledger, 10);
  value(sent.ledger.freeze(kNoon, sent.kit.collection));
  CHECK(value(wire::check_batch(sent.kit.read_batch(sent.batch(2)))).checkpoint == "eight");
}

TEST_CASE("conflicting notes are kept, each once") {
  Sent sent;
  ok(sent.ledger.keep_conflicting_note("one"));
  ok(sent.ledger.keep_conflicting_note("other"));
  ok(sent.ledger.keep_conflicting_note("one"));
  CHECK(value(sent.ledger.conflicting_notes()) == std::vector<std::string>{"one", "other"});
}

TEST_CASE("only what is kept is purged, after thirty days") {
  Sent sent;
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(0), 0, 2, Consistency::shown), kNoon));
  ok(sent.ledger.apply_receipt(receipt_for(sent.batch(1), 1, 2, Consistency::shown), kNoon));
  ok(sent.ledger.apply_kept(1, kNoon));
  CHECK(purged(sent.ledger, kNoon + std::chrono::days{30} - std::chrono::seconds{1}) == 0);
  CHECK(purged(sent.ledger, kNoon + std::chrono::days{30}) == 1);
  CHECK(purged(sent.ledger, kNoon + std::chrono::days{30}) == 0);
  CHECK(sent.batch(0).purged);
  CHECK_FALSE(std::filesystem::exists(sent.batch(0).file));
  CHECK(std::filesystem::exists(sent.batch(1).file));  // received is not kept
  const Totals totals = value(sent.ledger.totals());
  CHECK(totals.all == 20);
  CHECK(totals.on_kiosk == 10);
  CHECK(totals.kept == 10);
}

TEST_CASE("when space is low, what is kept is purged at once, and nothing else") {
  TemporaryDirectory directory;
  LedgerKit kit(directory.path());
  std::uint64_t available = 1u << 30;
  kit.options.space.measure = [&](const Path&) -> Result<DiskSpace> {
    return DiskSpace{std::uint64_t{1} << 30, available};
  };
  Ledger ledger = kit.open();
  for (int i = 0; i < 2; ++i) {
    kit.closed_session(ledger, 10);
    value(ledger.freeze(kNoon, kit.collection));
  }
  const auto batches = value(ledger.batches());
  ok(ledger.apply_receipt(receipt_for(batches[0], 0, 2, Consistency::shown), kNoon));
  ok(ledger.apply_kept(2, kNoon));
  CHECK(purged(ledger, kNoon) == 0);
  available = (std::uint64_t{1} << 30) / 100 * 4;
  CHECK(purged(ledger, kNoon) == 1);
  CHECK(std::filesystem::exists(batches[1].file));
}

}  // namespace
}  // namespace parvis::ledger
