#include "sync/hub/desk/backup.h"

#include <catch2/catch.hpp>

#include "sync/hub/desk/root.h"
#include "sync/hub/desk/rotation.h"
#include "sync/hub/intake/journals.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::code;
using support::Town;
using support::town_visit;
using support::value;

struct Filled {
  Town town;
  support::TownKiosk kiosk = town.kiosk("borne-01");
  Filled() {
    town.import(kiosk.batch({town_visit("Il faut plus de bancs à l’ombre."), town_visit()}));
    town.open();
  }
  [[nodiscard]] tlog::Kept kept_note() const {
    const auto root = value(load_root(town.hub()));
    const auto desk = wire::certificates_of(root.document, wire::Purpose::desk).at(0);
    const Bytes note = value(read_file(town.hub().kept_note(), 1u << 16));
    return value(tlog::verify_kept(as_text(note),
                                   {desk.name, tlog::SignatureType::ed25519, desk.key},
                                   root.document.log_origin));
  }
};

TEST_CASE("a backup is read again, and then the kept note says how far it goes") {
  Filled f;
  const auto report =
      value(backup(f.town.hub(), f.town.path("backup"), BackupKeys::leave, f.town.now()));
  CHECK(report.kept == 1);
  CHECK(f.kept_note().size == 1);
  auto intake = f.town.intake();
  CHECK(f.kept_note().root == value(intake.head()).root);
  CHECK_FALSE(std::filesystem::exists(f.town.path("backup") / "desk/keys"));
}

TEST_CASE("what is not opened yet is not called kept") {
  Filled f;
  f.town.import(f.kiosk.batch({town_visit()}));
  value(backup(f.town.hub(), f.town.path("backup"), BackupKeys::leave, f.town.now()));
  CHECK(f.kept_note().size == 1);
}

TEST_CASE("a backup never overwrites another") {
  Filled f;
  value(backup(f.town.hub(), f.town.path("backup"), BackupKeys::leave, f.town.now()));
  CHECK(code(backup(f.town.hub(), f.town.path("backup"), BackupKeys::leave, f.town.now())) ==
        Errc::conflict);
}

TEST_CASE("one changed byte anywhere in a backup is found, and nothing is replaced") {
  Filled f;
  const Path backup_at = f.town.path("backup");
  value(backup(f.town.hub(), backup_at, BackupKeys::include, f.town.now()));
  for (const char* name :
       {"intake/intake.db", "desk/desk.db", "hub.toml", "desk/keys/reception.key"}) {
    Bytes bytes = value(read_file(backup_at / name, 64u << 20));
    bytes[bytes.size() / 2] ^= 1;
    support::ok(write_file(backup_at / name, bytes));
    INFO(name);
    CHECK(code(restore(f.town.hub(), backup_at, f.town.now())) == Errc::corrupt);
    bytes[bytes.size() / 2] ^= 1;
    support::ok(write_file(backup_at / name, bytes));
  }
  CHECK(f.town.results().votes == 4);
}

TEST_CASE("a half-written backup is none") {
  Filled f;
  const Path backup_at = f.town.path("backup");
  value(backup(f.town.hub(), backup_at, BackupKeys::leave, f.town.now()));
  support::ok(remove_file(backup_at / "contents"));
  CHECK(code(verify_backup(backup_at)) == Errc::corrupt);
}

TEST_CASE("a restored hub has what the backup had, keeps what stood there, and signs nothing yet") {
  Filled f;
  const Path backup_at = f.town.path("backup");
  value(backup(f.town.hub(), backup_at, BackupKeys::leave, f.town.now()));
  const std::string before = to_json(f.town.results());
  f.town.import(f.kiosk.batch({town_visit()}));
  f.town.open();
  CHECK(to_json(f.town.results()) != before);

  value(restore(f.town.hub(), backup_at, f.town.now()));
  CHECK(to_json(f.town.results()) == before);
  CHECK(f.town.audit(Town::Reopen::yes).findings.empty());
  auto restored = f.town.intake();
  CHECK_FALSE(value(restored.recovery()).empty());
  std::size_t aside = 0;
  for (const auto& entry : std::filesystem::directory_iterator(f.town.hub().root)) {
    if (entry.path().filename().string().starts_with("before-restore-")) ++aside;
  }
  CHECK(aside == 1);
}

TEST_CASE(
    "who was enrolled since the backup stays enrolled, and no root document's number comes twice") {
  Filled f;
  const Path backup_at = f.town.path("backup");
  value(backup(f.town.hub(), backup_at, BackupKeys::leave, f.town.now()));
  auto late = f.town.kiosk("borne-02");
  const auto number = value(load_root(f.town.hub())).document.number;
  value(restore(f.town.hub(), backup_at, f.town.now()));
  CHECK(value(load_root(f.town.hub())).document.number == number);
  support::ok(f.town.intake().go_on_with({}, {}));
  CHECK(f.town.import(late.batch({town_visit()})).kind == Outcome::Kind::receipt);
}

TEST_CASE(
    "keys that were replaced since the backup are not put back beside a newer root document") {
  Filled f;
  const Path backup_at = f.town.path("backup");
  value(backup(f.town.hub(), backup_at, BackupKeys::include, f.town.now()));
  const Path desk_key = f.town.hub().desk_keys() / "desk.key";
  const Path reception = f.town.hub().desk_keys() / "reception.key";
  const Bytes older = value(read_file(reception, 1u << 16));
  value(rotate_key(f.town.hub(), value(unlock_authority(f.town.hub(), support::kTownPassphrase)),
                   wire::Purpose::reception, Former::keep, f.town.now()));
  const Bytes newer = value(read_file(reception, 1u << 16));
  REQUIRE(newer != older);
  support::ok(remove_file(desk_key));  // this one is only in the backup

  value(restore(f.town.hub(), backup_at, f.town.now()));
  CHECK(value(read_file(reception, 1u << 16)) == newer);
  CHECK(std::filesystem::exists(desk_key));
  CHECK(f.town.results().votes == 4);
}

TEST_CASE("kiosks' journals are in a backup, and a restore shortens none") {
  Filled f;
  const auto device = crypto::random_fixed<wire::DeviceId>();
  JournalShelf shelf(f.town.hub().journals());
  value(shelf.add(device, "parvis-kiosk", 0, as_bytes("first")));
  const Path folder = f.town.hub().journals() / crypto::to_hex(device.view());
  support::ok(write_file(folder / "stranger.journal", as_bytes("x")));
  const Path backup_at = f.town.path("backup");
  value(backup(f.town.hub(), backup_at, BackupKeys::leave, f.town.now()));
  value(shelf.add(device, "parvis-kiosk", 5, as_bytes(" second")));
  value(restore(f.town.hub(), backup_at, f.town.now()));
  CHECK(value(shelf.held(device, "parvis-kiosk")).size == 12);

  std::filesystem::remove_all(f.town.hub().journals());
  value(restore(f.town.hub(), backup_at, f.town.now() + std::chrono::minutes(1)));
  CHECK(value(shelf.held(device, "parvis-kiosk")).size == 5);
  CHECK_FALSE(std::filesystem::exists(folder / "stranger.journal"));
}

}  // namespace
}  // namespace parvis::hub
