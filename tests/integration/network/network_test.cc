// A kiosk's directories, parvis-sync's agent with real curl, and the hub's server with real TLS.
#include <catch2/catch.hpp>
#include <future>
#include <thread>

#include "sync/agent/agent.h"
#include "sync/hub/http/serve.h"
#include "sync/identity/store.h"
#include "tests/support/cutting_proxy.h"
#include "tests/support/small_city.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/test_certificates.h"

using namespace parvis;
using support::SmallCity;
using support::SmallKiosk;
using support::value;

namespace {

const bool started = crypto::init().has_value();
constexpr crypto::Argon2Cost kCheap{8192, 1};

const support::TestCertificates& certificates() {
  static const support::TemporaryDirectory directory;
  static const support::TestCertificates made(OPENSSL_PROGRAM, directory.path());
  return made;
}

// A prepared and enrolled kiosk, and the hub that enrolled it.
struct Town {
  support::TemporaryDirectory directory;
  SystemClock clock;
  SmallCity city;
  agent::Settings settings;
  std::optional<SmallKiosk> kiosk;
  std::vector<wire::Batch> batches;
  std::jthread serving;
  std::uint16_t port = 0;

  Town() {
    settings.data = directory / "kiosk";
    settings.consultation = "mulhouse-solidaire";
    settings.ca = certificates().ca;
    for (const auto& folder : {settings.identity(), settings.own(), directory / "exchange/packs"}) {
      support::ok(make_directories(folder));
    }
    const auto prepared =
        value(identity::Store::prepare(settings.identity(), settings.transport_key(), {}, kCheap));
    auto store = value(identity::Store::open(settings.identity(), clock.mono()));
    auto unlocked = value(
        store.unlock(identity::Role::administrator, prepared.administrator_pin, clock.mono()));
    kiosk.emplace("borne-01", store.device(), std::move(unlocked.collection),
                  std::move(value(identity::load_transport(settings.transport_key())).key));
    const SmallKiosk* const all[] = {&*kiosk};
    const auto root = city.root(all);
    support::ok(write_file(directory / "exchange/root.signed", wire::encode(root)));
    const auto document = value(wire::verify_root(root, city.authority.verify_key()));
    support::ok(store.enrol({city.authority.verify_key(), root, document.certificates.back(), {}}));
    value(hub::Intake::create(directory / "intake.db", SmallCity::kOrigin));
  }
  ~Town() { stop(); }

  void serve() {
    hub::ServeOptions options{
        {directory / "intake.db", directory / "exchange",
         hub::LogSigner{
             city.signer.origin, crypto::SigningKey::from_seed(city.signer.receipt.seed()),
             city.signer.witness_name, crypto::SigningKey::from_seed(city.signer.witness.seed())},
         city.authority.verify_key()},
        {.listen = "127.0.0.1:0",
         .tls_certificate = certificates().certificate,
         .tls_key = certificates().key}};
    std::promise<std::uint16_t> listening;
    auto ready = listening.get_future();
    serving = std::jthread(
        [this, options = std::move(options), &listening](std::stop_token stop) mutable {
          support::ok(hub::serve(std::move(options), clock, stop,
                                 [&](std::uint16_t at) { listening.set_value(at); }));
        });
    port = ready.get();
    settings.hub_url = "https://127.0.0.1:" + std::to_string(port);
  }
  void stop() {
    if (!serving.joinable()) return;
    serving.request_stop();
    serving.join();
  }
  void freeze(std::size_t visits = 3) {
    batches.push_back(kiosk->next(visits));
    const auto manifest = value(wire::decode_manifest(batches.back().manifest.bytes));
    support::ok(make_directories(settings.outbox()));
    support::ok(transfer::Outbox(settings.outbox())
                    .put({manifest.chain, manifest.number}, wire::encode(batches.back())));
  }
  agent::SyncStatus once() const { return value(agent::Agent::open(settings, clock)).once(); }
  std::size_t receipts() const {
    return value(transfer::Inbox(settings.inbox()).receipts()).size();
  }
  std::uint64_t logged() const {
    return value(value(hub::Intake::open(directory / "intake.db")).size());
  }
};

agent::Trouble trouble(const Town& town) { return town.once().trouble; }

}  // namespace

