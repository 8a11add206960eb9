// Journals by stick: taken as far as their signed head bears them out, and no copy that was changed on the way.
#include "sync/journal/journal.h"

#include <fmt/format.h>

#include "tests/stick/journey.h"

using namespace parvis;
using namespace parvis::stick_lab;

namespace {

constexpr std::string_view kProgram = "parvis-kiosk";

struct JournalCity : City {
  wire::DeviceId device;
  JournalCity() : City(1) {
    device = value(wire::decode_manifest(batches[0].manifest.bytes)).device;
    note(9);
  }
  void note(int times) const {
    support::ok(make_directories(settings.kiosk_journal().parent_path()));
    auto chain = value(journal::Journal::open(settings.kiosk_journal(), device, kProgram, now));
    for (int i = 0; i < times; ++i)
      support::ok(chain.append(journal::Event::receipt_verified, now, {std::to_string(i), "x"}));
  }
};

std::vector<hub::JournalShelf::Volume> shelved(const JournalCity& city, const Journey& journey) {
  const hub::JournalShelf shelf(journey.shelf_directory());
  return value(shelf.read(city.device, kProgram, city.kiosk->transport().verify_key()));
}

}  // namespace

TEST_CASE("a journal goes along with the batches, and the hub shelves it with its head") {
  JournalCity city;
  SimulatedStick stick;
  const Journey journey(city, stick);
  CHECK(value(journey.export_batches()).journals == std::vector<std::string>{"parvis-kiosk"});
  const auto taken = value(journey.receive());
  CHECK(taken.journals.size() == 1);
  CHECK(taken.findings.empty());
  CHECK(taken.taken.size() == 1);
  city.note(4);
  REQUIRE(journey.export_batches().has_value());
  REQUIRE(journey.receive().has_value());
  const auto volumes = shelved(city, journey);
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].heads.size() == 2);
  CHECK(volumes[0].bytes == value(read_file(city.settings.kiosk_journal(), 1u << 20)));
}

TEST_CASE("a journal changed on the stick is located, not taken, and holds up no batch") {
  JournalCity city;
  const std::string name = transfer::stem({city.device, std::string(kProgram)});
  std::size_t tried = 0;
  const Bytes honest = value(read_file(city.settings.kiosk_journal(), 1u << 20));
  for (std::size_t at = 0; at < honest.size(); at += 37, ++tried) {
    SimulatedStick stick;
    const Journey journey(city, stick);
    REQUIRE(journey.export_batches().has_value());
    {
      auto tampered = value(Stick::open(journey.place, Stick::Use::writing));
      Bytes bytes = honest;
      bytes[at] ^= 0x10;
      support::ok(tampered.put(Stick::Side::from_kiosk, name + ".journal", bytes));
      support::ok(tampered.settle());
    }
    const auto taken = value(journey.receive());
    CHECK(taken.findings.size() == 1);
    CHECK(taken.journals.empty());
    CHECK(journey.logged() == 1);
    CHECK(shelved(city, journey).empty());
  }
  // One that is longer than its head says, and one whose head nobody signed.
  SimulatedStick stick;
  const Journey journey(city, stick);
  REQUIRE(journey.export_batches().has_value());
  auto tampered = value(Stick::open(journey.place, Stick::Use::writing));
  city.note(1);
  support::ok(tampered.put(Stick::Side::from_kiosk, name + ".journal",
                           value(read_file(city.settings.kiosk_journal(), 1u << 20))));
  CHECK(value(journey.receive()).findings.size() == 1);
  const auto head = value(journal::read_to_carry(city.settings.kiosk_journal())).head;
  support::ok(
      tampered.put(Stick::Side::from_kiosk, name + ".head",
                   wire::encode(value(journal::sign(head, crypto::SigningKey::generate())))));
  CHECK(value(journey.receive()).findings.size() == 1);
  CHECK(shelved(city, journey).empty());
  CHECK(journey.logged() == 1);
  fmt::print("journals on sticks: {} bytes changed, each found\n", tried);
}

TEST_CASE(
    "what the screen asks for: in what the stick brings, out what it carries, and in a word how it "
    "went") {
  City city(3);
  SimulatedStick stick;
  const Journey journey(city, stick);
  using State = transfer::StickStatus::State;
  auto status = agent::serve_stick(city.settings, journey.place);
  CHECK(status == transfer::StickStatus{State::safe, 6, 0});
  REQUIRE(journey.receive().has_value());
  REQUIRE(journey.bring_back().has_value());
  CHECK(agent::serve_stick(city.settings, journey.place).receipts == 3);
  CHECK(value(transfer::parse_stick_status(to_json(status))) == status);
  SimulatedStick full;
  full.capacity = 0;
  CHECK(agent::serve_stick(city.settings, {"stick", Stick::Mounted::tame, full}).state ==
        State::full);
  SimulatedStick wild;
  wild.tame = false;
  CHECK(agent::serve_stick(city.settings, {"stick", Stick::Mounted::tame, wild}).state ==
        State::mount);
  SimulatedStick locked;
  locked.read_only = true;
  CHECK(agent::serve_stick(city.settings, {"stick", Stick::Mounted::tame, locked}).state ==
        State::read_only);
  SimulatedStick pulled;
  pulled.pull_at = 20;
  CHECK(agent::serve_stick(city.settings, {"stick", Stick::Mounted::tame, pulled}).state ==
        State::failed);
  transfer::StickCalls calls;
  CHECK(agent::serve_stick(city.settings, {"/nonexistent", Stick::Mounted::tame, calls}).state ==
        State::none);
  for (const State state : {State::none, State::safe, State::full, State::read_only, State::failed,
                            State::conflict, State::mount}) {
    status.state = state;
    CHECK(value(transfer::parse_stick_status(to_json(status))).state == state);
  }
  CHECK(support::code(transfer::parse_stick_status("[]")) == Errc::invalid);
  CHECK(value(transfer::parse_stick_status(R"({"state":"odd","visits":3})")).state ==
        State::failed);
}
