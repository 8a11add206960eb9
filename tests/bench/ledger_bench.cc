// How long a resident waits for the disk: at a tap, and at the end of a visit.
//
// A tap is measured beside a bare append of 4 KB and fdatasync on the same disk, taken in turns, so
// that what is printed as `beyond` is ours and not the disk's. Times are milliseconds. TMPDIR
// chooses the disk.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

#include "tests/support/ledger_kit.h"
#include "tests/support/temporary_directory.h"

namespace parvis::ledger {
namespace {

using support::LedgerKit;
using support::ok;
using support::TemporaryDirectory;
using support::value;
using VisitEnd = LedgerOptions::VisitEnd;

template <class Work>
double milliseconds(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

double percentile(std::vector<double>& times, double part) {
  std::ranges::sort(times);
  return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
}

class BareFile {
 public:
  explicit BareFile(const Path& path)
      : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    PARVIS_CHECK(fd_ >= 0);
  }
  BareFile(const BareFile&) = delete;
  BareFile& operator=(const BareFile&) = delete;
  ~BareFile() { ::close(fd_); }
  void append() const {
    static const std::array<char, 4096> block{};
    PARVIS_CHECK(::write(fd_, block.data(), block.size()) == 4096);
    PARVIS_CHECK(::fdatasync(fd_) == 0);
  }

 private:
  int fd_;
};

// Visits of 25 taps each, in a session that has had 50 visits.
void tap(benchmark::State& state) {
  TemporaryDirectory directory;
  const LedgerKit kit(directory.path());
  const BareFile bare(directory / "bare");
  Ledger ledger = kit.open();
  auto session = value(ledger.open_session(kit.start(), kit.collection));
  for (int i = 0; i < 50; ++i) ok(session.finish(kit.visit_of(12)));
  std::vector<double> taps, appends;
  for ([[maybe_unused]] auto _ : state) {
    const wire::Visit whole = kit.visit_of(12, support::kIdeaText);
    wire::Visit visit = whole;
    visit.votes.clear();
    double waited = 0;
    for (std::size_t i = 0; i < 25; ++i) {
      if (i % 2 == 0 && i / 2 < whole.votes.size()) visit.votes.push_back(whole.votes[i / 2]);
      appends.push_back(milliseconds([&] { bare.append(); }));
      taps.push_back(milliseconds([&] { ok(session.save(visit)); }));
      waited += taps.back();
    }
    ok(session.finish(visit));
    state.SetIterationTime(waited / 25 / 1000);
  }
  state.counters["tap_p50"] = percentile(taps, 0.5);
  state.counters["tap_p99"] = percentile(taps, 0.99);
  state.counters["bare_p50"] = percentile(appends, 0.5);
  state.counters["bare_p99"] = percentile(appends, 0.99);
  state.counters["beyond_p50"] = percentile(taps, 0.5) - percentile(appends, 0.5);
  state.counters["beyond_p99"] = percentile(taps, 0.99) - percentile(appends, 0.99);
  state.SetLabel("goal: beyond_p50 <= 0.3 ms, beyond_p99 <= 2 ms");
}

// The end of a visit in a session that holds so many: transaction, VACUUM, TRUNCATE.
void visit_end(benchmark::State& state) {
  TemporaryDirectory directory;
  LedgerKit kit(directory.path());
  wire::SessionId id;
  {
    kit.options.visit_end = VisitEnd::leave_traces;  // to be quick; the first end below tidies up
    Ledger ledger = kit.open();
    auto session = value(ledger.open_session(kit.start(), kit.collection));
    id = session.id();
    for (std::int64_t i = 0; i < state.range(0); ++i) ok(session.finish(kit.visit_of(12)));
  }
  kit.options.visit_end = VisitEnd::forget_order;
  Ledger ledger = kit.open();
  auto session = value(ledger.resume(id, kit.collection));
  std::vector<double> ends;
  for ([[maybe_unused]] auto _ : state) {
    wire::Visit visit = kit.visit_of(12, support::kIdeaText);
    ok(session.save(visit));
    visit.ending = wire::Ending::completed;
    ends.push_back(milliseconds([&] { ok(session.finish(visit)); }));
    state.SetIterationTime(ends.back() / 1000);
  }
  state.counters["p50"] = percentile(ends, 0.5);
  state.counters["p99"] = percentile(ends, 0.99);
}

BENCHMARK(tap)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(40);
BENCHMARK(visit_end)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Arg(50)
    ->Arg(300)
    ->Arg(1000)
    ->Iterations(40);

}  // namespace
}  // namespace parvis::ledger

BENCHMARK_MAIN();
