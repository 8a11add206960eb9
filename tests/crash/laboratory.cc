#include "tests/crash/laboratory.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <set>
#include <stdexcept>

#include "tests/support/disk_calls.h"
#include "tests/support/result.h"

namespace parvis::crash {
namespace {

using support::DiskOperation;

constexpr std::size_t kComplaints = 3;  // then it stops
// States in which the power also goes during the restart, and of the states after that one in so many.
constexpr std::size_t kSecondCuts = 8;
constexpr std::size_t kSecondOneIn = 8;
constexpr Rules kSecondRules{.exhaustive_up_to = 3, .samples = 2, .torn_one_in = 16, .seed = 1};

Path memory() {
  const Path place = "/dev/shm";
  return ::access(place.c_str(), W_OK) == 0 ? place : std::filesystem::temp_directory_path();
}

struct Recording {
  support::DiskTree before;
  std::vector<DiskOperation> operations;
};

Recording copy_of(const support::RecordedDisk& disk) {
  Recording copy{disk.before(), disk.operations()};
  // Memory that SQLite's connections share: whoever opens the file first makes it anew.
  std::erase_if(copy.operations,
                [](const DiskOperation& operation) { return operation.path.ends_with("-shm"); });
  return copy;
}

}  // namespace

std::string Report::text() const {
  std::string all;
  for (const auto& complaint : complaints) all += complaint + "\n";
  return all;
}

// Goes through the states of one recording.
class Laboratory::Trial {
 public:
  Trial(const Laboratory& laboratory, const Judge& judge, Report& report)
      : laboratory_(laboratory), judge_(judge), report_(report) {}

  void run(const std::vector<DiskOperation>& operations, const Rules& rules,
           std::size_t complaints) {
    complaints_ = complaints;
    report_.operations = operations.size();
    report_.cuts = operations.size() + 1;
    each_state(laboratory_.before_, operations, rules, [&](State&& state) {
      ++report_.tried;
      if (!seen_.insert(key(state)).second) return true;
      ++report_.distinct;
      write_tree(state.disk, laboratory_.disk_);
      complain(state, verdict(state.acknowledged), "");
      return report_.complaints.size() < complaints_;
    });
  }

  // The same states, a few of them, and the power goes again while the program restarts.
  void again(const std::vector<DiskOperation>& operations, const Rules& rules,
             const Restart& restart) {
    const std::size_t every = std::max<std::size_t>(1, report_.distinct / kSecondCuts);
    std::set<std::string> first;
    each_state(laboratory_.before_, operations, rules, [&](State&& state) {
      if (!first.insert(key(state)).second || first.size() % every != 0) return true;
      write_tree(state.disk, laboratory_.disk_);
      const Recording more = [&] {
        const support::RecordedDisk recorded(laboratory_.disk_);
        restart();
        return copy_of(recorded);
      }();
      each_state(more.before, more.operations, kSecondRules, [&](State&& second) {
        second.acknowledged += state.acknowledged;
        if (++seconds_ % kSecondOneIn != 0) return true;
        if (!seen_.insert(key(second)).second) return true;
        ++report_.again;
        write_tree(second.disk, laboratory_.disk_);
        complain(second, verdict(second.acknowledged), state.how());
        return report_.complaints.size() < complaints_;
      });
      return report_.complaints.size() < complaints_;
    });
  }

 private:
  Status verdict(std::size_t acknowledged) const {
    try {
      return judge_(acknowledged);
    } catch (const std::exception& error) {
      return fail(Errc::internal, error.what());
    }
  }

  void complain(const State& state, const Status& status, const std::string& before) {
    if (status) return;
    report_.complaints.push_back(
        fmt::format("{}: cut after operation {}, {} acknowledged: {}{}{}", laboratory_.scenario_,
                    state.operation, state.acknowledged, status.error().message(),
                    before.empty() ? "" : before + "\n and then, while it restarts,", state.how()));
  }

  const Laboratory& laboratory_;
  const Judge& judge_;
  Report& report_;
  std::set<std::string> seen_;
  std::size_t complaints_ = 1;
  std::size_t seconds_ = 0;
};

Rules Laboratory::rules() const {
  Rules rules;
  rules.torn_one_in = torn_one_in_;
  const char* length = std::getenv("PARVIS_CRASH");
  if (length != nullptr && std::string_view(length) == "long") {
    rules.exhaustive_up_to = 12;
    rules.samples = 100;
    rules.torn_one_in = 1;
  }
  if (const char* seed = std::getenv("PARVIS_CRASH_SEED")) {
    rules.seed = std::strtoull(seed, nullptr, 10);
  }
  return rules;
}

Laboratory::Laboratory(std::string scenario)
    : scenario_(std::move(scenario)), directory_(memory()), disk_(directory_ / "disk") {
  support::ok(make_directories(disk_));
}

void Laboratory::record(const std::function<void()>& run) {
  recorded_.emplace(disk_);
  run();
  const std::string missed = recorded_->missed();
  Recording recording = copy_of(*recorded_);
  before_ = std::move(recording.before);
  operations_ = std::move(recording.operations);
  recorded_.reset();
  if (!missed.empty()) throw std::runtime_error(missed + " was written past the recording");
}

Report Laboratory::judge(const Judge& judge, const Restart& restart) {
  const support::NoSyncs no_syncs;
  const Rules rules = this->rules();
  const std::clock_t begin = std::clock();
  Report report;
  Trial trial(*this, judge, report);
  trial.run(operations_, rules, kComplaints);
  if (restart && report.complaints.empty()) trial.again(operations_, rules, restart);
  const double took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  fmt::print(
      "crash laboratory: {}: {} operations, {} cuts, {} states, {} distinct, {} after a second "
      "cut, "
      "seed {}, {:.1f} s of processor time\n",
      scenario_, report.operations, report.cuts, report.tried, report.distinct, report.again,
      rules.seed, took);
  return report;
}

Report Laboratory::judge_without(const Dropped& dropped, const Judge& judge) {
  const support::NoSyncs no_syncs;
  auto left = operations_;
  const auto gone = std::erase_if(left, dropped);
  if (gone == 0) throw std::runtime_error("nothing to drop: the bug can't be planted");
  Report report;
  Rules rules = this->rules();
  rules.torn_one_in = 64;  // what is missing shows without torn writes
  Trial(*this, judge, report).run(left, rules, 1);
  fmt::print("crash laboratory: {}, planted bug, {} operations left out: {} after {} states\n",
             scenario_, gone, report.complaints.empty() ? "not found" : "found", report.distinct);
  return report;
}

Dropped syncs_of(std::string ending) {
  return [ending = std::move(ending)](const DiskOperation& operation) {
    return operation.kind == DiskOperation::Kind::sync && operation.path.ends_with(ending);
  };
}

}  // namespace parvis::crash
