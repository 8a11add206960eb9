#include "sync/hub/intake/intake.h"

#include <catch2/catch.hpp>

#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::hub;
using support::code;
using support::SmallCity;
using support::SmallKiosk;
using support::value;

namespace {

const bool started = crypto::init().has_value();
const UtcTime kNow = support::seconds(1'700'000'000);

struct Desk {
  support::TemporaryDirectory directory;
  SmallCity city;
  SmallKiosk kiosk{"borne-01"};
  Intake intake = value(Intake::create(directory / "intake.db", SmallCity::kOrigin));

  Desk() {
    const SmallKiosk* const all[] = {&kiosk};
    support::ok(intake.install_root(city.verified_root(all)));
  }
  Outcome receive(const Bytes& file) {
    const ByteView files[] = {file};
    return value(intake.receive(files, city.signer, kNow)).at(0);
  }
  Outcome receive(const wire::Batch& batch) { return receive(wire::encode(batch)); }
  tlog::Receipt verify(const Outcome& outcome, const wire::Batch& batch) {
    return value(tlog::verify_receipt(as_bytes(format(outcome.receipt)),
                                      wire::digest(batch.manifest), city.signer.identity()));
  }
};

}  // namespace

TEST_CASE("a batch gets a receipt that proves it, and it alone") {
  Desk hub;
  const auto batch = hub.kiosk.next(3);
  const auto outcome = hub.receive(batch);
  REQUIRE(outcome.kind == Outcome::Kind::receipt);
  const auto receipt = hub.verify(outcome, batch);
  CHECK(receipt.index == 0);
  CHECK(receipt.checkpoint.checkpoint.size == 1);
  CHECK(receipt.checkpoint.cosigned == kNow);
  CHECK_FALSE(tlog::verify_receipt(as_bytes(format(outcome.receipt)),
                                   wire::digest(hub.kiosk.next(1).manifest),
                                   hub.city.signer.identity()));
}

TEST_CASE("the same batch again gets the same receipt and counts once") {
  Desk hub;
  const auto batch = hub.kiosk.next(2);
  const auto first = hub.receive(batch);
  hub.receive(hub.kiosk.next(2));
  const auto again = hub.receive(batch);
  CHECK(again.again);
  CHECK(format(again.receipt) == format(first.receipt));
  CHECK(value(hub.intake.size()) == 2);
}

TEST_CASE("a group of batches gets one checkpoint, twins in it one leaf") {
  Desk hub;
  std::vector<Bytes> files;
  for (int i = 0; i < 20; ++i) files.push_back(wire::encode(hub.kiosk.next(1)));
  files.push_back(files[7]);
  const std::vector<ByteView> views(files.begin(), files.end());
  const auto outcomes = value(hub.intake.receive(views, hub.city.signer, kNow));
  CHECK(value(hub.intake.size()) == 20);
  CHECK(outcomes[20].leaf == outcomes[7].leaf);
  for (const auto& outcome : outcomes) {
    CHECK(outcome.kind == Outcome::Kind::receipt);
    CHECK(outcome.receipt.checkpoint == outcomes[0].receipt.checkpoint);
  }
}

TEST_CASE(
    "the same number with other bytes is a conflict: both are kept and the device is flagged") {
  Desk hub;
  const auto first = hub.kiosk.next(2);
  hub.receive(first);
  const auto clone = hub.kiosk.batch({1}, {}, 5);
  const auto outcome = hub.receive(clone);
  CHECK(outcome.kind == Outcome::Kind::conflict);
  CHECK(outcome.reason == "other-bytes");
  CHECK(value(hub.intake.size()) == 1);
  const auto aside = value(hub.intake.kept_aside());
  REQUIRE(aside.size() == 1);
  CHECK(aside[0].bytes == wire::encode(clone));
  CHECK(value(hub.intake.devices()).at(0).state == DeviceState::conflicted);
  CHECK(value(hub.intake.devices()).at(0).conflicts == 1);
  CHECK(hub.receive(first).kind == Outcome::Kind::receipt);
}

TEST_CASE("a batch that does not follow the one before it is a conflict") {
  Desk hub;
  hub.receive(hub.kiosk.next(2));
  const auto stranger = hub.kiosk.batch({2}, crypto::blake2b(as_bytes("another past")), 2);
  const auto outcome = hub.receive(stranger);
  CHECK(outcome.kind == Outcome::Kind::conflict);
  CHECK(outcome.reason == "chain");
}

TEST_CASE("a gap is accepted, shown, and compared when it is filled") {
  Desk hub;
  const auto one = hub.kiosk.next(1);
  const auto two = hub.kiosk.next(1);
  const auto three = hub.kiosk.next(1);
  hub.receive(one);
  CHECK(hub.receive(three).kind == Outcome::Kind::receipt);
  auto report = value(hub.intake.devices()).at(0);
  CHECK(report.highest == wire::BatchNumber{3});
  CHECK(report.gaps == std::vector<wire::BatchNumber>{{2}});
  // Something else that follows batch 1 does not lead to batch 3.
  CHECK(hub.receive(hub.kiosk.batch({2}, wire::digest(one.manifest), 4)).reason == "chain");
  CHECK(hub.receive(two).kind == Outcome::Kind::receipt);
  report = value(hub.intake.devices()).at(0);
  CHECK(report.gaps.empty());
  CHECK(report.visits == 3);
  CHECK(report.batches == 3);
}

TEST_CASE(
    "a batch of an unknown device is kept without a receipt, and gets one when the device is "
    "enrolled") {
  Desk hub;
  SmallKiosk stranger{"borne-02"};
  const auto batch = stranger.next(4);
  auto outcome = hub.receive(batch);
  CHECK(outcome.kind == Outcome::Kind::quarantined);
  CHECK(outcome.reason == "unknown-device");
  CHECK(value(hub.intake.size()) == 0);
  CHECK(value(hub.intake.kept_aside()).size() == 1);
  const SmallKiosk* const both[] = {&hub.kiosk, &stranger};
  support::ok(hub.intake.install_root(hub.city.verified_root(both)));
  outcome = hub.receive(batch);
  CHECK(outcome.kind == Outcome::Kind::receipt);
  CHECK(value(hub.intake.kept_aside()).empty());
}

TEST_CASE("after a loss, batches up to the last good one count and later ones wait") {
  Desk hub;
  const auto one = hub.kiosk.next(1);
  const auto two = hub.kiosk.next(1);
  const auto three = hub.kiosk.next(1);
  hub.receive(one);
  const SmallKiosk* const all[] = {&hub.kiosk};
  const wire::Revocation lost{crypto::key_id(hub.kiosk.collection().verify_key()),
                              wire::BatchNumber{2}};
  support::ok(hub.intake.install_root(hub.city.verified_root(all, {lost})));
  CHECK(hub.receive(two).kind == Outcome::Kind::receipt);
  const auto late = hub.receive(three);
  CHECK(late.kind == Outcome::Kind::quarantined);
  CHECK(late.reason == "revoked");
  CHECK(hub.receive(one).again);
  CHECK(value(hub.intake.devices()).at(0).state == DeviceState::revoked);
}

TEST_CASE("an older root document does not bring a revoked device back") {
  Desk hub;
  const SmallKiosk* const all[] = {&hub.kiosk};
  const auto old = hub.city.verified_root(all);
  const wire::Revocation lost{crypto::key_id(hub.kiosk.collection().verify_key()), std::nullopt};
  support::ok(hub.intake.install_root(hub.city.verified_root(all, {lost})));
  support::ok(hub.intake.install_root(old));
  CHECK(hub.receive(hub.kiosk.next(1)).reason == "revoked");
}

TEST_CASE("damaged, forged and foreign files are refused and nothing of them is kept") {
  Desk hub;
  const auto batch = hub.kiosk.next(3);
  const Bytes file = wire::encode(batch);
  std::size_t refused = 0;
  for (std::size_t i = 0; i < file.size(); i += 7) {
    Bytes flipped = file;
    flipped[i] ^= 0x10;
    const auto outcome = hub.receive(flipped);
    if (outcome.kind == Outcome::Kind::invalid) ++refused;
    // A flip in the chain's or device's name makes it an unknown device's; nothing else gets that far.
    if (outcome.kind == Outcome::Kind::receipt) FAIL("accepted with byte " << i << " flipped");
  }
  CHECK(refused > 0);
  CHECK(hub.receive(Bytes(file.begin(), file.begin() + 100)).reason == "not-a-batch");
  CHECK(hub.receive(to_bytes(as_bytes("<html>Log in</html>"))).reason == "not-a-batch");
  // The boxes of another batch under this manifest.
  wire::Batch mixed = batch;
  mixed.visits = hub.kiosk.batch({9}, wire::digest(batch.manifest), 3).visits;
  CHECK(hub.receive(mixed).reason == "damaged");
  // Another key signed what this device is said to have said.
  wire::Batch forged = batch;
  const SmallKiosk other{"other"};
  forged.manifest =
      value(wire::sign(value(wire::decode_manifest(batch.manifest.bytes)), other.collection()));
  CHECK(hub.receive(forged).reason == "forged");
  CHECK(value(hub.intake.size()) == 0);
  CHECK(hub.receive(batch).kind == Outcome::Kind::receipt);
}

TEST_CASE(
    "what was acknowledged is there after the file is opened again, and the log grows "
    "consistently") {
  Desk hub;
  const auto first = hub.kiosk.next(2);
  const auto old = hub.verify(hub.receive(first), first);
  for (int i = 0; i < 12; ++i) hub.receive(hub.kiosk.next(1));
  auto again = value(Intake::open(hub.directory / "intake.db"));
  CHECK(value(again.size()) == 13);
  const auto head = value(again.head());
  const auto proof = value(again.consistency(1, 13));
  CHECK(tlog::verify_consistency(1, old.checkpoint.checkpoint.root, 13, head.root, proof.proof));
  CHECK(code(again.consistency(5, 14)) == Errc::invalid);
  const auto signed_head =
      value(tlog::verify_checkpoint(value(again.checkpoint()), hub.city.signer.identity()));
  CHECK(signed_head.checkpoint == head);
  std::vector<std::uint64_t> leaves;
  support::ok(again.each_batch(10, [&](const LoggedBatch& batch) -> Status {
    CHECK(value(wire::decode_batch(batch.bytes)).manifest == batch.manifest);
    leaves.push_back(batch.leaf);
    return {};
  }));
  CHECK(leaves == std::vector<std::uint64_t>{10, 11, 12});
}

TEST_CASE("a file belongs to one log") {
  Desk hub;
  CHECK(code(Intake::create(hub.directory / "intake.db", "hub.example/other")) == Errc::conflict);
  CHECK(code(Intake::open(hub.directory / "missing.db")) == Errc::not_found);
}

TEST_CASE("a log restored from an old backup signs nothing once a kiosk shows that it was longer") {
  Desk hub;
  hub.receive(hub.kiosk.next(1));
  support::ok(hub.intake.store().database().backup_to(hub.directory / "backup.db"));
  hub.receive(hub.kiosk.next(1));
  const auto lost =
      value(tlog::verify_checkpoint(value(hub.intake.checkpoint()), hub.city.signer.identity()));
  const auto next = hub.kiosk.next(1, value(hub.intake.checkpoint()));
  auto restored = value(Intake::open(hub.directory / "backup.db"));
  const Bytes file = wire::encode(next);
  const ByteView files[] = {file};
  CHECK(code(restored.receive(files, hub.city.signer, kNow)) == Errc::busy);
  CHECK(value(restored.size()) == 1);
  CHECK_FALSE(value(restored.recovery()).empty());
  CHECK(code(restored.receive(files, hub.city.signer, kNow)) == Errc::busy);
  CHECK(code(restored.go_on_with({}, std::span(&lost, 1))) == Errc::conflict);
  // The whole log, with the very same checkpoint known outside, may go on.
  support::ok(hub.intake.enter_recovery("restored"));
  support::ok(hub.intake.go_on_with({}, std::span(&lost, 1)));
  CHECK(hub.receive(next).kind == Outcome::Kind::receipt);
}

TEST_CASE("a kiosk that holds another root for a size we had stops the log") {
  Desk hub;
  hub.receive(hub.kiosk.next(1));
  tlog::Note note{format(tlog::Checkpoint{std::string(SmallCity::kOrigin), 1, tlog::leaf_hash({})}),
                  {}};
  tlog::sign(note, hub.city.signer.origin, hub.city.signer.receipt);
  tlog::cosign(note, hub.city.signer.witness_name, hub.city.signer.witness, kNow);
  const Bytes file = wire::encode(hub.kiosk.next(1, format(note)));
  const ByteView files[] = {file};
  CHECK(code(hub.intake.receive(files, hub.city.signer, kNow)) == Errc::busy);
}

TEST_CASE("a checkpoint that this log never signed stops nothing") {
  Desk hub;
  const SmallCity elsewhere;
  tlog::Note note{
      format(tlog::Checkpoint{std::string(SmallCity::kOrigin), 99, tlog::leaf_hash({})}), {}};
  tlog::sign(note, elsewhere.signer.origin, elsewhere.signer.receipt);
  tlog::cosign(note, elsewhere.signer.witness_name, elsewhere.signer.witness, kNow);
  CHECK(hub.receive(hub.kiosk.next(1, format(note))).kind == Outcome::Kind::receipt);
}

TEST_CASE("statements of the desk stand in the log beside batches") {
  Desk hub;
  const auto batch = hub.kiosk.next(1);
  hub.receive(batch);
  CHECK(value(hub.intake.append_statement(as_bytes("withdrawn 2021-12-12 3"), hub.city.signer,
                                          kNow)) == 1);
  CHECK(value(hub.intake.size()) == 2);
  std::size_t batches = 0;
  support::ok(hub.intake.each_batch(0, [&](const LoggedBatch&) -> Status {
    ++batches;
    return {};
  }));
  CHECK(batches == 1);
  CHECK(code(hub.intake.append_statement({}, hub.city.signer, kNow)) == Errc::invalid);
}
