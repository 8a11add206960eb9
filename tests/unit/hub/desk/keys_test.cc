#include "sync/hub/desk/keys.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::code;
using support::kCheapCost;
using support::kTownPassphrase;
using support::TemporaryDirectory;
using support::Town;
using support::value;

void change_byte(const Path& file, std::size_t at) {
  Bytes bytes = value(read_file(file, 1u << 20));
  bytes.at(at) ^= 1;
  support::ok(write_file(file, bytes, Existing::replace, 0600));
}

TEST_CASE("the authority opens with its passphrase and with no other") {
  support::ok(crypto::init());
  const TemporaryDirectory directory;
  const Path file = directory / "authority.key";
  const auto made = value(Authority::create(file, kTownPassphrase, kCheapCost));
  CHECK(value(Authority::unlock(file, kTownPassphrase)).verify_key() == made.verify_key());
  CHECK(code(Authority::unlock(file, "correct horse batterz")) == Errc::denied);
  CHECK(code(Authority::unlock(file, "")) == Errc::denied);
}

TEST_CASE("an authority is never overwritten, and never wrapped by a short passphrase") {
  support::ok(crypto::init());
  const TemporaryDirectory directory;
  const Path file = directory / "authority.key";
  CHECK(code(Authority::create(file, "too short", kCheapCost)) == Errc::invalid);
  value(Authority::create(file, kTownPassphrase, kCheapCost));
  CHECK(code(Authority::create(file, kTownPassphrase, kCheapCost)) == Errc::conflict);
}

TEST_CASE("a damaged authority file is refused, wherever the damage is") {
  support::ok(crypto::init());
  const TemporaryDirectory directory;
  const Path file = directory / "authority.key";
  value(Authority::create(file, kTownPassphrase, kCheapCost));
  const std::size_t size = value(read_file(file, 4096)).size();
  for (std::size_t at = 0; at < size; at += 7) {
    change_byte(file, at);
    CHECK_FALSE(Authority::unlock(file, kTownPassphrase).has_value());
    change_byte(file, at);
  }
  CHECK(Authority::unlock(file, kTownPassphrase).has_value());
}

TEST_CASE("a key file says what it is for, and is not taken for anything else") {
  support::ok(crypto::init());
  const TemporaryDirectory directory;
  const Path file = directory / "publisher.key";
  const auto key = crypto::SigningKey::generate();
  support::ok(write_key(file, wire::Purpose::publisher, key.seed()));
  CHECK(value(read_signing_key(file, wire::Purpose::publisher)).verify_key() == key.verify_key());
  CHECK(code(read_signing_key(file, wire::Purpose::receipt)) == Errc::corrupt);
  CHECK(code(read_reception_key(file)) == Errc::corrupt);
  CHECK(code(read_signing_key(directory / "none.key", wire::Purpose::publisher)) ==
        Errc::not_found);
}

TEST_CASE("a key that others may read is refused") {
  support::ok(crypto::init());
  const TemporaryDirectory directory;
  const Path file = directory / "desk.key";
  support::ok(write_key(file, wire::Purpose::desk, crypto::random_secret()));
  REQUIRE(::chmod(file.c_str(), 0640) == 0);
  CHECK(code(read_signing_key(file, wire::Purpose::desk)) == Errc::denied);
}

TEST_CASE("no secret of a founded hub is readable by anyone but its owner") {
  const Town town;
  std::size_t secrets = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(town.hub().root)) {
    const bool secret = entry.path().extension() == ".key" || entry.path() == town.hub().desk_db();
    if (!secret) continue;
    ++secrets;
    INFO(entry.path());
    CHECK((entry.status().permissions() & static_cast<std::filesystem::perms>(077)) ==
          std::filesystem::perms::none);
  }
  CHECK(secrets == 7);
}

TEST_CASE("a hub is founded once") {
  const Town town;
  FoundOptions options;
  options.settings = value(load_settings(town.hub()));
  options.passphrase = kTownPassphrase;
  options.cost = kCheapCost;
  const auto before = value(read_authority_key(town.hub().authority_public()));
  CHECK(code(found(town.hub(), options, town.now())) == Errc::conflict);
  CHECK(value(read_authority_key(town.hub().authority_public())) == before);
}

TEST_CASE("settings survive being written and read, and an unknown key is named") {
  const Town town;
  HubSettings settings{
      "L’Hay \"les\" Roses\\", "a.example/x", "https://a.example", "0.0.0.0:1", "c", "k"};
  support::ok(write_file(town.hub().settings(), as_bytes(format_settings(settings))));
  CHECK(value(load_settings(town.hub())) == settings);
  support::ok(write_file(town.hub().settings(),
                         as_bytes(format_settings(settings) + "\n[extra]\nlisten = \"x\"\n")));
  const auto refused = load_settings(town.hub());
  CHECK(code(refused) == Errc::invalid);
  CHECK(refused.error().context.find("'extra.listen'") != std::string::npos);
}

TEST_CASE("a kiosk that is enrolled again gets a new chain and a root document that names both") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  const auto first = kiosk.certificate();
  const auto authority = value(Authority::unlock(town.hub().authority(), kTownPassphrase));
  const auto again =
      value(enrol(town.hub(), authority, kiosk.request(), "borne-01", "", town.now()));
  CHECK(again.certificate.device == first.device);
  CHECK(again.certificate.chain != first.chain);
  CHECK(again.certificate.serial > first.serial);
  const auto root = value(load_root(town.hub()));
  CHECK(root.document.number == 3);
  CHECK(wire::certificates_of(root.document, wire::Purpose::device).size() == 2);
}

TEST_CASE("a second kiosk can't take the name of the first, and a forged request is refused") {
  const Town town;
  const auto kiosk = town.kiosk("borne-01");
  const auto authority = value(Authority::unlock(town.hub().authority(), kTownPassphrase));
  const support::TownKiosk other;
  CHECK(code(enrol(town.hub(), authority, other.request(), "borne-01", "", town.now())) ==
        Errc::conflict);
  Bytes forged = other.request();
  forged[forged.size() / 2] ^= 1;
  CHECK_FALSE(enrol(town.hub(), authority, forged, "borne-02", "", town.now()).has_value());
  CHECK(code(enrol(town.hub(), authority, other.request(), "Borne 2", "", town.now())) ==
        Errc::invalid);
}

}  // namespace
}  // namespace parvis::hub
