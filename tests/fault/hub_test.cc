// What the desk keeps, under every call of the disk that can fail.
#include <fmt/format.h>

#include "sync/hub/desk/quarantine.h"
#include "sync/hub/desk/root.h"
#include "sync/hub/desk/rotation.h"
#include "sync/pack/pack.h"
#include "tests/fault/nothing_wrong.h"
#include "tests/support/town.h"

namespace parvis::fault {
namespace {

using support::kCheapCost;
using support::Town;
using support::town_visit;
using support::value;

constexpr std::string_view kSaid = "Il faut plus de bancs à l’ombre.";

// A town with a batch that waits to be opened: an idea with a code, and two visits without.
class Desk : public Work {
 public:
  Desk() {
    auto visit = town_visit(std::string(kSaid));
    visit.code = value(wire::receipt_code_tag(typed_, support::kTownSlug, kCheapCost));
    town_.import(kiosk_.batch({visit, town_visit(), town_visit()}));
  }
  [[nodiscard]] Path below() const override { return town_.hub().root; }

  std::string judge() override {
    auto opened = open();
    if (!opened) return "it does not go on: " + opened.error().message();
    const auto report = town_.audit(Town::Reopen::yes);
    if (!report.findings.empty()) return "the audit finds: " + report.findings.front();
    const auto results = town_.results();
    if (!results.sum.closes()) return "the sum does not close";
    if (results.sum.accounted() != visits_) return "a visit is missing or counted twice";
    return after(results);
  }

 protected:
  Status open() const {
    PARVIS_TRY(const auto root, hub::load_root(town_.hub()));
    PARVIS_TRY(const auto keys, hub::read_reception_keys(town_.hub().desk_keys()));
    PARVIS_TRY(auto store, hub::DeskStore::open(town_.hub().desk_db()));
    PARVIS_TRY(auto intake, hub::Intake::open(town_.hub().intake_db()));
    PARVIS_TRY([[maybe_unused]] const auto report,
               hub::open_batches(intake, store, {root.document, keys}));
    PARVIS_TRY(const auto signer, hub::load_log_signer(town_.hub()));
    return hub::publish_withdrawals(store, intake, signer, town_.now());
  }
  virtual std::string after(const hub::Results& results) = 0;

  Town town_;
  support::TownKiosk kiosk_ = town_.kiosk("borne-01");
  std::string typed_ = wire::new_receipt_code();
  std::uint64_t visits_ = 3;  // that are in the log
};

class Opening final : public Desk {
 public:
  Status work() override { return open(); }

 private:
  std::string after(const hub::Results& results) override {
    return results.votes == 6 ? "" : "another number of votes";
  }
};

TEST_CASE("every call of opening fails in turn: each visit is there once") {
  expect_nothing_wrong("desk, open", [] { return std::make_unique<Opening>(); });
}

class Moderating final : public Desk {
 public:
  Moderating() { support::ok(open()); }
  Status work() override {
    PARVIS_TRY(auto store, hub::DeskStore::open(town_.hub().desk_db()));
    PARVIS_TRY(const auto ideas, store.ideas());
    PARVIS_TRY_VOID(hub::accept(store, {"Awa", town_.now()}, ideas.at(0).id, {}));
    accepted_ = true;
    PARVIS_TRY_VOID(withdraw());
    withdrawn_ = true;
    return {};
  }

 private:
  Status withdraw() {
    PARVIS_TRY(auto store, hub::DeskStore::open(town_.hub().desk_db()));
    PARVIS_TRY(auto intake, hub::Intake::open(town_.hub().intake_db()));
    PARVIS_TRY(const auto signer, hub::load_log_signer(town_.hub()));
    PARVIS_TRY([[maybe_unused]] const auto status,
               hub::withdraw_code(store, intake, signer, typed_, town_.now(), kCheapCost));
    return {};
  }
  std::string after(const hub::Results&) override {
    auto store = town_.desk();
    const auto ideas = value(store.ideas());
    if (accepted_ && !withdrawn_ && !ideas.empty() && ideas[0].state != hub::IdeaState::accepted) {
      return "a decision was forgotten";
    }
    if (auto again = withdraw(); !again) return "it can't be withdrawn: " + again.error().message();
    if (!value(town_.desk().ideas()).empty()) return "a withdrawn idea is still there";
    auto intake = town_.intake();
    if (value(hub::withdrawals_unpublished(store, intake))) return "the log says another number";
    const auto report = town_.audit(Town::Reopen::yes);
    return report.findings.empty() ? "" : "after the withdrawal: " + report.findings.front();
  }
  bool accepted_ = false;
  bool withdrawn_ = false;
};

TEST_CASE(
    "every call of moderating and withdrawing fails in turn: decisions stay, what is taken back "
    "goes") {
  expect_nothing_wrong("desk, moderate and withdraw",
                       [] { return std::make_unique<Moderating>(); });
}

// The second version of the pack, with an idea that was accepted.
class Publishing final : public Desk {
 public:
  Publishing() {
    support::ok(open());
    auto store = town_.desk();
    support::ok(hub::accept(store, {"Awa", town_.now()}, value(store.ideas()).at(0).id, {}));
  }
  Status work() override {
    PARVIS_TRY(published_, publish());
    return {};
  }

