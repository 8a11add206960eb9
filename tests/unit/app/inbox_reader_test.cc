// What the kiosk believes of what parvis-sync brings: a log that was restarted, and a hub that shows two logs.
#include "kiosk/app/inbox_reader.h"

#include <catch2/catch.hpp>

#include "sync/transfer/stick_status.h"
#include "sync/transfer/sync_status.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::app;
using ledger::BatchState;
using support::kNoon;
using support::ok;
using support::SmallCity;
using support::SmallKiosk;
using support::value;

namespace {

constexpr crypto::Argon2Cost kCheap{8192, 1};

// An enrolled kiosk with two frozen batches, and the city's log.
struct Hall {
  support::TemporaryDirectory directory;
  support::LedgerKit kit{directory.path()};
  SmallCity city;
  std::optional<SmallKiosk> kiosk;
  std::optional<identity::Store> store;
  std::optional<pack::Store> packs;
  std::optional<ledger::Ledger> ledger;
  std::optional<hub::Intake> log;
  std::optional<InboxReader> reader;
  transfer::Inbox inbox{directory / "inbox"};
  std::vector<journal::Event> noted;

  Hall() {
    ok(make_directories(directory / "identity"));
    ok(make_directories(directory / "inbox"));
    const auto prepared = value(
        identity::Store::prepare(directory / "identity", directory / "transport.key", {}, kCheap));
    store.emplace(value(identity::Store::open(directory / "identity", MonoTime{})));
    auto unlocked =
        value(store->unlock(identity::Role::administrator, prepared.administrator_pin, MonoTime{}));
    kit.collection = std::move(unlocked.collection);
    kiosk.emplace("borne-01", store->device(), crypto::SigningKey::from_seed(kit.collection.seed()),
                  std::move(value(identity::load_transport(directory / "transport.key")).key));
    kit.options.device = kit.seal.device = store->device();
    kit.options.chain = kiosk->chain();
    kit.options.collection = kit.collection.verify_key();
    const auto root = next_root();
    const auto document = value(wire::verify_root(root, city.authority.verify_key()));
    ok(store->enrol({city.authority.verify_key(), root, document.certificates.back(), {}}));
    packs.emplace(value(pack::Store::open(directory / "packs", city.authority.verify_key())));
    ledger.emplace(kit.open());
    for (int i = 0; i < 2; ++i) {
      kit.closed_session(*ledger, 10);
      value(ledger->freeze(kNoon, kit.collection));
    }
    log.emplace(new_log("intake.db"));
    reader.emplace(
        inbox, *store, *ledger, *packs,
        [this](journal::Event event, const std::vector<std::string>&) { noted.push_back(event); });
  }
  wire::Signed next_root() {
    const SmallKiosk* const all[] = {&*kiosk};
    return city.root(all);
  }
  void bring_root() {
    const auto root = next_root();
    ok(inbox.put_root(city.roots, wire::encode(root)));
    reader->take_roots();
    REQUIRE(store->enrolment()->root.number == city.roots);
  }
  hub::Intake new_log(const char* name) {
    auto made = value(hub::Intake::create(directory / name, city.signer.origin));
    const SmallKiosk* const all[] = {&*kiosk};
    ok(made.install_root(city.verified_root(all)));
    return made;
  }
  ledger::BatchInfo batch(std::size_t i) const { return value(ledger->batches()).at(i); }
  // What parvis-sync would have put into the inbox, when the kiosk held a checkpoint of `from` leaves.
  void carry(hub::Intake& to, std::size_t i, std::uint64_t from) const {
    const Bytes file = value(read_file(batch(i).file, wire::kMaxBatchBytes));
    const ByteView files[] = {file};
    auto outcome = value(to.receive(files, city.signer, kNoon)).at(0);
    REQUIRE(outcome.kind == hub::Outcome::Kind::receipt);
    const auto note = value(tlog::parse_note(outcome.receipt.checkpoint));
    const auto size = value(tlog::parse_checkpoint(note.text)).size;
    if (from > 0) {
      outcome.receipt.extra = to_bytes(
          as_bytes(format(value(to.consistency(std::min(from, size), std::max(from, size))))));
    }
    ok(inbox.put_receipt({batch(i).chain, batch(i).number},
                         as_bytes(tlog::format(outcome.receipt))));
  }
  // The desk's kept note for the first `size` leaves of that log, as parvis-sync would have put it there.
  void bring_kept(hub::Intake& of, std::uint64_t size) const {
    const tlog::Kept kept{city.signer.origin, size, value(tlog::root(size, of.store())), kNoon};
    ok(write_file(inbox.kept_file(),
                  as_bytes(tlog::sign_kept(kept, std::string(SmallCity::kDesk), city.desk))));
  }
  void bring_kept_proof(hub::Intake& of, std::uint64_t from, std::uint64_t to) const {
    ok(write_file(inbox.kept_proof_file(), as_bytes(format(value(of.consistency(from, to))))));
  }
  // A log by the same keys with another history: another kiosk's batches come first.
  hub::Intake other_log(std::uint64_t strangers) {
    auto other = new_log("other.db");
    SmallKiosk stranger("borne-02");
    const SmallKiosk* const both[] = {&*kiosk, &stranger};
    ok(other.install_root(city.verified_root(both)));
    for (std::uint64_t i = 0; i < strangers; ++i) {
      const Bytes file = wire::encode(stranger.next(1));
      const ByteView files[] = {file};
      value(other.receive(files, city.signer, kNoon));
    }
    return other;
  }
};

}  // namespace

