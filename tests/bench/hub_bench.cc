// What a visit costs the hub: receive, verify, open and store it, against the opening that nobody can do without (one
// seal_open, one XChaCha20-Poly1305 open, the digests). CPU time of the process, so that a busy machine says the same.
//
//   opening_alone      µs of CPU a visit, nothing stored
//   import_and_open    8,320 visits in batches of 128 through intake.db and desk.db; `ratio` is against opening_alone,
//                      goal ≤ 1.3; `seconds` goal ≤ 1.5
//   results            decode and count them all; goal ≤ 1 s for 1,000,000 votes
#include <benchmark/benchmark.h>

#include <ctime>

#include "sync/wire/visit_box.h"
#include "tests/bench/full_batches.h"
#include "tests/support/town.h"

namespace parvis {
namespace {

using support::Town;
using support::value;

constexpr std::size_t kBatches = 65;
constexpr std::size_t kVisits = kBatches * wire::kMaxBatchVisits;

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// A town whose kiosk has sent nothing yet, and the batch files that it will send.
struct Evening {
  Town town;
  support::TownKiosk kiosk = town.kiosk("borne-01");
  std::vector<Bytes> files = support::full_batches(kiosk, kBatches);
};

const Evening& evening() {
  static const Evening made;
  return made;
}

std::vector<crypto::OpeningKey> reception(const Town& town) {
  std::vector<crypto::OpeningKey> keys;
  const auto purpose = wire::Purpose::reception;
  keys.push_back(value(hub::read_reception_key(hub::key_file(town.hub().desk_keys(), purpose))));
  return keys;
}

// Nothing but the cryptography: no visit is decoded.
void open_raw(const wire::SealedVisit& box, const wire::Manifest& manifest,
              const crypto::OpeningKey& reception_key) {
  static crypto::Secret<32> key;
  benchmark::DoNotOptimize(wire::digest(box));
  const Bytes opened = value(reception_key.open(box.keys.front()));
  std::copy(opened.begin(), opened.end(), key.data());
  const Bytes associated =
      wire::associated_data(box.id, manifest.device, manifest.pack, manifest.recipients);
  benchmark::DoNotOptimize(value(crypto::decrypt(key, box.nonce, associated, box.cipher)));
}

double opening_alone_us = 0;

void opening_alone(benchmark::State& state) {
  const auto& all = evening();
  const auto keys = reception(all.town);
  std::vector<wire::Batch> batches;
  for (const auto& file : all.files) batches.push_back(value(wire::decode_batch(file)));
  double spent = 0;
  for (auto _ : state) {
    const double begin = cpu_seconds();
    for (const auto& batch : batches) {
      const auto manifest = value(wire::decode_manifest(batch.manifest.bytes));
      for (const auto& box : batch.visits) open_raw(box, manifest, keys.front());
    }
    spent = cpu_seconds() - begin;
    state.SetIterationTime(spent);
  }
  opening_alone_us = 1e6 * spent / static_cast<double>(kVisits);
  state.counters["us_per_visit"] = opening_alone_us;
}
BENCHMARK(opening_alone)->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);

void import_and_open(benchmark::State& state) {
  const auto& all = evening();
  auto intake = all.town.intake();
  support::ok(intake.install_root(value(hub::load_root(all.town.hub())).document));
  const auto signer = value(hub::load_log_signer(all.town.hub()));
  const auto keys = reception(all.town);
  const auto root = value(hub::load_root(all.town.hub()));
  auto desk = all.town.desk();
  for (auto _ : state) {
    const double begin = cpu_seconds();
    for (const auto& file : all.files) {
      const ByteView group[] = {file};
      const auto outcomes = value(intake.receive(group, signer, all.town.now()));
      PARVIS_CHECK(outcomes.front().kind == hub::Outcome::Kind::receipt);
    }
    const double received = cpu_seconds() - begin;
    const auto report = value(hub::open_batches(intake, desk, {root.document, keys}));
    PARVIS_CHECK(report.standings[0] == kVisits);
    const double spent = cpu_seconds() - begin;
    state.SetIterationTime(spent);
    state.counters["seconds"] = spent;
    state.counters["receive_us"] = 1e6 * received / static_cast<double>(kVisits);
    state.counters["us_per_visit"] = 1e6 * spent / static_cast<double>(kVisits);
    state.counters["ratio"] = 1e6 * spent / static_cast<double>(kVisits) / opening_alone_us;
  }
}
BENCHMARK(import_and_open)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

void results(benchmark::State& state) {
  const auto& all = evening();
  for (auto _ : state) {
    const double begin = cpu_seconds();
    const auto counted = all.town.results();
    const double spent = cpu_seconds() - begin;
    PARVIS_CHECK(counted.votes == kVisits * 12);
    state.SetIterationTime(spent);
    state.counters["seconds_per_million_votes"] = spent * 1e6 / static_cast<double>(counted.votes);
  }
}
BENCHMARK(results)->UseManualTime()->Iterations(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace parvis

BENCHMARK_MAIN();
