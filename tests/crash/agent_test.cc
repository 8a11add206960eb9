// The agent: what the hub answers goes into the inbox, a pack comes in parts. The power goes everywhere on the kiosk's side;
// the hub, on another machine, stands.
#include <catch2/catch.hpp>

#include "sync/transfer/log_keys.h"
#include "tests/crash/laboratory.h"
#include "tests/unit/agent/road.h"

namespace parvis::crash {
namespace {

using agent::Machine;
using agent::test::Road;
using support::ok;
using support::value;

Status lost(std::string what) { return fail(Errc::corrupt, std::move(what)); }

// The hub of a Road, and an agent whose files lie on the laboratory's disk.
struct Line {
  explicit Line(Path at) : disk(std::move(at)) {
    for (const char* folder : {"outbox", "inbox", "sync"}) ok(make_directories(disk / folder));
    for (int i = 0; i < 2; ++i) {
      batches.push_back(road.kiosk.next(1));
      const auto manifest = value(wire::decode_manifest(batches.back().manifest.bytes));
      names.push_back({manifest.chain, manifest.number});
      ok(transfer::Outbox(disk / "outbox").put(names.back(), wire::encode(batches.back())));
    }
    const support::SmallKiosk* const all[] = {&road.kiosk};
    ok(write_file(road.directory / "exchange/root.signed", wire::encode(road.city.root(all))));
    ok(write_file(road.directory / "exchange/statuses.json", as_bytes("{}")));
    pack = road.publish(3);
  }

  [[nodiscard]] Machine machine() const {
    agent::MachineOptions options;
    options.outbox = disk / "outbox";
    options.inbox = disk / "inbox";
    options.directory = disk / "sync";
    options.consultation = "mulhouse-solidaire";
    options.authority = road.city.authority.verify_key();
    options.root = road.machine->root();
    options.daily_bytes = 1u << 30;
    return {std::move(options), road.kiosk.transport()};
  }
  // A round, and perhaps a second one if the first met with something that a power cut left.
  void play(Machine& agent, const std::function<void()>& answered) const {
    for (int round = 0; round < 2; ++round) {
      auto ask = agent.handle(agent::SendNow{}, road.now());
      while (ask) {
        ask = agent.handle(road.reach_hub(*ask), road.now());
        answered();
      }
      if (agent.status().trouble == agent::Trouble::none) return;
    }
  }
  [[nodiscard]] std::uint64_t used_today() const {
    const auto bytes = read_file(disk / "sync/used-today", 100);
    if (!bytes) return 0;
    const std::string text(as_text(*bytes));
    return std::stoull(text.substr(text.find(' ')));
  }
  [[nodiscard]] std::map<Path, Bytes> inbox() const {
    std::map<Path, Bytes> files;
    for (const auto& file : value(list_files(disk / "inbox", ""))) {
      files[file] = value(read_file(file, transfer::kMaxPackBytes));
    }
    return files;
  }

  Path disk;
  Road road;
  std::vector<wire::Batch> batches;
  std::vector<transfer::BatchName> names;
  Bytes pack;
};

TEST_CASE(
    "the power goes anywhere in a round of the agent: what is in the inbox is whole, and all "
    "arrives") {
  Laboratory laboratory("a round of the agent");
  const Line line(laboratory.disk());
  struct Promise {
    std::map<Path, Bytes> inbox;
    std::uint64_t used = 0;
  };
  std::vector<Promise> promises{{}};
  laboratory.record([&] {
    Machine agent = line.machine();
    line.play(agent, [&] {
      promises.push_back({line.inbox(), line.used_today()});
      laboratory.acknowledge();
    });
  });
  REQUIRE(promises.back().inbox.size() == 5);  // two receipts, a root document, statuses, a pack
  const auto log = transfer::log_identity(line.road.machine->root());
  const Judge judge = [&](std::size_t acknowledged) -> Status {
    const Promise& promise = promises[acknowledged];
    auto found = line.inbox();
    for (const auto& [file, bytes] : promise.inbox) {
      if (found[file] != bytes) return lost(file.filename().string() + " is not what it was");
    }
    if (line.used_today() < promise.used) return lost("the allowance grew");
    Machine agent = line.machine();
    line.play(agent, [] {});
    if (agent.status().trouble != agent::Trouble::none) {
      return lost("the round ends with " + std::string(to_string(agent.status().trouble)));
    }
    found = line.inbox();
    if (found.size() != 5) return lost("something has not arrived");
    for (std::size_t i = 0; i < 2; ++i) {
      PARVIS_TRY(const Bytes receipt, transfer::Inbox(line.disk / "inbox").receipt(line.names[i]));
      PARVIS_TRY_VOID(
          done(tlog::verify_receipt(receipt, wire::digest(line.batches[i].manifest), log)));
    }
    if (found[line.disk / "inbox/pack-3.pack"] != line.pack) return lost("the pack is damaged");
    return line.road.logged() == 2 ? Status{} : lost("the hub counts a batch twice");
  };
  const Report report = laboratory.judge(judge);
  INFO(report.text());
  CHECK(report.complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of(".part"), judge).complaints.empty());
  CHECK_FALSE(laboratory.judge_without(syncs_of("inbox"), judge).complaints.empty());
}

}  // namespace
}  // namespace parvis::crash