TEST_CASE(
    "after a restart the kiosk wants every batch proved in the new log, led on from its "
    "beginning") {
  Hall hall;
  hall.carry(*hall.log, 0, 0);
  ok(hall.log->store().database().backup_to(hall.directory / "copy.db"));
  hall.carry(*hall.log, 1, 1);
  hall.reader->take_receipts(kNoon);
  REQUIRE(hall.batch(0).state == BatchState::received);
  REQUIRE(hall.batch(1).state == BatchState::received);

  // The second leaf is lost, and the authority lets the log go on from the first.
  auto restored = value(hub::Intake::open(hall.directory / "copy.db"));
  ok(restored.enter_recovery("restored"));
  hall.city.restart(value(restored.head()), "hub.example/parvis/2");
  ok(restored.restart(hall.city.signer, kNoon));
  hall.bring_root();
  hall.reader->take_receipts(kNoon);
  CHECK(hall.batch(0).state == BatchState::on_kiosk);
  CHECK(hall.batch(1).state == BatchState::on_kiosk);
  CHECK(value(hall.ledger->earlier_receipts()).size() == 2);
  CHECK(std::count(hall.noted.begin(), hall.noted.end(), journal::Event::receipt_refused) == 0);
  CHECK(hall.reader->sync_state().waiting_batches == 2);

  hall.carry(restored, 0, 1);
  hall.carry(restored, 1, 2);
  hall.reader->take_receipts(kNoon);
  CHECK(hall.batch(0).state == BatchState::received);
  CHECK(hall.batch(1).state == BatchState::received);
  CHECK(value(restored.size()) ==
        3);  // one leaf that stayed, the restart, and the one that came again
  CHECK(value(hall.ledger->conflicting_notes()).empty());
}

TEST_CASE("a restarted log that does not begin where the authority says is not believed") {
  Hall hall;
  hall.carry(*hall.log, 0, 0);
  hall.reader->take_receipts(kNoon);
  // The authority's restart names one beginning, the hub goes on from another.
  auto other = hall.new_log("other.db");
  hall.carry(other, 1, 0);
  ok(other.enter_recovery("restored"));
  const auto honest = value(hall.log->head());
  hall.city.restart(honest, "hub.example/parvis/2");
  ok(other.restart(hall.city.signer, kNoon));
  hall.bring_root();
  hall.carry(other, 1, 1);
  hall.reader->take_receipts(kNoon);
  CHECK(hall.batch(1).state == BatchState::on_kiosk);
  CHECK(value(hall.ledger->conflicting_notes()).size() == 1);
}

