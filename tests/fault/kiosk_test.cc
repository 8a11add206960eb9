// What a kiosk keeps, under every call of the disk that can fail.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <map>

#include "sync/identity/store.h"
#include "sync/journal/journal.h"
#include "sync/pack/store.h"
#include "tests/fault/nothing_wrong.h"
#include "tests/support/ledger_kit.h"
#include "tests/support/pack_city.h"
#include "tests/support/temporary_directory.h"

namespace parvis::fault {
namespace {

using support::kNoon;
using support::LedgerKit;
using support::PackCity;
using support::TemporaryDirectory;
using support::value;

const bool started = crypto::init().has_value();

// ---- a session ----------------------------------------------------------------------------------

// An open session; two visits, one erased, one cut short; the session is closed and cut into a batch.
class Session final : public Work {
 public:
  explicit Session(
      ledger::LedgerOptions::VisitEnd end = ledger::LedgerOptions::VisitEnd::forget_order) {
    kit_.options.visit_end = end;
    auto ledger = kit_.open();
    session_ = value(ledger.open_session(kit_.start(), kit_.collection)).id();
  }
  [[nodiscard]] Path below() const override { return directory_.path(); }

  Status work() override {
    PARVIS_TRY(auto ledger, ledger::Ledger::open(kit_.options));
    {
      PARVIS_TRY(auto session, ledger.resume(session_, kit_.collection));
      wire::Visit first = kit_.visit_of(0);
      for (std::uint32_t i = 0; i < 3; ++i) {
        first.votes.push_back({i * 3, consultation::Vote::agree, 1});
        PARVIS_TRY_VOID(save(session, first));
      }
      first.ending = wire::Ending::completed;
      PARVIS_TRY_VOID(finish(session, first));
      wire::Visit second = kit_.visit_of(2);
      PARVIS_TRY_VOID(save(session, second));
      PARVIS_TRY_VOID(session.erase());
      acknowledged_[second.id].erased = true;
      wire::Visit third = kit_.visit_of(1, support::kIdeaText);
      PARVIS_TRY_VOID(save(session, third));
      PARVIS_TRY([[maybe_unused]] const auto sheet, session.close({}));
      closed_ = true;
    }
    return freeze(ledger);
  }

  std::string judge() override {
    auto ledger = ledger::Ledger::open(kit_.options);
    if (!ledger) return "the ledger does not open: " + ledger.error().message();
    for (const auto& info : value(ledger->list_sessions())) {
      if (info.state == ledger::SessionState::damaged) {
        return "a session is damaged: " + info.damage->message();
      }
      if (info.state != ledger::SessionState::open) continue;
      if (closed_) return "a closed session is open again";
      auto session = ledger->resume(info.id, kit_.collection);
      if (!session) return "the session does not go on: " + session.error().message();
      if (auto closed = session->close({}); !closed) return closed.error().message();
    }
    if (auto frozen = freeze(*ledger); !frozen) return "no batch: " + frozen.error().message();
    return compare(*ledger);
  }

 private:
  struct Acknowledged {
    std::size_t votes = 0;
    bool ended = false;
    bool erased = false;
  };

  Status save(ledger::Session& session, const wire::Visit& visit) {
    PARVIS_TRY_VOID(session.save(visit));
    acknowledged_[visit.id].votes = visit.votes.size();
    return {};
  }
  Status finish(ledger::Session& session, const wire::Visit& visit) {
    PARVIS_TRY_VOID(session.finish(visit));
    acknowledged_[visit.id].ended = true;
    return {};
  }
  // A week later, so that small sessions leave.
  Status freeze(ledger::Ledger& ledger) const {
    PARVIS_TRY([[maybe_unused]] const auto report,
               ledger.freeze(kNoon + std::chrono::days(8), kit_.collection));
    return {};
  }
  std::string compare(ledger::Ledger& ledger) {
    std::map<wire::VisitId, wire::Visit> found;
    for (const auto& info : value(ledger.batches())) {
      const wire::Batch batch = kit_.read_batch(info);
      if (!wire::check_batch(batch)) return "a batch does not hold";
      for (const auto& box : batch.visits) {
        const wire::Visit visit = kit_.open_box(box);
        if (!found.emplace(visit.id, visit).second) return "a visit came twice";
      }
    }
    for (const auto& [id, what] : acknowledged_) {
      const auto visit = found.find(id);
      if (visit == found.end()) return "an acknowledged visit is not there";
      if (what.erased) {
        if (!visit->second.votes.empty()) return "an erased visit has votes";
      } else if (visit->second.votes.size() < what.votes &&
                 visit->second.ending != wire::Ending::erased) {
        return "an acknowledged vote is not there";
      }
      if (what.ended && visit->second.ending != wire::Ending::completed)
        return "an end was forgotten";
    }
    return {};
  }

