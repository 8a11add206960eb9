// A kiosk's directories, a real hub behind a network that a test makes bad, and a clock.
#pragma once

#include <catch2/catch.hpp>

#include "sync/agent/machine.h"
#include "sync/hub/http/service.h"
#include "tests/support/pack_city.h"
#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"

namespace parvis::agent::test {

using support::SmallCity;
using support::SmallKiosk;
using support::value;

using namespace std::chrono_literals;

inline const bool started = crypto::init().has_value();

inline hub::LogSigner copy_of(const hub::LogSigner& signer) {
  return {signer.origin, crypto::SigningKey::from_seed(signer.receipt.seed()), signer.witness_name,
          crypto::SigningKey::from_seed(signer.witness.seed())};
}

// What stands between the kiosk and the hub. Gives the answer that arrives, or lets the hub's own through.
using Network = std::function<std::optional<Answer>(const Ask&)>;

inline Answer page(unsigned status, std::string body = "",
                   std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {Answer::Link::reached, status, std::move(headers), to_bytes(as_bytes(body))};
}
inline Answer broken(Answer::Link link) { return {link, 0, {}, {}}; }

// What the hub answers over a network that does nothing to it.
inline Answer answer_of(hub::Service& service, const Ask& ask) {
  hub::HttpRequest request;
  request.method = ask.method;
  const auto question = ask.path.find('?');
  request.path = ask.path.substr(0, question);
  if (question != std::string::npos) request.query = ask.path.substr(question + 1);
  request.body = ask.body;
  const auto lower = [](std::string name) {
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
  };
  for (const auto& [name, text] : ask.headers) request.headers.emplace_back(lower(name), text);
  auto response = service.handle(request);
  Answer answer = page(response.status, ask.method == "HEAD" ? "" : response.body);
  for (auto& [name, text] : response.headers) answer.headers.emplace_back(lower(name), text);
  answer.headers.emplace_back("content-type", response.content_type);
  return answer;
}

// A kiosk's directories, a real hub behind a bad network, and a clock.
struct Road {
  support::TemporaryDirectory directory;
  ManualClock clock{support::seconds(1'700'000'000)};
  SmallCity city;
  SmallKiosk kiosk{"borne-01"};
  std::unique_ptr<hub::Service> service;
  std::unique_ptr<Machine> machine;
  std::vector<std::string> notes;
  std::vector<std::string> asked;  // "POST /v1/batches?from=0"
  Network network = [](const Ask&) { return std::nullopt; };
  transfer::Outbox outbox{directory / "outbox"};
  transfer::Inbox inbox{directory / "inbox"};
  std::vector<wire::Batch> batches;

  Road() {
    for (const char* folder : {"outbox", "inbox", "sync", "exchange/packs"}) {
      support::ok(make_directories(directory / folder));
    }
    const SmallKiosk* const all[] = {&kiosk};
    const auto root = city.root(all);
    support::ok(write_file(directory / "exchange/root.signed", wire::encode(root)));
    value(hub::Intake::create(directory / "intake.db", SmallCity::kOrigin));
    service = value(hub::Service::start({directory / "intake.db", directory / "exchange",
                                         copy_of(city.signer), city.authority.verify_key()},
                                        clock));
    boot(value(wire::verify_root(root, city.authority.verify_key())));
  }
  void boot(
      wire::RootDocument root, std::uint64_t daily_bytes = 0,
      std::function<double()> jitter = [] { return 0.0; }) {
    MachineOptions options{.outbox = directory / "outbox",
                           .inbox = directory / "inbox",
                           .directory = directory / "sync",
                           .consultation = "mulhouse-solidaire",
                           .authority = city.authority.verify_key(),
                           .root = std::move(root),
                           .poll = 15min,
                           .daily_bytes = daily_bytes,
                           .jitter = std::move(jitter),
                           .note = [this](std::string_view event, const std::string& detail) {
                             notes.push_back(std::string(event) + " " + detail);
                           }};
    machine = std::make_unique<Machine>(std::move(options), kiosk.transport());
  }
  void freeze(std::size_t visits = 1) {
    batches.push_back(kiosk.next(visits));
    const auto manifest = value(wire::decode_manifest(batches.back().manifest.bytes));
    support::ok(outbox.put({manifest.chain, manifest.number}, wire::encode(batches.back())));
  }
  // Hands a pack of two parts to the hub, with recordings.
  Bytes publish(std::uint64_t version) const {
    support::PackCity packs;
    packs.authority = crypto::SigningKey::from_seed(city.authority.seed());
    auto content = support::PackCity::spoken_consultation();
    for (auto& recording : content.recordings) recording.opus = support::PackCity::opus(400'000);
    const Bytes pack = value(packs.build(version, content));
    support::ok(write_file(
        directory / ("exchange/packs/mulhouse-solidaire-" + std::to_string(version) + ".pack"),
        pack));
    return pack;
  }
  Now now() const { return {clock.utc(), clock.mono()}; }

  Answer reach(const Ask& ask) {
    asked.push_back(ask.method + " " + ask.path);
    if (auto instead = network(ask)) return std::move(*instead);
    return reach_hub(ask);
  }
  Answer reach_hub(const Ask& ask) const { return answer_of(*service, ask); }
  // Plays an event and everything that it leads to, without any time passing.
  void play(const Event& event) {
    auto ask = machine->handle(event, now());
    while (ask) ask = machine->handle(reach(*ask), now());
  }
  // Lets time pass until the machine wants to wake, and wakes it.
  void wait() {
    clock.advance(
        std::chrono::duration_cast<std::chrono::milliseconds>(machine->next_wake() - clock.mono()));
    play(Wake{});
  }
  std::size_t receipts() const { return value(inbox.receipts()).size(); }
  std::uint64_t logged() const {
    return value(value(hub::Intake::open(directory / "intake.db")).size());
  }
  Trouble trouble() const { return machine->status().trouble; }
};

}  // namespace parvis::agent::test
