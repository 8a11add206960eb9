// The keeper alone, on real files: what a session leaves on the disk and in the outbox.
#include "kiosk/app/keeper.h"

#include <catch2/catch.hpp>

#include "kiosk/app/kiosk_files.h"
#include "sync/crypto/crypto.h"
#include "tests/drive/test_city.h"
#include "tests/support/forgetful_vfs.h"
#include "tests/support/program.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::app;
using support::ok;
using support::value;
using wire::Ending;

namespace {

[[maybe_unused]] const bool started = crypto::init().has_value();
const UtcTime kMorning = value(parse_utc("2026-06-01T08:00:00Z"));

// One kiosk of a small city, with its disk's power in the test's hand.
struct Kiosk {
  Kiosk()
      : pin(value(city.prepare_kiosk(
            directory.path(),
            {.consultation = PARVIS_SOURCE_DIR "/assets/consultations/mulhouse-solidaire",
             .city = PARVIS_SOURCE_DIR "/deploy/demo-city.toml"},
            kMorning))) {
    start();
  }
  void start() { keeper = value(Keeper::open(directory.path(), clock)); }
  void unlock() {
    const auto report = keeper->check_pin(pin);
    REQUIRE(std::holds_alternative<flow::Unlocked>(report));
    place = std::get<flow::Unlocked>(report).open_place;
  }
  void open_session() {
    unlock();
    REQUIRE(std::holds_alternative<flow::SessionOpened>(keeper->begin_session("ex-foyer-drouot")));
  }
  wire::Visit visit(std::uint8_t id) const {
    wire::Visit made;
    made.id.bytes[0] = id;
    made.device = keeper->device();
    made.pack = keeper->content().pack;
    made.language = "fr";
    made.seed = id;
    made.votes = {{.proposal = 1, .vote = consultation::Vote::agree}};
    return made;
  }
  bool saves(const wire::Visit& said) const {
    return std::holds_alternative<flow::Saved>(keeper->save(said));
  }
  bool closes(wire::Visit said, Ending ending) const {
    said.ending = ending;
    return std::holds_alternative<flow::Saved>(keeper->close(said));
  }
  wire::EndingCounts counts() const {
    return std::get<flow::Counted>(keeper->read_counts()).endings;
  }
  // A session with twelve visits, closed.
  void hold_session() {
    open_session();
    for (std::uint8_t i = 1; i <= 12; ++i) {
      REQUIRE(saves(visit(i)));
      REQUIRE(closes(visit(i), Ending::completed));
    }
    REQUIRE(std::holds_alternative<flow::SessionClosed>(
        keeper->end_session({.head_count = 12, .note = {}})));
  }
  // What the journal says of such events, in its order.
  [[nodiscard]] std::vector<std::vector<std::string>> noted(journal::Event event,
                                                            const Path& data = {}) const {
    const KioskPaths paths(data.empty() ? directory.path() : data);
    std::vector<std::vector<std::string>> fields;
    for (const auto& entry : value(journal::audit_file(paths.journal / "kiosk.journal")).entries) {
      if (entry.event == event) fields.push_back(entry.fields);
    }
    return fields;
  }
  std::vector<wire::Visit> sent() const {
    return value(city.open_outbox(KioskPaths(directory.path()).outbox));
  }

  support::ForgetfulVfs disk;
  support::TemporaryDirectory directory;
  drive::TestCity city;
  ManualClock clock{kMorning};
  std::string pin;
  std::optional<std::string> place;
  std::unique_ptr<Keeper> keeper;
};

}  // namespace

TEST_CASE("a session leaves its visits in the outbox, and the hub's key opens them") {
  Kiosk kiosk;
  kiosk.open_session();
  for (std::uint8_t i = 1; i <= 12; ++i) {
    REQUIRE(kiosk.saves(kiosk.visit(i)));
    REQUIRE(kiosk.closes(kiosk.visit(i), i == 12 ? Ending::erased : Ending::completed));
  }
  CHECK(kiosk.counts() == wire::EndingCounts{11, 0, 0, 0, 1});
  CHECK(kiosk.sent().empty());  // nothing of an open session leaves
  const auto closed = kiosk.keeper->end_session({.head_count = 12, .note = {}});
  REQUIRE(std::holds_alternative<flow::SessionClosed>(closed));
  const auto sent = kiosk.sent();
  CHECK(sent.size() == 12);
  CHECK(kiosk.keeper->take_inbox().sync.closed == 12);
}

