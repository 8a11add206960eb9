#include "sync/hub/desk/quarantine.h"

#include <catch2/catch.hpp>

#include "sync/hub/desk/rotation.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::code;
using support::Town;
using support::town_visit;
using support::TownKiosk;
using support::value;

std::uint64_t standing(const ClosingSum& sum, Standing which) {
  return sum.standings[static_cast<std::size_t>(which)];
}

// A town whose administrator has the passphrase at hand.
struct Administration {
  Town town;
  Authority authority = value(Authority::unlock(town.hub().authority(), support::kTownPassphrase));

  void revoke(std::string_view name, std::optional<std::uint64_t> lost_at) {
    std::optional<wire::BatchNumber> number;
    if (lost_at) number = wire::BatchNumber{*lost_at};
    value(revoke_device(town.hub(), authority, name, number, town.now()));
  }
  std::vector<WaitingBatch> waiting() const {
    auto intake = town.intake();
    return value(waiting_batches(intake, value(load_root(town.hub())).document));
  }
  WaitingBatch waiting(std::uint64_t number) const {
    for (const auto& batch : waiting()) {
      if (batch.manifest.number.value == number) return batch;
    }
    FAIL("batch " << number << " does not wait");
    return {};
  }
  Status say(std::uint64_t number, Verdict::Kind kind, std::optional<std::uint64_t> paper,
             std::string why = "") const {
    auto intake = town.intake();
    const auto log = value(load_log_signer(town.hub()));
    const auto desk = value(read_signing_key(key_file(town.hub().desk_keys(), wire::Purpose::desk),
                                             wire::Purpose::desk));
    return decide(intake, waiting(number), {kind, {}, town.now(), "awa", std::move(why), paper},
                  {desk_name("hub.example/parvis"), desk, log});
  }
  void checks_out() const {
    const auto sum = town.results().sum;
    CHECK(sum.closes());
    const auto report = town.audit(Town::Reopen::yes);
    CAPTURE(report.findings);
    CHECK(report.findings.empty());
  }
};

TEST_CASE(
    "batches of a stolen kiosk after the last good one wait for paper, whether they came before "
    "the revocation or after it") {
  Administration city;
  auto kiosk = city.town.kiosk("borne-01");
  std::vector<Bytes> batches;
  for (int i = 0; i < 4; ++i) batches.push_back(kiosk.batch({town_visit(), town_visit()}));
  for (int i = 0; i < 3; ++i) city.town.import(batches[static_cast<std::size_t>(i)]);
  city.town.open();
  CHECK(standing(city.town.results().sum, Standing::counted) == 6);

  city.revoke("borne-01", 1);
  CHECK(city.town.import(batches[3]).kind == Outcome::Kind::quarantined);
  CHECK(city.town.open().judged_again == 2);
  CHECK(standing(city.town.results().sum, Standing::counted) == 2);
  CHECK(standing(city.town.results().sum, Standing::quarantined) == 4);
  CHECK(city.town.open().judged_again == 0);
  CHECK(city.waiting().size() == 3);
  city.checks_out();

  CHECK(city.say(2, Verdict::Kind::accepted, 2).has_value());
  CHECK(city.say(3, Verdict::Kind::refused, {}, "no such session took place").has_value());
  CHECK(code(city.say(4, Verdict::Kind::accepted, 3)) == Errc::conflict);
  CHECK(code(city.say(4, Verdict::Kind::accepted, std::nullopt)) == Errc::invalid);
  CHECK(city.say(4, Verdict::Kind::accepted, 3, "one sheet was filled in twice").has_value());
  CHECK(city.town.open().judged_again == 1);
  const auto sum = city.town.results().sum;
  CHECK(standing(sum, Standing::counted) == 6);
  CHECK(standing(sum, Standing::quarantined) == 2);
  const auto left = city.waiting();
  REQUIRE(left.size() == 1);
  CHECK(left[0].verdict->kind == Verdict::Kind::refused);
  // The kiosk asks again, and has its receipt.
  const auto again = city.town.import(batches[3]);
  CHECK(again.kind == Outcome::Kind::receipt);
  CHECK(again.again);
  city.checks_out();
}

TEST_CASE(
    "a revocation without a last batch takes in nothing more, and what is in the log counts") {
  Administration city;
  auto kiosk = city.town.kiosk("borne-01");
  city.town.import(kiosk.batch({town_visit()}));
  city.revoke("borne-01", std::nullopt);
  CHECK(city.town.import(kiosk.batch({town_visit()})).reason == "revoked");
  city.town.open();
  CHECK(standing(city.town.results().sum, Standing::counted) == 1);
  CHECK(city.say(2, Verdict::Kind::accepted, 1).has_value());
  city.town.open();
  CHECK(standing(city.town.results().sum, Standing::counted) == 2);
  city.checks_out();
}

TEST_CASE("the number of the last good batch can be corrected") {
  Administration city;
  auto kiosk = city.town.kiosk("borne-01");
  for (int i = 0; i < 3; ++i) city.town.import(kiosk.batch({town_visit()}));
  city.revoke("borne-01", 1);
  city.town.open();
  CHECK(standing(city.town.results().sum, Standing::counted) == 1);
  city.revoke("borne-01", 2);
  city.town.open();
  CHECK(standing(city.town.results().sum, Standing::counted) == 2);
  city.checks_out();
}

