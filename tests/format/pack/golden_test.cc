// The bytes of packs, pinned: small.hex and spoken.hex are what the city of tests/support/pack_city.h publishes as its version 3,
// without recordings (version 1 of the format) and with some (version 2). Kiosks of
// today install packs of next year's desk: changing this file needs a new version in FORMAT.md. pack_vectors writes it.
#include <catch2/catch.hpp>

#include "sync/pack/pack.h"
#include "tests/support/pack_city.h"

using namespace parvis;
using support::value;

namespace {

Bytes golden_bytes(std::string_view name) {
  std::string text(as_text(value(read_file(Path(PARVIS_PACK_VECTORS) / name, 1u << 20))));
  std::erase(text, '\n');
  return value(crypto::from_hex(text));
}

}  // namespace

TEST_CASE("golden: a pack's bytes, and what is read from them") {
  REQUIRE_OK(crypto::init());
  const Bytes golden = golden_bytes("small.hex");
  support::PackCity city;
  CHECK(value(city.build(3)) == golden);
  const auto read = value(pack::verify(golden, city.authority.verify_key()));
  CHECK(read.consultation == support::PackCity::consultation());
  CHECK(read.ref == wire::PackRef{"synthetic", 3});
}

TEST_CASE("golden: the bytes of a pack with recordings, and what is read from them") {
  REQUIRE_OK(crypto::init());
  const Bytes golden = golden_bytes("spoken.hex");
  support::PackCity city;
  const auto all = support::PackCity::spoken_consultation();
  CHECK(value(city.build(3, all)) == golden);
  CHECK(value(pack::verify(golden, city.authority.verify_key())).consultation == all);
}