TEST_CASE("the count sheet counts a visit whose last word is still on its way") {
  Kiosk kiosk;
  kiosk.open_session();
  REQUIRE(kiosk.saves(kiosk.visit(1)));
  CHECK(kiosk.counts() == wire::EndingCounts{0, 0, 0, 1, 0});
  CHECK(kiosk.closes(kiosk.visit(1), Ending::interrupted));  // arrives later, and changes nothing
  CHECK(kiosk.counts() == wire::EndingCounts{0, 0, 0, 1, 0});
}

TEST_CASE("nothing is kept without a session, and no session is opened without a PIN") {
  Kiosk kiosk;
  CHECK_FALSE(kiosk.saves(kiosk.visit(1)));
  CHECK(std::holds_alternative<flow::SessionFailed>(kiosk.keeper->begin_session("ici")));
  CHECK(std::holds_alternative<flow::SessionFailed>(kiosk.keeper->read_counts()));
}

TEST_CASE(
    "the administrator's verbs wait for the kiosk to stop, and a wrong PIN of theirs is refused") {
  Kiosk kiosk;
  const std::vector<std::string> words{"--data", kiosk.directory.path().string(), "mediator", "add",
                                       "Amina"};
  const auto meanwhile = support::run(PARVIS_KIOSK_PROGRAM, words, {"PARVIS_PIN=000000"});
  CHECK(meanwhile.status == 4);
  CHECK(meanwhile.err.find("stop it first") != std::string::npos);
  kiosk.keeper.reset();
  const auto wrong = support::run(PARVIS_KIOSK_PROGRAM, words, {"PARVIS_PIN=000000"});
  CHECK(wrong.status == 1);
  CHECK(wrong.err.find("PIN is wrong") != std::string::npos);
  const auto known =
      value(journal::audit_file(KioskPaths(kiosk.directory.path()).journal / "kiosk.journal"));
  CHECK_FALSE(known.damage);
  CHECK(known.entries.back().event == journal::Event::wrong_pin);
}

TEST_CASE("a newer enrolment waits until the session is closed") {
  Kiosk kiosk;
  const Path answer = kiosk.directory / "newer.enrolment";
  const wire::Signed nobodys{{1}, {}};
  support::ok(write_file(
      answer, identity::encode({kiosk.city.authority().verify_key(), nobodys, nobodys, {}})));
  const std::vector<std::string> words{"--data", kiosk.directory.path().string(), "enrol",
                                       answer.string()};
  kiosk.keeper.reset();
  // Without a session it is looked at, and these signatures are nobody's.
  CHECK(support::run(PARVIS_KIOSK_PROGRAM, words).err.find("a session is open") ==
        std::string::npos);
  kiosk.start();
  kiosk.open_session();
  kiosk.keeper.reset();
  const auto refused = support::run(PARVIS_KIOSK_PROGRAM, words);
  CHECK(refused.status == 1);
  CHECK(refused.err.find("a session is open") != std::string::npos);
}

TEST_CASE("a wrong PIN is refused with what is left, then with a time to wait") {
  Kiosk kiosk;
  const std::string wrong = kiosk.pin == "918273" ? "918274" : "918273";
  for (std::uint32_t left = 4; left > 0; --left) {
    const auto report = kiosk.keeper->check_pin(wrong);
    REQUIRE(std::holds_alternative<flow::PinRefused>(report));
    CHECK(std::get<flow::PinRefused>(report).free_attempts == left);
    CHECK(std::get<flow::PinRefused>(report).wait.count() == 0);
  }
  const auto last = std::get<flow::PinRefused>(kiosk.keeper->check_pin(wrong));
  CHECK(last.free_attempts == 0);
  CHECK(last.wait.count() == 15);
  CHECK(std::holds_alternative<flow::PinRefused>(kiosk.keeper->check_pin(kiosk.pin)));  // too early
  kiosk.clock.advance(std::chrono::seconds(15));
  kiosk.unlock();
}

