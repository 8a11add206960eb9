// The whole path without a screen and without a network: a kiosk is prepared and enrolled, residents vote and propose, the
// session closes into a batch file, the hub imports, opens, moderates and publishes, the kiosk installs the new pack, and
// the next visitor is shown what a resident said.
#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "sync/consultation/draw.h"
#include "sync/hub/desk/rotation.h"
#include "sync/identity/store.h"
#include "sync/ledger/ledger.h"
#include "sync/pack/store.h"
#include "sync/transfer/log_keys.h"
#include "tests/support/town.h"

namespace parvis {
namespace {

using support::Town;
using support::value;

constexpr std::string_view kIdea = "Il faut un banc devant chaque arrêt de bus.";

// A kiosk as parvis-kiosk makes one, without its screen.
class Kiosk {
 public:
  explicit Kiosk(const Town& town) : town_(town) {
    const Path transport = town.path("transport.key");
    const auto prepared =
        value(identity::Store::prepare(town.path("identity"), transport, {}, support::kCheapCost));
    pin_ = prepared.administrator_pin;
    const auto authority =
        value(hub::Authority::unlock(town.hub().authority(), support::kTownPassphrase));
    const auto enrolled =
        value(hub::enrol(town.hub(), authority, prepared.request, "borne-01", "", town.now()));
    const auto answer = value(identity::decode_answer(enrolled.answer));
    auto store = open_identity();
    support::ok(store.enrol(answer));
    value(value(pack::Store::open(town.path("packs"), answer.authority)).install(answer.pack));
  }

  [[nodiscard]] pack::Pack pack() const { return value(packs().current()); }
  void install(const Path& file) {
    value(packs().install(value(read_file(file, 8u << 20)), root()));
  }

  // What comes to it in the inbox when it is reached again: the newest root document, then a receipt for each of `batches`.
  void take_root(const wire::Signed& root) const {
    auto store = open_identity();
    support::ok(store.install_root(root));
  }
  // The proof that a batch is in the log, judged by the root document that the kiosk holds.
  [[nodiscard]] bool believes(const tlog::LogProof& receipt, const Bytes& batch) const {
    const auto leaf = wire::digest(value(wire::decode_batch(batch)).manifest);
    const std::string text = format(receipt);
    const auto log = transfer::log_identity(open_identity().enrolment()->root);
    return tlog::verify_receipt(as_bytes(text), leaf, log).has_value();
  }
  [[nodiscard]] wire::RootDocument root() const { return open_identity().enrolment()->root; }

  // Opens a session, lets `visits` happen, closes it, and returns the batch files that appear.
  std::vector<Path> hold_session(const std::vector<wire::Visit>& visits) {
    auto store = open_identity();
    const auto unlocked =
        value(store.unlock(identity::Role::administrator, pin_, MonoClock::now()));
    const auto now = pack();
    const auto& root = store.enrolment()->root;
    const auto recipients = value(pack::recipients(now, wire::Authorities(root), root));
    ledger::LedgerOptions options;
    options.directory = town_.path("kiosk");
    options.outbox = town_.path("outbox");
    options.device = store.device();
    options.chain = *store.enrolment()->certificate.chain;
    options.collection = store.collection();
    auto ledger = value(ledger::Ledger::open(std::move(options)));
    const ledger::SessionStart start{
        {"mairie", value(parse_date("2026-11-21")), {store.device(), now.ref, recipients}}, {}};
    {
      auto session = value(ledger.open_session(start, unlocked.collection));
      for (auto visit : visits) {
        visit.id = crypto::random_fixed<wire::VisitId>();
        visit.device = store.device();
        visit.pack = now.ref;
        live(session, visit);
      }
      value(session.close({static_cast<std::uint32_t>(visits.size()), ""}));
    }
    // Small sessions wait to be joined; a week later they leave.
    value(ledger.freeze(town_.now() + std::chrono::days(8), unlocked.collection));
    return value(list_files(town_.path("outbox"), ".batch"));
  }

 private:
  // Every answer is saved before the next one, as a screen does it.
  static void live(ledger::Session& session, const wire::Visit& visit) {
    wire::Visit growing = visit;
    growing.votes.clear();
    growing.ideas.clear();
    for (const auto& vote : visit.votes) {
      growing.votes.push_back(vote);
      support::ok(session.save(growing));
    }
    growing.ideas = visit.ideas;
    support::ok(session.save(growing));
    support::ok(session.finish(growing));
  }
  [[nodiscard]] identity::Store open_identity() const {
    return value(identity::Store::open(town_.path("identity"), MonoClock::now()));
  }
  [[nodiscard]] pack::Store packs() const {
    return value(pack::Store::open(town_.path("packs"),
                                   wire::Authorities(open_identity().enrolment()->root)));
  }

