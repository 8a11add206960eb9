#include "tests/support/town.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/identity/enrolment.h"
#include "sync/pack/pack.h"
#include "sync/transfer/log_keys.h"

namespace parvis::support {
namespace {

constexpr std::string_view kSettings = R"(
slug = "test-town"
languages = ["fr", "en"]
time_zone = "Europe/Paris"
statistics_note = "simulated"
opens = "2026-11-01"
closes = "2026-12-31"
[retention]
codes_days = 90
sealed_days = 180
[texts]
title = "Ville test"
asker = "La Ville"
asker_short = "Ville"
question = "Que faut-il changer ?"
question_sub = "Tout"
prefix = "Il faut"
[themes.housing]
name = "Le logement"
short = "Logement"
plain = "Trouver un logement."
[themes.health]
name = "La santé"
short = "Santé"
plain = "Rester en bonne santé."
[pages]
plain.1 = "La Ville vous pose une question."
)";

void write(const Path& file, std::string_view text) { ok(write_file(file, as_bytes(text))); }

}  // namespace

Bytes TownKiosk::request() const {
  return identity::make_request(device_, collection_, transport_);
}

void TownKiosk::install(const hub::Enrolled& enrolled) {
  certificate_ = enrolled.certificate;
  const auto answer = value(identity::decode_answer(enrolled.answer));
  head_ = {};
  context_.device = device_;
  if (!answer.pack.empty()) use_pack(answer.pack, answer.authority);
}

void TownKiosk::use_pack(ByteView bytes, const crypto::VerifyKey& authority) {
  const auto pack = value(pack::verify(bytes, authority));
  context_.pack = pack.ref;
  context_.recipients = value(pack::recipients(pack, authority));
}

wire::Visit TownKiosk::complete(wire::Visit visit) const {
  if (visit.id.is_zero()) visit.id = crypto::random_fixed<wire::VisitId>();
  visit.device = device_;
  visit.pack = context_.pack;
  return visit;
}

wire::SealedVisit TownKiosk::seal(const wire::Visit& visit) const {
  return value(wire::seal(complete(visit), context_));
}

Bytes TownKiosk::batch(std::vector<wire::Visit> visits) {
  std::vector<wire::SealedVisit> boxes;
  for (const auto& visit : visits) boxes.push_back(seal(visit));
  return batch_of(std::move(boxes));
}

Bytes TownKiosk::batch_of(std::vector<wire::SealedVisit> boxes) {
  std::ranges::sort(boxes, {}, &wire::SealedVisit::id);
  std::vector<wire::VisitLeaf> leaves;
  for (const auto& box : boxes) leaves.push_back({box.id, wire::digest(box)});
  wire::Manifest manifest;
  manifest.chain = *certificate_.chain;
  manifest.device = device_;
  manifest.number = {++head_.number};
  manifest.previous = head_.previous;
  manifest.pack = context_.pack;
  for (const auto& recipient : context_.recipients) manifest.recipients.push_back(recipient.id);
  wire::SessionSheet sheet;
  sheet.session = crypto::random_fixed<wire::SessionId>();
  sheet.place = "mairie";
  sheet.day = value(parse_date("2026-11-21"));
  sheet.counts.endings[0] = static_cast<std::uint32_t>(boxes.size());
  manifest.sessions = {sheet};
  manifest.visits = static_cast<std::uint32_t>(boxes.size());
  manifest.root = wire::visits_root(leaves);
  wire::Batch batch{value(wire::sign(manifest, collection_)), std::move(boxes)};
  head_.previous = wire::digest(batch.manifest);
  return wire::encode(batch);
}

Town::Town(const Path& parent) : directory_(parent) {
  ok(crypto::init());
  hub::FoundOptions options;
  options.settings = {
      "Ville test", "hub.example/parvis", "http://127.0.0.1:8443", "127.0.0.1:8443", "", ""};
  options.passphrase = kTownPassphrase;
  options.cost = kCheapCost;
  value(hub::found(hub_, options, now()));
  write_sources();
  publish();
}