 private:
  Result<std::optional<hub::Publication>> publish() const {
    PARVIS_TRY(auto store, hub::DeskStore::open(town_.hub().desk_db()));
    hub::PublishOptions options;
    options.sources.directory = town_.sources().string();
    options.who = "desk";
    options.now = town_.now();
    PARVIS_TRY(auto published, hub::publish(town_.hub(), store, options));
    return std::optional(std::move(published));
  }
  std::string after(const hub::Results&) override {
    if (published_ && !std::filesystem::exists(published_->file)) return "the pack is not there";
    // Whatever a failure left half done: the next version has the idea, once, and every version that is recorded is handed over.
    const auto next = publish();
    if (!next) return "nothing can be published: " + next.error().message();
    if ((*next)->proposals != 15) return "the idea is missing in the pack, or there twice";
    auto store = town_.desk();
    if (value(hub::unpublished(store, support::kTownSlug)) != 0) return "the idea still waits";
    for (std::uint32_t version = 1; version <= (*next)->pack.version; ++version) {
      wire::PackRef pack = (*next)->pack;
      pack.version = version;
      const auto bytes = read_file(town_.hub().pack(pack), 16u << 20);
      if (!bytes) return fmt::format("version {} was not handed over", version);
      const auto root = value(hub::load_root(town_.hub())).document;
      if (!pack::verify(*bytes, town_.authority(), root)) return "a pack that does not verify";
    }
    return {};
  }
  std::optional<hub::Publication> published_;
};

TEST_CASE("every call of publishing fails in turn: an idea is in the next pack, once") {
  expect_nothing_wrong("desk, publish", [] { return std::make_unique<Publishing>(); });
}

// A stolen kiosk's second batch, which waits for its paper: it fits, and counts.
class Accepting final : public Desk {
 public:
  Accepting() {
    town_.import(kiosk_.batch({town_visit(), town_visit()}));
    visits_ = 5;
    support::ok(open());
    const auto authority =
        value(hub::Authority::unlock(town_.hub().authority(), support::kTownPassphrase));
    value(
        hub::revoke_device(town_.hub(), authority, "borne-01", wire::BatchNumber{1}, town_.now()));
    support::ok(open());
    PARVIS_CHECK(counted(town_.results()) == 3);
  }
  Status work() override {
    PARVIS_TRY_VOID(accept());
    accepted_ = true;
    return open();
  }

 private:
  static std::uint64_t counted(const hub::Results& results) {
    return results.sum.standings[static_cast<std::size_t>(hub::Standing::counted)];
  }
  // Nothing when it does not wait any more.
  Status accept() const {
    PARVIS_TRY(const auto root, hub::load_root(town_.hub()));
    PARVIS_TRY(auto intake, hub::Intake::open(town_.hub().intake_db()));
    PARVIS_TRY(const auto waiting, hub::waiting_batches(intake, root.document));
    if (waiting.empty()) return {};
    PARVIS_TRY(const auto log, hub::load_log_signer(town_.hub()));
    const auto purpose = wire::Purpose::desk;
    PARVIS_TRY(const auto desk,
               hub::read_signing_key(hub::key_file(town_.hub().desk_keys(), purpose), purpose));
    const hub::Verdict verdict{
        hub::Verdict::Kind::accepted, {}, town_.now(), "awa", "", std::uint64_t{2}};
    return hub::decide(intake, waiting.front(), verdict,
                       {hub::desk_name("hub.example/parvis"), desk, log});
  }
  std::string after(const hub::Results& results) override {
    if (accepted_ && counted(results) != 5) return "what was accepted does not count";
    if (auto again = accept(); !again) return "it can't be accepted: " + again.error().message();
    if (auto opened = open(); !opened) return "it does not go on: " + opened.error().message();
    if (counted(town_.results()) != 5) return "not all visits count";
    const auto report = town_.audit(Town::Reopen::yes);
    return report.findings.empty() ? "" : "after the verdict: " + report.findings.front();
  }
  bool accepted_ = false;
};

TEST_CASE("every call of accepting a batch from quarantine fails in turn: it counts, once") {
  expect_nothing_wrong("desk, quarantine", [] { return std::make_unique<Accepting>(); });
}

class BackingUp final : public Desk {
 public:
  BackingUp() { support::ok(open()); }
  Status work() override {
    const auto report = hub::backup(town_.hub(), target(), hub::BackupKeys::leave, town_.now());
    done_ = report.has_value();
    if (report) return {};
    // A copy that can't be read again is called no whole backup, which is what it is for who asked.
    const auto& error = report.error();
    return error.code == Errc::corrupt ? Status(fail(Errc::io, error.context))
                                       : Status(tl::unexpected<Error>(error));
  }

 private:
  [[nodiscard]] Path target() const { return town_.hub().root / "backup"; }
  std::string after(const hub::Results&) override {
    const bool noted = std::filesystem::exists(town_.hub().kept_note());
    const auto verified = hub::verify_backup(target());
    if (noted && !verified) return "kept was signed without a whole backup";
    if (done_ && !verified) return "the backup is not whole: " + verified.error().message();
    return {};
  }
  bool done_ = false;
};

TEST_CASE("every call of a backup fails in turn: nothing is signed as kept that is not in it") {
  expect_nothing_wrong("desk, backup", [] { return std::make_unique<BackingUp>(); });
}

}  // namespace
}  // namespace parvis::fault
