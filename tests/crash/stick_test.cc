// A stick in a machine whose power goes: while a kiosk writes its batches on it, and while the hub writes its receipts.
#include "tests/crash/laboratory.h"
#include "tests/stick/journey.h"

namespace parvis::crash {
namespace {

using stick_lab::City;
using stick_lab::Journey;
using support::DiskOperation;
using transfer::Stick;

Status lost(std::string what) { return fail(Errc::corrupt, std::move(what)); }

bool is_sync_all(const DiskOperation& operation) {
  return operation.kind == DiskOperation::Kind::sync_all;
}

// Everything once more, undisturbed: each batch is counted once, and its receipt arrives, with what the desk hands on.
Status finish(const Journey& journey) {
  PARVIS_TRY(const auto exported, journey.export_batches());
  if (!exported.safe()) return lost("a second export is not safe");
  PARVIS_TRY(const auto taken, journey.receive());
  if (taken.stopped) return lost("the hub can't take the stick in");
  PARVIS_TRY_VOID(done(journey.bring_back()));
  PARVIS_TRY_VOID(done(journey.take_in()));
  if (journey.city.handed_out > 0 && !journey.papers_missing().empty())
    return lost("a paper of the desk's is missing");
  const std::size_t batches = journey.city.batches.size();
  if (journey.logged() != batches) return lost("the log does not have each batch once");
  return journey.received() == batches ? Status{} : lost("a receipt is missing");
}

TEST_CASE(
    "the power goes anywhere while batches are written on a stick: what was called safe is there, "
    "the rest is taken another time") {
  Laboratory laboratory("an export to a stick");
  City city(2);
  transfer::StickCalls calls;
  const auto stick_at = [&] { return laboratory.disk(); };
  {
    const Journey journey(city, calls, stick_at(), Stick::Mounted::any);
    laboratory.record([&] {
      PARVIS_CHECK(support::value(journey.export_batches()).safe());
      laboratory.acknowledge();
      city.freeze();
      PARVIS_CHECK(support::value(journey.export_batches()).safe());
      laboratory.acknowledge();
    });
  }
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    const std::array<std::size_t, 3> called_safe{0, 2, 3};
    for (std::size_t i = 0; i < called_safe[acknowledged]; ++i) {
      const auto bytes = read_file(laboratory.disk() / city.on_stick(i), 1u << 20);
      if (!bytes || *bytes != wire::encode(city.batches[i])) {
        return lost("a batch that was called safe is not there");
      }
    }
    const Journey journey(city, calls, stick_at(), Stick::Mounted::any);
    // Half-written files are passed over; without anything of ours the hub says so.
    const auto taken = journey.receive();
    if (!taken && taken.error().code != Errc::not_found) return done(taken);
    return finish(journey);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  // syncfs comes after every fsync: either alone would do on this model, and one bug is planted at a time without it.
  CHECK_FALSE(laboratory
                  .judge_without(
                      [](const DiskOperation& operation) {
                        return is_sync_all(operation) || syncs_of("from-kiosk")(operation);
                      },
                      judge)
                  .complaints.empty());
  CHECK_FALSE(laboratory
                  .judge_without(
                      [](const DiskOperation& operation) {
                        return is_sync_all(operation) ||
                               (operation.kind == DiskOperation::Kind::sync &&
                                !syncs_of("from-kiosk")(operation));
                      },
                      judge)
                  .complaints.empty());
}

TEST_CASE(
    "the power goes anywhere while the hub writes receipts and papers on a stick: none is taken "
    "for what it "
    "is not") {
  Laboratory laboratory("receipts and papers onto a stick");
  City city(2);
  city.hand_out();
  transfer::StickCalls calls;
  const Journey journey(city, calls, laboratory.disk(), Stick::Mounted::any);
  REQUIRE(support::value(journey.export_batches()).safe());
  REQUIRE_FALSE(support::value(journey.receive()).stopped);
  laboratory.record([&] {
    support::value(journey.bring_back());
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    journey.empty_inbox();
    const auto taken = journey.take_in();
    if (!taken && taken.error().code != Errc::not_found) return done(taken);
    if (acknowledged == 1 && journey.received() != 2)
      return lost("a receipt that was written is not there");
    if (acknowledged == 1 && !journey.papers_missing().empty())
      return lost("a paper that was written is not there");
    return finish(journey);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory
                  .judge_without(
                      [](const DiskOperation& operation) {
                        return is_sync_all(operation) ||
                               operation.kind == DiskOperation::Kind::sync;
                      },
                      judge)
                  .complaints.empty());
}

}  // namespace
}  // namespace parvis::crash