void Town::write_sources() const {
  ok(make_directories(sources()));
  write(sources() / "consultation.toml", kSettings);
  std::string proposals = "id,theme,author,keywords,text\n";
  std::string english = "id,by,text\n";
  std::string statistics =
      "id,kind,agree,disagree,neutral,likeIt,doable,platitudeAgree,noWay,impossible,"
      "platitudeDisagree,doNotUnderstand,noOpinion,doNotCare\n";
  for (int i = 1; i <= 14; ++i) {
    proposals += fmt::format("t{:02},{},a{:02},k{:02},Il faut la proposition numéro {}.\n", i,
                             i % 2 == 0 ? "housing" : "health", i, i, i);
    english += fmt::format("t{:02},human,We should have proposal number {}.\n", i, i);
    if (i > 10) continue;
    for (const char* kind : {"verified", "sequence"}) {
      statistics += fmt::format("t{:02},{},{},20,10,12,10,2,3,2,1,1,2,1\n", i, kind, 60 + i);
    }
  }
  write(sources() / "proposals.csv", proposals);
  write(sources() / "proposals.en.csv", english);
  write(sources() / "statistics.csv", statistics);
  write(sources() / "places.csv", "key,fr\nmairie,Mairie\n");
  write(sources() / "neighbourhoods.csv", "key,fr\ncentre,Centre\n");
  write(sources() / "en.po", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n");
}

UtcTime Town::now() const { return value(parse_utc("2026-11-21T12:00:00Z")); }

crypto::VerifyKey Town::authority() const {
  return value(hub::read_authority_key(hub_.authority_public()));
}

hub::DeskStore Town::desk() const { return value(hub::DeskStore::open(hub_.desk_db())); }

hub::Intake Town::intake() const { return value(hub::Intake::open(hub_.intake_db())); }

hub::Publication Town::publish() const {
  auto store = desk();
  hub::PublishOptions options;
  options.sources.directory = sources().string();
  options.who = "desk";
  options.now = now();
  return value(hub::publish(hub_, store, options));
}

TownKiosk Town::kiosk(std::string_view name) const {
  TownKiosk kiosk;
  const auto authority = value(hub::Authority::unlock(hub_.authority(), kTownPassphrase));
  kiosk.install(value(hub::enrol(hub_, authority, kiosk.request(), name, "", now())));
  return kiosk;
}

hub::Outcome Town::import(ByteView batch) const {
  auto store = intake();
  ok(store.install_root(value(hub::load_root(hub_)).document));
  const auto signer = value(hub::load_log_signer(hub_));
  const ByteView files[] = {batch};
  return value(store.receive(files, signer, now())).front();
}

hub::OpenReport Town::open() const {
  auto store = desk();
  auto received = intake();
  const auto root = value(hub::load_root(hub_));
  std::vector<crypto::OpeningKey> keys;
  keys.push_back(
      value(hub::read_reception_key(hub::key_file(hub_.desk_keys(), wire::Purpose::reception))));
  return value(hub::open_batches(received, store, {root.document, authority(), keys}));
}

hub::Results Town::results() const {
  auto store = desk();
  return value(hub::count(store, authority(), kTownSlug));
}

hub::AuditReport Town::audit(Reopen reopen) const {
  auto store = desk();
  auto received = intake();
  const auto root = value(hub::load_root(hub_));
  std::vector<crypto::OpeningKey> keys;
  if (reopen == Reopen::yes) {
    keys.push_back(
        value(hub::read_reception_key(hub::key_file(hub_.desk_keys(), wire::Purpose::reception))));
  }
  const auto authority_key = authority();
  return value(hub::audit(received, store, transfer::log_identity(root.document),
                          {root.document, authority_key, keys}));
}

wire::Visit town_visit(std::string idea) {
  wire::Visit visit;
  visit.language = "fr";
  visit.ending = wire::Ending::completed;
  visit.votes = {{0, consultation::Vote::agree, 0b011}, {1, consultation::Vote::disagree, 0b001}};
  if (!idea.empty()) visit.ideas = {{"housing", std::move(idea)}};
  return visit;
}

}  // namespace parvis::support
