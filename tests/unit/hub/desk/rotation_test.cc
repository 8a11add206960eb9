#include "sync/hub/desk/rotation.h"

#include <catch2/catch.hpp>

#include "sync/pack/pack.h"
#include "sync/transfer/log_keys.h"
#include "tests/support/town.h"

namespace parvis::hub {
namespace {

using support::code;
using support::Town;
using support::town_visit;
using support::value;
using wire::Purpose;

constexpr std::string_view kNext = "another horse battery";

Authority authority_of(const Town& town, std::string_view words = support::kTownPassphrase) {
  return value(unlock_authority(town.hub(), words));
}

Rotated rotate(const Town& town, Purpose purpose, Former former = Former::keep,
               std::string_view words = support::kTownPassphrase) {
  return value(rotate_key(town.hub(), authority_of(town, words), purpose, former, town.now()));
}

wire::RootDocument root_of(const Town& town) { return value(load_root(town.hub())).document; }

std::uint64_t counted(const Town& town) {
  return town.results().sum.standings[static_cast<std::size_t>(Standing::counted)];
}

void checks_out(const Town& town) {
  CHECK(town.results().sum.closes());
  const auto report = town.audit(Town::Reopen::yes);
  CAPTURE(report.findings);
  CHECK(report.findings.empty());
}

Bytes pack_of(const Town& town, std::uint64_t version) {
  return value(read_file(town.hub().pack({std::string(support::kTownSlug), version}), 8u << 20));
}

TEST_CASE(
    "a reception key that was replaced opens what was sealed to it and is sealed to no more") {
  const Town town;
  auto early = town.kiosk("borne-01");
  const auto pack = value(pack::verify(pack_of(town, 1), town.authority()));
  const auto before = value(pack::recipients(pack, town.authority(), root_of(town)));
  const auto rotated = rotate(town, Purpose::reception);
  town.import(early.batch({town_visit()}));  // it has not heard of it
  // The same old pack, and the new root document.
  const auto after = value(pack::recipients(pack, town.authority(), root_of(town)));
  REQUIRE(before.size() == 1);
  REQUIRE(after.size() == 1);
  CHECK(before[0].id == rotated.former);
  CHECK(after[0].id == rotated.now);

  town.publish();
  auto late = town.kiosk("borne-02");
  REQUIRE(late.context().recipients.size() == 1);
  CHECK(late.context().recipients[0].id == rotated.now);
  town.import(late.batch({town_visit()}));
  rotate(town, Purpose::reception);
  town.open();
  CHECK(counted(town) == 2);
  checks_out(town);
}

TEST_CASE("packs of a publisher key that was replaced stay valid, unless it was revoked") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  rotate(town, Purpose::publisher);
  CHECK(value(pack::verify(pack_of(town, 1), town.authority(), root_of(town))).ref.version == 1);
  const auto second = town.publish();
  CHECK(value(pack::verify(pack_of(town, second.pack.version), town.authority(), root_of(town)))
            .publisher != value(pack::verify(pack_of(town, 1), town.authority())).publisher);
  rotate(town, Purpose::publisher, Former::revoke);
  CHECK(code(pack::verify(pack_of(town, second.pack.version), town.authority(), root_of(town))) ==
        Errc::denied);
  town.publish();
  CHECK(value(pack::verify(pack_of(town, 3), town.authority(), root_of(town))).ref.version == 3);
  // Votes on the packs of before still count: they were signed when they were made.
  town.open();
  CHECK(counted(town) == 1);
  checks_out(town);
  CHECK(code(rotate_key(town.hub(), authority_of(town), Purpose::receipt, Former::revoke,
                        town.now())) == Errc::invalid);
}

TEST_CASE("the log goes on under new receipt and witness keys, and earlier receipts still hold") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  const Bytes first = kiosk.batch({town_visit()});
  const auto receipt = town.import(first).receipt;
  const auto before = transfer::log_identity(root_of(town));
  rotate(town, Purpose::receipt);
  rotate(town, Purpose::witness);
  const auto after = transfer::log_identity(root_of(town));
  const auto leaf = wire::digest(value(wire::decode_batch(first)).manifest);
  const auto proves = [&](const tlog::LogProof& proof, const crypto::Digest& data,
                          const tlog::LogIdentity& log) {
    const std::string text = format(proof);
    return tlog::verify_receipt(as_bytes(text), data, log).has_value();
  };
  CHECK(proves(receipt, leaf, before));
  CHECK(proves(receipt, leaf, after));
  const Bytes second = kiosk.batch({town_visit()});
  const auto next = town.import(second);
  const auto next_leaf = wire::digest(value(wire::decode_batch(second)).manifest);
  CHECK(next.leaf == 1);
  CHECK(proves(next.receipt, next_leaf, after));
  CHECK_FALSE(proves(next.receipt, next_leaf, before));  // the kiosk takes the root document first
  CHECK(town.import(first).receipt.checkpoint == receipt.checkpoint);
  town.open();
  checks_out(town);
  // What the former keys signed is still known as this log's own word.
  CHECK(tlog::verify_checkpoint(receipt.checkpoint, value(load_log_signer(town.hub())).identity())
            .has_value());
}

