// Who may unlock a kiosk, by the words of parvis-kiosk and at the keeper's PIN: sticks, the board's secret, the envelope; and a
// kiosk whose key the city has revoked.
#include <catch2/catch.hpp>

#include "kiosk/app/keeper.h"
#include "kiosk/app/kiosk_files.h"
#include "sync/identity/qr_text.h"
#include "sync/transfer/exchange.h"
#include "tests/drive/test_city.h"
#include "tests/support/program.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::app;
using support::ok;
using support::Ran;
using support::value;

namespace {

[[maybe_unused]] const bool started = crypto::init().has_value();
const UtcTime kMorning = value(parse_utc("2026-06-01T08:00:00Z"));

// The word behind `label` in what a program said.
std::string after(const std::string& said, std::string_view label) {
  const auto at = said.find(label);
  if (at == std::string::npos) return "";
  const auto from = at + label.size();
  return said.substr(from, said.find('\n', from) - from);
}

// A kiosk as an administrator meets it.
struct Bench {
  support::TemporaryDirectory directory;
  Path data = directory / "data", stick = directory / "stick", board = directory / "otp";
  std::string config = (directory / "kiosk.toml").string();
  std::string pin;

  Bench() {
    ok(make_directories(stick));
    ok(write_file(board, as_bytes(std::string(64, 'a'))));
    ok(write_file(config, as_bytes("board_secret = \"" + board.string() + "\"\nsticks = \"" +
                                   directory.path().string() + "\"\n")));
    const Ran prepared = run({"prepare", (directory / "request").string()});
    INFO(prepared.err);
    REQUIRE(prepared.status == 0);
    pin = after(prepared.out, "administrator's PIN: ");
    REQUIRE(pin.size() == 6);
  }
  Ran run(std::vector<std::string> words, std::vector<std::string> environment = {}) const {
    words.insert(words.begin(), {"--config", config, "--data", data.string()});
    return support::run(PARVIS_KIOSK_PROGRAM, std::move(words), std::move(environment));
  }
  Ran with_pin(std::vector<std::string> words) const {
    return run(std::move(words), {"PARVIS_PIN=" + pin});
  }
  identity::Store store() const {
    return value(identity::Store::open(KioskPaths(data).identity, MonoTime{}));
  }
  // Who opens with this PIN and what is at hand; "" for nobody.
  std::string opens(const std::string& typed, const identity::FactorFiles& files) const {
    auto opened = store();
    const auto at_hand = value(identity::FactorsAtHand::read(files));
    const auto unlocked = opened.unlock(identity::Role::mediator, typed,
                                        MonoTime(std::chrono::hours(1)), at_hand.factors());
    return unlocked ? unlocked->person.name : "";
  }
  std::vector<journal::Event> events() const {
    std::vector<journal::Event> found;
    for (const auto& entry :
         value(journal::audit_file(KioskPaths(data).journal / "kiosk.journal")).entries) {
      found.push_back(entry.event);
    }
    return found;
  }
};

}  // namespace

TEST_CASE("an administrator's day by words: a mediator with a stick, a lost one, one who leaves") {
  const Bench bench;
  const Ran added = bench.with_pin({"mediator", "add", "Amina", "--stick", bench.stick.string()});
  INFO(added.err);
  REQUIRE(added.status == 0);
  const auto pin = after(added.out, "PIN of Amina: ");
  CHECK(std::filesystem::exists(bench.stick / identity::kStickFile));
  CHECK(bench.opens(pin, {bench.board, bench.stick}) == "Amina");
  CHECK(bench.opens(pin, {bench.board, {}}).empty());
  CHECK(bench.opens(pin, {{}, bench.stick}).empty());  // the card in another board

  const Path next = bench.directory / "next";
  ok(make_directories(next));
  const Ran again = bench.with_pin({"mediator", "new-pin", "Amina", "--stick", next.string()});
  REQUIRE(again.status == 0);
  const auto new_pin = after(again.out, "new PIN of Amina: ");
  CHECK(bench.opens(new_pin, {bench.board, bench.stick}).empty());
  CHECK(bench.opens(pin, {bench.board, bench.stick}).empty());
  CHECK(bench.opens(new_pin, {bench.board, next}) == "Amina");
  CHECK(bench.with_pin({"mediator", "remove", "Amina"}).status == 0);
  CHECK(bench.opens(new_pin, {bench.board, next}).empty());
  using journal::Event;
  CHECK(bench.events() == std::vector{Event::prepared, Event::mediator_added, Event::pin_changed,
                                      Event::mediator_removed});
  // Without the board's secret nobody is asked for a PIN in vain.
  ok(remove_file(bench.board));
  const Ran lost = bench.with_pin({"mediator", "add", "Bruno"});
  CHECK(lost.status == 1);
  CHECK(lost.err.find("board_secret") != std::string::npos);
}

TEST_CASE("an administrator who lost the PIN opens the envelope, once") {
  const Bench bench;
  const Ran sealed = bench.with_pin({"envelope", "new"});
  REQUIRE(sealed.status == 0);
  const auto code = after(sealed.out, "envelope code: ");
  const auto open = [&](const std::string& typed) {
    return bench.run({"envelope", "open"}, {"PARVIS_ENVELOPE=" + typed});
  };
  const Ran opened = open(code);
  INFO(opened.err);
  REQUIRE(opened.status == 0);
  CHECK(bench.with_pin({"mediator", "add", "Amina"}).status == 1);
  const auto pin = after(opened.out, "administrator's PIN: ");
  CHECK(bench.run({"mediator", "add", "Amina"}, {"PARVIS_PIN=" + pin}).status == 0);
  CHECK(open(code).status == 1);
  CHECK(open(after(opened.out, "next envelope code: ")).status == 0);
  using journal::Event;
  const auto events = bench.events();
  CHECK(std::count(events.begin(), events.end(), Event::envelope_sealed) == 1);
  CHECK(std::count(events.begin(), events.end(), Event::envelope_opened) == 2);
  CHECK(std::count(events.begin(), events.end(), Event::wrong_pin) == 2);
}

