#include "sync/journal/journal.h"

#include <sys/resource.h>

#include <csignal>

#include <catch2/catch.hpp>

#include "sync/journal/entry.h"
#include "sync/wire/cbor.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::journal;
using support::code;
using support::ok;
using support::value;
using Kind = Damage::Kind;

namespace {

constexpr UtcTime kNow{std::chrono::seconds{1'639'137'600}};
constexpr std::string_view kProgram = "parvis-kiosk";

struct Fixture {
  support::TemporaryDirectory directory;
  Path file = directory.path() / "journal" / "kiosk.journal";

  Journal open() const {
    return value(Journal::open(file, support::sample_device(), kProgram, kNow));
  }
  // Nine entries, and the head after each of them; heads[0] is the empty journal's.
  std::vector<Head> write_nine() const {
    Journal journal = open();
    std::vector<Head> heads{journal.head()};
    for (int i = 1; i <= 9; ++i) {
      ok(journal.append(Event::batch_frozen, kNow + std::chrono::seconds{i},
                        {std::to_string(i), "38"}));
      heads.push_back(journal.head());
    }
    return heads;
  }
  Bytes bytes() const { return value(read_file(file, kMaxJournalBytes)); }
};

// The title and each entry of a journal, frame by frame.
std::vector<Bytes> frames(const Bytes& bytes) {
  std::vector<Bytes> found;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = (std::size_t{bytes[at]} << 8 | bytes[at + 1]) + kFrameOverhead;
    found.push_back(to_bytes(ByteView{bytes}.subspan(at, length)));
    at += length;
  }
  return found;
}
Bytes join(const std::vector<Bytes>& parts) {
  Bytes bytes;
  for (const Bytes& part : parts) append(bytes, part);
  return bytes;
}

void check_damage(const Bytes& bytes, Kind kind, std::uint64_t entry,
                  std::span<const Head> heads = {}) {
  const Audit found = value(audit(bytes, heads));
  REQUIRE(found.damage);
  CHECK(to_string(found.damage->kind) == to_string(kind));
  CHECK(found.damage->entry == entry);
}

// Entry `number` with another text and a checksum that fits: somebody who knows the format.
Bytes forge(const Bytes& frame_bytes) {
  const ByteView body = ByteView{frame_bytes}.subspan(2, frame_bytes.size() - kFrameOverhead);
  crypto::Digest previous;
  Entry entry = value(decode_entry(body, previous));
  entry.fields[1] = "37";
  return frame(encode_entry(entry, previous));
}

}  // namespace

TEST_CASE("a journal reads back as it was written, and goes on after a restart") {
  const Fixture fixture;
  const auto heads = fixture.write_nine();
  Journal journal = fixture.open();
  CHECK(journal.head() == heads.back());
  ok(journal.append(Event::stopped, kNow));
  const Audit found = value(audit_file(fixture.file, heads));
  CHECK_FALSE(found.damage);
  CHECK(found.head == journal.head());
  REQUIRE(found.entries.size() == 10);
  CHECK(found.entries[3] ==
        Entry{4, kNow + std::chrono::seconds{4}, Event::batch_frozen, {"4", "38"}});
  CHECK(found.entries[9] == Entry{10, kNow, Event::stopped, {}});
}

TEST_CASE("an entry cut out is found where it is missing") {
  const Fixture fixture;
  const auto heads = fixture.write_nine();
  const auto parts = frames(fixture.bytes());
  for (std::size_t cut = 1; cut <= 9; ++cut) {
    auto left = parts;
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(cut));
    if (cut < 9) check_damage(join(left), Kind::cut, cut);
    check_damage(join(left), Kind::cut, cut, {&heads.back(), 1});
  }
  // The end alone needs a head to be missed.
  CHECK_FALSE(value(audit(join({parts.begin(), parts.end() - 1}))).damage);
}

TEST_CASE("an edited entry is found, whether its checksum was mended or not") {
  const Fixture fixture;
  const auto heads = fixture.write_nine();
  const auto parts = frames(fixture.bytes());
  for (std::size_t at = 1; at <= 9; ++at) {
    auto careless = parts;
    careless[at][20] ^= 1;
    check_damage(join(careless), at < 9 ? Kind::edited : Kind::torn, at);
    check_damage(join(careless), Kind::edited, at, {&heads.back(), 1});
    auto careful = parts;
    careful[at] = forge(parts[at]);
    if (at < 9) check_damage(join(careful), Kind::edited, at);
    if (at == 9) check_damage(join(careful), Kind::rewritten, at, {&heads[8], 2});
  }
}

