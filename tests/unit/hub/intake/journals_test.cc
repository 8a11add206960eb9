// Journals at the hub: what a cut, an edit, a change of order, a duplicate and a rewrite come to, when the tampered copy arrives after
// honest heads did.
#include "sync/hub/intake/journals.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::hub;
using journal::Damage;
using support::ok;
using support::value;

namespace {

const bool started = crypto::init().has_value();
constexpr std::string_view kProgram = "parvis-kiosk";
constexpr UtcTime kNow{std::chrono::seconds{1'639'137'600}};

struct Desk {
  support::TemporaryDirectory directory;
  wire::DeviceId device = crypto::random_fixed<wire::DeviceId>();
  crypto::SigningKey transport = crypto::SigningKey::generate();
  JournalShelf shelf{directory / "journals"};
  Path file = directory / "kiosk.journal";

  void note(int from, int to) const {
    auto chain = value(journal::Journal::open(file, device, kProgram, kNow));
    for (int i = from; i <= to; ++i) {
      ok(chain.append(journal::Event::batch_frozen, kNow + std::chrono::seconds{i},
                      {std::to_string(i), "38"}));
    }
  }
  [[nodiscard]] Bytes bytes() const { return value(read_file(file, 1u << 20)); }
  // As an agent brings it: what is missing, else all of it; then the head of what is in order.
  void carry() const {
    const auto carried = value(journal::read_to_carry(file));
    const auto held = value(shelf.held(device, kProgram));
    const ByteView all = carried.bytes;
    const bool goes_on =
        held.size <= all.size() &&
        crypto::blake2b(all.first(static_cast<std::size_t>(held.size))) == held.digest;
    const std::uint64_t from = goes_on ? held.size : 0;
    const ByteView rest = all.subspan(static_cast<std::size_t>(from));
    if (!rest.empty()) value(JournalShelf(shelf).add(device, kProgram, from, rest));
    ok(JournalShelf(shelf).add_head(device, kProgram,
                                    value(journal::sign(carried.head, transport))));
  }
  [[nodiscard]] std::vector<JournalFinding> found() const {
    return findings(value(shelf.read(device, kProgram, transport.verify_key())));
  }
  // The file with its frames changed: title, then entries from 1.
  void tamper(const std::function<void(std::vector<Bytes>&)>& change) const {
    const Bytes before = bytes();
    std::vector<Bytes> frames;
    for (std::size_t at = 0; at < before.size();) {
      const std::size_t length = (std::size_t{before[at]} << 8 | before[at + 1]) + 34;
      frames.push_back(to_bytes(ByteView(before).subspan(at, length)));
      at += length;
    }
    change(frames);
    Bytes after;
    for (const auto& frame : frames) append(after, frame);
    ok(write_file(file, after));
  }
};

}  // namespace

TEST_CASE("a journal comes in parts, with every head that was ever signed, and is in good order") {
  const Desk desk;
  CHECK(value(desk.shelf.held(desk.device, kProgram)).size == 0);
  for (int i = 1; i <= 9; i += 3) {
    desk.note(i, i + 2);
    desk.carry();
    desk.carry();  // nothing new: no head twice
  }
  const auto volumes = value(desk.shelf.read(desk.device, kProgram, desk.transport.verify_key()));
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].bytes == desk.bytes());
  CHECK(volumes[0].heads.size() == 3);
  CHECK(desk.found().empty());
  CHECK(support::code(JournalShelf(desk.shelf).add(desk.device, kProgram, 7, as_bytes("x"))) ==
        Errc::conflict);
  // A head that another key signed counts for nothing.
  const auto stranger = crypto::SigningKey::generate();
  CHECK(value(desk.shelf.read(desk.device, kProgram, stranger.verify_key()))[0].heads.empty());
}