TEST_CASE(
    "after a power cut the PIN resumes the session, and the visit in hand counts as interrupted") {
  Kiosk kiosk;
  kiosk.open_session();
  REQUIRE(kiosk.saves(kiosk.visit(1)));
  REQUIRE(kiosk.closes(kiosk.visit(1), Ending::completed));
  REQUIRE(kiosk.saves(kiosk.visit(2)));
  kiosk.disk.forget();
  kiosk.keeper.reset();
  kiosk.disk.power_on();
  kiosk.start();
  kiosk.unlock();
  CHECK(kiosk.place == "ex-foyer-drouot");
  CHECK(kiosk.counts() == wire::EndingCounts{1, 0, 0, 1, 0});
}

TEST_CASE("a visit that a full disk cut ends as interrupted before the next one begins") {
  Kiosk kiosk;
  kiosk.open_session();
  REQUIRE(kiosk.saves(kiosk.visit(1)));
  kiosk.disk.full_while([] { return true; });
  CHECK_FALSE(kiosk.closes(kiosk.visit(1), Ending::timed_out));
  CHECK_FALSE(kiosk.saves(kiosk.visit(2)));
  kiosk.disk.full_while({});
  REQUIRE(kiosk.saves(kiosk.visit(2)));
  REQUIRE(kiosk.closes(kiosk.visit(2), Ending::completed));
  CHECK(kiosk.counts() == wire::EndingCounts{1, 0, 0, 1, 0});
}

TEST_CASE("asking for the PIN in mid-session changes nothing of the session") {
  Kiosk kiosk;
  kiosk.open_session();
  REQUIRE(kiosk.saves(kiosk.visit(1)));
  kiosk.unlock();
  CHECK_FALSE(kiosk.place);
  CHECK(kiosk.closes(kiosk.visit(1), Ending::left));
}

TEST_CASE("status names a file of the outbox that no row of the chain knows, and what to do") {
  Kiosk kiosk;
  kiosk.keeper.reset();
  const KioskPaths paths(kiosk.directory.path());
  const std::vector<std::string> words{"--data", kiosk.directory.path().string(), "status"};
  const auto before = support::run(PARVIS_KIOSK_PROGRAM, words);
  CHECK(before.status == 0);
  CHECK(before.out.find("in no row") == std::string::npos);
  // As on a card that was put back to an earlier day while the outbox was not.
  const std::string stem = std::string(32, 'a') + "-00000007";
  ok(write_file(paths.outbox / (stem + ".batch"), as_bytes("sealed")));
  const auto after = support::run(PARVIS_KIOSK_PROGRAM, words);
  CHECK(after.out.find(stem + " is in no row of this kiosk's chain") != std::string::npos);
  CHECK(after.out.find("enrol the kiosk again") != std::string::npos);
}

TEST_CASE(
    "a wrong clock, and one that jumps in mid-session, refuses nothing and is in the journal") {
  for (const char* wrong :
       {"1970-01-02T00:00:00Z", "2099-12-31T23:00:00Z", "2026-05-31T08:00:00Z"}) {
    CAPTURE(wrong);
    const UtcTime then = value(parse_utc(wrong));
    Kiosk kiosk;
    kiosk.open_session();
    REQUIRE(kiosk.saves(kiosk.visit(1)));
    REQUIRE(kiosk.closes(kiosk.visit(1), Ending::completed));
    kiosk.clock.set_utc(then);
    for (std::uint8_t i = 2; i <= 12; ++i) {
      REQUIRE(kiosk.saves(kiosk.visit(i)));
      REQUIRE(kiosk.closes(kiosk.visit(i), Ending::completed));
    }
    REQUIRE(std::holds_alternative<flow::SessionClosed>(
        kiosk.keeper->end_session({.head_count = 12, .note = {}})));
    CHECK(kiosk.sent().size() == 12);
    CHECK(kiosk.noted(journal::Event::clock_jumped) ==
          std::vector<std::vector<std::string>>{{to_iso(kMorning), to_iso(then)}});
    // And one that is wrong from the beginning.
    kiosk.keeper.reset();
    kiosk.start();
    kiosk.hold_session();
    CHECK(kiosk.sent().size() == 24);
  }
}

