// A kiosk's whole life with the power going in any sync of it: opening, visits, closing, freezing,
// receipt, kept, purge. Whatever was answered leaves exactly once.
#include <catch2/catch.hpp>
#include <map>

#include "tests/support/forgetful_vfs.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"

namespace parvis::ledger {
namespace {

using support::ForgetfulVfs;
using support::kNoon;
using support::LedgerKit;
using support::Tear;
using support::TemporaryDirectory;
using support::value;

constexpr std::chrono::days kLater{60};

Status live(const LedgerKit& kit, std::vector<wire::VisitId>& answered) {
  PARVIS_TRY(auto ledger, Ledger::open(kit.options));
  PARVIS_TRY(auto session, ledger.open_session(kit.start(), kit.collection));
  for (int i = 0; i < 3; ++i) {
    wire::Visit visit = kit.visit_of(2);
    PARVIS_TRY_VOID(session.save(visit));
    answered.push_back(visit.id);
    visit.ending = wire::Ending::left;
    PARVIS_TRY_VOID(session.finish(visit));
  }
  PARVIS_TRY([[maybe_unused]] const auto sheet, session.close({}));
  PARVIS_TRY([[maybe_unused]] const auto report, ledger.freeze(kNoon + kLater, kit.collection));
  PARVIS_TRY(const auto batches, ledger.batches());
  for (const BatchInfo& batch : batches) {
    PARVIS_TRY_VOID(ledger.apply_receipt({batch.chain,
                                          batch.number,
                                          batch.manifest,
                                          0,
                                          "note",
                                          1,
                                          VerifiedReceipt::Consistency::shown,
                                          {}},
                                         kNoon));
  }
  PARVIS_TRY_VOID(ledger.apply_kept(1, kNoon));
  PARVIS_TRY_VOID(ledger.purge(kNoon + kLater, [](const auto&, auto) {}));
  return {};
}

// After the restart a mediator unlocks, closes what is open, and all of it leaves. Counts each
// visit that left, by id.
std::map<wire::VisitId, int> finish_life(const LedgerKit& kit, std::uint64_t& purged) {
  Ledger ledger = kit.open();
  for (const SessionInfo& info : value(ledger.list_sessions())) {
    REQUIRE(info.state != SessionState::damaged);
    if (info.state == SessionState::open)
      value(value(ledger.resume(info.id, kit.collection)).close({}));
  }
  const auto report = value(ledger.freeze(kNoon + kLater, kit.collection));
  CHECK(report.damaged_visits == 0);
  CHECK(report.refused.empty());
  CHECK(value(ledger.list_sessions()).empty());
  std::map<wire::VisitId, int> left;
  for (const BatchInfo& batch : value(ledger.batches())) {
    if (batch.purged) {
      purged += batch.visits;
    } else if (batch.state == BatchState::kept && !std::filesystem::exists(batch.file)) {
      purged += batch.visits;  // the file went, the power went before its row said so
    } else {
      value(wire::check_batch(kit.read_batch(batch)));
      for (const auto& box : kit.read_batch(batch).visits) ++left[box.id];
    }
  }
  return left;
}

TEST_CASE("in a kiosk's whole life no cut loses an answered visit or sends one twice") {
  const Tear tear = GENERATE(Tear::nothing, Tear::some_sectors, Tear::everything);
  ForgetfulVfs disk;
  bool reached_the_end = false;
  for (std::uint64_t n = 1; !reached_the_end; ++n) {
    TemporaryDirectory directory;
    const LedgerKit kit(directory.path());
    std::vector<wire::VisitId> answered;
    disk.cut_at_sync(n, tear, n);
    const Status lived = live(kit, answered);
    reached_the_end = !disk.is_cut();
    disk.forget();
    disk.power_on();
    CAPTURE(n, answered.size(), lived ? "" : lived.error().message());
    CHECK((lived.has_value() || !reached_the_end));
    std::uint64_t purged = 0;
    const auto left = finish_life(kit, purged);
    if (purged > 0) {
      CHECK(purged == 3);
      CHECK(left.empty());
    } else {
      for (const auto& id : answered) CHECK(left.contains(id));
      for (const auto& [id, times] : left) CHECK(times == 1);
      CHECK(left.size() <= answered.size() + 1);
    }
    REQUIRE(n < 500);
  }
}

}  // namespace
}  // namespace parvis::ledger
