// The bytes of a pack, pinned: small.hex is what the city of tests/support/pack_city.h publishes as its version 3. Kiosks of
// today install packs of next year's desk: changing this file needs a new version in FORMAT.md. pack_vectors writes it.
#include <catch2/catch.hpp>

#include "sync/pack/pack.h"
#include "tests/support/pack_city.h"

using namespace parvis;
using support::value;

TEST_CASE("golden: a pack's bytes, and what is read from them") {
  REQUIRE_OK(crypto::init());
  std::string text(as_text(value(read_file(Path(PARVIS_PACK_VECTORS) / "small.hex", 1u << 20))));
  std::erase(text, '\n');
  const Bytes golden = value(crypto::from_hex(text));
  support::PackCity city;
  CHECK(value(city.build(3)) == golden);
  const auto read = value(pack::verify(golden, city.authority.verify_key()));
  CHECK(read.consultation == support::PackCity::consultation());
  CHECK(read.ref == wire::PackRef{"synthetic", 3});
}