  const Town& town_;
  std::string pin_;
};

// A visit that agrees with every card the draw shows, and proposes when given an idea.
wire::Visit visitor(const pack::Pack& pack, std::uint64_t seed, std::string_view idea) {
  wire::Visit visit;
  visit.language = "fr";
  visit.ending = wire::Ending::completed;
  visit.seed = seed;
  auto cards = consultation::draw(pack.consultation, visit.language, seed);
  std::sort(cards.begin(), cards.end());
  for (const auto card : cards) visit.votes.push_back({card, consultation::Vote::agree, 0b001});
  visit.spent = std::chrono::seconds{150};  // they read what they agree with
  visit.median_card = std::chrono::seconds{7};
  if (!idea.empty()) visit.ideas = {{"housing", std::string(idea)}};
  return visit;
}

void import_all(const Town& town, const std::vector<Path>& files) {
  for (const auto& file : files) {
    const Bytes batch = value(read_file(file, wire::kMaxBatchBytes));
    CHECK(town.import(batch).kind == hub::Outcome::Kind::receipt);
  }
}

TEST_CASE("what a resident says at a kiosk comes back on the screen of the next one") {
  const Town town;
  Kiosk kiosk(town);
  const auto first_pack = kiosk.pack();
  CHECK(first_pack.ref.version == 1);

  // Three residents; one has an idea. Nothing of it is in the outbox in clear.
  const std::vector<wire::Visit> visits{visitor(first_pack, 1, ""), visitor(first_pack, 2, kIdea),
                                        visitor(first_pack, 3, "")};
  const auto batches = kiosk.hold_session(visits);
  REQUIRE(batches.size() == 1);
  CHECK(as_text(value(read_file(batches[0], wire::kMaxBatchBytes))).find("banc devant chaque") ==
        std::string_view::npos);

  import_all(town, batches);
  const auto opened = town.open();
  CHECK(opened.standings[static_cast<std::size_t>(hub::Standing::counted)] == 3);
  CHECK(opened.ideas == 1);
  {
    auto desk = town.desk();
    const auto waiting = value(desk.ideas());
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].said == kIdea);
    support::ok(hub::accept(desk, {"Awa", town.now()}, waiting[0].id, {"bancs"}));
  }
  const auto published = town.publish();
  CHECK(published.pack.version == 2);

  // The kiosk takes it, and never the older one again.
  kiosk.install(published.file);
  const auto second_pack = kiosk.pack();
  REQUIRE(second_pack.consultation.proposals.size() == 15);
  const auto& came_back = second_pack.consultation.proposals.back();
  CHECK(came_back.text == kIdea);
  CHECK(consultation::draw(first_pack.consultation, "fr", 4) ==
        consultation::draw(first_pack.consultation, "fr", 4));

  // It is new, so that most visitors see it; the one who does votes on it.
  std::uint64_t seed = 100;
  const auto shows_it = [&](std::uint64_t candidate) {
    const auto cards = consultation::draw(second_pack.consultation, "fr", candidate);
    return std::find(cards.begin(), cards.end(), 14u) != cards.end();
  };
  while (!shows_it(seed)) REQUIRE(++seed < 200);
  import_all(town, kiosk.hold_session({visitor(second_pack, seed, "")}));
  town.open();

  const auto results = town.results();
  CHECK(results.sum.closes());
  CHECK(results.sum.manifests == 4);
  CHECK(results.sheets.sessions == 2);
  CHECK(results.sheets.started == 4);
  CHECK(results.sheets.head_count == 4);
  CHECK(results.endings[static_cast<std::size_t>(wire::Ending::completed)] == 4);
  std::uint64_t expected = 0;
  for (const auto& visit : visits) expected += visit.votes.size();
  expected += consultation::draw(second_pack.consultation, "fr", seed).size();
  CHECK(results.votes == expected);
  CHECK(results.qualifications == expected);
  const auto& idea = results.proposals.back();
  CHECK(idea.published_idea);
  CHECK(idea.text == kIdea);
  CHECK(idea.counted().votes[0] == 1);
  const auto report = town.audit(Town::Reopen::yes);
  CAPTURE(report.findings);
  CHECK(report.findings.empty());
}

