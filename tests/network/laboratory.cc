#include "tests/network/laboratory.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kiosk/app/kiosk_files.h"
#include "sync/transfer/log_keys.h"

namespace parvis::network {

using ledger::BatchState;
using support::ok;
using support::value;

namespace {

constexpr crypto::Argon2Cost kCheap{64u << 10, 1};
// What a request may take here, on a machine that has much else to do. The rules are those of 180 seconds.
constexpr std::chrono::milliseconds kPatience{2'000};

}  // namespace

Laboratory::Laboratory() : signer_(value(hub::load_log_signer(town.hub()))) {
  prepare();
  server_.emplace(start_server({.listen = "127.0.0.1:0"}));
  peer_ = std::make_unique<Peer>(server_->port());
  settings_.hub_url = "http://127.0.0.1:" + std::to_string(peer_->port());
  restart_agent();
}

Laboratory::Laboratory(const Tls& tls) : signer_(value(hub::load_log_signer(town.hub()))) {
  prepare();
  cable_ = std::make_unique<Cable>(0);
  settings_.hub_url = "https://127.0.0.1:" + std::to_string(cable_->port());
  serve_with(tls);
}

void Laboratory::serve_with(const Tls& tls) {
  server_.emplace(start_server(
      {.listen = "127.0.0.1:0", .tls_certificate = tls.certificate, .tls_key = tls.key}));
  cable_->lead_to(server_->port());
  settings_.ca = tls.ca;
  settings_.pinned_key = tls.pinned_key;
  restart_agent();
}

void Laboratory::prepare() {
  settings_.data = directory_ / "kiosk";
  settings_.consultation = support::kTownSlug;
  settings_.request_time = settings_.connect_time = kPatience;
  enrol();
  town.publish();  // a second version, so that there is something to fetch
  ok(write_file(town.hub().statuses(), as_bytes("{}"), Existing::replace));
  service_ = value(hub::Service::start({town.hub().intake_db(), town.hub().exchange(),
                                        value(hub::load_log_signer(town.hub())), town.authority()},
                                       hub_clock));
}

hub::HttpServer Laboratory::start_server(const hub::HttpOptions& options) {
  return value(hub::HttpServer::start(
      options, [this](const hub::HttpRequest& request) { return service_->handle(request); }));
}

void Laboratory::enrol() {
  const app::KioskPaths paths(settings_.data);
  for (const auto& folder :
       {paths.identity, settings_.own(), paths.outbox, paths.inbox, paths.requests})
    ok(make_directories(folder));
  const auto prepared =
      value(identity::Store::prepare(paths.identity, settings_.transport_key(), {}, kCheap));
  const auto authority =
      value(hub::Authority::unlock(town.hub().authority(), support::kTownPassphrase));
  const auto enrolled =
      value(hub::enrol(town.hub(), authority, prepared.request, "borne-01", "", town.now()));
  const auto answer = value(identity::decode_answer(enrolled.answer));
  identity_.emplace(value(identity::Store::open(paths.identity, kiosk_clock.mono())));
  ok(identity_->enrol(answer));
  auto unlocked = value(identity_->unlock(identity::Role::administrator, prepared.administrator_pin,
                                          kiosk_clock.mono()));
  collection_.emplace(std::move(unlocked.collection));
  packs_.emplace(value(pack::Store::open(paths.packs, town.authority())));
  const auto pack = value(packs_->install(answer.pack));
  seal_ = {identity_->device(), pack.ref, value(pack::recipients(pack, town.authority()))};

  ledger::LedgerOptions options;
  options.directory = paths.ledger;
  options.outbox = paths.outbox;
  options.device = identity_->device();
  options.chain = *enrolled.certificate.chain;
  options.collection = collection_->verify_key();
  options.space.reserve_bytes = 0;
  options.space.measure = [](const Path&) -> Result<DiskSpace> {
    return DiskSpace{std::uint64_t{1} << 36, std::uint64_t{1} << 35};
  };
  ledger_.emplace(value(ledger::Ledger::open(std::move(options))));
  reader_.emplace(transfer::Inbox(paths.inbox), *identity_, *ledger_, *packs_,
                  [](journal::Event, const std::vector<std::string>&) {});
}

void Laboratory::restart_agent() {
  agent_.reset();  // the journal is its lock
  agent_.emplace(value(agent::Agent::open(settings_, kiosk_clock)));
}

void Laboratory::look_for_the_hub_at(const std::string& url) {
  settings_.hub_url = url;
  settings_.pinned_key = url.starts_with("https") ? "sha256//AAAA" : "";
  restart_agent();
}

void Laboratory::freeze() {
  wire::Visit visit = support::town_visit();
  visit.id = crypto::random_fixed<wire::VisitId>();
  visit.device = seal_.device;
  visit.pack = seal_.pack;
  auto session = value(ledger_->open_session(
      {{"mairie", value(parse_date("2026-11-21")), seal_}, std::nullopt}, *collection_));
  ok(session.finish(visit));
  value(session.close({}));
  value(ledger_->freeze(kiosk_clock.utc(), *collection_, {.least_visits = 1}));
  ++frozen_;
}

agent::SyncStatus Laboratory::round() {
  round_of_the_agent_alone();
  read_inbox();
  return status_;
}

agent::SyncStatus Laboratory::round_of_the_agent_alone() {
  status_ = agent_->once();
  return status_;
}

void Laboratory::say(const agent::SyncStatus& status) {
  status_ = status;
  ok(write_file(settings_.status_file(), as_bytes(transfer::to_json(status, kiosk_clock.utc()))));
}

void Laboratory::read_inbox() {
  reader_->take_roots();
  reader_->take_receipts(kiosk_clock.utc());
  reader_->take_kept(kiosk_clock.utc());
  (void)reader_->take_pack(seal_.pack);
}

void Laboratory::forget_downloads() const {
  const transfer::Inbox inbox(settings_.inbox());
  for (const auto version : value(inbox.packs())) ok(remove_file(inbox.pack_file(version)));
  for (const auto& file : {inbox.kept_file(), inbox.kept_proof_file(), inbox.statuses_file()})
    ok(remove_file(file));
  for (const auto& part : value(list_files(settings_.own(), ".part"))) ok(remove_file(part));
}

void Laboratory::keep() {
  auto intake = town.intake();
  kept_ = value(intake.size());
  sign_kept(kept_, value(tlog::root(kept_, intake.store())));
}

void Laboratory::keep_another(std::uint64_t size, const tlog::Hash& root) {
  kept_ = 0;
  sign_kept(size, root);
}

void Laboratory::sign_kept(std::uint64_t size, const tlog::Hash& root) const {
  const auto key = value(hub::read_signing_key(
      hub::key_file(town.hub().desk_keys(), wire::Purpose::desk), wire::Purpose::desk));
  const tlog::Kept kept{signer_.origin, size, root, town.now()};
  ok(write_file(town.hub().kept_note(),
                as_bytes(tlog::sign_kept(kept, hub::desk_name(signer_.origin), key)),
                Existing::replace));
}

std::uint64_t Laboratory::logged() const { return value(town.intake().size()); }
std::vector<ledger::BatchInfo> Laboratory::batches() const { return value(ledger_->batches()); }

std::uint64_t Laboratory::held_size() const {
  const auto held = value(ledger_->newest_checkpoint());
  return held ? held->tree_size : 0;
}

// ---- the judge -----------------------------------------------------------------------------------

std::vector<std::string> Laboratory::judge() {
  std::vector<std::string> wrong;
  const auto log = log_leaves(wrong);
  judge_receipts(log, wrong);
  judge_ledger(log, wrong);
  judge_status(wrong);
  judge_packs(wrong);
  return wrong;
}

// What the hub holds, of itself: each batch once, and nothing that was never frozen.
Laboratory::Leaves Laboratory::log_leaves(std::vector<std::string>& wrong) const {
  std::set<crypto::Digest> frozen;
  for (const auto& batch : batches()) frozen.insert(batch.manifest);
  Leaves leaves;
  auto intake = town.intake();
  ok(intake.each_batch(0, [&](const hub::LoggedBatch& logged) -> Status {
    const auto leaf = wire::digest(logged.manifest);
    if (!leaves.emplace(leaf, logged.leaf).second)
      wrong.push_back(fmt::format("leaf {} counts a batch again", logged.leaf));
    if (!frozen.contains(leaf))
      wrong.push_back(fmt::format("leaf {} is nobody's batch", logged.leaf));
    return {};
  }));
  return leaves;
}

void Laboratory::judge_receipts(const Leaves& log, std::vector<std::string>& wrong) const {
  const transfer::Inbox inbox(settings_.inbox());
  const auto identity = signer_.identity();
  const auto all = batches();
  for (const auto& name : value(inbox.receipts())) {
    const auto batch = std::ranges::find_if(
        all, [&](const auto& b) { return b.chain == name.chain && b.number == name.number; });
    if (batch == all.end() ||
        !tlog::verify_receipt(value(inbox.receipt(name)), batch->manifest, identity)) {
      wrong.push_back(
          fmt::format("the inbox holds for batch {} what is no receipt of it", name.number.value));
    } else if (!log.contains(batch->manifest)) {
      wrong.push_back(fmt::format("the inbox holds a receipt of batch {}, which the hub has not",
                                  name.number.value));
    }
  }
}

void Laboratory::judge_ledger(const Leaves& log, std::vector<std::string>& wrong) {
  for (const auto& batch : batches()) {
    if (batch.state > BatchState::on_kiosk && !log.contains(batch.manifest)) {
      wrong.push_back(fmt::format("the kiosk says that batch {} is {}, and the hub has it not",
                                  batch.number.value, ledger::to_string(batch.state)));
    }
    const auto leaf = log.find(batch.manifest);
    if (batch.state == BatchState::kept && (leaf == log.end() || leaf->second >= kept_))
      wrong.push_back(fmt::format("the kiosk says that batch {} is kept, and the desk does not",
                                  batch.number.value));
  }
  const auto held = held_size();
  if (held < held_before_) wrong.push_back("the checkpoint that the kiosk holds went back");
  if (held > logged())
    wrong.push_back("the kiosk holds a checkpoint of a log that is not this one");
  held_before_ = held;
}

void Laboratory::judge_status(std::vector<std::string>& wrong) const {
  const auto all = batches();
  const transfer::Inbox inbox(settings_.inbox());
  std::size_t proved = 0;
  for (const auto& batch : all) {
    const auto bytes = inbox.receipt({batch.chain, batch.number});
    proved += bytes && tlog::verify_receipt(*bytes, batch.manifest, signer_.identity()) ? 1u : 0u;
  }
  if (status_.received > proved)
    wrong.push_back(
        fmt::format("the agent says that {} arrived, and {} are proved", status_.received, proved));
  if (status_.received + status_.waiting != all.size())
    wrong.emplace_back("the agent has lost sight of a batch");
  if (status_.waiting > 0 && status_.trouble == Trouble::none)
    wrong.emplace_back("the agent says that all is well while a batch waits");
  const auto said = read_file(inbox.sync_status_file(), 1u << 20);
  const auto report = said ? transfer::parse_sync_report(as_text(*said))
                           : Result<transfer::SyncReport>(tl::unexpected(said.error()));
  if (!report || report->working || report->trouble != status_.trouble)
    wrong.emplace_back("the screen is told something else than the agent knows");
}

void Laboratory::judge_packs(std::vector<std::string>& wrong) const {
  const transfer::Inbox inbox(settings_.inbox());
  for (const auto version : value(inbox.packs())) {
    const auto published = read_file(town.hub().pack({std::string(support::kTownSlug), version}),
                                     transfer::kMaxPackBytes);
    if (!published ||
        *published != value(read_file(inbox.pack_file(version), transfer::kMaxPackBytes)))
      wrong.push_back(
          fmt::format("pack {} in the inbox is not the one that was published", version));
  }
}

std::vector<std::string> Laboratory::missing() {
  std::vector<std::string> absent;
  for (const auto& batch : batches()) {
    if (batch.state < BatchState::received)
      absent.push_back(
          fmt::format("batch {} is only {}", batch.number.value, ledger::to_string(batch.state)));
  }
  // What the desk says it has, connected with the receipts.
  std::vector<std::string> ignored;
  const auto log = log_leaves(ignored);
  for (const auto& batch : batches()) {
    const auto leaf = log.find(batch.manifest);
    if (leaf != log.end() && leaf->second < kept_ && batch.state < BatchState::kept)
      absent.push_back(fmt::format("batch {}, which the desk has kept", batch.number.value));
  }
  if (logged() != frozen_) absent.push_back(fmt::format("the log has {} of {}", logged(), frozen_));
  const transfer::Inbox inbox(settings_.inbox());
  if (value(inbox.packs()).empty()) absent.emplace_back("the pack");
  if (!read_file(inbox.statuses_file(), 1u << 20)) absent.emplace_back("the statuses");
  if (kept_ > 0 && !read_file(inbox.kept_file(), 1u << 20)) absent.emplace_back("the kept note");
  if (status_.trouble != Trouble::none)
    absent.push_back("the agent's calm: " + std::string(transfer::to_string(status_.trouble)));
  return absent;
}

}  // namespace parvis::network
