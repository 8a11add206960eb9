// What people at the hub decide about keys and about what must go: a reception key, a receipt key and the authority's are
// replaced, a batch in quarantine is accepted, a consultation is destroyed. The power goes everywhere.
#include <catch2/catch.hpp>

#include "sync/hub/desk/destruction.h"
#include "sync/hub/desk/quarantine.h"
#include "sync/hub/desk/rotation.h"
#include "tests/crash/laboratory.h"
#include "tests/support/town.h"

namespace parvis::crash {
namespace {

using hub::Standing;
using support::kTownPassphrase;
using support::ok;
using support::Town;
using support::town_visit;
using support::value;
using wire::Purpose;

const bool kStarted = crypto::init().has_value();

Status lost(std::string what) { return fail(Errc::corrupt, std::move(what)); }

std::uint64_t standing(const Town& town, Standing which) {
  return town.results().sum.standings[static_cast<std::size_t>(which)];
}

Status check_hub(const Town& town) {
  const auto report = town.audit(Town::Reopen::yes);
  return report.findings.empty() ? Status{} : lost(report.findings.front());
}

wire::RootDocument root_of(const Town& town) { return value(hub::load_root(town.hub())).document; }

std::size_t certified(const Town& town, Purpose purpose) {
  auto root = root_of(town);
  root.revocations.clear();
  return wire::certificates_of(root, purpose).size();
}

TEST_CASE("the power goes while a reception key is replaced: what was sealed to either is opened") {
  Laboratory laboratory("a reception key is replaced");
  const Town town(laboratory.disk());
  auto kiosk = town.kiosk("borne-01");
  const Bytes early = kiosk.batch({town_visit(), town_visit()});
  const auto rotate = [&]() -> Status {
    PARVIS_TRY(const auto authority, hub::unlock_authority(town.hub(), kTownPassphrase));
    return done(
        hub::rotate_key(town.hub(), authority, Purpose::reception, hub::Former::keep, town.now()));
  };
  laboratory.record([&] {
    ok(rotate());
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    if (acknowledged > 0 && certified(town, Purpose::reception) != 2)
      return lost("the new key is not certified");
    PARVIS_TRY_VOID(rotate());  // as somebody does who was not answered; goes on, or replaces again
    (void)town.publish();
    auto late = town.kiosk("borne-02");
    town.import(early);
    town.import(late.batch({town_visit()}));
    town.open();
    if (standing(town, Standing::counted) != 3) return lost("a box that no key opens");
    return check_hub(town);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("keys"), judge).complaints.empty());
}

TEST_CASE("the power goes while the receipt key is replaced: the log is signed on") {
  Laboratory laboratory("a receipt key is replaced");
  const Town town(laboratory.disk());
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  const Bytes next = kiosk.batch({town_visit()});
  const auto rotate = [&]() -> Status {
    PARVIS_TRY(const auto authority, hub::unlock_authority(town.hub(), kTownPassphrase));
    return done(
        hub::rotate_key(town.hub(), authority, Purpose::receipt, hub::Former::keep, town.now()));
  };
  laboratory.record([&] {
    ok(rotate());
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    if (acknowledged > 0 && certified(town, Purpose::receipt) != 2)
      return lost("the new key is not certified");
    PARVIS_TRY_VOID(rotate());
    town.import(next);
    town.open();
    if (standing(town, Standing::counted) != 2) return lost("not two visits");
    return check_hub(town);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("keys"), judge).complaints.empty());
}

TEST_CASE(
    "the power goes while the authority hands over: one passphrase opens the one that signs") {
  Laboratory laboratory("the authority hands over");
  const Town town(laboratory.disk());
  constexpr std::string_view kNext = "another horse battery";
  const auto first = town.authority();
  laboratory.record([&] {
    const auto authority = value(hub::unlock_authority(town.hub(), kTownPassphrase));
    value(hub::rotate_authority(town.hub(), authority, kNext, town.now(), support::kCheapCost));
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    auto authority = hub::unlock_authority(town.hub(), kNext);
    if (!authority) {
      if (acknowledged > 0) return lost("the new passphrase does not open");
      PARVIS_TRY(const auto before, hub::unlock_authority(town.hub(), kTownPassphrase));
      PARVIS_TRY_VOID(
          done(hub::rotate_authority(town.hub(), before, kNext, town.now(), support::kCheapCost)));
      authority = hub::unlock_authority(town.hub(), kNext);
      if (!authority) return tl::unexpected<Error>(authority.error());
    }
    if (root_of(town).authority != authority->verify_key()) return lost("another one signs");
    if (town.authority() != authority->verify_key()) return lost("another one is published");
    // Whoever pinned the first is led to it.
    PARVIS_TRY(const auto root,
               wire::verify_root(value(hub::load_root(town.hub())).signed_document, first));
    if (root != root_of(town)) return lost("the line does not lead here");
    return done(
        hub::rotate_key(town.hub(), *authority, Purpose::receipt, hub::Former::keep, town.now()));
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("hub"), judge).complaints.empty());
}

TEST_CASE(
    "the power goes while a batch in quarantine is accepted: the word is kept, and said once") {
  Laboratory laboratory("a batch is accepted");
  laboratory.sample_torn(64);
  const Town town(laboratory.disk());
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  const Bytes after = kiosk.batch({town_visit(), town_visit()});
  value(hub::revoke_device(town.hub(), value(hub::unlock_authority(town.hub(), kTownPassphrase)),
                           "borne-01", wire::BatchNumber{1}, town.now()));
  if (town.import(after).kind != hub::Outcome::Kind::quarantined) FAIL("not in quarantine");
  const auto waiting = [&] {
    auto intake = town.intake();
    return value(hub::waiting_batches(intake, root_of(town)));
  };
  const auto accept = [&]() -> Status {
    auto intake = town.intake();
    const auto log = value(hub::load_log_signer(town.hub()));
    const auto desk = value(
        hub::read_signing_key(hub::key_file(town.hub().desk_keys(), Purpose::desk), Purpose::desk));
    return hub::decide(intake, waiting().at(0),
                       {hub::Verdict::Kind::accepted, {}, town.now(), "awa", "", 2},
                       {hub::desk_name("hub.example/parvis"), desk, log});
  };
  laboratory.record([&] {
    ok(accept());
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    if (acknowledged > 0 && !waiting().empty()) return lost("what was accepted waits again");
    if (!waiting().empty()) PARVIS_TRY_VOID(accept());
    town.open();
    if (standing(town, Standing::counted) != 3) return lost("not three visits");
    return check_hub(town);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("intake.db-wal"), judge).complaints.empty());
}

TEST_CASE("the power goes while a consultation is destroyed: what is said to be gone is gone") {
  Laboratory laboratory("a consultation is destroyed");
  laboratory.sample_torn(64);
  const Town town(laboratory.disk());
  auto kiosk = town.kiosk("borne-01");
  auto visit = town_visit("Il faut plus de bancs.");
  visit.code = value(
      wire::receipt_code_tag(wire::new_receipt_code(), support::kTownSlug, support::kCheapCost));
  const auto box = kiosk.seal(visit);
  town.import(kiosk.batch_of({box, kiosk.seal(town_visit())}));
  town.open();
  const UtcTime later = std::chrono::sys_days{std::chrono::year{2090} / 1 / 1};
  {
    const auto authority = value(hub::unlock_authority(town.hub(), kTownPassphrase));
    value(hub::rotate_key(town.hub(), authority, Purpose::reception, hub::Former::keep, later));
  }
  const auto plan = [&]() -> Result<hub::Destruction> {
    auto intake = town.intake();
    auto store = town.desk();
    return hub::plan_destruction(town.hub(), intake, store, root_of(town), support::kTownSlug,
                                 later);
  };
  const auto destroy = [&]() -> Status {
    PARVIS_TRY(const auto planned, plan());
    auto intake = town.intake();
    auto store = town.desk();
    return hub::destroy(intake, store, planned, value(hub::load_log_signer(town.hub())), later);
  };
  const auto is_anywhere = [&](ByteView bytes) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(town.hub().root)) {
      if (!entry.is_regular_file()) continue;
      const Bytes all = value(read_file(entry.path(), 64u << 20));
      if (as_text(all).find(as_text(bytes)) != std::string_view::npos) return true;
    }
    return false;
  };
  const ByteView sealed = ByteView(box.cipher).first(64);
  if (!is_anywhere(sealed) || !is_anywhere(visit.code->view())) FAIL("nothing to destroy");
  laboratory.record([&] {
    ok(destroy());
    laboratory.acknowledge();
  });
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    const auto gone = [&]() -> Status {
      if (is_anywhere(sealed)) return lost("a sealed box is still there");
      if (is_anywhere(visit.code->view())) return lost("a code's tag is still there");
      PARVIS_TRY(const auto left, plan());
      return left.nothing_left() ? Status{} : lost("something is left to destroy");
    };
    if (acknowledged > 0) PARVIS_TRY_VOID(gone());
    PARVIS_TRY_VOID(destroy());
    PARVIS_TRY_VOID(gone());
    auto intake = town.intake();
    PARVIS_TRY(const auto said, intake.newest_statement("parvis/destroyed/v1\n"));
    if (!as_text(said).ends_with("\n2\n")) return lost("the log says another number");
    if (standing(town, Standing::counted) != 2) return lost("what was opened went with it");
    return check_hub(town);
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("intake.db"), judge).complaints.empty());
}

}  // namespace
}  // namespace parvis::crash