TEST_CASE(
    "the last good batch is one of the newest chain: earlier ones of the same key stay whole") {
  Administration city;
  auto kiosk = city.town.kiosk("borne-01");
  for (int i = 0; i < 3; ++i) city.town.import(kiosk.batch({town_visit()}));
  kiosk.install(value(
      enrol(city.town.hub(), city.authority, kiosk.request(), "borne-01", "", city.town.now())));
  for (int i = 0; i < 2; ++i) city.town.import(kiosk.batch({town_visit()}));
  city.revoke("borne-01", 1);
  city.town.open();
  const auto sum = city.town.results().sum;
  CHECK(standing(sum, Standing::counted) == 4);
  CHECK(standing(sum, Standing::quarantined) == 1);
  city.checks_out();
}

TEST_CASE("a statement that no key of the desk signed lets nothing in") {
  Administration city;
  auto kiosk = city.town.kiosk("borne-01");
  for (int i = 0; i < 2; ++i) city.town.import(kiosk.batch({town_visit()}));
  city.revoke("borne-01", 1);
  const Verdict verdict{
      Verdict::Kind::accepted, city.waiting(2).digest, city.town.now(), "awa", "", 1};
  const auto thief = crypto::SigningKey::generate();
  const auto statement = value(sign_verdict(verdict, desk_name("hub.example/parvis"), thief));
  {
    auto intake = city.town.intake();
    value(intake.append_statement(as_bytes(statement), value(load_log_signer(city.town.hub())),
                                  city.town.now()));
  }
  city.town.open();
  CHECK(standing(city.town.results().sum, Standing::quarantined) == 1);
  CHECK(city.waiting().size() == 1);
}

TEST_CASE("what was taken back stays taken back when its batch is judged again") {
  Administration city;
  auto kiosk = city.town.kiosk("borne-01");
  const std::string receipt = wire::new_receipt_code();
  auto said = town_visit("Il faut plus de bancs à l’ombre.");
  said.code = value(wire::receipt_code_tag(receipt, support::kTownSlug, support::kCheapCost));
  city.town.import(kiosk.batch({said, town_visit("Il faut que le bus passe le soir.")}));
  city.town.open();
  {
    auto store = city.town.desk();
    auto intake = city.town.intake();
    value(withdraw_code(store, intake, value(load_log_signer(city.town.hub())), receipt,
                        city.town.now(), support::kCheapCost));
  }
  city.revoke("borne-01", 0);
  city.town.open();
  auto sum = city.town.results().sum;
  CHECK(standing(sum, Standing::withdrawn) == 1);
  CHECK(standing(sum, Standing::quarantined) == 1);
  CHECK(value(city.town.desk().ideas()).empty());
  city.checks_out();
  CHECK(city.say(1, Verdict::Kind::accepted, 2).has_value());
  city.town.open();
  sum = city.town.results().sum;
  CHECK(standing(sum, Standing::withdrawn) == 1);
  CHECK(standing(sum, Standing::counted) == 1);
  CHECK(value(city.town.desk().ideas()).size() == 1);
  city.checks_out();
}

TEST_CASE("a revoked key is not certified again, and its name is free for another kiosk") {
  Administration city;
  auto kiosk = city.town.kiosk("borne-01");
  city.revoke("borne-01", 0);
  CHECK(code(enrol(city.town.hub(), city.authority, kiosk.request(), "borne-01", "",
                   city.town.now())) == Errc::denied);
  auto other = city.town.kiosk("borne-01");
  CHECK(city.town.import(other.batch({town_visit()})).kind == Outcome::Kind::receipt);
}

TEST_CASE("a verdict reads back as it was signed, and in no other spelling") {
  support::ok(crypto::init());
  const auto desk = crypto::SigningKey::generate();
  const tlog::NoteKey key{"a.b/desk", tlog::SignatureType::ed25519, desk.verify_key()};
  const std::vector keys{key};
  Verdict verdict{Verdict::Kind::accepted,
                  crypto::random_fixed<crypto::Digest>(),
                  value(parse_utc("2026-11-21T12:00:00Z")),
                  "Awa D.",
                  "compté deux fois",
                  14};
  for (const auto paper : {std::optional<std::uint64_t>(14), std::optional<std::uint64_t>()}) {
    verdict.paper_visits = paper;
    const std::string statement = value(sign_verdict(verdict, key.name, desk));
    CHECK(value(read_verdict(statement, keys)) == verdict);
    for (std::size_t i = 0; i < statement.size(); ++i) {
      std::string changed = statement;
      changed[i] ^= 1;
      CHECK_FALSE(read_verdict(changed, keys).has_value());
    }
  }
  // What may not be written is not read either, whoever signed it.
  for (const std::string_view who : {"Awa\x7f", "Awa\x1b[2J", ""}) {
    const auto statement = value(sign_verdict(verdict, key.name, desk));
    tlog::Note note{value(tlog::parse_note(statement)).text, {}};
    note.text.replace(note.text.find("Awa D."), 6, who);
    tlog::sign(note, key.name, desk);
    CHECK(code(read_verdict(tlog::format(note), keys)) == Errc::invalid);
  }
  verdict.why = "two\nlines";
  CHECK(code(sign_verdict(verdict, key.name, desk)) == Errc::invalid);
  verdict.why.clear();
  verdict.who.clear();
  CHECK(code(sign_verdict(verdict, key.name, desk)) == Errc::invalid);
}

}  // namespace
}  // namespace parvis::hub
