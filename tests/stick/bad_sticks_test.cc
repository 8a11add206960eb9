// Sticks that are full, slow, read-only, too small for what they promise, foreign or hostile.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "sync/transfer/stick_papers.h"
#include "tests/stick/journey.h"
#include "tests/support/not_tested.h"

using namespace parvis;
using namespace parvis::stick_lab;

namespace {

// A stick that is a directory of this machine.
struct RealStick {
  support::TemporaryDirectory directory;
  transfer::StickCalls calls;
  Stick::Place place{directory.path(), Stick::Mounted::any, calls};

  [[nodiscard]] Path from_kiosk() const { return directory / "parvis/from-kiosk"; }
  void make_folders() const { support::ok(make_directories(from_kiosk())); }
};

struct RealJourney : Journey {
  RealJourney(City& of, RealStick& stick) : Journey(of, stick.calls) {
    place.directory = stick.directory.path();
    place.mounted = Stick::Mounted::any;
  }
};

void write(const Path& file, std::string_view text) {
  support::ok(write_file(file, as_bytes(text), Existing::replace, 0644));
}

bool safe(const Result<agent::StickExport>& report) { return report && report->safe(); }

}  // namespace

TEST_CASE("the whole way by a stick that is a directory of this machine") {
  City city(5);
  RealStick stick;
  const RealJourney journey(city, stick);
  const auto exported = value(journey.export_batches());
  CHECK(exported.safe());
  CHECK(exported.batches == 5);
  CHECK(exported.visits == 10);
  CHECK(exported.written == 5);
  CHECK(exported.bypass != transfer::StickCalls::Bypass::none);
  // The exact file of HTTPS.
  CHECK(value(read_file(stick.from_kiosk() / (transfer::stem(city.name(2)) + ".batch"),
                        1u << 20)) == wire::encode(city.batches[2]));
  CHECK(value(journey.export_batches()).written == 0);

  const auto taken = value(journey.receive());
  CHECK(taken.taken.size() == 5);
  CHECK(taken.passed_over == 0);
  const auto back = value(journey.bring_back());
  CHECK(back.receipts == 5);
  CHECK(back.leaves == 5);
  const auto in = value(journey.take_in());
  CHECK(in.receipts == 5);
  CHECK(in.unsound.empty());
  CHECK(journey.received() == 5);
  CHECK(value(journey.take_in()).receipts == 0);
}

TEST_CASE(
    "a stick that is not mounted nosuid, nodev and noexec is refused, unless someone says so") {
  City city(1);
  SimulatedStick stick;
  stick.tame = false;
  Journey journey(city, stick);
  CHECK(support::code(journey.export_batches()) == Errc::denied);
  CHECK(support::code(journey.receive()) == Errc::denied);
  CHECK(support::code(journey.bring_back()) == Errc::denied);
  CHECK(support::code(journey.take_in()) == Errc::denied);
  CHECK(stick.held_names("").empty());
  journey.place.mounted = Stick::Mounted::any;
  CHECK(safe(journey.export_batches()));
}

TEST_CASE("a stick that is full is said to be full, and never safe") {
  City city(4);
  std::size_t tried = 0;
  std::size_t fitted = 0;
  for (std::uint64_t blocks = 0; blocks <= 6; ++blocks) {
    for (const bool boasts : {false, true}) {
      SimulatedStick stick;
      stick.capacity = blocks * 4096;
      stick.boasts = boasts;  // it runs full half-way
      const Journey journey(city, stick);
      const auto report = journey.export_batches();
      ++tried;
      if (report) {
        ++fitted;
        CHECK(report->safe());
        for (std::size_t i = 0; i < 4; ++i)
          CHECK(stick.held(city.on_stick(i)) == wire::encode(city.batches[i]));
      } else {
        CHECK(report.error().code == Errc::no_space);
        // Space is asked for first: nothing was begun.
        if (!boasts) CHECK(stick.held_names("parvis/from-kiosk").empty());
      }
      CHECK(journey.outbox_is_whole());
      stick.capacity = 64u << 20;
      CHECK(safe(journey.export_batches()));
    }
  }
  CHECK(fitted > 0);
  CHECK(fitted < tried);
  fmt::print("full sticks: {} sizes tried, {} were large enough\n", tried, fitted);
}

