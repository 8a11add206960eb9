#include "sync/pack/store.h"

#include <catch2/catch.hpp>

#include "tests/support/pack_city.h"
#include "tests/support/temporary_directory.h"

namespace parvis::pack {
namespace {

using support::code;
using support::PackCity;
using support::TemporaryDirectory;
using support::value;

const bool started = crypto::init().has_value();

struct Kiosk {
  PackCity city;
  TemporaryDirectory directory;
  [[nodiscard]] Store store() const {
    return value(Store::open(directory / "packs", city.authority.verify_key()));
  }
};

TEST_CASE("a pack that was installed is the current one, also after a restart") {
  REQUIRE(started);
  Kiosk kiosk;
  CHECK(code(kiosk.store().current()) == Errc::not_found);
  const Pack installed = value(kiosk.store().install(value(kiosk.city.build(2))));
  CHECK(value(kiosk.store().current()) == installed);
  CHECK(kiosk.store().highest("synthetic") == 2);
  CHECK(kiosk.store().highest("other") == 0);
}

TEST_CASE("a newer version replaces the pack, an older one never comes back") {
  Kiosk kiosk;
  Store store = kiosk.store();
  CHECK(store.install(value(kiosk.city.build(2))).has_value());
  CHECK(store.install(value(kiosk.city.build(5))).has_value());
  CHECK(value(store.current()).ref.version == 5);
  CHECK(code(store.install(value(kiosk.city.build(4)))) == Errc::conflict);
  CHECK(code(kiosk.store().install(value(kiosk.city.build(2)))) == Errc::conflict);
  CHECK(value(kiosk.store().current()).ref.version == 5);
}

TEST_CASE("the same bytes again are no error, other bytes under the same version are a conflict") {
  Kiosk kiosk;
  Store store = kiosk.store();
  const Bytes bytes = value(kiosk.city.build(2));
  CHECK(store.install(bytes).has_value());
  CHECK(store.install(bytes).has_value());
  auto all = PackCity::consultation();
  all.title["fr"] = "Un autre titre";
  const auto refused = store.install(value(kiosk.city.build(2, all)));
  REQUIRE(code(refused) == Errc::conflict);
  CHECK(refused.error().context.find("other bytes") != std::string::npos);
  CHECK(value(store.current()).digest == crypto::blake2b(bytes));
}

TEST_CASE("a damaged pack is refused and the old one stays") {
  Kiosk kiosk;
  Store store = kiosk.store();
  CHECK(store.install(value(kiosk.city.build(2))).has_value());
  Bytes damaged = value(kiosk.city.build(3));
  damaged.back() ^= 1;
  CHECK_FALSE(store.install(damaged).has_value());
  CHECK(value(kiosk.store().current()).ref.version == 2);
  CHECK(kiosk.store().highest("synthetic") == 2);
}

TEST_CASE("each consultation has its own highest version") {
  Kiosk kiosk;
  Store store = kiosk.store();
  CHECK(store.install(value(kiosk.city.build(5))).has_value());
  auto other = PackCity::consultation();
  other.slug = "other";
  CHECK(store.install(value(kiosk.city.build(1, other))).has_value());
  CHECK(value(store.current()).ref == wire::PackRef{"other", 1});
  CHECK(code(store.install(value(kiosk.city.build(4)))) == Errc::conflict);
  CHECK(store.install(value(kiosk.city.build(5))).has_value());
  CHECK(kiosk.store().highest("synthetic") == 5);
}

TEST_CASE("a cut between the pack and its record leaves the new pack, and its version counts") {
  Kiosk kiosk;
  CHECK(kiosk.store().install(value(kiosk.city.build(2))).has_value());
  // What the disk holds after the first of install()'s two writes.
  support::ok(write_file(kiosk.directory / "packs/installed.pack", value(kiosk.city.build(3))));
  Store store = kiosk.store();
  CHECK(value(store.current()).ref.version == 3);
  CHECK(store.highest("synthetic") == 3);
  CHECK(code(store.install(value(kiosk.city.build(2)))) == Errc::conflict);
}

TEST_CASE("a cut before the pack's rename leaves the old pack") {
  Kiosk kiosk;
  CHECK(kiosk.store().install(value(kiosk.city.build(2))).has_value());
  {
    auto torn = value(AtomicFile::create(kiosk.directory / "packs/installed.pack"));
    support::ok(torn.write(value(kiosk.city.build(3))));
  }  // never committed
  CHECK(value(kiosk.store().current()).ref.version == 2);
  CHECK(kiosk.store().install(value(kiosk.city.build(3))).has_value());
}

TEST_CASE("an older file put in the installed one's place is noticed") {
  Kiosk kiosk;
  Store store = kiosk.store();
  CHECK(store.install(value(kiosk.city.build(3))).has_value());
  support::ok(write_file(kiosk.directory / "packs/installed.pack", value(kiosk.city.build(2))));
  CHECK(code(store.current()) == Errc::conflict);
  CHECK(code(kiosk.store().current()) == Errc::conflict);
  CHECK(kiosk.store().highest("synthetic") == 3);
  CHECK(kiosk.store().install(value(kiosk.city.build(3))).has_value());  // the way out
  CHECK(value(kiosk.store().current()).ref.version == 3);
}

TEST_CASE("a damaged record is not guessed") {
  Kiosk kiosk;
  CHECK(kiosk.store().install(value(kiosk.city.build(3))).has_value());
  const Path record = kiosk.directory / "packs/highest";
  const Bytes good = value(read_file(record, 4096));
  for (const char* bad :
       {"synthetic\n", "synthetic x 00\n", "synthetic 3 abcd\n", "synthetic 0 \n"}) {
    support::ok(write_file(record, as_bytes(bad)));
    CHECK(code(Store::open(kiosk.directory / "packs", kiosk.city.authority.verify_key())) ==
          Errc::corrupt);
  }
  support::ok(write_file(record, good));
  CHECK(kiosk.store().highest("synthetic") == 3);
}

}  // namespace
}  // namespace parvis::pack
