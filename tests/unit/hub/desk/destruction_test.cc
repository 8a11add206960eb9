#include "sync/hub/desk/destruction.h"

#include <catch2/catch.hpp>

#include "sync/hub/desk/rotation.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::code;
using support::kTownSlug;
using support::Town;
using support::town_visit;
using support::value;

constexpr std::string_view kOther = "other-town";

// The town closes on the last of December 2026.
const UtcTime kBefore = std::chrono::sys_days{std::chrono::year{2027} / 3 / 28};
const UtcTime kCodesOver = std::chrono::sys_days{std::chrono::year{2027} / 6 / 28};
const UtcTime kAfter = std::chrono::sys_days{std::chrono::year{2027} / 7 / 15};

// A town with one opened batch of two visits.
struct Past {
  Town town;
  support::TownKiosk kiosk = town.kiosk("borne-01");
  wire::SealedVisit box = kiosk.seal(town_visit("Il faut plus de bancs."));
  Past() {
    town.import(kiosk.batch_of({box, kiosk.seal(town_visit())}));
    town.open();
  }

  [[nodiscard]] wire::RootDocument root() const { return value(load_root(town.hub())).document; }
  [[nodiscard]] Result<Destruction> plan(UtcTime now = kAfter) const {
    auto intake = town.intake();
    auto store = town.desk();
    return plan_destruction(town.hub(), intake, store, root(), kTownSlug, now);
  }
  Status destroy(UtcTime now = kAfter) const {
    PARVIS_TRY(const auto planned, plan(now));
    auto intake = town.intake();
    auto store = town.desk();
    return hub::destroy(intake, store, planned, value(load_log_signer(town.hub())), now);
  }
  [[nodiscard]] std::vector<std::string> overdue(UtcTime now = kAfter) const {
    auto intake = town.intake();
    auto store = town.desk();
    return value(overdue_destructions(intake, store, root(), now));
  }
  Rotated rotate() const {
    const auto authority = value(unlock_authority(town.hub(), support::kTownPassphrase));
    return value(rotate_key(town.hub(), authority, wire::Purpose::reception, Former::keep, kAfter));
  }
  [[nodiscard]] bool is_anywhere(std::string_view bytes) const {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(town.hub().root)) {
      if (!entry.is_regular_file()) continue;
      const Bytes all = value(read_file(entry.path(), 64u << 20));
      if (as_text(all).find(bytes) != std::string_view::npos) return true;
    }
    return false;
  }
  [[nodiscard]] std::string_view sealed() const { return as_text(ByteView(box.cipher).first(64)); }
};

void checks_out(const Town& town) {
  CHECK(town.results().sum.closes());
  const auto report = town.audit(Town::Reopen::yes);
  CAPTURE(report.findings);
  CHECK(report.findings.empty());
}

TEST_CASE("nothing is destroyed before the day that residents were told") {
  const Past past;
  CHECK(code(past.plan(kBefore)) == Errc::denied);
  CHECK(past.overdue(kBefore).empty());
  CHECK(past.overdue(kCodesOver).empty());  // no visit has a code
  CHECK(past.overdue().size() == 1);
  support::ok(past.destroy(kCodesOver));
  CHECK(past.is_anywhere(past.sealed()));
}

TEST_CASE("after it the sealed boxes are nowhere, while somebody else has the file open") {
  const Past past;
  auto serving = past.town.intake();
  REQUIRE(past.is_anywhere(past.sealed()));
  const auto plan = value(past.plan());
  CHECK(plan.leaves.size() == 1);
  CHECK(plan.boxes == 2);
  CHECK(plan.unopenable == 0);
  const auto results = past.town.results();
  support::ok(past.destroy());
  CHECK_FALSE(past.is_anywhere(past.sealed()));
  CHECK(past.overdue().empty());
  CHECK(value(past.plan()).nothing_left());
  CHECK(past.town.results().votes == results.votes);
  CHECK(past.town.results().said == results.said);
  checks_out(past.town);
  const auto statement = value(serving.newest_statement("parvis/destroyed/v1\n"));
  CHECK(as_text(statement) == "parvis/destroyed/v1\ntest-town\n2027-07-15T00:00:00Z\n2\n");
}

