#include "sync/wire/cbor.h"

#include <catch2/catch.hpp>

#include "sync/wire/utf8.h"
#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::wire;
using cbor::Reader;
using cbor::Writer;
using support::code;
using support::value;

namespace {

std::string hex(Writer writer) { return crypto::to_hex(std::move(writer).take()); }
Bytes bytes(std::string_view text) { return value(crypto::from_hex(text)); }

template <class Read>
std::optional<Errc> read(std::string_view text, Read read_items) {
  const Bytes input = bytes(text);
  Reader reader(input, "test");
  read_items(reader);
  return code(reader.finish());
}

const auto kUint = [](Reader& r) { r.uint(); };
const auto kBytes = [](Reader& r) { r.bytes(100); };
const auto kText = [](Reader& r) { r.text(100); };

}  // namespace

TEST_CASE("cbor: values are written as in appendix A of RFC 8949") {
  CHECK(hex(Writer{}.uint(0)) == "00");
  CHECK(hex(Writer{}.uint(23)) == "17");
  CHECK(hex(Writer{}.uint(24)) == "1818");
  CHECK(hex(Writer{}.uint(100)) == "1864");
  CHECK(hex(Writer{}.uint(1000)) == "1903e8");
  CHECK(hex(Writer{}.uint(1'000'000)) == "1a000f4240");
  CHECK(hex(Writer{}.uint(1'000'000'000'000)) == "1b000000e8d4a51000");
  CHECK(hex(Writer{}.uint(18'446'744'073'709'551'615u)) == "1bffffffffffffffff");
  CHECK(hex(Writer{}.bytes({})) == "40");
  CHECK(hex(Writer{}.bytes(bytes("01020304"))) == "4401020304");
  CHECK(hex(Writer{}.text("IETF")) == "6449455446");
  CHECK(hex(Writer{}.text("\u6c34")) == "63e6b0b4");
  CHECK(hex(Writer{}.array(0)) == "80");
  CHECK(hex(Writer{}.array(3).uint(1).array(2).uint(2).uint(3).array(2).uint(4).uint(5)) ==
        "8301820203820405");
}

TEST_CASE("cbor: every number reads back, from its shortest form only") {
  for (const std::uint64_t number : {0ull, 23ull, 24ull, 255ull, 256ull, 65'535ull, 65'536ull,
                                     4'294'967'295ull, 4'294'967'296ull, ~0ull}) {
    const Bytes written = std::move(Writer{}.uint(number)).take();
    Reader reader(written, "number");
    CHECK(reader.uint() == number);
    REQUIRE_OK(reader.finish());
  }
  for (const auto* longer : {"1817", "1900ff", "1a0000ffff", "1b00000000ffffffff"}) {
    CHECK(read(longer, kUint) == Errc::invalid);
  }
  for (const auto* longer : {"5800", "580101", "59000101", "5b000000000000000101"}) {
    CHECK(read(longer, kBytes) == Errc::invalid);
  }
}

TEST_CASE("cbor: what is not in the subset is refused") {
  // negative, map, tag, false, null, float, indefinite bytes, text and array, reserved lengths
  for (const auto* other : {"20", "a0", "c000", "f4", "f6", "f93c00", "5f4100ff", "7f6161ff",
                            "9fff", "1c", "1d", "1e", "1f"}) {
    CHECK(read(other, kUint) == Errc::invalid);
    CHECK(read(other, kBytes) == Errc::invalid);
    CHECK(read(other, kText) == Errc::invalid);
    CHECK(read(other, [](Reader& r) { r.array(9); }) == Errc::invalid);
  }
}

TEST_CASE("cbor: a missing, a second or a cut item is refused") {
  CHECK(read("", kUint) == Errc::invalid);
  CHECK(read("0000", kUint) == Errc::invalid);
  CHECK(read("00", [](Reader& r) { r.uint(), r.uint(); }) == Errc::invalid);
  CHECK(read("0000", [](Reader& r) { r.uint(), r.uint(); }) == Errc::invalid);
  CHECK(read("8100", [](Reader& r) { r.array(1); }) == Errc::invalid);  // not read to its end
  CHECK(read("820000", [](Reader& r) { r.array_of(1), r.uint(), r.uint(); }) == Errc::invalid);
  const Bytes whole = std::move(Writer{}.array(3).uint(1000).bytes(Bytes(30)).text("été")).take();
  for (std::size_t length = 0; length <= whole.size(); ++length) {
    Reader reader(ByteView{whole}.first(length), "cut");
    reader.array_of(3);
    reader.uint();
    reader.bytes(30);
    reader.text(9);
    CHECK(reader.finish().has_value() == (length == whole.size()));
  }
}

