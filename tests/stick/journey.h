// A kiosk, a hub and the way between them by stick: what the stick laboratory plays, cuts and judges. The keys, the files
// and the databases are real.
#pragma once

#include <stdlib.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "sync/agent/machine.h"
#include "sync/agent/sticks.h"
#include "sync/hub/http/service.h"
#include "sync/hub/intake/sticks.h"
#include "sync/identity/store.h"
#include "sync/transfer/exchange.h"
#include "tests/support/pack_city.h"
#include "tests/support/simulated_stick.h"
#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/agent/road.h"

namespace parvis::stick_lab {

using support::SimulatedStick;
using support::SmallCity;
using support::SmallKiosk;
using support::value;
using transfer::Stick;

inline const bool started = crypto::init().has_value();
// In memory where there is such a place: hundreds of databases are made, and whether they survive a power cut is not asked here.
inline const bool in_memory =
    ::access("/dev/shm", W_OK) == 0 && ::setenv("TMPDIR", "/dev/shm", 0) == 0;

// A prepared and enrolled kiosk with batches in outbox/, and everything the hub needs; made once, since keys are dear.
struct City {
  support::TemporaryDirectory directory;
  SmallCity city;
  agent::Settings settings;
  std::optional<SmallKiosk> kiosk;
  std::vector<wire::Batch> batches;
  wire::RootDocument root;
  UtcTime now = support::seconds(1'700'000'000);
  std::uint64_t handed_out = 0;

  explicit City(std::size_t frozen = 0) {
    settings.data = directory / "kiosk";
    settings.consultation = "mulhouse-solidaire";
    for (const auto& folder : {settings.identity(), settings.own(), settings.outbox(),
                               settings.inbox(), directory / "exchange/packs"}) {
      support::ok(make_directories(folder));
    }
    const SystemClock clock;
    const auto prepared = value(identity::Store::prepare(
        settings.identity(), settings.transport_key(), {}, crypto::Argon2Cost{8192, 1}));
    auto store = value(identity::Store::open(settings.identity(), clock.mono()));
    auto unlocked = value(
        store.unlock(identity::Role::administrator, prepared.administrator_pin, clock.mono()));
    kiosk.emplace("borne-01", store.device(), std::move(unlocked.collection),
                  std::move(value(identity::load_transport(settings.transport_key())).key));
    const SmallKiosk* const all[] = {&*kiosk};
    const auto document = city.root(all);
    support::ok(write_file(directory / "exchange/root.signed", wire::encode(document)));
    root = value(wire::verify_root(document, city.authority.verify_key()));
    support::ok(store.enrol({city.authority.verify_key(), document, root.certificates.back(), {}}));
    for (std::size_t i = 0; i < frozen; ++i) freeze();
  }
  void freeze(std::size_t visits = 2) {
    batches.push_back(kiosk->next(visits));
    support::ok(transfer::Outbox(settings.outbox())
                    .put(name(batches.size() - 1), wire::encode(batches.back())));
  }
  [[nodiscard]] Path exchange() const { return directory / "exchange"; }
  // The desk hands on one more of each paper: a root document, a kept note, statuses and a pack.
  void hand_out() {
    ++handed_out;
    const SmallKiosk* const all[] = {&*kiosk};
    support::ok(write_file(exchange() / "root.signed", wire::encode(city.root(all))));
    const tlog::Kept kept{city.signer.origin, handed_out, {}, now};
    support::ok(
        write_file(exchange() / "kept.note",
                   as_bytes(tlog::sign_kept(kept, std::string(SmallCity::kDesk), city.desk))));
    support::ok(write_file(exchange() / "statuses.json",
                           as_bytes(R"({"codes":{"n":)" + std::to_string(handed_out) + "}}")));
    support::PackCity packs;
    packs.authority = crypto::SigningKey::from_seed(city.authority.seed());
    auto content = support::PackCity::consultation();
    content.slug = settings.consultation;
    support::ok(
        write_file(exchange() / "packs" / pack_name(), value(packs.build(handed_out, content))));
  }
  [[nodiscard]] std::string pack_name() const {
    return settings.consultation + "-" + std::to_string(handed_out) + ".pack";
  }
  [[nodiscard]] transfer::BatchName name(std::size_t batch) const {
    return {kiosk->chain(), {batch + 1}};
  }
  [[nodiscard]] std::string on_stick(std::size_t batch) const {
    return "parvis/from-kiosk/" + transfer::stem(name(batch)) + ".batch";
  }
  [[nodiscard]] std::vector<tlog::NoteKey> log_keys() const { return city.signer.identity().log; }
};

// The agent's own state machine against the hub's own service. The machine is the same from the first round to the last, beside
// all that sticks do meanwhile.
struct Network {
  // What stands between them lets through: this batch, and then the line breaks; this batch, others being too large for it;
  // this batch, but no answer to it.
  enum class Way { cut_behind, this_only, answer_is_lost };
  ManualClock clock;
  std::unique_ptr<hub::Service> service;
  agent::Machine machine;