TEST_CASE(
    "a kept note is signed by the new key of the desk, and backups hold every reception key") {
  const Town town;
  auto kiosk = town.kiosk("borne-01");
  town.import(kiosk.batch({town_visit()}));
  rotate(town, Purpose::reception);
  rotate(town, Purpose::desk);
  town.open();
  const auto report =
      value(backup(town.hub(), town.path("backup"), BackupKeys::include, town.now()));
  CHECK(report.kept == 1);
  const Bytes note = value(read_file(town.hub().kept_note(), 1u << 16));
  const auto desk = transfer::desk_keys(root_of(town));
  REQUIRE(desk.size() == 2);
  CHECK(tlog::verify_kept(as_text(note), desk[0], "hub.example/parvis").has_value());
  CHECK_FALSE(tlog::verify_kept(as_text(note), desk[1], "hub.example/parvis").has_value());
  value(restore(town.hub(), town.path("backup"), town.now()));
  CHECK(value(read_reception_keys(town.hub().desk_keys())).size() == 2);
  checks_out(town);
}

TEST_CASE(
    "an authority hands over, and who pinned it follows, and the one before certifies nobody") {
  const Town town;
  const auto pinned = town.authority();
  auto kiosk = town.kiosk("borne-01");
  const Authority former = authority_of(town);
  const auto rotated =
      value(rotate_authority(town.hub(), former, kNext, town.now(), support::kCheapCost));
  CHECK(town.authority() != pinned);
  CHECK(crypto::key_id(town.authority()) == rotated.now);
  CHECK(code(unlock_authority(town.hub(), support::kTownPassphrase)) == Errc::denied);

  const auto document = value(load_root(town.hub())).signed_document;
  const auto followed = value(wire::verify_root(document, pinned));
  CHECK(followed.authority == town.authority());
  CHECK(followed.certificates.size() == 6);
  CHECK(code(enrol(town.hub(), former, support::TownKiosk().request(), "borne-02", "",
                   town.now())) == Errc::denied);
  // The pack and the kiosk of before, under the authority of before.
  CHECK(value(pack::verify(pack_of(town, 1), wire::Authorities(followed), followed)).ref.version ==
        1);
  CHECK(value(pack::verify(pack_of(town, 1), pinned)).ref.version == 1);
  town.import(kiosk.batch({town_visit()}));
  // And those of after, for who pinned the first one.
  const auto authority = authority_of(town, kNext);
  support::TownKiosk other;
  const auto answer =
      value(enrol(town.hub(), authority, other.request(), "borne-02", "", town.now()));
  CHECK(wire::verify_root(value(load_root(town.hub())).signed_document, pinned).has_value());
  const auto second = town.publish();
  CHECK(
      value(pack::verify(pack_of(town, second.pack.version), pinned, root_of(town))).ref.version ==
      2);
  CHECK(answer.certificate.serial > kiosk.certificate().serial);
  town.open();
  CHECK(counted(town) == 1);
  checks_out(town);
  value(rotate_authority(town.hub(), authority, support::kTownPassphrase, town.now(),
                         support::kCheapCost));
  CHECK(wire::verify_root(value(load_root(town.hub())).signed_document, pinned).has_value());
  CHECK(wire::Authorities(root_of(town)).keys().size() == 3);
  checks_out(town);
}

