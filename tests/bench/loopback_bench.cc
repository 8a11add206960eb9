// 8,320 visits (100,000 contributions) from an outbox to the desk over loopback: parvis-sync's own machine and curl, the real
// `parvis-hub serve` behind TLS, then `parvis-hub open`. CPU time of the two hub processes, so that a busy machine says the
// same; the wall time is beside it.
#include <fmt/core.h>
#include <sys/resource.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "sync/agent/client.h"
#include "sync/hub/desk/root.h"
#include "tests/bench/full_batches.h"
#include "tests/support/program.h"
#include "tests/support/test_certificates.h"

namespace parvis {
namespace {

using support::ok;
using support::value;

constexpr std::size_t kBatches = 65;
constexpr double kVisits = static_cast<double>(kBatches) * wire::kMaxBatchVisits;

// CPU seconds of every child that has ended.
double children() {
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double wall() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Everything that waits in the outbox, with its receipts back.
void send_all(agent::Machine& machine, agent::Client& client) {
  const SystemClock clock;
  const std::atomic<bool> never{false};
  auto ask = machine.handle(agent::SendNow{}, {clock.utc(), clock.mono()});
  while (ask) ask = machine.handle(client.perform(*ask, never), {clock.utc(), clock.mono()});
  PARVIS_CHECK(machine.status().received == kBatches);
}

void measure() {
  const support::Town town;
  auto kiosk = town.kiosk("borne-01");
  const support::TemporaryDirectory directory;
  for (const char* folder : {"outbox", "inbox", "sync"}) ok(make_directories(directory / folder));
  const transfer::Outbox outbox(directory / "outbox");
  for (const auto& bytes : support::full_batches(kiosk, kBatches)) {
    const auto manifest =
        value(wire::decode_manifest(value(wire::decode_batch(bytes)).manifest.bytes));
    ok(outbox.put({manifest.chain, manifest.number}, bytes));
  }
  const support::TestCertificates tls(OPENSSL_PROGRAM, directory.path());
  auto settings = value(hub::load_settings(town.hub()));
  settings.listen = "127.0.0.1:0";
  settings.tls_certificate = tls.certificate;
  settings.tls_key = tls.key;
  ok(write_file(town.hub().settings(), as_bytes(hub::format_settings(settings))));

  const std::string hub = town.hub().root.string();
  const double before = children();
  support::Running serve(PARVIS_HUB_PROGRAM, {"--hub", hub, "--json", "serve"});
  const auto listening = nlohmann::json::parse(serve.first_answer());
  agent::ClientOptions way;
  way.url = fmt::format("https://127.0.0.1:{}", listening["port"].get<int>());
  way.ca = tls.ca;
  auto client = value(agent::Client::create(way));
  agent::MachineOptions options;
  options.outbox = directory / "outbox";
  options.inbox = directory / "inbox";
  options.directory = directory / "sync";
  options.authority = town.authority();
  options.root = value(hub::load_root(town.hub())).document;
  agent::Machine machine(std::move(options), kiosk.transport());
  const double sent_at = wall();
  send_all(machine, client);
  const double sent = wall() - sent_at;
  PARVIS_CHECK(serve.stop() == 0);
  const double receive = children() - before;
  const double opened_at = wall();
  PARVIS_CHECK(support::run(PARVIS_HUB_PROGRAM, {"--hub", hub, "open"}).status == 0);
  const double opened = wall() - opened_at;
  const double open = children() - before - receive;

  fmt::print("visits {:.0f}, in {} batches, over TLS on loopback\n", kVisits, kBatches);
  fmt::print("{:<40}{:>8.2f} s of CPU{:>10.2f} s wall\n", "parvis-hub serve: receive, prove",
             receive, sent);
  fmt::print("{:<40}{:>8.2f} s of CPU{:>10.2f} s wall\n", "parvis-hub open: verify, open, store",
             open, opened);
  fmt::print("{:<40}{:>8.2f} s of CPU{:>16}\n", "both", receive + open, "goal: 1.5 s");
}

}  // namespace
}  // namespace parvis

int main() {
  PARVIS_CHECK(parvis::crypto::init().has_value());
  parvis::measure();
}