  TemporaryDirectory directory_;
  LedgerKit kit_{directory_.path()};
  wire::SessionId session_;
  std::map<wire::VisitId, Acknowledged> acknowledged_;
  bool closed_ = false;
};

TEST_CASE("every call of a session fails in turn: nothing acknowledged is lost") {
  expect_nothing_wrong("session", [] { return std::make_unique<Session>(); });
}

// ---- the laboratory itself ----------------------------------------------------------------------

// Says that a value is kept before it is.
class Boasting final : public Work {
 public:
  [[nodiscard]] Path below() const override { return directory_.path(); }
  Status work() override {
    for (const char* next : {"1", "2"}) {
      said_ = next;
      PARVIS_TRY_VOID(write_file(file(), as_bytes(next)));
    }
    return {};
  }
  std::string judge() override {
    const auto bytes = read_file(file(), 8);
    return bytes && as_text(*bytes) == said_ ? "" : "what was said is not there";
  }

 private:
  [[nodiscard]] Path file() const { return directory_ / "value"; }
  TemporaryDirectory directory_;
  std::string said_;
};

// Doesn't look whether its bytes were taken.
class Careless final : public Work {
 public:
  [[nodiscard]] Path below() const override { return directory_.path(); }
  Status work() override {
    const int fd = ::open((directory_ / "value").c_str(), O_WRONLY | O_CREAT, 0600);
    const auto written = ::write(fd, "0123456789", 10);
    ::close(fd);
    said_ = written > 0;
    return {};
  }
  std::string judge() override {
    const auto bytes = read_file(directory_ / "value", 16);
    return !said_ || (bytes && bytes->size() == 10) ? "" : "it was not written whole";
  }

 private:
  TemporaryDirectory directory_;
  bool said_ = false;
};

TEST_CASE("the laboratory finds who acknowledges too early, and who takes half for the whole") {
  const auto boasting = fail_every_call([] { return std::make_unique<Boasting>(); });
  print("planted: acknowledged before it was written", boasting);
  CHECK_FALSE(boasting.wrong.empty());
  const auto careless = fail_every_call([] { return std::make_unique<Careless>(); });
  print("planted: half a write taken for a whole one", careless);
  CHECK_FALSE(careless.wrong.empty());
}

// ---- lists of files -----------------------------------------------------------------------------

// A directory of three files and two that a power cut left half: what breaks off in the middle is no list.
class Listing final : public Work {
 public:
  Listing() {
    for (const char* name : {"1.batch", "2.batch", "3.batch"}) {
      support::ok(write_file(directory_ / name, as_bytes("batch")));
    }
    for (const char* name : {".4.batch.1.1.part", ".5.batch.1.2.part"}) {
      std::filesystem::copy_file(directory_ / "1.batch", directory_ / name);
    }
  }
  [[nodiscard]] Path below() const override { return directory_.path(); }
  Status work() override {
    PARVIS_TRY(const auto files, list_files(directory_.path(), ".batch"));
    listed_ = files.size();
    PARVIS_TRY_VOID(remove_temporaries(directory_.path()));
    left_ = std::filesystem::exists(directory_ / ".4.batch.1.1.part") ||
            std::filesystem::exists(directory_ / ".5.batch.1.2.part");
    return {};
  }
  std::string judge() override {
    if (listed_ && *listed_ != 3) return fmt::format("a list of {} files of 3", *listed_);
    return left_ ? "half a file was left, and called removed" : "";
  }

