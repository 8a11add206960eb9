// The bytes of a kiosk's `device` file, pinned, of both versions: NAME.hex is opened with the PINs that were drawn for it, by every
// program to come. A change of what is written needs a new version in FORMAT.md and new vectors beside these.
#include <catch2/catch.hpp>

#include "sync/identity/store.h"
#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using namespace parvis::identity;
using support::code;
using support::ok;
using support::value;

namespace {

constexpr const char* kAdministrator = "administrator";
const bool started = crypto::init().has_value();
constexpr std::string_view kAdministratorPin = "887306";
constexpr std::string_view kAminasPin = "414212";
constexpr std::string_view kRosasPin = "225364";
constexpr std::string_view kEnvelope = "M8H1PK9WPW3FWA93K35K";
constexpr std::string_view kCollection =
    "1a6ad1e9e44bf416b34f350e0786617a1d844ff291c6a4de6dd7323ee2790416";

// A store whose device file is the vector.
struct Pinned {
  explicit Pinned(const std::string& name) {
    std::string text(
        as_text(value(read_file(Path(PARVIS_IDENTITY_VECTORS) / (name + ".hex"), 1u << 16))));
    std::erase(text, '\n');
    ok(write_file(directory / "device", value(crypto::from_hex(text))));
    ok(Attempts::create(directory / "attempts"));
    store.emplace(value(Store::open(directory.path(), MonoTime{})));
  }
  void opens(Role role, std::string_view pin, const std::string& name,
             const Factors& factors = {}) {
    const auto unlocked = value(store->unlock(role, pin, MonoTime{}, factors));
    CHECK(unlocked.person.name == name);
    CHECK(crypto::to_hex(unlocked.collection.verify_key().view()) == kCollection);
  }
  support::TemporaryDirectory directory;
  std::optional<Store> store;
};

}  // namespace

TEST_CASE("golden: a device file with PINs alone, version 1") {
  REQUIRE(started);
  Pinned pinned("device-1");
  pinned.opens(Role::administrator, kAdministratorPin, kAdministrator);
  pinned.opens(Role::mediator, kAminasPin, "Amina");
  CHECK(pinned.store->sticks_of(Role::mediator) == Store::Sticks::nobody);
}

TEST_CASE("golden: a device file with a stick's slot and an envelope's, version 2") {
  REQUIRE(started);
  Pinned pinned("device-2");
  pinned.opens(Role::administrator, kAdministratorPin, kAdministrator);
  pinned.opens(Role::mediator, kAminasPin, "Amina");
  crypto::Secret<32> stick;
  for (std::size_t i = 0; i < 32; ++i) stick.data()[i] = static_cast<std::uint8_t>(i);
  pinned.opens(Role::mediator, kRosasPin, "Rosa", {.sticks = {&stick, 1}});
  CHECK(code(pinned.store->unlock(Role::mediator, kRosasPin, MonoTime{})) == Errc::denied);
  CHECK(pinned.store->has_envelope());
  std::string administrator;
  ok(pinned.store->open_envelope(kEnvelope, MonoTime{}, {}, [&](const FromEnvelope& given) {
    administrator = given.administrator_pin;
  }));
  pinned.opens(Role::administrator, administrator, kAdministrator);
}