TEST_CASE("time that passes as it should is no jump") {
  Kiosk kiosk;
  kiosk.clock.advance(std::chrono::hours(9));
  kiosk.hold_session();
  CHECK(kiosk.noted(journal::Event::clock_jumped).empty());
  CHECK(kiosk.noted(journal::Event::batch_frozen) ==
        std::vector<std::vector<std::string>>{{"1", "12"}});
}

TEST_CASE("a run that did not end in order is in the journal of the next") {
  Kiosk kiosk;
  const support::TemporaryDirectory copy;
  std::filesystem::copy(kiosk.directory.path(), copy.path(),
                        std::filesystem::copy_options::recursive);
  { const auto next = value(Keeper::open(copy.path(), kiosk.clock)); }
  CHECK(kiosk.noted(journal::Event::crashed, copy.path()).size() == 1);
  { const auto after = value(Keeper::open(copy.path(), kiosk.clock)); }
  CHECK(kiosk.noted(journal::Event::crashed, copy.path()).size() == 1);
}

TEST_CASE("a batch that is deleted is in the journal, with why") {
  Kiosk kiosk;
  kiosk.hold_session();
  kiosk.keeper.reset();
  const KioskPaths paths(kiosk.directory.path());
  {
    const auto store = value(identity::Store::open(paths.identity, kiosk.clock.mono()));
    auto ledger = value(open_ledger(paths, store));
    const auto batch = value(ledger.batches()).at(0);
    ok(ledger.apply_receipt({.chain = batch.chain,
                             .number = batch.number,
                             .manifest = batch.manifest,
                             .leaf_index = 0,
                             .checkpoint = "checkpoint",
                             .tree_size = 1,
                             .consistency = ledger::VerifiedReceipt::Consistency::shown,
                             .bytes = {}},
                            kMorning));
    ok(ledger.apply_kept(1, kMorning));
  }
  kiosk.start();
  CHECK(kiosk.noted(journal::Event::batch_purged).empty());
  kiosk.clock.advance(std::chrono::days(31));
  kiosk.keeper->take_inbox();
  CHECK(kiosk.noted(journal::Event::batch_purged) ==
        std::vector<std::vector<std::string>>{{"1", "kept since 30 days"}});
}

TEST_CASE("damaged session files are all named, in the journal and by status") {
  Kiosk kiosk;
  kiosk.open_session();
  REQUIRE(kiosk.saves(kiosk.visit(1)));
  kiosk.keeper.reset();
  const KioskPaths paths(kiosk.directory.path());
  const auto folder = paths.ledger / "sessions";
  for (const char* name :
       {"00000000000000000000000000000001", "ffffffffffffffffffffffffffffffff"}) {
    ok(write_file(folder / (std::string(name) + ".db"), as_bytes("no database")));
  }
  kiosk.start();
  kiosk.unlock();
  CHECK(kiosk.place);  // the one that was open goes on
  const auto named = kiosk.noted(journal::Event::session_damaged);
  CHECK(named.size() >= 2);
  for (const char* name : {"00000000", "ffffffff"}) {
    CHECK(std::ranges::any_of(named, [&](const auto& fields) { return fields.at(0) == name; }));
  }
  kiosk.keeper.reset();
  const auto status =
      support::run(PARVIS_KIOSK_PROGRAM, {"--data", kiosk.directory.path().string(), "status"});
  CHECK(status.out.find("session  00000000 can't be sent") != std::string::npos);
  CHECK(status.out.find("session  ffffffff can't be sent") != std::string::npos);
}