// Every key of the hub, the authority twice.
void replace_every_key(const Town& town) {
  using wire::Purpose;
  std::string words(support::kTownPassphrase);
  for (const std::string_view next : {"another horse battery", "a third horse battery"}) {
    const auto authority = value(hub::unlock_authority(town.hub(), words));
    for (const auto purpose : {Purpose::reception, Purpose::publisher, Purpose::receipt,
                               Purpose::witness, Purpose::desk}) {
      const auto former = purpose == Purpose::publisher ? hub::Former::revoke : hub::Former::keep;
      value(hub::rotate_key(town.hub(), authority, purpose, former, town.now()));
    }
    value(hub::rotate_authority(town.hub(), authority, next, town.now(), support::kCheapCost));
    words = next;
  }
}

TEST_CASE("a kiosk that was away while every key was replaced comes back, and all it has counts") {
  const Town town;
  Kiosk kiosk(town);
  const auto first_pack = kiosk.pack();
  const auto old = kiosk.hold_session({visitor(first_pack, 1, ""), visitor(first_pack, 2, kIdea)});
  REQUIRE(old.size() == 1);

  replace_every_key(town);
  const auto now = value(hub::load_root(town.hub()));
  CHECK(now.document.number == 14);  // founded, enrolled, and two times five keys and an authority
  CHECK(now.document.lineage.size() == 2);
  // Without having heard of it a hall goes on, sealed to the key of before.
  const auto later = kiosk.hold_session({visitor(first_pack, 3, "")});
  REQUIRE(later.size() == 2);

  std::vector<tlog::LogProof> receipts;
  std::vector<Bytes> sent;
  for (const auto& file : later) {
    sent.push_back(value(read_file(file, wire::kMaxBatchBytes)));
    const auto outcome = town.import(sent.back());
    REQUIRE(outcome.kind == hub::Outcome::Kind::receipt);
    receipts.push_back(outcome.receipt);
    CHECK_FALSE(kiosk.believes(outcome.receipt, sent.back()));  // signed by keys it does not know
  }
  const auto opened = town.open();
  CHECK(opened.standings[static_cast<std::size_t>(hub::Standing::counted)] == 3);

  // It takes the root document, believes the receipts, takes the new pack, and goes on under the new keys.
  kiosk.take_root(now.signed_document);
  CHECK(kiosk.root().authority == now.document.authority);
  for (std::size_t i = 0; i < sent.size(); ++i) CHECK(kiosk.believes(receipts[i], sent[i]));
  const auto published = town.publish();
  kiosk.install(published.file);
  const auto second_pack = kiosk.pack();
  CHECK(second_pack.ref.version == 2);
  CHECK(second_pack.publisher != first_pack.publisher);
  const auto last = kiosk.hold_session({visitor(second_pack, 4, "")});
  REQUIRE(last.size() == 3);
  const auto manifest = value(wire::decode_manifest(
      value(wire::decode_batch(value(read_file(last[2], wire::kMaxBatchBytes)))).manifest.bytes));
  REQUIRE(manifest.recipients.size() == 1);
  const auto reception = wire::certificates_of(now.document, wire::Purpose::reception);
  REQUIRE(reception.size() == 1);
  CHECK(manifest.recipients[0] == crypto::key_id(reception[0].key));
  import_all(town, last);
  town.open();

  const auto results = town.results();
  CHECK(results.sum.closes());
  CHECK(results.sum.manifests == 4);
  CHECK(results.sum.standings[static_cast<std::size_t>(hub::Standing::counted)] == 4);
  const auto report = town.audit(Town::Reopen::yes);
  CAPTURE(report.findings);
  CHECK(report.findings.empty());
  CHECK(report.reopened == 4);
}

TEST_CASE("an older pack is refused by the kiosk that has seen a newer one") {
  const Town town;
  Kiosk kiosk(town);
  const auto first = town.hub().pack({std::string(support::kTownSlug), 1});
  kiosk.install(town.publish().file);
  auto packs = value(pack::Store::open(town.path("packs"), town.authority()));
  CHECK(support::code(packs.install(value(read_file(first, 8u << 20)))) == Errc::conflict);
  CHECK(value(packs.current()).ref.version == 2);
}

}  // namespace
}  // namespace parvis