TEST_CASE("a request is handed out again: on a stick, as a QR code, as a drawing") {
  const Bench bench;
  const Bytes request = value(read_file(bench.directory / "request", 1024));
  CHECK(bench.run({"request"}).status != 0);
  CHECK(bench.run({"request", "--stick", bench.stick.string()}).status == 0);
  const auto file = bench.stick / identity::request_name(bench.store().device());
  CHECK(value(read_file(file, 1024)) == request);
  const Path drawing = bench.directory / "qr.svg";
  const Ran shown = bench.run({"request", "--qr", "--svg", drawing.string()});
  CHECK(shown.status == 0);
  CHECK(shown.out.find(identity::to_qr_text(request)) != std::string::npos);
  CHECK(as_text(value(read_file(drawing, 1u << 20))).starts_with("<svg"));
}

namespace {

struct Hall {
  Hall() : pin(value(city.prepare_kiosk(directory.path(), kSources, kMorning))) {}
  static inline const drive::CitySources kSources{
      .consultation = PARVIS_SOURCE_DIR "/assets/consultations/mulhouse-solidaire",
      .city = PARVIS_SOURCE_DIR "/deploy/demo-city.toml"};
  [[nodiscard]] std::unique_ptr<Keeper> open(identity::FactorFiles factors = {}) {
    return value(Keeper::open(directory.path(), clock, std::move(factors)));
  }
  // As nobody but an administrator may: the only mediator from now on has a key stick at `stick`.
  std::string give_stick(const Path& stick) {
    auto store = value(identity::Store::open(KioskPaths(directory.path()).identity, MonoTime{}));
    auto unlocked = value(store.unlock(identity::Role::mediator, pin, MonoTime{}));
    const std::string name = unlocked.person.name;
    unlocked.person = {"administrator", identity::Role::administrator};
    const auto at_hand = value(identity::FactorsAtHand::with_stick({}, stick));
    return value(store.new_pin(unlocked, name, at_hand.factors(), identity::Stick::needed));
  }
  support::TemporaryDirectory directory;
  drive::TestCity city;
  ManualClock clock{kMorning};
  std::string pin;
};

}  // namespace

TEST_CASE("where all mediators have sticks, the kiosk asks for one before it looks at a PIN") {
  Hall hall;
  CHECK_FALSE(hall.open()->wants_stick());
  const Path mounts = hall.directory / "mounts", stick = mounts / "usb0";
  ok(make_directories(stick));
  const auto pin = hall.give_stick(stick);
  const Path elsewhere = hall.directory / "pocket";
  std::filesystem::rename(stick, elsewhere);
  const auto keeper = hall.open({.board = {}, .sticks = mounts});
  CHECK(keeper->wants_stick());
  for (int i = 0; i < 7; ++i) {
    CHECK(std::holds_alternative<flow::StickMissing>(keeper->check_pin(i == 0 ? pin : "000000")));
  }
  std::filesystem::rename(elsewhere, stick);  // put in
  const auto wrong = keeper->check_pin("000000");
  REQUIRE(std::holds_alternative<flow::PinRefused>(wrong));
  CHECK(std::get<flow::PinRefused>(wrong).free_attempts == 4);
  CHECK_FALSE(std::get<flow::PinRefused>(wrong).stick);
  CHECK(std::holds_alternative<flow::Unlocked>(keeper->check_pin(pin)));
}

TEST_CASE("a kiosk that the city has revoked finishes, exports, and says so") {
  Hall hall;
  {
    auto store =
        value(identity::Store::open(KioskPaths(hall.directory.path()).identity, MonoTime{}));
    wire::RootDocument root = store.enrolment()->root;
    root.number += 1;
    root.revocations = {{crypto::key_id(store.collection()), wire::BatchNumber{0}}};
    const auto document = value(wire::sign(root, hall.city.authority()));
    transfer::Inbox inbox(KioskPaths(hall.directory.path()).inbox);
    ok(make_directories(KioskPaths(hall.directory.path()).inbox));
    ok(inbox.put_root(root.number, wire::encode(document)));
  }
  const auto keeper = hall.open();
  REQUIRE(std::holds_alternative<flow::Unlocked>(keeper->check_pin(hall.pin)));
  CHECK(keeper->take_inbox().sync.network == flow::SyncState::Network::blocked);
  REQUIRE(std::holds_alternative<flow::SessionOpened>(keeper->begin_session("ex-foyer-drouot")));
  for (std::uint8_t i = 1; i <= 12; ++i) {
    wire::Visit visit;
    visit.id.bytes[0] = i;
    visit.device = keeper->device();
    visit.pack = keeper->content().pack;
    visit.language = "fr";
    visit.votes = {{.proposal = 1, .vote = consultation::Vote::agree}};
    visit.ending = wire::Ending::completed;
    REQUIRE(std::holds_alternative<flow::Saved>(keeper->save(visit)));
    REQUIRE(std::holds_alternative<flow::Saved>(keeper->close(visit)));
  }
  REQUIRE(std::holds_alternative<flow::SessionClosed>(
      keeper->end_session({.head_count = 12, .note = {}})));
  const auto outbox = KioskPaths(hall.directory.path()).outbox;
  CHECK(value(hall.city.open_outbox(outbox)).size() == 12);
}