TEST_CASE("codes are erased on their own day: nobody finds the visit, and its box still agrees") {
  Past past;
  const std::string typed = wire::new_receipt_code();
  auto visit = town_visit("Il faut des fontaines.");
  visit.code = value(wire::receipt_code_tag(typed, kTownSlug, support::kCheapCost));
  past.town.import(past.kiosk.batch({visit, town_visit()}));
  past.town.open();
  const std::string tag(as_text(visit.code->view()));
  const auto results = past.town.results();
  auto reading = past.town.desk();  // somebody else has the file open
  REQUIRE(past.is_anywhere(tag));
  CHECK(past.overdue(kBefore).empty());
  CHECK(past.overdue(kCodesOver).size() == 1);
  CHECK(value(past.plan(kCodesOver)).codes == 1);
  CHECK(value(past.plan(kCodesOver)).boxes == 0);
  support::ok(past.destroy(kCodesOver));
  CHECK_FALSE(past.is_anywhere(tag));
  CHECK(code(code_status(reading, typed, support::kCheapCost)) == Errc::not_found);
  CHECK(past.overdue(kCodesOver).empty());
  CHECK(value(past.plan(kCodesOver)).nothing_left());
  CHECK(past.is_anywhere(past.sealed()));
  CHECK(past.town.results().votes == results.votes);
  CHECK(past.town.results().said == results.said);
  checks_out(past.town);
  // Answers that were changed under the same pretext are still found.
  const auto of_code = value(past.town.desk().batches()).back().leaf;
  OpenedVisit row;
  support::ok(reading.each_visit(
      [&](const OpenedVisit& one) -> Status {
        if (one.leaf == of_code && value(wire::decode_visit(one.content)).ideas.size() == 1)
          row = one;
        return {};
      },
      [](const std::string& damage) -> Status { return fail(Errc::corrupt, damage); }));
  auto other = value(wire::decode_visit(row.content));
  std::swap(other.votes.at(0).vote, other.votes.at(1).vote);
  row.content = value(wire::encode(other));
  {
    const std::vector<std::string_view> steps(1, "");
    auto file = value(sqlite::Database::open(past.town.hub().desk_db(), {"desk", 0x50764465, steps},
                                             {.access = sqlite::Access::existing}));
    support::ok(file.run("UPDATE visit SET content = ?, row_digest = ? WHERE key = ?", row.content,
                         row_digest(row), row.key));
  }
  const auto report = past.town.audit(Town::Reopen::yes);
  REQUIRE(report.findings.size() >= 1);
  CHECK(report.findings[0].find("is not what its sealed box says") != std::string::npos);
}

TEST_CASE("a second time says nothing more, and the same batch again gets the same receipt") {
  Past past;
  const auto head = past.kiosk.head();
  const Bytes again = past.kiosk.batch({town_visit()});
  past.town.import(again);
  past.town.open();
  support::ok(past.destroy());
  const auto size = value(past.town.intake().size());
  support::ok(past.destroy());
  CHECK(value(past.town.intake().size()) == size);
  const auto outcome = past.town.import(again);
  CHECK(outcome.kind == Outcome::Kind::receipt);
  CHECK(outcome.again);
  CHECK(past.overdue().empty());
  // One that comes only now is in the log, counts, and goes with the next time.
  REQUIRE(head.number == 1);
  past.town.import(past.kiosk.batch({town_visit()}));
  CHECK(code(past.plan()) == Errc::conflict);
  past.town.open();
  CHECK(past.overdue().size() == 1);
  support::ok(past.destroy());
  auto intake = past.town.intake();
  CHECK(as_text(value(intake.newest_statement("parvis/destroyed/v1\n"))).ends_with("\n4\n"));
  checks_out(past.town);
}

TEST_CASE("what is not opened, or not decided about, stands in the way") {
  Past past;
  past.town.import(past.kiosk.batch({town_visit()}));
  CHECK(code(past.plan()) == Errc::conflict);
  past.town.open();
  CHECK(past.plan().has_value());
  const auto authority = value(unlock_authority(past.town.hub(), support::kTownPassphrase));
  value(revoke_device(past.town.hub(), authority, "borne-01", wire::BatchNumber{2}, kAfter));
  CHECK(past.town.import(past.kiosk.batch({town_visit()})).reason == "revoked");
  CHECK(code(past.plan()) == Errc::conflict);
}

TEST_CASE("files kept aside go too") {
  Past past;
  past.kiosk.go_back_to({});
  const auto box = past.kiosk.seal(town_visit("Il faut des fontaines."));
  CHECK(past.town.import(past.kiosk.batch_of({box})).reason == "other-bytes");
  const auto sealed = as_text(ByteView(box.cipher).first(64));
  REQUIRE(past.is_anywhere(sealed));
  CHECK(value(past.plan()).asides.size() == 1);
  support::ok(past.destroy());
  CHECK_FALSE(past.is_anywhere(sealed));
}