  Network(const City& city, const Path& intake_db)
      : clock(city.now),
        service(value(
            hub::Service::start({intake_db, city.exchange(), agent::test::copy_of(city.city.signer),
                                 city.city.authority.verify_key()},
                                clock))),
        machine({.outbox = city.settings.outbox(),
                 .inbox = city.settings.inbox(),
                 .directory = city.settings.own(),
                 .consultation = city.settings.consultation,
                 .authority = city.city.authority.verify_key(),
                 .root = city.root,
                 .jitter = {},
                 .note = {}},
                city.kiosk->transport()) {}

  // A person asks for it, and it is played to its end.
  void round(ByteView mine, Way way) {
    auto ask = machine.handle(agent::SendNow{}, now());
    while (ask) ask = machine.handle(answer(*ask, mine, way), now());
  }

 private:
  [[nodiscard]] agent::Now now() const { return {clock.utc(), clock.mono()}; }
  [[nodiscard]] agent::Answer answer(const agent::Ask& ask, ByteView mine, Way way) const {
    using agent::Answer;
    const bool batch = ask.method == "POST" && ask.path.starts_with("/v1/batches");
    if (batch && !std::ranges::equal(ask.body, mine)) {
      return way == Way::cut_behind ? agent::test::broken(Answer::Link::offline)
                                    : agent::test::page(413);
    }
    auto answer = agent::test::answer_of(*service, ask);
    if (batch && way == Way::answer_is_lost) return agent::test::broken(Answer::Link::timeout);
    return answer;
  }
};

// One stick's way, and a hub that has seen nothing yet.
struct Journey {
  City& city;
  transfer::StickCalls& calls;
  Stick::Place place;
  Path intake_db;
  std::unique_ptr<Network> network;  // once something was uploaded

  // The stick is simulated, or the directory where a real one would be mounted.
  Journey(City& the_city, transfer::StickCalls& the_calls, const Path& stick = "stick",
          Stick::Mounted mounted = Stick::Mounted::tame)
      : city(the_city), calls(the_calls), place{stick, mounted, calls} {
    static std::size_t number = 0;
    intake_db = city.directory / ("intake-" + std::to_string(number++) + ".db");
    auto intake = value(hub::Intake::create(intake_db, SmallCity::kOrigin));
    support::ok(intake.install_root(city.root));
    empty_inbox();
  }
  Journey(const Journey&) = delete;
  Journey& operator=(const Journey&) = delete;
  ~Journey() {
    network.reset();
    std::error_code ignored;
    for (const char* side : {"", "-wal", "-shm"})
      std::filesystem::remove(intake_db.string() + side, ignored);
  }

  [[nodiscard]] Path shelf_directory() const { return intake_db.string() + "-journals"; }