TEST_CASE(
    "a hub that shows this kiosk another log than before is refused, and both notes are kept") {
  Hall hall;
  hall.carry(*hall.log, 0, 0);
  hall.reader->take_receipts(kNoon);
  auto other = hall.other_log(1);
  hall.carry(other, 1, 1);
  hall.reader->take_receipts(kNoon);
  CHECK(hall.batch(1).state == BatchState::on_kiosk);  // never "received" by a log that is not ours
  const auto notes = value(hall.ledger->conflicting_notes());
  REQUIRE(notes.size() == 1);
  CHECK(notes[0].starts_with("hub.example/parvis\n2\n"));
  CHECK(std::count(hall.noted.begin(), hall.noted.end(), journal::Event::log_conflict) == 1);
  // The mediator is told, also where a stick alone brought it, until the authority has restarted the log.
  CHECK(hall.reader->sync_state().network == flow::SyncState::Network::altered);
  hall.city.restart(value(hall.log->head()), "hub.example/parvis/2");
  hall.bring_root();
  CHECK(hall.reader->sync_state().network == flow::SyncState::Network::unknown);
}

TEST_CASE("a session whose file is damaged is told to the mediator, whatever has arrived") {
  const Hall hall;
  CHECK_FALSE(hall.reader->sync_state().damaged);
  const auto id = crypto::random_fixed<wire::SessionId>();
  ok(write_file(hall.kit.options.directory / "sessions" / (crypto::to_hex(id.view()) + ".db"),
                as_bytes("no database")));
  CHECK(hall.reader->sync_state().damaged);
  CHECK(hall.reader->sync_state().closed == 20);
}

TEST_CASE("each trouble of sending says what to do about it, and a revocation alone is 'blocked'") {
  Hall hall;
  using transfer::Trouble;
  using Network = flow::SyncState::Network;
  const std::array<std::pair<Trouble, Network>, 17> all{{
      {Trouble::none, Network::reachable},
      {Trouble::recovery, Network::failed},
      {Trouble::offline, Network::none},
      {Trouble::timeout, Network::failed},
      {Trouble::certificate, Network::stranger},
      {Trouble::portal, Network::portal},
      {Trouble::busy, Network::failed},
      {Trouble::allowance, Network::failed},
      {Trouble::unenrolled, Network::refused},
      {Trouble::refused, Network::refused},
      {Trouble::quarantined, Network::refused},
      {Trouble::conflict, Network::conflict},
      {Trouble::too_large, Network::refused},
      {Trouble::not_a_receipt, Network::failed},
      {Trouble::forged, Network::altered},
      {Trouble::log_conflict, Network::altered},
      {Trouble::disk, Network::failed},
  }};
  for (const auto& [trouble, network] : all) {
    transfer::SyncStatus status;
    status.trouble = trouble;
    status.last_reached = status.last_try = kNoon;
    ok(write_file(hall.inbox.sync_status_file(), as_bytes(to_json(status, kNoon))));
    CAPTURE(std::string(to_string(trouble)));
    CHECK(hall.reader->sync_state().network == network);
  }
  const SmallKiosk* const kiosks[] = {&*hall.kiosk};
  const auto root = hall.city.root(
      kiosks, {{crypto::key_id(hall.kiosk->collection().verify_key()), std::nullopt}});
  ok(hall.inbox.put_root(hall.city.roots, wire::encode(root)));
  hall.reader->take_roots();
  CHECK(hall.reader->sync_state().network == Network::blocked);
}

TEST_CASE("a stick that is not mounted as it should be is not said to be read-only") {
  Hall hall;
  using State = transfer::StickStatus::State;
  using Stick = flow::SyncState::Stick;
  for (const auto& [state, stick] : {std::pair{State::read_only, Stick::read_only},
                                     {State::mount, Stick::mount},
                                     {State::failed, Stick::failed},
                                     {State::conflict, Stick::conflict}}) {
    hall.reader->expect_stick();
    transfer::StickStatus status;
    status.state = state;
    status.done = std::string(to_string(state));
    ok(write_file(hall.inbox.stick_status_file(), as_bytes(to_json(status))));
    CHECK(hall.reader->sync_state().stick == stick);
  }
}