TEST_CASE(
    "a tampered journal that arrives after its heads is located to the entry, and nothing is "
    "lost") {
  struct Case {
    const char* what;
    Damage::Kind kind;
    std::uint64_t entry;
    std::function<void(std::vector<Bytes>&)> change;
  };
  const Case cases[] = {
      {"an entry edited", Damage::Kind::edited, 5,
       [](std::vector<Bytes>& frames) { frames[5][20] ^= 1; }},
      {"an entry cut out", Damage::Kind::cut, 4,
       [](std::vector<Bytes>& frames) { frames.erase(frames.begin() + 4); }},
      {"the end cut off", Damage::Kind::cut, 7,
       [](std::vector<Bytes>& frames) { frames.resize(7); }},
      {"two entries changed places", Damage::Kind::reordered, 3,
       [](std::vector<Bytes>& frames) { std::swap(frames[3], frames[6]); }},
      {"an entry twice", Damage::Kind::duplicated, 6,
       [](std::vector<Bytes>& frames) { frames.insert(frames.begin() + 6, frames[2]); }},
  };
  for (const auto& one : cases) {
    INFO(one.what);
    const Desk desk;
    desk.note(1, 9);
    desk.carry();
    const Bytes honest = desk.bytes();
    desk.tamper(one.change);
    desk.carry();
    const auto found = desk.found();
    REQUIRE_FALSE(found.empty());
    CHECK(found.front().volume == 2);
    REQUIRE(found.front().damage);
    CHECK(found.front().damage->kind == one.kind);
    CHECK(found.front().damage->entry == one.entry);
    CHECK(found.front().words.find(std::to_string(one.entry)) != std::string::npos);
    CHECK_FALSE(found.front().advice.empty());
    const auto volumes = value(desk.shelf.read(desk.device, kProgram, desk.transport.verify_key()));
    CHECK(volumes[0].bytes == honest);
  }
}

TEST_CASE(
    "a journal written anew by who holds every key is located where it leaves the signed heads") {
  const Desk desk;
  desk.note(1, 4);
  desk.carry();
  const Bytes early = desk.bytes();
  desk.note(5, 9);
  desk.carry();
  ok(write_file(desk.file, early));
  desk.note(11, 17);  // the fifth entry says something else now
  desk.carry();
  const auto found = desk.found();
  REQUIRE(found.size() == 1);
  CHECK(found[0].volume == 2);
  CHECK(found[0].damage->kind == Damage::Kind::rewritten);
  CHECK(found[0].damage->entry == 5);
}

TEST_CASE("a journal that the kiosk itself set aside begins another volume, and says why") {
  const Desk desk;
  desk.note(1, 9);
  desk.carry();
  desk.tamper([](std::vector<Bytes>& frames) { frames[5][20] ^= 1; });
  desk.note(10, 11);  // opening it sets it aside
  desk.carry();
  const auto found = desk.found();
  REQUIRE(found.size() == 1);
  CHECK(found[0].volume == 2);
  CHECK(found[0].words.find("edited at entry 5") != std::string::npos);
}

TEST_CASE("an older copy by stick adds nothing, a newer one only what is missing") {
  const Desk desk;
  desk.note(1, 4);
  const Bytes early = desk.bytes();
  desk.note(5, 9);
  JournalShelf shelf = desk.shelf;
  ok(shelf.merge(desk.device, kProgram, early));
  ok(shelf.merge(desk.device, kProgram, desk.bytes()));
  ok(shelf.merge(desk.device, kProgram, early));
  ok(shelf.merge(desk.device, kProgram, desk.bytes()));
  const auto volumes = value(shelf.read(desk.device, kProgram, desk.transport.verify_key()));
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].bytes == desk.bytes());
}

TEST_CASE("an agent that begins again and again fills no disk") {
  const Desk desk;
  JournalShelf shelf = desk.shelf;
  std::size_t begun = 0;
  while (begun < 100 && shelf.add(desk.device, kProgram, 0, as_bytes("x"))) ++begun;
  CHECK(begun == kMaxVolumes);
}

TEST_CASE("half a head, as a power cut leaves it, hides none that comes later") {
  const Desk desk;
  desk.note(1, 3);
  desk.carry();
  const Path heads =
      desk.directory / "journals" / crypto::to_hex(desk.device.view()) / "parvis-kiosk-1.heads";
  const Bytes whole = value(read_file(heads, 1u << 20));
  for (const std::size_t size : {std::size_t{2}, whole.size() / 2, whole.size() - 1}) {
    Bytes torn = whole;
    append(torn, ByteView(whole).first(size));
    ok(write_file(heads, torn));
    desk.note(4, 6);
    desk.carry();
    const auto volumes = value(desk.shelf.read(desk.device, kProgram, desk.transport.verify_key()));
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].heads.size() == 2);
    desk.carry();  // and it stands there once
    CHECK(value(read_file(heads, 1u << 20)).size() == 2 * whole.size());
  }
}