TEST_CASE("a read-only stick is said to be read-only, it can still be imported from") {
  City city(2);
  SimulatedStick stick;
  const Journey journey(city, stick);
  REQUIRE(safe(journey.export_batches()));
  stick.read_only = true;
  CHECK(support::code(journey.export_batches()) == Errc::denied);
  CHECK(support::code(journey.bring_back()) == Errc::denied);
  CHECK(value(journey.receive()).taken.size() == 2);
  // One that turns read-only without saying so, as the kernel does to a file system with errors.
  SimulatedStick other;
  const Journey turning(city, other);
  other.read_only = true;
  other.boasts = true;
  CHECK(support::code(turning.export_batches()) == Errc::denied);
}

TEST_CASE("a slow stick that moves a byte or a few at a time is only slow") {
  City city(2);
  std::size_t calls = 0;
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{7}, std::size_t{511}}) {
    SimulatedStick stick;
    stick.at_once = at_once;
    const Journey journey(city, stick);
    REQUIRE(safe(journey.export_batches()));
    REQUIRE(value(journey.receive()).taken.size() == 2);
    REQUIRE(journey.bring_back().has_value());
    REQUIRE(value(journey.take_in()).receipts == 2);
    calls += stick.calls();
  }
  fmt::print("slow sticks: 3 speeds, {} calls\n", calls);
}

TEST_CASE("a stick that is sold as larger than it is, or turns bytes, is never called safe") {
  City city(2);
  const std::size_t longest = wire::encode(city.batches[0]).size();
  std::size_t tried = 0;
  for (std::uint64_t keeps = 0; keeps < longest; keeps += longest / 40 + 1, ++tried) {
    SimulatedStick stick;
    stick.keeps = keeps;
    const Journey journey(city, stick);
    CHECK(support::code(journey.export_batches()) == Errc::corrupt);
    stick.replug();
    // What it holds is refused by the hub, and a good stick brings it.
    for (const auto& one : value(journey.receive()).taken)
      CHECK(one.outcome.kind == hub::Outcome::Kind::invalid);
    CHECK(journey.logged() == 0);
  }
  fmt::print("lying sticks: {} lengths tried\n", tried);
}

TEST_CASE("links, pipes, folders and huge files under our names are passed over") {
  City city(3);
  RealStick stick;
  const RealJourney journey(city, stick);
  stick.make_folders();
  const auto named = [&](std::uint64_t number, std::string_view suffix) {
    return stick.from_kiosk() /
           (transfer::stem({city.kiosk->chain(), {number}}) + std::string(suffix));
  };
  REQUIRE(safe(journey.export_batches()));
  write(stick.directory / "secret", as_text(wire::encode(city.kiosk->next(1))));
  REQUIRE(::symlink((stick.directory / "secret").c_str(), named(10, ".batch").c_str()) == 0);
  REQUIRE(::symlink("../../secret", named(11, ".batch").c_str()) == 0);
  REQUIRE(::symlink("/dev/zero", named(12, ".batch").c_str()) == 0);
  REQUIRE(::mkfifo(named(13, ".batch").c_str(), 0644) == 0);
  REQUIRE(::mkdir(named(14, ".batch").c_str(), 0755) == 0);
  {
    const int huge = ::open(named(16, ".batch").c_str(), O_CREAT | O_WRONLY, 0644);
    REQUIRE(huge >= 0);
    REQUIRE(::ftruncate(huge, off_t{4} << 30) == 0);
    ::close(huge);
  }
  write(named(17, ".batch"), "");
  write(named(18, ".batch"), "no batch");
  ::close(::open((stick.from_kiosk() / std::string(255, 'x')).c_str(), O_CREAT | O_WRONLY, 0644));
  write(stick.from_kiosk() / "..batch", "dots");
  write(stick.from_kiosk() / "autorun.inf", "[autorun]");
  write(stick.from_kiosk() / (transfer::stem(city.name(0)) + ".BATCH"), "shouting");
  write(stick.from_kiosk() / "\xff\xfe.batch", "no UTF-8");

  const auto taken = value(journey.receive());
  CHECK_FALSE(taken.stopped);
  CHECK(taken.passed_over == 5);
  CHECK(taken.unread.size() == 6);
  std::size_t accepted = 0;
  for (const auto& one : taken.taken) {
    if (one.outcome.kind == hub::Outcome::Kind::receipt) {
      ++accepted;
    } else {
      CHECK(one.outcome.kind == hub::Outcome::Kind::invalid);
    }
  }
  CHECK(accepted == 3);
  CHECK(taken.taken.size() == 5);
  CHECK(journey.logged() == 3);

  // The same under the hub's names, for the kiosk.
  REQUIRE(journey.bring_back().has_value());
  const Path from_hub = stick.directory / "parvis/from-hub";
  for (const char* name : {"kept.note", "statuses.signed", "mulhouse-solidaire.pack"})
    REQUIRE(::symlink("/etc/passwd", (from_hub / name).c_str()) == 0);
  std::filesystem::remove(from_hub / "root.signed");
  REQUIRE(::mkfifo((from_hub / "root.signed").c_str(), 0644) == 0);
  const auto in = value(journey.take_in());
  CHECK(in.receipts == 3);
  CHECK(in.unsound.size() == 4);
  CHECK_FALSE(in.kept);
  fmt::print("hostile files: 19 kinds\n");
}

