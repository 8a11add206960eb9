// The agent beside a hub that was restored from an older copy of itself, and one whose log was restarted.
#include "sync/hub/intake/recovery.h"
#include "tests/unit/agent/road.h"

namespace parvis::agent::test {
namespace {

using support::ok;

// The road's hub, which can be put back to an earlier copy of its log.
struct Restored : Road {
  Path copy() const { return directory / "copy.db"; }
  hub::Intake intake() const { return value(hub::Intake::open(directory / "intake.db")); }
  void back_up() const { ok(intake().store().database().backup_to(copy())); }
  void serve() {
    service = value(hub::Service::start({directory / "intake.db", directory / "exchange",
                                         copy_of(city.signer), city.authority.verify_key()},
                                        clock));
  }
  void restore() {
    service.reset();
    for (const char* side : {"", "-wal", "-shm"})
      std::filesystem::remove((directory / "intake.db").string() + side);
    std::filesystem::copy_file(copy(), directory / "intake.db");
    ok(intake().enter_recovery("restored"));
    serve();
  }
  hub::RecoveryReport report() const {
    auto recovery = value(hub::Recovery::open(directory / "intake.db"));
    auto log = intake();
    return value(recovery.report(log));
  }
  void rebuild() const {
    auto recovery = value(hub::Recovery::open(directory / "intake.db"));
    auto log = intake();
    value(recovery.rebuild(log, city.signer.identity()));
  }
  void restart(const std::string& origin) {
    service.reset();
    auto log = intake();
    city.restart(value(log.head()), origin);
    ok(log.restart(city.signer, clock.utc()));
    const SmallKiosk* const all[] = {&kiosk};
    ok(write_file(directory / "exchange/root.signed", wire::encode(city.root(all))));
    serve();
  }
  // Leaves of the log that are batches, by digest: each once.
  std::map<crypto::Digest, int> logged_batches() const {
    std::map<crypto::Digest, int> found;
    ok(intake().each_batch(0, [&](const hub::LoggedBatch& batch) -> Status {
      found[wire::digest(batch.manifest)] += 1;
      return {};
    }));
    return found;
  }
  void all_arrived_once() const {
    const auto found = logged_batches();
    CHECK(found.size() == batches.size());
    for (const auto& batch : batches) {
      const auto once = found.find(wire::digest(batch.manifest));
      REQUIRE(once != found.end());
      CHECK(once->second == 1);
    }
  }
};

TEST_CASE(
    "a hub in recovery is given back what its log has lost, once, and nothing is called received") {
  Restored road;
  for (int i = 0; i < 2; ++i) road.freeze();
  road.play(Wake{});
  road.back_up();
  for (int i = 0; i < 2; ++i) road.freeze();
  road.play(OutboxChanged{});
  const auto newest = value(road.intake().head());
  REQUIRE(newest.size == 4);
  road.restore();
  road.freeze();  // and one that the hub never had
  road.asked.clear();
  road.play(SendNow{});
  CHECK(road.trouble() == Trouble::recovery);
  CHECK(std::count(road.asked.begin(), road.asked.end(), std::string("POST /v1/returned")) == 4);
  CHECK(road.machine->status().waiting == 1);
  const auto report = road.report();
  CHECK(report.here == 2);
  CHECK(report.known == 4);
  CHECK(report.returned == 3);
  CHECK(report.whole());
  CHECK(report.silent.empty());
  road.asked.clear();
  road.wait();  // nothing goes twice
  CHECK(std::count(road.asked.begin(), road.asked.end(), std::string("POST /v1/returned")) == 0);

  road.rebuild();
  CHECK(value(road.intake().head()) == newest);
  road.wait();
  CHECK(road.trouble() == Trouble::none);
  CHECK(road.receipts() == 5);
  road.all_arrived_once();
}

TEST_CASE("a hub that was restored without loss asks for nothing, and goes on") {
  Restored road;
  for (int i = 0; i < 3; ++i) road.freeze();
  road.play(Wake{});
  road.back_up();
  road.restore();
  road.asked.clear();
  road.play(SendNow{});
  CHECK(road.trouble() == Trouble::recovery);
  CHECK(std::count(road.asked.begin(), road.asked.end(), std::string("POST /v1/returned")) == 1);
  CHECK(road.report().known == 3);
  CHECK(road.report().whole());
  road.rebuild();
  road.freeze();
  road.wait();
  CHECK(road.receipts() == 4);
  road.all_arrived_once();
}

TEST_CASE("after a restart every batch is proved again in the new log, and counted once") {
  Restored road;
  for (int i = 0; i < 2; ++i) road.freeze();
  road.play(Wake{});
  road.back_up();
  for (int i = 0; i < 2; ++i) road.freeze();
  road.play(OutboxChanged{});
  road.restore();
  road.restart("hub.example/parvis/2");
  road.play(SendNow{});
  CHECK(road.trouble() == Trouble::none);
  CHECK(road.machine->status().waiting == 0);
  CHECK(road.machine->status().received == 4);
  CHECK(road.machine->root().log_origin == "hub.example/parvis/2");
  road.all_arrived_once();
  // Receipts of the new log, each led on from the restart; those of the old one lie beside them.
  const auto root = road.machine->root();
  tlog::Checkpoint held{root.restarts[0].new_origin, root.restarts[0].size, root.restarts[0].root};
  for (const auto& batch : road.batches) {
    const auto manifest = value(wire::decode_manifest(batch.manifest.bytes));
    const auto bytes = value(road.inbox.receipt({manifest.chain, manifest.number}));
    const auto receipt = value(
        tlog::verify_receipt(bytes, wire::digest(batch.manifest), road.city.signer.identity()));
    REQUIRE_OK(tlog::consistent_with(receipt, held));
    held = receipt.checkpoint.checkpoint;
  }
  CHECK(value(list_files(road.directory / "inbox", ".earlier")).size() == 4);
  // A new start of the agent, with the old root document only, finds its way too.
  road.freeze();
  road.play(OutboxChanged{});
  CHECK(road.receipts() == 5);
}

TEST_CASE("another origin is only believed when the authority's root document says so") {
  Restored road;
  road.freeze();
  road.play(Wake{});
  const auto held = road.machine->root();
  // A hub that calls itself otherwise, without the authority.
  road.service.reset();
  auto log = road.intake();
  ok(log.enter_recovery("taken over"));
  hub::LogSigner other = copy_of(road.city.signer);
  other.origin = "hub.example/other";
  ok(log.restart(other, road.clock.utc()));
  road.service =
      value(hub::Service::start({road.directory / "intake.db", road.directory / "exchange",
                                 copy_of(other), road.city.authority.verify_key()},
                                road.clock));
  road.freeze();
  road.play(SendNow{});
  CHECK(road.trouble() == Trouble::portal);
  CHECK(road.receipts() == 1);
  CHECK(road.machine->root().number == held.number);
}

}  // namespace
}  // namespace parvis::agent::test
