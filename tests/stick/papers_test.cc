// What the desk hands on by stick: root document, kept note, statuses and pack arrive, and no older stick takes them back.
#include "sync/transfer/log_keys.h"
#include "tests/stick/journey.h"

using namespace parvis;
using namespace parvis::stick_lab;

namespace {

// Every file of inbox/, byte for byte.
std::map<std::string, Bytes> all_of_inbox(const City& city) {
  std::map<std::string, Bytes> found;
  for (const auto& file : value(list_files(city.settings.inbox(), "")))
    found[file.filename().string()] = value(read_file(file, 1u << 24));
  return found;
}

// A stick that has been to the kiosk and to the hub.
void fill(const Journey& journey) {
  REQUIRE(journey.export_batches().has_value());
  REQUIRE(journey.receive().has_value());
  REQUIRE(journey.bring_back().has_value());
}

}  // namespace

TEST_CASE("root document, kept note, statuses and pack arrive by stick, and so do newer ones") {
  City city(2);
  city.hand_out();
  SimulatedStick stick;
  const Journey journey(city, stick);
  fill(journey);
  const auto back = value(journey.bring_back());
  CHECK(back.kept);
  CHECK(back.statuses);
  CHECK(back.packs == std::vector<std::string>{"mulhouse-solidaire-1"});
  const auto first = value(journey.take_in());
  CHECK(first.unsound.empty());
  CHECK(first.receipts == 2);
  CHECK(first.root == 2);
  CHECK(first.pack == 1);
  CHECK(first.kept);
  CHECK(first.statuses);
  CHECK(journey.papers_missing().empty());
  city.hand_out();
  CHECK(journey.papers_missing().size() == 4);
  fill(journey);
  const auto second = value(journey.take_in());
  CHECK(second.unsound.empty());
  CHECK(second.receipts == 0);
  CHECK(second.root == 3);
  CHECK(second.pack == 2);
  CHECK(second.kept);
  CHECK(second.statuses);
  CHECK(journey.papers_missing().empty());
}

TEST_CASE("an older stick, given in after a newer one, changes nothing on the kiosk") {
  City city(2);
  SimulatedStick older;
  SimulatedStick newer;
  const Journey journey(city, newer);
  const auto take_in_older = [&] {
    return value(
        agent::import_from_stick(city.settings, {"stick", transfer::Stick::Mounted::tame, older}));
  };
  city.hand_out();
  fill(journey);
  {
    auto intake = value(hub::Intake::open(journey.intake_db));
    const hub::Handout handout{.root = city.exchange() / "root.signed",
                               .kept = city.exchange() / "kept.note",
                               .statuses = city.exchange() / "statuses.json",
                               .packs = city.exchange() / "packs",
                               .desk = &city.city.desk};
    REQUIRE(hub::write_back({"stick", transfer::Stick::Mounted::tame, older}, intake, handout,
                            hub::Whose::everyone)
                .has_value());
  }
  city.hand_out();
  fill(journey);
  REQUIRE(journey.take_in().has_value());
  const auto before = all_of_inbox(city);
  const auto in = take_in_older();
  CHECK(in.root == 0);
  CHECK(in.pack == 0);
  CHECK_FALSE(in.kept);
  CHECK_FALSE(in.statuses);
  CHECK(in.receipts == 0);
  CHECK(in.unsound.empty());
  CHECK(all_of_inbox(city) == before);
  // It was no bad stick: a kiosk that has nothing takes all of it.
  journey.empty_inbox();
  const auto fresh = take_in_older();
  CHECK(fresh.root == 2);
  CHECK(fresh.pack == 1);
  CHECK(fresh.kept);
  CHECK(fresh.statuses);
}

TEST_CASE("a root document of an authority that has handed over is refused from a stick too") {
  City city(1);
  SimulatedStick stick;
  const Journey journey(city, stick);
  const SmallKiosk* const all[] = {&*city.kiosk};
  const auto former = city.city.authority.verify_key();
  const auto next = crypto::SigningKey::generate();
  auto root = city.city.verified_root(all);
  for (auto& document : root.certificates)
    document = value(wire::sign(value(wire::verify_certificate(document, former)), next));
  root.lineage = {value(wire::hand_over(city.city.authority, next, root.issued))};
  support::ok(
      write_file(city.exchange() / "root.signed", wire::encode(value(wire::sign(root, next)))));
  fill(journey);
  const auto followed = value(journey.take_in());
  CHECK(followed.root == 2);
  CHECK(followed.unsound.empty());
  // Number 3, by the key of before.
  support::ok(write_file(city.exchange() / "root.signed", wire::encode(city.city.root(all))));
  fill(journey);
  const auto in = value(journey.take_in());
  CHECK(in.root == 0);
  CHECK(in.unsound.size() == 1);
  CHECK(value(transfer::Inbox(city.settings.inbox()).roots()) == std::vector<std::uint64_t>{2});
}

TEST_CASE("after a restart of the log a stick alone proves every batch again in the new log") {
  City city(3);
  city.hand_out();
  SimulatedStick stick;
  const Journey journey(city, stick);
  fill(journey);
  REQUIRE(value(journey.take_in()).receipts == 3);
  {
    auto intake = value(hub::Intake::open(journey.intake_db));
    support::ok(intake.enter_recovery("restored"));
    city.city.restart(value(intake.head()), "hub.example/parvis/2");
    support::ok(intake.restart(city.city.signer, city.now));
  }
  city.hand_out();
  {
    auto intake = value(hub::Intake::open(journey.intake_db));
    const auto document =
        value(wire::decode_signed(value(read_file(city.exchange() / "root.signed", 1u << 20))));
    support::ok(
        intake.install_root(value(wire::verify_root(document, city.city.authority.verify_key()))));
  }
  fill(journey);
  const auto in = value(journey.take_in());
  CHECK(in.unsound.empty());
  CHECK(in.unconnected == 0);
  CHECK(in.receipts == 3);
  CHECK(journey.received() == 3);
  CHECK(journey.papers_missing().empty());
  // What the kiosk holds is where the log was restarted; each receipt has to be led on from there.
  const auto& restart = city.city.restarts.back();
  tlog::Checkpoint held{restart.new_origin, restart.size, restart.root};
  const transfer::Inbox inbox(city.settings.inbox());
  std::vector<tlog::Receipt> receipts;
  for (std::size_t i = 0; i < 3; ++i) {
    receipts.push_back(value(tlog::verify_receipt(value(inbox.receipt(city.name(i))),
                                                  wire::digest(city.batches[i].manifest),
                                                  city.city.signer.identity())));
  }
  for (const auto& receipt : receipts) CHECK(tlog::connected(receipt, held, receipts).has_value());
  // Receipts of the log before lie beside them: evidence of what it had.
  CHECK(value(list_files(city.settings.inbox(), ".earlier")).size() == 3);
  CHECK(value(journey.take_in()).receipts == 0);
}