TEST_CASE("a code still takes its visit back when the box is destroyed already") {
  const Past past;
  support::ok(past.destroy());
  auto store = past.town.desk();
  auto intake = past.town.intake();
  const auto batches = value(store.batches());
  support::ok(intake.remove_box(batches.at(0).leaf, past.box.id));
  for (const auto& row : value(store.with_id(past.box.id))) support::ok(store.withdraw(row));
  CHECK(past.town.results().sum.closes());
}

TEST_CASE("a desk that opens after the destruction still closes its sum") {
  const Past past;
  support::ok(past.destroy());
  std::filesystem::remove(past.town.hub().desk_db());
  {
    auto store = value(DeskStore::create(past.town.hub().desk_db()));
    const auto pack = value(read_file(past.town.hub().pack({std::string(kTownSlug), 1}), 8u << 20));
    support::ok(store.add_pack({std::string(kTownSlug), 1}, pack, {}, {}, {}));
  }
  past.town.open();
  const auto sum = past.town.results().sum;
  CHECK(sum.closes());
  CHECK(sum.standings[static_cast<std::size_t>(Standing::unopenable)] == 2);
  checks_out(past.town);
}

TEST_CASE("a revocation afterwards leaves what was opened as it is") {
  const Past past;
  support::ok(past.destroy());
  const auto authority = value(unlock_authority(past.town.hub(), support::kTownPassphrase));
  value(revoke_device(past.town.hub(), authority, "borne-01", wire::BatchNumber{0}, kAfter));
  CHECK(past.town.open().judged_again == 0);
  CHECK(past.town.results().votes == 4);
  checks_out(past.town);
}

TEST_CASE("a reception secret goes once it was replaced, and its bytes with it") {
  const Past past;
  const Bytes file =
      value(read_file(key_file(past.town.hub().desk_keys(), wire::Purpose::reception), 4096));
  const std::string secret(as_text(file));
  CHECK(value(past.plan()).rotate_first);
  const auto rotated = past.rotate();
  const auto plan = value(past.plan());
  CHECK_FALSE(plan.rotate_first);
  REQUIRE(plan.keys.size() == 1);
  CHECK(plan.keys[0].id == rotated.former);
  CHECK(plan.keys[0].kept_for.empty());
  CHECK(past.is_anywhere(secret));
  support::ok(past.destroy());
  CHECK_FALSE(past.is_anywhere(secret));
  CHECK(value(past.plan()).nothing_left());
  CHECK(past.town.open().batches == 0);  // the key in use is there, and nothing misses the other
}

TEST_CASE("a secret that another consultation may need stays until that one's day") {
  const Past past;
  // One that was open while the key was in use, and lasts longer.
  const Path sources = past.town.path("other");
  std::filesystem::copy(past.town.sources(), sources, std::filesystem::copy_options::recursive);
  std::string settings(as_text(value(read_file(sources / "consultation.toml", 1u << 20))));
  settings.replace(settings.find(kTownSlug), kTownSlug.size(), kOther);
  support::ok(write_file(sources / "consultation.toml", as_bytes(settings)));
  PackSources other;
  other.directory = sources.string();
  other.opens = "2027-01-01";
  other.closes = "2027-12-31";
  past.town.publish(other);
  past.rotate();
  const auto plan = value(past.plan());
  REQUIRE(plan.keys.size() == 1);
  CHECK(plan.keys[0].kept_for == kOther);
  support::ok(past.destroy());
  CHECK(std::filesystem::exists(plan.keys[0].file));
  CHECK_FALSE(past.is_anywhere(past.sealed()));
}

TEST_CASE("boxes that a restore has brought back are named, and go again") {
  const Past past;
  const Path kept = past.town.path("intake.before");
  std::filesystem::copy_file(past.town.hub().intake_db(), kept);
  support::ok(past.destroy());
  std::filesystem::copy_file(kept, past.town.hub().intake_db(),
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(kept);
  CHECK(past.overdue().size() == 1);
  support::ok(past.destroy());
  CHECK_FALSE(past.is_anywhere(past.sealed()));
  checks_out(past.town);
}

}  // namespace
}  // namespace parvis::hub
