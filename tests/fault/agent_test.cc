// What the agent keeps, and what the hub keeps, while one of them has a bad disk and they speak to each other.
#include "sync/hub/intake/journals.h"
#include "tests/fault/laboratory.h"
#include "tests/fault/nothing_wrong.h"
#include "tests/support/disk_calls.h"
#include "tests/unit/agent/road.h"

namespace parvis::fault {
namespace {

using agent::test::Road;
using support::value;

// Two batches on the road while the files that begin with `which` fail; then everything arrives.
class Sending final : public Work {
 public:
  explicit Sending(std::string_view which) : which_(which) {
    road_.freeze(2);
    road_.freeze();
    support::ok(write_file(road_.directory / "exchange/statuses.json", as_bytes("{}")));
  }
  [[nodiscard]] Path below() const override { return road_.directory / which_; }

  Status work() override {
    road_.play(agent::Wake{});
    acknowledged_ = road_.machine->status().received;
    if (acknowledged_ == road_.batches.size()) return {};
    // The agent has words for troubles, not errors: what it says has to be one of the disk, or of a hub that asks for patience.
    const auto trouble = road_.trouble();
    if (trouble == agent::Trouble::disk) return fail(Errc::no_space, "disk");
    if (trouble == agent::Trouble::busy) return fail(Errc::no_space, "the hub's disk");
    return fail(Errc::internal, std::string("trouble: ") + std::string(to_string(trouble)));
  }

  std::string judge() override {
    if (acknowledged_ > road_.receipts()) return "a receipt that was counted is not there";
    if (road_.receipts() > road_.logged()) return "more receipts than batches in the log";
    for (int i = 0; i < 3 && road_.receipts() < road_.batches.size(); ++i) road_.wait();
    if (road_.receipts() < road_.batches.size()) {
      return "not everything arrived: " + std::string(to_string(road_.trouble()));
    }
    if (road_.logged() != road_.batches.size()) return "the log has another number of leaves";
    return {};
  }

 private:
  std::string which_;
  Road road_;
  std::size_t acknowledged_ = 0;
};

// A whole round while the files that begin with `which` fail: two batches out, statuses, a pack in two parts, this kiosk's
// journal; a metered link counts its bytes. Then everything has come, or comes later.
class Round final : public Work {
 public:
  explicit Round(std::string_view which) : which_(which) {
    road_.freeze(2);
    road_.freeze();
    support::ok(write_file(exchange() / "statuses.json", as_bytes("{}")));
    pack_ = road_.publish(2);
    const auto device = value(wire::decode_manifest(road_.batches[0].manifest.bytes)).device;
    {
      auto journal =
          value(journal::Journal::open(journal_, device, "parvis-kiosk", road_.clock.utc()));
      support::ok(journal.append(journal::Event::stopped, road_.clock.utc()));
    }
    device_ = device;
    const support::SmallKiosk* const all[] = {&road_.kiosk};
    agent::MachineOptions options{.outbox = road_.directory / "outbox",
                                  .inbox = road_.directory / "inbox",
                                  .directory = road_.directory / "sync",
                                  .consultation = "mulhouse-solidaire",
                                  .authority = road_.city.authority.verify_key(),
                                  .root = road_.city.verified_root(all),
                                  .daily_bytes = which == "sync" ? 1u << 30 : 0u,
                                  .journals = {{"parvis-kiosk", journal_}},
                                  .jitter = [] { return 0.0; },
                                  .note = {}};
    road_.machine = std::make_unique<agent::Machine>(std::move(options), road_.kiosk.transport());
  }
  [[nodiscard]] Path below() const override { return road_.directory / which_; }

  Status work() override {
    road_.play(agent::Wake{});
    acknowledged_ = road_.machine->status().received;
    const auto trouble = road_.trouble();
    using agent::Trouble;
    if (trouble == Trouble::disk) return fail(Errc::no_space, "disk");
    if (trouble == Trouble::busy) return fail(Errc::no_space, "the hub's disk");
    if (trouble != Trouble::none) {
      return fail(Errc::internal, std::string("trouble: ") + std::string(to_string(trouble)));
    }
    // Packs and journals trouble nobody: what did not come is asked for in the next round.
    const std::string missing = missing_now();
    return missing.empty() ? Status{} : fail(Errc::no_space, missing);
  }

