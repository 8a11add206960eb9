// Visits leave a kiosk: batches are frozen into the outbox, the hub's receipts come back, files are purged. The power goes
// everywhere. Sticks are stick_test.cc's.
#include <catch2/catch.hpp>

#include "tests/crash/laboratory.h"
#include "tests/support/ledger_kit.h"

namespace parvis::crash {
namespace {

using ledger::BatchState;
using ledger::Ledger;
using support::LedgerKit;
using support::ok;
using support::value;

ledger::VerifiedReceipt receipt_for(const ledger::BatchInfo& batch) {
  const std::uint64_t size = batch.number.value;
  return {.chain = batch.chain,
          .number = batch.number,
          .manifest = batch.manifest,
          .leaf_index = size - 1,
          .checkpoint = "checkpoint of " + std::to_string(size),
          .tree_size = size,
          .consistency = ledger::VerifiedReceipt::Consistency::shown,
          .bytes = to_bytes(as_bytes("receipt"))};
}

// A large session, and two small ones that leave together.
void close_sessions(const LedgerKit& kit) {
  Ledger ledger = kit.open();
  kit.closed_session(ledger, 12);
  kit.closed_session(ledger, 5);
  kit.closed_session(ledger, 6, "gare");
}

struct Frozen {
  std::map<Path, Bytes> files;  // as they were without a cut

  // Every visit is in one batch, with the bytes that it had before the cut.
  [[nodiscard]] Status check(const LedgerKit& kit, std::size_t acknowledged) const {
    PARVIS_TRY(Ledger ledger, Ledger::open(kit.options));
    PARVIS_TRY(const auto before, ledger.batches());
    if (acknowledged > 0 && before.size() != files.size()) {
      return fail(Errc::corrupt, "an acknowledged batch is not there");
    }
    PARVIS_TRY_VOID(done(ledger.freeze(support::kNoon, kit.collection)));
    PARVIS_TRY(const auto batches, ledger.batches());
    PARVIS_TRY(const auto sessions, ledger.list_sessions());
    PARVIS_TRY(const auto outbox, list_files(kit.options.outbox, ""));
    if (!sessions.empty()) return fail(Errc::corrupt, "a session is there and in a batch");
    if (batches.size() != files.size() || outbox.size() != files.size()) {
      return fail(Errc::corrupt, "not the same number of batches");
    }
    for (const auto& [file, bytes] : files) {
      PARVIS_TRY(const Bytes now, read_file(file, wire::kMaxBatchBytes));
      if (now != bytes) return fail(Errc::corrupt, "a batch has other bytes than before");
    }
    return {};
  }
};

TEST_CASE("the power goes anywhere while closed sessions are frozen into batches") {
  Laboratory laboratory("a batch is frozen");
  laboratory.sample_torn(8);
  const LedgerKit kit(laboratory.disk());
  close_sessions(kit);
  Frozen frozen;
  laboratory.record([&] {
    Ledger ledger = kit.open();
    value(ledger.freeze(support::kNoon, kit.collection));
    laboratory.acknowledge();
    for (const auto& batch : value(ledger.batches())) {
      frozen.files[batch.file] = value(read_file(batch.file, wire::kMaxBatchBytes));
    }
  });
  REQUIRE(frozen.files.size() == 2);
  const Judge judge = [&](std::size_t acknowledged) { return frozen.check(kit, acknowledged); };
  const Report report = laboratory.judge(judge, [&] { (void)Ledger::open(kit.options); });
  INFO(report.text());
  CHECK(report.complaints.empty());

  // Each of these alone loses a batch whose session is gone already.
  CHECK_FALSE(laboratory.judge_without(syncs_of(".part"), judge).complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("outbox"), judge).complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("chain.db-wal"), judge).complaints.empty());
}

TEST_CASE("the power goes anywhere between a receipt and the purge of its batch") {
  Laboratory laboratory("receipts, a kept note, a purge");
  laboratory.sample_torn(4);
  const LedgerKit kit(laboratory.disk());
  close_sessions(kit);
  std::vector<ledger::BatchInfo> batches;
  {
    Ledger ledger = kit.open();
    value(ledger.freeze(support::kNoon, kit.collection));
    batches = value(ledger.batches());
  }
  REQUIRE(batches.size() == 2);
  const UtcTime later = support::kNoon + std::chrono::hours(24 * 31);
  const auto go_on = [&](Ledger& ledger, const std::function<void()>& acknowledge) {
    for (const auto& batch : batches) {
      ok(ledger.apply_receipt(receipt_for(batch), support::kNoon));
      acknowledge();
    }
    ok(ledger.apply_kept(2, support::kNoon));
    acknowledge();
    ok(ledger.purge(later, [](const auto&, auto) {}));
    acknowledge();
  };
  laboratory.record([&] {
    Ledger ledger = kit.open();
    go_on(ledger, [&] { laboratory.acknowledge(); });
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    PARVIS_TRY(Ledger ledger, Ledger::open(kit.options));
    PARVIS_TRY(auto found, ledger.batches());
    if (found.size() != 2) return fail(Errc::corrupt, "not two batches");
    for (std::size_t i = 0; i < 2; ++i) {
      const BatchState least = acknowledged >= 3  ? BatchState::kept
                               : acknowledged > i ? BatchState::received
                                                  : BatchState::on_kiosk;
      if (found[i].state < least) return fail(Errc::corrupt, "a batch's state went back");
      std::error_code error;
      const bool there = std::filesystem::exists(found[i].file, error);
      if (!there && found[i].state != BatchState::kept)
        return fail(Errc::corrupt, "purged too early");
      if (there && acknowledged == 4) return fail(Errc::corrupt, "a purged batch is back");
    }
    PARVIS_TRY(const auto checkpoint, ledger.newest_checkpoint());
    if (acknowledged >= 2 && (!checkpoint || checkpoint->tree_size != 2)) {
      return fail(Errc::corrupt, "the newest checkpoint went back");
    }
    go_on(ledger, [] {});
    PARVIS_TRY(found, ledger.batches());
    for (const auto& batch : found) {
      if (!batch.purged || std::filesystem::exists(batch.file))
        return fail(Errc::corrupt, "not purged");
    }
    return {};
  };
  const Report report = laboratory.judge(judge, [&] { (void)Ledger::open(kit.options); });
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("chain.db-wal"), judge).complaints.empty());
}

TEST_CASE("the power goes while the disk's reserve is set aside: the next start has it whole") {
  Laboratory laboratory("the reserve is set aside");
  LedgerKit kit(laboratory.disk());
  kit.options.space.reserve_bytes = 64u << 10;
  laboratory.record([&] { (void)kit.open(); });
  const Report report = laboratory.judge([&](std::size_t) -> Status {
    PARVIS_TRY(const Ledger ledger, Ledger::open(kit.options));
    const auto size = std::filesystem::file_size(kit.options.directory / "reserve");
    return size == 64u << 10 ? Status{}
                             : fail(Errc::corrupt, "the reserve is " + std::to_string(size));
  });
  INFO(report.text());
  CHECK(report.complaints.empty());
}

}  // namespace
}  // namespace parvis::crash