TEST_CASE("a device under a batch's name is passed over") {
  City city(1);
  RealStick stick;
  const RealJourney journey(city, stick);
  stick.make_folders();
  const Path device = stick.from_kiosk() / (transfer::stem({city.kiosk->chain(), {15}}) + ".batch");
  // /dev/zero: who reads it to its end never comes back.
  if (::mknod(device.c_str(), S_IFCHR | 0644, makedev(1, 5)) != 0) {
    return support::say_not_tested("no device node could be made (it needs root)");
  }
  REQUIRE(safe(journey.export_batches()));
  const auto taken = value(journey.receive());
  CHECK_FALSE(taken.stopped);
  CHECK(taken.unread.size() == 1);
  CHECK(taken.taken.size() == 1);
  CHECK(journey.logged() == 1);
}

TEST_CASE("parvis/ as a link that leads elsewhere is not followed, for reading or for writing") {
  City city(1);
  for (const char* link : {"parvis", "parvis/from-kiosk", "parvis/from-hub"}) {
    RealStick stick;
    const support::TemporaryDirectory elsewhere;
    const RealJourney journey(city, stick);
    support::ok(make_directories((stick.directory / link).parent_path()));
    REQUIRE(::symlink(elsewhere.path().c_str(), (stick.directory / link).c_str()) == 0);
    CHECK(support::code(journey.export_batches()) == Errc::invalid);
    CHECK(support::code(journey.receive()) == Errc::invalid);
    CHECK(support::code(journey.bring_back()) == Errc::invalid);
    CHECK(support::code(journey.take_in()) == Errc::invalid);
    CHECK(std::filesystem::is_empty(elsewhere.path()));
  }
}

