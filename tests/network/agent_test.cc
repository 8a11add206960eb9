// The agent as a program runs it: portals, hubs that are not there, clocks that are wrong, and running until it is stopped.
#include <fmt/format.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/network/laboratory.h"
#include "tests/network/misbehaviours.h"
#include "tests/network/sockets.h"

using namespace parvis;
using namespace parvis::network;
using namespace std::chrono_literals;
using support::code;
using support::value;

namespace {

const std::vector<std::string> kNothing;
constexpr std::chrono::hours kYear{24 * 365};

void arrives(Laboratory& laboratory) {
  CHECK(laboratory.round().trouble == Trouble::none);
  CHECK(laboratory.judge() == kNothing);
  CHECK(laboratory.missing() == kNothing);
}

}  // namespace

TEST_CASE("everything travels, and the desk counts it") {
  Laboratory laboratory;
  for (int i = 0; i < 3; ++i) laboratory.freeze();
  arrives(laboratory);
  CHECK(laboratory.town.open().batches == 3);
  const auto said = value(read_file(laboratory.settings().status_file(), 10'000));
  CHECK(value(agent::to_words(as_text(said))).starts_with("3 received, 0 waiting\n"));
}

TEST_CASE("a captive portal that answers hello as the hub would is still no hub") {
  for (const std::string_view type : {"text/html", "application/json", "text/plain"}) {
    INFO(type);
    Laboratory laboratory;
    laboratory.freeze();
    laboratory.peer().misbehave([&](Passing& passing) {
      // It has listened before and repeats what it heard; everything else gets its page.
      if (passing.asked() == Asked::hello) return void(passing.send(passing.reach_hub()));
      passing.send(
          answer_of(200, fmt::format("Content-Type: {}\r\n", type), "<html>Log in</html>"));
    });
    CHECK(laboratory.round().trouble == Trouble::portal);
    CHECK(laboratory.judge() == kNothing);
    CHECK(laboratory.logged() == 0);
    laboratory.peer().behave();
    arrives(laboratory);
  }
}

TEST_CASE("a portal that answers everything with 200 hears nothing but hello") {
  Laboratory laboratory;
  laboratory.freeze();
  std::atomic<std::size_t> heard{0};
  laboratory.peer().misbehave([&](Passing& passing) {
    ++heard;
    passing.send(answer_of(200, "Content-Type: text/html\r\n", ""));
  });
  CHECK(laboratory.round().trouble == Trouble::portal);
  CHECK(heard == 1);
}

TEST_CASE("without a hub, or without its name, nothing is lost, and it goes when there is one") {
  const Socket taken(bound_on_loopback());  // and nobody listens there
  for (const std::string& url : {fmt::format("http://127.0.0.1:{}", port_of(taken.get())),
                                 std::string("https://hub.invalid:8443")}) {
    INFO(url);
    Laboratory laboratory;
    laboratory.freeze();
    const std::string right = laboratory.settings().hub_url;
    laboratory.look_for_the_hub_at(url);
    const auto trouble = laboratory.round().trouble;
    CHECK((trouble == Trouble::offline || trouble == Trouble::timeout));
    CHECK(laboratory.judge() == kNothing);
    laboratory.look_for_the_hub_at(right);
    arrives(laboratory);
  }
}

TEST_CASE("a clock that is a year off, here or there, changes nothing") {
  for (const auto kiosk : {-kYear, 0 * kYear, kYear}) {
    for (const auto hub : {-kYear, 0 * kYear, kYear}) {
      INFO("kiosk " << kiosk.count() << " h, hub " << hub.count() << " h");
      Laboratory laboratory;
      laboratory.kiosk_clock.set_utc(laboratory.town.now() + kiosk);
      laboratory.hub_clock.set_utc(laboratory.town.now() + hub);
      laboratory.freeze();
      arrives(laboratory);
    }
  }
}

TEST_CASE("a hub's clock that jumps between hello and the batch costs one more hello") {
  for (const auto jump : {-kYear, kYear}) {
    Laboratory laboratory;
    laboratory.freeze();
    std::atomic<bool> jumped{false};
    laboratory.peer().misbehave(Asked::batch, [&](Passing& passing) {
      if (!jumped.exchange(true)) laboratory.hub_clock.set_utc(laboratory.town.now() + jump);
      passing.send(passing.reach_hub());
    });
    arrives(laboratory);
    CHECK(jumped);
  }
}

TEST_CASE("a hub can't be plain http, unless it is this very machine") {
  const auto create = [](std::string url, Path ca) {
    return code(
        agent::Client::create({.url = std::move(url), .ca = std::move(ca), .pinned_key = {}}));
  };
  CHECK(create("http://hub.example", "ca.pem") == Errc::invalid);
  CHECK(create("http://localhost.example", {}) == Errc::invalid);
  CHECK(create("https://hub.example", {}) == Errc::invalid);
  CHECK(create("ftp://hub.example", "ca.pem") == Errc::invalid);
}

TEST_CASE("while running it sends what appears, and what a person asks for") {
  Laboratory laboratory;
  laboratory.freeze();
  laboratory.end_agent();
  auto settings = laboratory.settings();
  settings.request_time = 1min;  // no second try comes: its clock stands still
  auto agent = value(agent::Agent::open(settings, laboratory.kiosk_clock));
  std::jthread running([&] { support::ok(agent.run()); });
  const transfer::Inbox inbox(laboratory.settings().inbox());
  // The agent's own thread: there is no clock to turn.
  const auto soon = [](const std::function<bool()>& holds) {
    for (int i = 0; i < 12'000 && !holds(); ++i) std::this_thread::sleep_for(5ms);
    return holds();
  };
  const auto arrive = [&](std::size_t count) {
    return soon([&] { return value(inbox.receipts()).size() >= count; });
  };
  CHECK(arrive(1));
  laboratory.freeze();
  CHECK(arrive(2));
  laboratory.peer().misbehave([](Passing& passing) { passing.send(answer_of(503, "", "")); });
  laboratory.freeze();
  const transfer::Requests requests(laboratory.settings().requests());
  support::ok(requests.ask_send_now());
  CHECK(soon([&] { return !std::filesystem::exists(requests.directory() / "send-now"); }));
  CHECK(value(inbox.receipts()).size() == 2);
  CHECK(code(agent::Agent::open(laboratory.settings(), laboratory.kiosk_clock)) == Errc::busy);
  agent.request_stop();
  running.join();
}

TEST_CASE("stopped in the middle of a request it gives up at once") {
  Laboratory laboratory;
  laboratory.freeze();
  laboratory.end_agent();
  std::atomic<bool> met{false};
  laboratory.peer().misbehave([&](Passing& passing) {
    passing.close_afterwards();
    met = true;
    passing.wait_for_the_client();
  });
  auto settings = laboratory.settings();
  settings.request_time = 1h;
  auto agent = value(agent::Agent::open(settings, laboratory.kiosk_clock));
  std::jthread running([&] { support::ok(agent.run()); });
  for (int i = 0; i < 12'000 && !met; ++i) std::this_thread::sleep_for(5ms);
  agent.request_stop();
  running.join();  // within curl's look at the flag, which is a second
  CHECK(laboratory.logged() == 0);
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
  CHECK(value(load("")).request_time == std::chrono::minutes(3));
  CHECK(code(load("dta = '/srv'\n")) == Errc::invalid);
  CHECK(code(load("poll_minutes = 0\n")) == Errc::invalid);
  CHECK(code(load("[hub]\nca = 3\n")) == Errc::invalid);
}