  std::string judge() override {
    if (acknowledged_ > road_.receipts()) return "a receipt that was counted is not there";
    if (road_.receipts() > road_.logged()) return "more receipts than batches in the log";
    for (int i = 0; i < 3 && !missing_now().empty(); ++i) road_.wait();
    if (const auto missing = missing_now(); !missing.empty()) {
      return missing + ": " + std::string(to_string(road_.trouble()));
    }
    if (road_.logged() != road_.batches.size()) return "the log has another number of leaves";
    return {};
  }

 private:
  [[nodiscard]] Path exchange() const { return road_.directory / "exchange"; }
  [[nodiscard]] std::string missing_now() const {
    const auto receipts = road_.inbox.receipts();
    if (!receipts || receipts->size() < road_.batches.size()) return "a receipt is missing";
    if (!std::filesystem::exists(road_.inbox.statuses_file())) return "the statuses are missing";
    const auto pack = read_file(road_.inbox.pack_file(2), transfer::kMaxPackBytes);
    if (!pack) return "the pack is missing";
    if (*pack != pack_) return "the pack is another";
    const hub::JournalShelf shelf(road_.directory / "journals");
    const auto volumes = shelf.read(device_, "parvis-kiosk", road_.kiosk.transport().verify_key());
    if (!volumes || volumes->empty() || volumes->back().heads.size() != 1) {
      return "the journal or its head is missing";
    }
    if (volumes->size() > 1) return "the journal was begun twice";
    return volumes->front().bytes == value(read_file(journal_, 1u << 20))
               ? ""
               : "the journal is another";
  }

  std::string which_;
  Road road_;
  Path journal_ = road_.directory / "kiosk.journal";
  Bytes pack_;
  wire::DeviceId device_;
  std::size_t acknowledged_ = 0;
};

TEST_CASE("every call of the agent in inbox fails in turn: what arrives is not asked for less") {
  expect_nothing_wrong("agent, inbox", [] { return std::make_unique<Round>("inbox"); });
}

TEST_CASE("every call of the agent in its own directory fails in turn: nothing stays away") {
  expect_nothing_wrong("agent, sync", [] { return std::make_unique<Round>("sync"); });
}

TEST_CASE("every reading of the outbox fails in turn: each batch leaves, once") {
  expect_nothing_wrong("agent, outbox", [] { return std::make_unique<Round>("outbox"); });
}

TEST_CASE("every call of the hub on what it hands out fails in turn: the kiosk blames no network") {
  expect_nothing_wrong("hub, exchange", [] { return std::make_unique<Round>("exchange"); });
}

TEST_CASE(
    "every call of the hub on the kiosks' journals fails in turn: they come, whole and once") {
  expect_nothing_wrong("hub, journals", [] { return std::make_unique<Round>("journals"); });
}

// What some network file systems do when they are full.
class TakesNothing final : public support::DiskWatcher {
 public:
  TakesNothing() { support::watch_disk(this); }
  TakesNothing(const TakesNothing&) = delete;
  TakesNothing& operator=(const TakesNothing&) = delete;
  ~TakesNothing() { support::watch_disk(nullptr); }
  long on(const support::DiskCall& call, const support::Really& really) override {
    if (call.kind != support::DiskCall::Kind::write) return really(support::kAll);
    errno = 0;
    return 0;
  }
};

TEST_CASE("a journal of which the hub's disk takes no byte and says nothing is not taken") {
  const support::TemporaryDirectory directory;
  hub::JournalShelf shelf(directory / "journals");
  const auto device = crypto::random_fixed<wire::DeviceId>();
  const TakesNothing disk;
  CHECK_FALSE(shelf.add(device, "parvis-kiosk", 0, as_bytes("journal")).has_value());
}

TEST_CASE(
    "every call of the hub in its database fails in turn: no receipt that the log does not hold") {
  expect_nothing_wrong("hub, intake.db", [] { return std::make_unique<Sending>("intake.db"); });
}

}  // namespace
}  // namespace parvis::fault