TEST_CASE("entries in another order, or twice, are found where it begins") {
  const Fixture fixture;
  fixture.write_nine();
  const auto parts = frames(fixture.bytes());
  for (std::size_t at = 1; at < 9; ++at) {
    auto swapped = parts;
    std::swap(swapped[at], swapped[at + 1]);
    check_damage(join(swapped), Kind::reordered, at);
    auto doubled = parts;
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(at) + 1, parts[at]);
    check_damage(join(doubled), Kind::duplicated, at + 1);
  }
  auto moved = parts;
  std::rotate(moved.begin() + 2, moved.begin() + 3, moved.end());
  check_damage(join(moved), Kind::reordered, 2);
}

TEST_CASE("a whole chain written anew is found from the last head that still holds") {
  const Fixture fixture;
  const auto heads = fixture.write_nine();
  const Fixture other;
  {
    Journal journal = other.open();
    for (int i = 1; i <= 9; ++i) {
      ok(journal.append(Event::batch_frozen, kNow + std::chrono::seconds{i},
                        {std::to_string(i), i < 6 ? "38" : "37"}));
    }
  }
  CHECK_FALSE(value(audit(other.bytes())).damage);
  const std::vector<Head> carried{heads[9], heads[2], heads[5]};
  check_damage(other.bytes(), Kind::rewritten, 6, carried);
  // Heads of another program or device say nothing about this one.
  Head foreign = heads[9];
  foreign.program = "parvis-sync";
  CHECK_FALSE(value(audit(other.bytes(), {&foreign, 1})).damage);
}