TEST_CASE("cbor: counts are capped before anyone allocates") {
  CHECK(read("9b00ffffffffffffff", [](Reader& r) { CHECK(r.array(~0ull) == 0); }) == Errc::invalid);
  CHECK(read("8400000000", [](Reader& r) { CHECK(r.array(3) == 0); }) == Errc::invalid);
  CHECK(read("5bffffffffffffffff", [](Reader& r) { r.bytes(~0ull); }) == Errc::invalid);
  CHECK(read("43000000", [](Reader& r) { r.bytes(2); }) == Errc::invalid);
  CHECK(read("1818", [](Reader& r) { CHECK(r.uint(23) == 0); }) == Errc::invalid);
}

TEST_CASE("cbor: four arrays inside each other are read, five are not") {
  const auto descend = [](Reader& reader, int depth) {
    for (int i = 0; i < depth; ++i) reader.array_of(1);
    reader.uint();
  };
  CHECK(read("8181818100", [&](Reader& r) { descend(r, 4); }) == std::nullopt);
  CHECK(read("818181818100", [&](Reader& r) { descend(r, 5); }) == Errc::invalid);
  // Closed arrays do not count: [[[[0]]], [[[1]]], 2]
  CHECK(read("83818181008181810102", [&](Reader& r) {
          r.array_of(3);
          descend(r, 3);
          descend(r, 3);
          r.uint();
        }) == std::nullopt);
}

TEST_CASE("cbor: a reader that has refused reads zeros and keeps the first reason") {
  const Bytes input = bytes("8220820001");
  Reader reader(input, "thing");
  reader.array_of(2);
  CHECK(reader.uint() == 0);
  CHECK(reader.array(5) == 0);
  CHECK(reader.text(5).empty());
  CHECK(reader.fixed<crypto::KeyId>().is_zero());
  reader.refuse("something later", Errc::forged);
  const Status status = reader.finish();
  REQUIRE(code(status) == Errc::invalid);
  CHECK(status.error().context == "thing: another kind of item than expected (at byte 2)");
}

TEST_CASE("cbor: a document's kind, version and number of fields are its own") {
  constexpr crypto::Domain kV2{"parvis/test", 2};
  const auto read_document = [&](const crypto::Domain& domain, std::size_t fields) {
    Writer writer;
    writer.document(domain, fields);
    for (std::size_t i = 0; i < fields; ++i) writer.uint(i);
    const Bytes written = std::move(writer).take();
    Reader reader(written, "test");
    reader.document(kV2, 1);
    reader.uint();
    return code(reader.finish());
  };
  CHECK(read_document(kV2, 1) == std::nullopt);
  CHECK(read_document({"parvis/other", 2}, 1) == Errc::invalid);
  CHECK(read_document({"parvis/test", 1}, 1) == Errc::invalid);
  CHECK(read_document(kV2, 2) == Errc::invalid);
  CHECK(read_document({"parvis/test", 3}, 1) == Errc::unsupported_version);
  CHECK(read_document({"parvis/test", 3}, 9) == Errc::unsupported_version);  // whatever it holds
}

TEST_CASE("text is UTF-8 as Unicode's table 3-7 has it") {
  const auto valid = [](std::initializer_list<std::uint8_t> list) { return is_utf8(Bytes(list)); };
  CHECK(is_utf8(as_bytes("Il faut écouter · أهلا · \U0001F333")));
  CHECK(valid({0x7f}));
  CHECK(valid({0xc2, 0x80}));
  CHECK(valid({0xe0, 0xa0, 0x80}));
  CHECK(valid({0xed, 0x9f, 0xbf}));
  CHECK(valid({0xf4, 0x8f, 0xbf, 0xbf}));
  CHECK_FALSE(valid({0x80}));
  CHECK_FALSE(valid({0xc0, 0x80}));              // overlong
  CHECK_FALSE(valid({0xc1, 0xbf}));              // overlong
  CHECK_FALSE(valid({0xe0, 0x9f, 0xbf}));        // overlong
  CHECK_FALSE(valid({0xed, 0xa0, 0x80}));        // surrogate
  CHECK_FALSE(valid({0xf0, 0x8f, 0xbf, 0xbf}));  // overlong
  CHECK_FALSE(valid({0xf4, 0x90, 0x80, 0x80}));  // above U+10FFFF
  CHECK_FALSE(valid({0xf5, 0x80, 0x80, 0x80}));
  CHECK_FALSE(valid({0xff}));
  CHECK_FALSE(valid({0xe6, 0xb0}));  // cut
  CHECK_FALSE(valid({0xe6, 0xb0, 0x41}));
  CHECK(read("62c328", kText) == Errc::invalid);
}
