// `parvis-sync audit`: what a kiosk's own directories tell of who altered them, and of a hub that contradicts itself.
#include "sync/agent/audit.h"

#include <catch2/catch.hpp>

#include "sync/identity/store.h"
#include "sync/journal/journal.h"
#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"

namespace parvis::agent {
namespace {

using support::ok;
using support::SmallCity;
using support::SmallKiosk;
using support::value;

const bool started = crypto::init().has_value();
constexpr crypto::Argon2Cost kCheap{8192, 1};
const UtcTime kNow = support::seconds(1'700'000'000);

// An enrolled kiosk's directories, and a hub's log that has taken its batches.
struct Card {
  support::TemporaryDirectory directory;
  ManualClock clock{kNow};
  SmallCity city;
  Settings settings;
  std::optional<SmallKiosk> kiosk;
  std::vector<wire::Batch> batches;
  std::optional<hub::Intake> log;

  Card() {
    settings.data = directory / "kiosk";
    for (const auto& folder :
         {settings.identity(), settings.own(), settings.outbox(), settings.inbox()})
      ok(make_directories(folder));
    const auto prepared =
        value(identity::Store::prepare(settings.identity(), settings.transport_key(), {}, kCheap));
    auto store = value(identity::Store::open(settings.identity(), clock.mono()));
    auto unlocked = value(
        store.unlock(identity::Role::administrator, prepared.administrator_pin, clock.mono()));
    kiosk.emplace("borne-01", store.device(), std::move(unlocked.collection),
                  std::move(value(identity::load_transport(settings.transport_key())).key));
    const SmallKiosk* const all[] = {&*kiosk};
    const auto root = city.root(all);
    const auto document = value(wire::verify_root(root, city.authority.verify_key()));
    ok(store.enrol({city.authority.verify_key(), root, document.certificates.back(), {}}));
    log.emplace(value(hub::Intake::create(directory / "intake.db", SmallCity::kOrigin)));
    ok(log->install_root(document));
    for (int i = 0; i < 4; ++i) send();
  }
  transfer::BatchName name(std::size_t i) const {
    const auto manifest = value(wire::decode_manifest(batches.at(i).manifest.bytes));
    return {manifest.chain, manifest.number};
  }
  Path file(std::size_t i) const { return transfer::Outbox(settings.outbox()).file(name(i)); }
  Path receipt(std::size_t i) const {
    return transfer::Inbox(settings.inbox()).receipt_file(name(i));
  }
  // Freezes a batch, and gives the receipt of `to`'s log with the proof from the size before.
  void send() { send_to(*log); }
  void send_to(hub::Intake& to) {
    const auto held = to.checkpoint();
    batches.push_back(kiosk->next(2, held ? *held : ""));
    const Bytes bytes = wire::encode(batches.back());
    ok(write_file(file(batches.size() - 1), bytes));
    keep_receipt(to, bytes, batches.size() - 1);
  }
  void keep_receipt(hub::Intake& to, const Bytes& bytes, std::size_t i) {
    const std::uint64_t before = value(to.size());
    const ByteView files[] = {bytes};
    auto outcome = value(to.receive(files, city.signer, kNow)).at(0);
    REQUIRE(outcome.kind == hub::Outcome::Kind::receipt);
    if (before > 0)
      outcome.receipt.extra = to_bytes(as_bytes(format(value(to.consistency(before, before + 1)))));
    ok(write_file(receipt(i), as_bytes(format(outcome.receipt))));
  }
  KioskAudit audit() const { return value(agent::audit(settings)); }
};

bool names(const KioskAudit& audit, std::string_view words) {
  for (const auto& finding : audit.findings) {
    if (finding.find(words) != std::string::npos) return true;
  }
  return false;
}

TEST_CASE("an untouched kiosk: every batch is proved, and nothing is found") {
  const Card card;
  const auto audit = card.audit();
  CHECK(audit.findings.empty());
  CHECK(audit.batches == 4);
  CHECK(audit.receipts == 4);
  CHECK(audit.checkpoints == 4);
}

TEST_CASE("an edited batch, one of another name and one of another kiosk are named") {
  Card card;
  auto bytes = value(read_file(card.file(1), 1u << 20));
  bytes.back() ^= 1;
  ok(write_file(card.file(1), bytes));
  CHECK(names(card.audit(), "-00000002.batch was altered on this card"));

  Card renamed;
  std::filesystem::rename(renamed.file(3), renamed.file(0));
  CHECK(names(renamed.audit(), "-00000001.batch bears another batch's name"));

  Card foreign;
  SmallKiosk other("borne-02");
  const auto batch = other.next(1);
  const auto manifest = value(wire::decode_manifest(batch.manifest.bytes));
  ok(transfer::Outbox(foreign.settings.outbox())
         .put({manifest.chain, manifest.number}, wire::encode(batch)));
  CHECK(names(foreign.audit(), "is of a chain that the city did not certify"));
}

TEST_CASE("a card on which files of two days were mixed is named where they do not join") {
  Card card;
  // Yesterday's image had its own third batch.
  const auto own = card.kiosk->batch({3}, wire::digest(card.batches[0].manifest), 1);
  ok(write_file(card.file(2), wire::encode(own)));
  const auto audit = card.audit();
  CHECK(names(audit, "-00000003 does not follow the batch before it"));
  CHECK(names(audit, "-00000003.receipt does not prove the batch of that name"));
  CHECK(names(audit, "a copied card, or one put back to an earlier day"));
}

TEST_CASE("a hub that rewrites its log is named by the kiosk, with both notes") {
  Card card;
  // The hub begins again with other leaves, and answers the kiosk's third batch from there.
  auto rewritten = value(hub::Intake::create(card.directory / "rewritten.db", SmallCity::kOrigin));
  SmallKiosk twin = card.kiosk->twin();
  const SmallKiosk* const all[] = {&*card.kiosk};
  ok(rewritten.install_root(card.city.verified_root(all)));
  for (int i = 0; i < 2; ++i) {
    const Bytes other = wire::encode(twin.next(1));
    const ByteView files[] = {other};
    value(rewritten.receive(files, card.city.signer, kNow));
  }
  const auto third = rewritten.store().checkpoint_from(2, SmallCity::kOrigin);
  const auto note = value(third)->note;
  ok(write_file(card.receipt(1), as_bytes([&] {
                  auto proof = value(
                      tlog::parse_log_proof(as_text(value(read_file(card.receipt(1), 1u << 20)))));
                  proof.checkpoint = note;
                  return format(proof);
                }())));
  const auto audit = card.audit();
  CHECK(names(audit, "The hub has signed two histories: the checkpoint of 2 leaves"));
  CHECK(names(audit, "parvis-verify --note"));
  CHECK(audit.evidence.size() >= 2);
}

TEST_CASE("what the hub says of another batch under a number of ours is explained") {
  Card card;
  transfer::SyncStatus status;
  status.trouble = transfer::Trouble::conflict;
  ok(write_file(card.settings.status_file(), as_bytes(transfer::to_json(status, kNow))));
  CHECK(names(card.audit(), "its card was copied, or put back to an earlier day"));
}

TEST_CASE("an edited journal is named with the entry behind which it was edited") {
  Card card;
  {
    auto journal = value(journal::Journal::open(
        card.settings.journal(), crypto::random_fixed<wire::DeviceId>(), "parvis-sync", kNow));
    for (int i = 0; i < 5; ++i) ok(journal.append(journal::Event::sync_reached, kNow, {"hub"}));
  }
  CHECK(card.audit().findings.empty());
  auto bytes = value(read_file(card.settings.journal(), 1u << 20));
  bytes[bytes.size() / 2] ^= 1;
  ok(write_file(card.settings.journal(), bytes));
  CHECK(names(card.audit(), "the journal of parvis-sync is "));
}

}  // namespace
}  // namespace parvis::agent
