// parvis-soak: ten thousand visits in a row on a drawn kiosk; does it grow? Prints memory, descriptors and threads on the way, and ends with
// status 1 when the memory grew by 1 MB or more after the warm-up, or when descriptors or threads changed.
//
//   tests/bench/parvis-soak                       the whole of it
//   tests/bench/parvis-soak --visits 300 --undrawn
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "hardware/platform/exit_code.h"
#include "hardware/platform/log.h"
#include "sync/crypto/crypto.h"
#include "tests/bench/soak.h"

using namespace parvis;

namespace {

constexpr double kMegabyte = 1 << 20;
constexpr std::int64_t kMostGrowth = 1 << 20;

double megabytes(auto bytes) { return static_cast<double>(bytes) / kMegabyte; }

void print(const bench::SoakSample& sample) {
  fmt::print("{:>7} {:>9.2f} {:>9.2f} {:>9.2f} {:>12} {:>8} {:>10.0f}\n", sample.visits,
             megabytes(sample.process.rss), megabytes(sample.process.heap),
             megabytes(sample.in_use), sample.process.descriptors, sample.process.threads,
             1e3 * sample.cpu_seconds / static_cast<double>(sample.visits));
  std::fflush(stdout);
}

int conclude(const bench::SoakReport& report) {
  const bool grew = report.rss_growth() >= kMostGrowth;
  const bool same = report.descriptors_and_threads_constant();
  fmt::print(
      "\nafter the warm-up: RSS {:+.2f} MB (goal: < 1 MB), allocated {:+.2f} MB, descriptors and "
      "threads {}\n",
      megabytes(report.rss_growth()), megabytes(report.in_use_growth()),
      same ? "constant" : "CHANGED");
  std::uint64_t kept = 0;
  for (const auto& [ending, count] : report.said.endings) {
    kept += count;
    fmt::print("  {:<10} {:>6}\n", ending, count);
  }
  fmt::print("  {} votes, {} ideas, {} languages, {} visits, {} batches\n", report.said.votes,
             report.said.ideas, report.said.languages.size(), kept, report.batches);
  return grew || !same ? kExitRefused : kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App cli{"Visits in a row on one kiosk: memory, descriptors and threads."};
  bench::SoakOptions options;
  options.consultation = PARVIS_SOURCE_DIR "/assets/consultations/mulhouse-solidaire";
  options.city = PARVIS_SOURCE_DIR "/deploy/demo-city.toml";
  options.share = PARVIS_SHARE;
  bool undrawn = false;
  cli.add_option("--visits", options.visits, "how many (default 10000)");
  cli.add_option("--warm-up", options.warm_up, "visits before growth counts (default 1000)");
  cli.add_option("--every", options.every, "visits that make a line (default 1000)");
  cli.add_option("--session", options.in_a_session, "visits in a session (default 250)");
  cli.add_option("--seed", options.seed, "the same seed, the same residents (default 7)");
  cli.add_option("--leak", options.leaked, "bytes lost on purpose at each visit (default none)");
  cli.add_flag("--undrawn", undrawn, "lay out, don't paint");
  CLI11_PARSE(cli, argc, argv);
  if (undrawn) options.drawing = ui::Drawing::none;
  options.warm_up = std::min(options.warm_up, options.visits / 2);
  set_log_level(LogLevel::warning);
  const auto failed = [](const Error& error) {
    std::fprintf(stderr, "parvis-soak: %s\n", error.message().c_str());
    return exit_code(error.code);
  };
  if (const auto started = crypto::init(); !started) return failed(started.error());
  fmt::print("{:>7} {:>9} {:>9} {:>9} {:>12} {:>8} {:>10}\n", "visits", "RSS MB", "anon MB",
             "alloc MB", "descriptors", "threads", "ms/visit");
  std::fflush(stdout);
  const auto report = bench::soak(options, print);
  if (!report) return failed(report.error());
  return conclude(*report);
}