TEST_CASE("visits that were purged are not said to be on the kiosk") {
  Hall hall;
  const auto before = hall.reader->sync_state();
  CHECK(before.on_kiosk == before.closed);
  CHECK(before.closed == 20);
  hall.carry(*hall.log, 0, 0);
  hall.reader->take_receipts(kNoon);
  ok(hall.ledger->apply_kept(1, kNoon));
  std::size_t purged = 0;
  ok(hall.ledger->purge(kNoon + ledger::kPurgeAfter, [&](const auto&, auto) { ++purged; }));
  REQUIRE(purged == 1);
  const auto after = hall.reader->sync_state();
  CHECK(after.closed == 20);
  CHECK(after.on_kiosk == 10);
  CHECK(after.kept == 10);
}

TEST_CASE("a kept note counts once it is connected with the log of the receipts") {
  Hall hall;
  hall.carry(*hall.log, 0, 0);
  hall.bring_kept(*hall.log, 1);
  hall.reader->take_kept(kNoon);
  CHECK(hall.batch(0).state == BatchState::on_kiosk);  // it is not received yet
  hall.reader->take_receipts(kNoon);
  hall.reader->take_kept(kNoon);
  CHECK(hall.batch(0).state == BatchState::kept);  // the very tree that its receipt is of

  hall.carry(*hall.log, 1, 1);
  hall.reader->take_receipts(kNoon);
  SmallKiosk stranger("borne-02");
  const SmallKiosk* const both[] = {&*hall.kiosk, &stranger};
  ok(hall.log->install_root(hall.city.verified_root(both)));
  const Bytes third = wire::encode(stranger.next(1));
  const ByteView files[] = {third};
  value(hall.log->receive(files, hall.city.signer, kNoon));
  hall.bring_kept(*hall.log, 3);
  hall.reader->take_kept(kNoon);
  CHECK(hall.batch(1).state == BatchState::received);  // a tree that no receipt is of, and no proof
  hall.bring_kept_proof(*hall.log, 1, 3);  // to an older receipt's: it leads on from there
  hall.reader->take_kept(kNoon);
  CHECK(hall.batch(1).state == BatchState::kept);
  CHECK(value(hall.ledger->conflicting_notes()).empty());
}

TEST_CASE("a kept note of another log than this kiosk was shown lets nothing go, and is evidence") {
  for (const std::uint64_t strangers : {1u, 2u, 4u}) {
    CAPTURE(strangers);
    Hall hall;
    hall.carry(*hall.log, 0, 0);
    hall.carry(*hall.log, 1, 1);
    hall.reader->take_receipts(kNoon);
    // The desk was shown another log, and kept that one; with the proof of whoever shows two.
    auto other = hall.other_log(strangers);
    const std::uint64_t size = value(other.size());
    hall.bring_kept(other, size);
    hall.reader->take_kept(kNoon);
    if (size != 2) {
      hall.bring_kept_proof(size > 2 ? other : *hall.log, std::min<std::uint64_t>(size, 2),
                            std::max<std::uint64_t>(size, 2));
      hall.reader->take_kept(kNoon);
    }
    hall.reader->take_kept(kNoon);
    CHECK(hall.batch(0).state == BatchState::received);
    CHECK(hall.batch(1).state == BatchState::received);
    const auto notes = value(hall.ledger->conflicting_notes());
    REQUIRE(notes.size() == 1);
    CHECK(notes[0].starts_with("parvis/kept/v1\n"));
    CHECK(hall.reader->sync_state().network == flow::SyncState::Network::altered);
    CHECK(std::count(hall.noted.begin(), hall.noted.end(), journal::Event::log_conflict) == 1);
  }
}