TEST_CASE("one bit changed anywhere in a journal is found with its last head") {
  const Fixture fixture;
  const auto heads = fixture.write_nine();
  Bytes bytes = fixture.bytes();
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    const auto found = audit(bytes, {&heads.back(), 1});
    const bool noticed = !found || found->damage.has_value();
    REQUIRE(noticed);
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

TEST_CASE("an entry that a power cut left unfinished is dropped, and the drop is noted") {
  const Fixture fixture;
  const auto heads = fixture.write_nine();
  const Bytes whole = fixture.bytes();
  const std::size_t last = frames(whole).back().size();
  for (std::size_t missing = 1; missing < last; ++missing) {
    ok(write_file(fixture.file, ByteView{whole}.first(whole.size() - missing)));
    const Journal journal = fixture.open();
    CHECK(journal.head().entries == 9);  // eight, and the note
    const Audit found = value(audit_file(fixture.file, {&heads[8], 1}));
    CHECK_FALSE(found.damage);
    CHECK(found.entries.back().event == Event::journal_mended);
    CHECK(found.entries.back().fields[0] == std::to_string(last - missing));
  }
  // A file that grew before its data came.
  Bytes grown = whole;
  grown.resize(grown.size() + 100, 0);
  ok(write_file(fixture.file, grown));
  CHECK(fixture.open().head().entries == 10);
}

TEST_CASE("an entry of which a power cut left only some sectors is no sign of tampering") {
  const Fixture fixture;
  const auto heads = fixture.write_nine();
  const Bytes whole = fixture.bytes();
  const std::size_t last = frames(whole).back().size();
  const std::size_t begin = whole.size() - last;
  // Nothing was on the disk where it begins, up to a sector's end anywhere in it.
  for (std::size_t lost = 2; lost <= last; ++lost) {
    Bytes torn = whole;
    std::fill_n(torn.begin() + static_cast<std::ptrdiff_t>(begin), lost, std::uint8_t{0});
    check_damage(torn, Kind::torn, 9);
    ok(write_file(fixture.file, torn));
    CHECK(fixture.open().head().entries == 9);
    CHECK_FALSE(value(audit_file(fixture.file, {&heads[8], 1})).damage);
  }
  // Behind it stands a whole entry: so it was whole once.
  Bytes edited = whole;
  std::fill_n(edited.begin() + static_cast<std::ptrdiff_t>(begin - last), 2, std::uint8_t{0});
  check_damage(edited, Kind::edited, 8);
}

TEST_CASE("a damaged journal is set aside whole, and the new one says so first") {
  const Fixture fixture;
  fixture.write_nine();
  Bytes bytes = fixture.bytes();
  bytes[bytes.size() / 2] ^= 1;
  ok(write_file(fixture.file, bytes));
  CHECK(fixture.open().head().entries == 1);
  const Audit found = value(audit_file(fixture.file));
  REQUIRE(found.entries.size() == 1);
  CHECK(found.entries[0].event == Event::journal_replaced);
  CHECK(found.entries[0].fields[0] == "kiosk.journal.damaged-1639137600");
  CHECK(found.entries[0].fields[1] == "5");
  CHECK(found.entries[0].fields[2] == "edited");
  CHECK(value(read_file(fixture.file.parent_path() / found.entries[0].fields[0], 1u << 20)) ==
        bytes);
  // Once more in the same second, and a file that is no journal at all.
  ok(write_file(fixture.file, as_bytes("no journal")));
  CHECK(fixture.open().head().entries == 1);
  CHECK(value(audit_file(fixture.file)).entries[0].fields[0] ==
        "kiosk.journal.damaged-1639137600-2");
}

TEST_CASE("another device's journal is not gone on with") {
  const Fixture fixture;
  fixture.write_nine();
  const auto other = support::counting<wire::DeviceId>(1);
  const Journal journal = value(Journal::open(fixture.file, other, kProgram, kNow));
  CHECK(journal.head().device == other);
  CHECK(journal.head().entries == 1);
}

TEST_CASE("a journal has one writer, and a newer program's is left alone") {
  const Fixture fixture;
  {
    const Journal journal = fixture.open();
    CHECK(code(Journal::open(fixture.file, support::sample_device(), kProgram, kNow)) ==
          Errc::busy);
  }
  wire::cbor::Writer writer;
  writer.document({kJournalDomain.tag, 2}, 0);
  const Bytes newer = frame(std::move(writer).take());
  ok(write_file(fixture.file, newer));
  CHECK(code(Journal::open(fixture.file, support::sample_device(), kProgram, kNow)) ==
        Errc::unsupported_version);
  CHECK(fixture.bytes() == newer);
}

TEST_CASE("an entry that can't be written leaves the journal as it was") {
  const Fixture fixture;
  Journal journal = fixture.open();
  ok(journal.append(Event::stopped, kNow));
  const Head before = journal.head();
  const Bytes bytes = fixture.bytes();
  // No file may grow beyond what it is now: write() fails or is short.
  rlimit old{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const auto ignored = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{bytes.size() + 20, old.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const Status status = journal.append(Event::disk_low, kNow, {"3"});
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  ::signal(SIGXFSZ, ignored);
  CHECK_FALSE(status);
  CHECK(journal.head() == before);
  CHECK(fixture.bytes() == bytes);
  ok(journal.append(Event::disk_low, kNow, {"3"}));
  CHECK_FALSE(value(audit_file(fixture.file, {&before, 1})).damage);
}

TEST_CASE("fields are UTF-8 and cut at a character") {
  const Fixture fixture;
  Journal journal = fixture.open();
  std::string long_text(kMaxFieldBytes - 1, 'x');
  ok(journal.append(Event::disk_failed, kNow, {long_text + "é"}));
  ok(journal.append(Event::disk_failed, kNow, {"caf\xe9"}));
  const Audit found = value(audit_file(fixture.file));
  CHECK(found.entries[0].fields[0] == long_text);
  CHECK(found.entries[1].fields[0] == "caf?");
}

TEST_CASE("a head is signed by the transport key and by no other") {
  const Fixture fixture;
  const Head head = fixture.write_nine().back();
  const auto key = support::transport_key();
  wire::Signed document = value(sign(head, key));
  CHECK(value(verify_head(document, key.verify_key())) == head);
  CHECK(code(verify_head(document, support::collection_key().verify_key())) == Errc::forged);
  for (std::size_t bit = 0; bit < document.bytes.size() * 8; ++bit) {
    document.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    REQUIRE(code(verify_head(document, key.verify_key())) == Errc::forged);
    document.bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}