TEST_CASE("batches, receipts, a pack and the desk's files travel over TLS") {
  Town town;
  town.serve();
  std::string pack;
  for (int i = 0; i < 400'000; ++i) pack += std::to_string(i);
  support::ok(
      write_file(town.directory / "exchange/packs/mulhouse-solidaire-4.pack", as_bytes(pack)));
  support::ok(write_file(town.directory / "exchange/statuses.json", as_bytes("{}")));
  for (int i = 0; i < 3; ++i) town.freeze(120);
  const auto status = town.once();
  CHECK(status.trouble == agent::Trouble::none);
  CHECK(status.received == 3);
  CHECK(town.logged() == 3);
  const transfer::Inbox inbox(town.settings.inbox());
  CHECK(as_text(value(read_file(inbox.pack_file(4), 1u << 30))) == pack);
  for (const auto& batch : town.batches) {
    const auto manifest = value(wire::decode_manifest(batch.manifest.bytes));
    REQUIRE_OK(tlog::verify_receipt(value(inbox.receipt({manifest.chain, manifest.number})),
                                    wire::digest(batch.manifest), town.city.signer.identity()));
  }
  const auto said = value(read_file(town.settings.status_file(), 10'000));
  CHECK(as_text(said).find("\"trouble\": \"none\"") != std::string_view::npos);
  CHECK(value(agent::to_words(as_text(said))).starts_with("3 received, 0 waiting\n"));
}

TEST_CASE("a hub with another city's certificate gets nothing") {
  Town town;
  town.serve();
  town.freeze();
  const support::TemporaryDirectory elsewhere;
  town.settings.ca = support::TestCertificates(OPENSSL_PROGRAM, elsewhere.path()).ca;
  CHECK(trouble(town) == agent::Trouble::certificate);
  CHECK(town.receipts() == 0);
  CHECK(town.logged() == 0);
}

TEST_CASE("a pinned key is enough, and another key is not") {
  Town town;
  town.serve();
  town.freeze();
  town.settings.ca.clear();
  town.settings.pinned_key = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  CHECK(trouble(town) == agent::Trouble::certificate);
  CHECK(town.receipts() == 0);
  town.settings.pinned_key = certificates().pinned_key;
  CHECK(trouble(town) == agent::Trouble::none);
  CHECK(town.receipts() == 1);
}

TEST_CASE("without a hub nothing is lost, and it goes when there is one") {
  Town town;
  town.freeze();
  town.settings.hub_url = "https://127.0.0.1:9";
  CHECK(trouble(town) == agent::Trouble::offline);
  town.serve();
  CHECK(trouble(town) == agent::Trouble::none);
  town.stop();
  CHECK(trouble(town) == agent::Trouble::offline);
  CHECK(town.receipts() == 1);
}

TEST_CASE("a captive portal is recognised, with and without a redirect") {
  for (const unsigned status : {200u, 302u, 511u}) {
    Town town;
    town.freeze();
    const auto portal =
        value(hub::HttpServer::start({.listen = "127.0.0.1:0"}, [&](const hub::HttpRequest&) {
          hub::HttpResponse page;
          page.status = status;
          page.content_type = "text/html";
          page.body = "<html>Log in</html>";
          if (status == 302) page.headers.emplace_back("Location", "http://127.0.0.1:1/login");
          return page;
        }));
    town.settings.hub_url = "http://127.0.0.1:" + std::to_string(portal.port());
    const auto met = trouble(town);
    CHECK((met == agent::Trouble::portal || (status == 511 && met == agent::Trouble::busy)));
    CHECK(town.receipts() == 0);
  }
}

TEST_CASE("an answer longer than anything we asked for is cut off") {
  const auto endless =
      value(hub::HttpServer::start({.listen = "127.0.0.1:0"}, [](const hub::HttpRequest&) {
        hub::HttpResponse page;
        page.body.assign(4u << 20, 'x');
        return page;
      }));
  auto client = value(agent::Client::create(
      {.url = "http://127.0.0.1:" + std::to_string(endless.port()), .ca = {}, .pinned_key = {}}));
  const std::atomic<bool> stop{false};
  const auto answer = client.perform({"GET", "/", {}, {}, 1000}, stop);
  CHECK(answer.link == agent::Answer::Link::offline);
  CHECK(answer.body.size() <= 1000);
}

TEST_CASE("a hub can't be plain http, unless it is this very machine") {
  using support::code;
  CHECK(code(agent::Client::create(
            {.url = "http://hub.example", .ca = "ca.pem", .pinned_key = {}})) == Errc::invalid);
  CHECK(code(agent::Client::create(
            {.url = "http://localhost.example", .ca = {}, .pinned_key = {}})) == Errc::invalid);
  CHECK(code(agent::Client::create({.url = "https://hub.example", .ca = {}, .pinned_key = {}})) ==
        Errc::invalid);
  CHECK(code(agent::Client::create(
            {.url = "ftp://hub.example", .ca = "ca.pem", .pinned_key = {}})) == Errc::invalid);
}

TEST_CASE("a line that breaks anywhere loses nothing and counts nothing twice") {
  Town town;
  town.serve();
  support::CuttingProxy proxy(town.port);
  town.settings.hub_url = "https://127.0.0.1:" + std::to_string(proxy.port());
  town.freeze(20);
  REQUIRE(trouble(town) == agent::Trouble::none);
  while (proxy.passed() == 0) std::this_thread::yield();  // until the proxy has seen the end of it
  const std::uint64_t whole = proxy.passed();
  REQUIRE(whole > 15'000);
  std::uint64_t sent = 1;
  for (std::uint64_t percent = 1; percent < 100; percent += 3) {
    town.freeze(20);
    ++sent;
    proxy.cut_after(whole * percent / 100);
    const auto status = town.once();
    CHECK(status.received + status.waiting == sent);
    CHECK(town.receipts() == status.received);
    proxy.cut_after(UINT64_MAX);
    REQUIRE(trouble(town) == agent::Trouble::none);
    REQUIRE(town.receipts() == sent);
  }
  CHECK(town.logged() == sent);
}

TEST_CASE("while running it sends what appears, and what a person asks for") {
  Town town;
  town.serve();
  town.freeze();
  auto agent = value(agent::Agent::open(town.settings, town.clock));
  std::jthread running([&] { support::ok(agent.run()); });
  const auto arrives = [&](std::size_t count) {
    for (int i = 0; i < 2000; ++i) {
      if (town.receipts() >= count) return true;
      std::this_thread::sleep_for(
          std::chrono::milliseconds(5));  // another process's file: there is no clock to turn
    }
    return false;
  };
  CHECK(arrives(1));
  town.freeze();
  CHECK(arrives(2));
  town.stop();
  town.freeze();
  town.serve();  // elsewhere: the agent goes on asking at the old place
  const transfer::Requests requests(town.settings.requests());
  support::ok(requests.ask_send_now());
  for (int i = 0; i < 2000 && std::filesystem::exists(requests.directory() / "send-now"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK_FALSE(std::filesystem::exists(requests.directory() / "send-now"));
  CHECK(town.receipts() == 2);
  CHECK(support::code(agent::Agent::open(town.settings, town.clock)) == Errc::busy);
  agent.request_stop();
  running.join();
}

TEST_CASE("sync.toml is read strictly") {
  const support::TemporaryDirectory directory;
  const auto load = [&](std::string_view text) {
    support::ok(write_file(directory / "sync.toml", as_bytes(text)));
    return agent::load_settings(directory / "sync.toml");
  };
  const auto settings =
      value(load("data = '/srv/kiosk'\nconsultation = 'x'\npoll_minutes = 5\n[hub]\nurl = "
                 "'https://h'\nca = 'ca.pem'\n"));
  CHECK(settings.outbox() == "/srv/kiosk/outbox");
  CHECK(settings.ca == directory / "ca.pem");
  CHECK(settings.poll == std::chrono::minutes(5));
  CHECK(value(load("")).data == "/var/lib/parvis");
  CHECK(support::code(load("dta = '/srv'\n")) == Errc::invalid);
  CHECK(support::code(load("poll_minutes = 0\n")) == Errc::invalid);
  CHECK(support::code(load("[hub]\nca = 3\n")) == Errc::invalid);
}