TEST_CASE("100,000 foreign files cost one look at their names and a bounded memory") {
  City city(2);
  SimulatedStick stick;
  const Journey journey(city, stick);
  REQUIRE(safe(journey.export_batches()));
  support::ok(value(Stick::open(journey.place, Stick::Use::writing)).settle());
  const int root = value(stick.open_root(""));
  const int parvis = value(stick.open_folder(root, "parvis"));
  const int folder = value(stick.open_folder(parvis, "from-kiosk"));
  for (int i = 0; i < 100'000; ++i)
    stick.close(value(stick.create_file(folder, fmt::format("IMG_{:06}.JPG", i))));
  const std::size_t before = stick.calls();
  const auto taken = value(journey.receive());
  CHECK(taken.passed_over == 100'000);
  CHECK(taken.taken.size() == 2);
  // Names come a hundred at a time here; no foreign file was opened.
  CHECK(stick.calls() - before < 1'200);
  fmt::print("foreign files: {} passed over\n", taken.passed_over);
}

TEST_CASE("more batches than one listing takes wait for the next import") {
  SimulatedStick calls;
  const int root = value(calls.open_root(""));
  support::ok(calls.make_folder(root, "parvis"));
  const int parvis = value(calls.open_folder(root, "parvis"));
  support::ok(calls.make_folder(parvis, "from-kiosk"));
  const int folder = value(calls.open_folder(parvis, "from-kiosk"));
  for (std::size_t i = 0; i < transfer::kMaxStickFiles + 10; ++i)
    calls.close(value(calls.create_file(folder, fmt::format("{:08}.batch", i))));
  auto stick = value(Stick::open({"stick", Stick::Mounted::tame, calls}, Stick::Use::reading));
  const auto listing =
      value(stick.list(Stick::Side::from_kiosk, [](std::string_view) { return true; }));
  CHECK(listing.names.size() == transfer::kMaxStickFiles);
  CHECK(listing.more);
}

TEST_CASE("a copied card's batch on the stick stays, and the export is not called safe") {
  City city(1);
  SimulatedStick stick;
  const Journey journey(city, stick);
  // The other card's batch of the same number, whole and signed.
  const auto twin = wire::encode(city.kiosk->batch({1}, {}, 3));
  {
    auto other = value(Stick::open(journey.place, Stick::Use::writing));
    support::ok(other.put(Stick::Side::from_kiosk, transfer::stem(city.name(0)) + ".batch", twin));
    support::ok(other.settle());
  }
  const auto report = value(journey.export_batches());
  CHECK_FALSE(report.safe());
  CHECK(report.conflicts == std::vector{city.name(0)});
  CHECK(stick.held(city.on_stick(0)) == twin);
  // What is no whole batch is replaced.
  {
    auto other = value(Stick::open(journey.place, Stick::Use::writing));
    support::ok(other.put(Stick::Side::from_kiosk, transfer::stem(city.name(0)) + ".batch",
                          ByteView(twin).first(twin.size() - 1)));
    support::ok(other.settle());
  }
  CHECK(safe(journey.export_batches()));
  CHECK(stick.held(city.on_stick(0)) == wire::encode(city.batches[0]));
}

TEST_CASE("forged papers of the hub change nothing on the kiosk") {
  City city(2);
  SimulatedStick stick;
  const Journey journey(city, stick);
  REQUIRE(safe(journey.export_batches()));
  REQUIRE(value(journey.receive()).taken.size() == 2);
  REQUIRE(journey.bring_back().has_value());
  auto forger = value(Stick::open(journey.place, Stick::Use::writing));
  constexpr auto kSide = Stick::Side::from_hub;
  const auto receipt = [&](std::size_t i) { return transfer::stem(city.name(i)) + ".receipt"; };
  // Another batch's receipt; a signed document that is no root; statuses and a kept note by nobody.
  support::ok(forger.put(kSide, receipt(0), value(forger.read(kSide, receipt(1), 1u << 20))));
  const auto stranger = crypto::SigningKey::generate();
  const auto statuses = wire::encode(value(transfer::sign_statuses(as_bytes("{}"), stranger)));
  support::ok(forger.put(kSide, "statuses.signed", statuses));
  const tlog::Kept kept{std::string(SmallCity::kOrigin), 2, {}, city.now};
  support::ok(forger.put(kSide, "kept.note", as_bytes(tlog::sign_kept(kept, "x/desk", stranger))));
  support::ok(forger.put(kSide, "root.signed", statuses));
  support::ok(forger.put(kSide, "mulhouse-solidaire.pack", statuses));
  const auto in = value(journey.take_in());
  CHECK(in.receipts == 1);
  CHECK(in.refused == 1);
  CHECK(in.unsound.size() == 5);
  CHECK_FALSE(in.kept);
  CHECK_FALSE(in.statuses);
  CHECK(in.root == 0);
  CHECK(in.pack == 0);
  CHECK(journey.received() == 1);
}