  void empty_inbox() const {
    std::filesystem::remove_all(city.settings.inbox());
    support::ok(make_directories(city.settings.inbox()));
  }
  [[nodiscard]] Result<agent::StickExport> export_batches() const {
    return agent::export_to_stick(city.settings, place);
  }
  [[nodiscard]] Result<hub::StickIntake> receive() const {
    auto intake = value(hub::Intake::open(intake_db));
    hub::JournalShelf shelf(shelf_directory());
    return hub::import_stick(place, intake, shelf, city.city.signer, city.now);
  }
  [[nodiscard]] Result<hub::StickBack> bring_back() const {
    auto intake = value(hub::Intake::open(intake_db));
    const hub::Handout handout{.root = city.exchange() / "root.signed",
                               .kept = city.exchange() / "kept.note",
                               .statuses = city.exchange() / "statuses.json",
                               .packs = city.exchange() / "packs",
                               .desk = &city.city.desk};
    return hub::write_back(place, intake, handout, hub::Whose::on_the_stick);
  }
  [[nodiscard]] Result<agent::StickImport> take_in() const {
    return agent::import_from_stick(city.settings, place);
  }

  void upload(std::size_t batch, Network::Way way) {
    if (!network) network = std::make_unique<Network>(city, intake_db);
    network->round(wire::encode(city.batches[batch]), way);
  }

  // ---- judging -----------------------------------------------------------------------------------
  [[nodiscard]] std::uint64_t logged() const {
    return value(value(hub::Intake::open(intake_db)).size());
  }
  // Papers of the newest hand-out that are not in inbox/, byte for byte, in words; or that something newer lies there.
  [[nodiscard]] std::vector<std::string> papers_missing() const {
    std::vector<std::string> missing;
    const transfer::Inbox inbox(city.settings.inbox());
    const auto same = [&](const std::string& what, const Path& here, const Path& handed) {
      constexpr std::uint64_t kLimit = 1u << 24;
      const auto bytes = read_file(here, kLimit);
      if (!bytes || *bytes != value(read_file(handed, kLimit))) missing.push_back(what);
    };
    same("root", inbox.root_file(city.city.roots), city.exchange() / "root.signed");
    same("kept note", inbox.kept_file(), city.exchange() / "kept.note");
    same("statuses", inbox.statuses_file(), city.exchange() / "statuses.json");
    same("pack", inbox.pack_file(city.handed_out), city.exchange() / "packs" / city.pack_name());
    return missing;
  }
  // Batches whose receipt lies in inbox/ and holds.
  [[nodiscard]] std::size_t received() const {
    std::size_t count = 0;
    const transfer::Inbox inbox(city.settings.inbox());
    for (std::size_t i = 0; i < city.batches.size(); ++i) {
      const auto receipt = inbox.receipt(city.name(i));
      if (receipt && tlog::verify_receipt(*receipt, wire::digest(city.batches[i].manifest),
                                          city.city.signer.identity())) {
        ++count;
      }
    }
    return count;
  }
  // How often each visit counts, by its id, in the whole log.
  [[nodiscard]] std::map<wire::VisitId, int> counted() const {
    std::map<wire::VisitId, int> found;
    auto intake = value(hub::Intake::open(intake_db));
    support::ok(intake.each_batch(0, [&](const hub::LoggedBatch& logged) -> Status {
      for (const auto& visit : value(wire::decode_batch(logged.bytes)).visits) ++found[visit.id];
      return {};
    }));
    return found;
  }
  [[nodiscard]] bool each_visit_counts_once() const {
    const auto found = counted();
    std::size_t visits = 0;
    for (const auto& batch : city.batches) visits += batch.visits.size();
    return found.size() == visits &&
           std::ranges::all_of(found, [](const auto& one) { return one.second == 1; });
  }
  [[nodiscard]] bool outbox_is_whole() const {
    const transfer::Outbox outbox(city.settings.outbox());
    for (std::size_t i = 0; i < city.batches.size(); ++i) {
      const auto bytes = outbox.read(city.name(i));
      if (!bytes || *bytes != wire::encode(city.batches[i])) return false;
    }
    return true;
  }
};

}  // namespace parvis::stick_lab