 private:
  TemporaryDirectory directory_;
  std::optional<std::size_t> listed_;
  bool left_ = false;
};

TEST_CASE("every call of listing a directory fails in turn: a part of it is never called all") {
  expect_nothing_wrong("listing", [] { return std::make_unique<Listing>(); });
}

// ---- what the hub says --------------------------------------------------------------------------

// Two batches: a receipt for each, a kept note, a purge.
class Receipts final : public Work {
 public:
  Receipts() {
    auto ledger = kit_.open();
    for (int i = 0; i < 2; ++i) {
      kit_.closed_session(ledger, 10);
      value(ledger.freeze(kNoon, kit_.collection));
    }
  }
  [[nodiscard]] Path below() const override { return directory_.path(); }
  Status work() override {
    PARVIS_TRY(auto ledger, ledger::Ledger::open(kit_.options));
    PARVIS_TRY(const auto batches, ledger.batches());
    for (std::size_t i = 0; i < batches.size(); ++i) {
      PARVIS_TRY_VOID(ledger.apply_receipt(
          {batches[i].chain, batches[i].number, batches[i].manifest, i, "checkpoint", i + 1,
           ledger::VerifiedReceipt::Consistency::shown, to_bytes(as_bytes("receipt"))},
          kNoon));
      reached_[i] = ledger::BatchState::received;
    }
    PARVIS_TRY_VOID(ledger.apply_kept(1, kNoon));
    reached_[0] = ledger::BatchState::kept;
    PARVIS_TRY_VOID(ledger.purge(kNoon + std::chrono::days(31), [](const auto&, auto) {}));
    purged_ = true;
    return {};
  }
  std::string judge() override {
    auto ledger = ledger::Ledger::open(kit_.options);
    if (!ledger) return "the ledger does not open: " + ledger.error().message();
    const auto batches = value(ledger->batches());
    if (batches.size() != 2) return "a batch is missing";
    for (std::size_t i = 0; i < 2; ++i) {
      if (batches[i].state < reached_[i]) return "a batch went back";
      const bool there = std::filesystem::exists(batches[i].file);
      if (batches[i].purged && batches[i].state != ledger::BatchState::kept)
        return "purged too early";
      if (!there && batches[i].state != ledger::BatchState::kept) return "a file is gone too early";
      if (i == 0 && purged_ && (there || !batches[i].purged)) return "the purge was forgotten";
    }
    if (auto again = ledger->purge(kNoon + std::chrono::days(31), [](const auto&, auto) {}); !again)
      return again.error().message();
    return {};
  }

 private:
  TemporaryDirectory directory_;
  LedgerKit kit_{directory_.path()};
  std::array<ledger::BatchState, 2> reached_{};
  bool purged_ = false;
};

TEST_CASE(
    "every call of receipts and purging fails in turn: nothing goes back, nothing goes too early") {
  expect_nothing_wrong("receipts", [] { return std::make_unique<Receipts>(); });
}

// ---- who unlocks --------------------------------------------------------------------------------

// A wrong PIN, the right one, a mediator more.
class Unlocking final : public Work {
 public:
  Unlocking() {
    pin_ =
        value(identity::Store::prepare(place(), directory_ / "transport.key", {}, {64u << 10, 1}))
            .administrator_pin;
  }
  [[nodiscard]] Path below() const override { return directory_.path(); }
  Status work() override {
    PARVIS_TRY(auto store, identity::Store::open(place(), MonoTime{}));
    const auto wrong = store.unlock(identity::Role::mediator, "000000", MonoTime{});
    counted_ = store.wrong_attempts(identity::Role::mediator);
    if (counted_ == 0) return tl::unexpected<Error>(wrong.error());
    PARVIS_TRY(const auto unlocked, store.unlock(identity::Role::administrator, pin_, MonoTime{}));
    PARVIS_TRY(mediator_, store.add_mediator(unlocked, "Nadia"));
    return {};
  }
  std::string judge() override {
    auto store = identity::Store::open(place(), MonoTime{});
    if (!store) return "the identity does not open: " + store.error().message();
    if (store->wrong_attempts(identity::Role::mediator) < counted_)
      return "a wrong PIN is forgotten";
    const MonoTime later{std::chrono::hours(24)};
    if (!store->unlock(identity::Role::administrator, pin_, later))
      return "the administrator is out";
    if (!mediator_.empty() && !store->unlock(identity::Role::mediator, mediator_, later)) {
      return "a mediator whose PIN was shown is out";
    }
    return {};
  }