// The files as a power cut leaves them between the root document and the keys' places.
TEST_CASE("a rotation that was cut behind its root document goes on when it is called again") {
  for (const auto purpose : {Purpose::reception, Purpose::publisher, Purpose::receipt,
                             Purpose::witness, Purpose::desk}) {
    const Town town;
    const bool intake = purpose == Purpose::receipt || purpose == Purpose::witness;
    const Path keys = intake ? town.hub().intake_keys() : town.hub().desk_keys();
    const Path file = key_file(keys, purpose);
    const Path next = keys / (std::string(wire::to_string(purpose)) + "-next.key");
    const Bytes former = value(read_file(file, 4096));
    const auto rotated = rotate(town, purpose);
    const Bytes now = value(read_file(file, 4096));
    support::ok(write_file(next, now, Existing::replace, 0600));
    support::ok(write_file(file, former, Existing::replace, 0600));
    const auto again = rotate(town, purpose);
    CHECK(again.root == rotated.root);
    CHECK(again.now == rotated.now);
    CHECK(value(read_file(file, 4096)) == now);
    CHECK_FALSE(std::filesystem::exists(next));
    // One that was cut before its root document begins anew.
    support::ok(write_key(next, purpose, crypto::random_secret()));
    CHECK(rotate(town, purpose).root == rotated.root + 1);
  }
}

TEST_CASE("a handing over that was cut anywhere is finished or begun anew, and never half") {
  const Town town;
  const auto root_before = value(read_file(town.hub().root_document(), 8u << 20));
  const auto key = value(read_file(town.hub().authority(), 4096));
  const auto shown = value(read_file(town.hub().authority_public(), 4096));
  value(rotate_authority(town.hub(), authority_of(town), kNext, town.now(), support::kCheapCost));
  const auto root_after = value(read_file(town.hub().root_document(), 8u << 20));
  const auto next_key = value(read_file(town.hub().authority(), 4096));
  const auto next_shown = value(read_file(town.hub().authority_public(), 4096));
  const auto put = [&](const Path& file, const Bytes& bytes, unsigned mode) {
    support::ok(write_file(file, bytes, Existing::replace, mode));
  };
  struct Cut {
    bool root, pub, key;
  };
  for (const auto& cut : {Cut{false, false, false}, Cut{true, false, false}, Cut{true, true, false},
                          Cut{true, true, true}}) {
    put(town.hub().root / "authority-next.key", next_key, 0600);
    put(town.hub().root / "authority-next.pub", next_shown, 0644);
    put(town.hub().root_document(), cut.root ? root_after : root_before, 0644);
    put(town.hub().authority_public(), cut.pub ? next_shown : shown, 0644);
    put(town.hub().authority(), cut.key ? next_key : key, 0600);
    CHECK(value(load_root(town.hub())).document.certificates.size() == 5);
    const auto words = cut.root ? kNext : support::kTownPassphrase;
    const auto authority = authority_of(town, words);
    CHECK(authority.verify_key() == value(load_root(town.hub())).document.authority);
    CHECK(std::filesystem::exists(town.hub().root / "authority-next.key") != cut.root);
  }
}

}  // namespace
}  // namespace parvis::hub