 private:
  [[nodiscard]] Path place() const { return directory_ / "identity"; }
  TemporaryDirectory directory_;
  std::string pin_;
  std::string mediator_;
  std::uint64_t counted_ = 0;
};

TEST_CASE("every call of unlocking fails in turn: attempts are counted and nobody is locked out") {
  expect_nothing_wrong("unlocking", [] { return std::make_unique<Unlocking>(); });
}

// ---- the journal --------------------------------------------------------------------------------

class Journaling final : public Work {
 public:
  Journaling() { value(open()); }
  [[nodiscard]] Path below() const override { return directory_.path(); }
  Status work() override {
    PARVIS_TRY(auto journal, open());
    for (int i = 0; i < 4; ++i) {
      PARVIS_TRY_VOID(journal.append(journal::Event::started, kNoon, {std::to_string(i)}));
      ++written_;
    }
    return {};
  }
  std::string judge() override {
    if (auto again = open(); !again) return "the journal does not open: " + again.error().message();
    const auto audit = value(journal::audit_file(file()));
    if (audit.damage) return "the journal is damaged after it was opened";
    std::size_t found = 0;
    for (const auto& entry : audit.entries) {
      if (entry.event == journal::Event::journal_replaced) return "a good journal was set aside";
      if (entry.event != journal::Event::started) continue;
      if (entry.fields != std::vector{std::to_string(found)}) return "an entry is missing or twice";
      ++found;
    }
    return found < written_ ? "an entry that was acknowledged is not there" : "";
  }

 private:
  [[nodiscard]] Path file() const { return directory_ / "journal"; }
  [[nodiscard]] Result<journal::Journal> open() const {
    return journal::Journal::open(file(), device_, "parvis-kiosk", kNoon);
  }
  TemporaryDirectory directory_;
  wire::DeviceId device_ = crypto::random_fixed<wire::DeviceId>();
  std::size_t written_ = 0;
};

TEST_CASE("every call of a journal fails in turn: what it acknowledged stays, and it goes on") {
  expect_nothing_wrong("journal", [] { return std::make_unique<Journaling>(); });
}

// ---- packs --------------------------------------------------------------------------------------

class Installing final : public Work {
 public:
  Installing() { value(value(store()).install(value(city_.build(1)))); }
  [[nodiscard]] Path below() const override { return directory_.path(); }
  Status work() override {
    PARVIS_TRY(auto packs, store());
    PARVIS_TRY([[maybe_unused]] const auto pack, packs.install(newer_));
    installed_ = true;
    return {};
  }
  std::string judge() override {
    auto packs = store();
    if (!packs) return "the packs don't open: " + packs.error().message();
    const auto current = packs->current();
    if (!current) return "no pack: " + current.error().message();
    if (installed_ && current->ref.version != 2) return "the newer pack is gone";
    if (auto again = packs->install(newer_); !again) return again.error().message();
    return {};
  }

 private:
  [[nodiscard]] Result<pack::Store> store() const {
    return pack::Store::open(directory_ / "packs", city_.authority.verify_key());
  }
  TemporaryDirectory directory_;
  PackCity city_;
  Bytes newer_ = value(city_.build(2));
  bool installed_ = false;
};

TEST_CASE("every call of installing a pack fails in turn: there is always a pack") {
  expect_nothing_wrong("pack", [] { return std::make_unique<Installing>(); });
}

}  // namespace
}  // namespace parvis::fault
