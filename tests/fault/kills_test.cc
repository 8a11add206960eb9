// kiosk, agent and hub as three processes, killed at random moments again and again, while sessions close and batches travel. In
// the end every visit whose resident was thanked is at the hub, once. PARVIS_KILLS says how often (40 in every test run; 1000
// before a release), PARVIS_SEED when.
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "kiosk/app/kiosk_files.h"
#include "sync/identity/store.h"
#include "sync/pack/store.h"
#include "sync/transfer/exchange.h"
#include "tests/support/program.h"
#include "tests/support/town.h"

extern char** environ;

namespace parvis::fault {
namespace {

using std::chrono::milliseconds;
using support::Town;
using support::value;

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Below those that the system gives away: nobody takes it while the hub is down.
std::uint16_t free_port() {
  for (int port = 20'000 + ::getpid() % 10'000;; ++port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::close(socket);
    if (bound == 0) return static_cast<std::uint16_t>(port);
    PARVIS_CHECK(port < 32'000);
  }
}

// A program that is started, killed, and started again. Its standard output can be read; errors go to a file.
class Process {
 public:
  Process(std::string program, Path errors)
      : program_(std::move(program)), errors_(std::move(errors)) {}
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() { kill(); }

  void start(std::vector<std::string> arguments) {
    forget_output();
    int ends[2];
    PARVIS_CHECK(::pipe2(ends, O_CLOEXEC) == 0);
    arguments.insert(arguments.begin(), program_);
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    PARVIS_CHECK(::posix_spawn_file_actions_init(&actions) == 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors_.c_str(),
                                       O_CREAT | O_WRONLY | O_APPEND, 0600);
    PARVIS_CHECK(
        ::posix_spawn(&child_, program_.c_str(), &actions, nullptr, argv.data(), environ) == 0);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ends[0];
    ::fcntl(out_, F_SETFL, O_NONBLOCK);
  }
  // What it said since the last time.
  std::string said() {
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; out_ >= 0 && (got = ::read(out_, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
  }
  // SIGKILL. What it had said before can still be read.
  void kill() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    reap();
  }
  // Its exit status when it has ended by itself.
  std::optional<int> ended() {
    int status = 0;
    if (child_ <= 0 || ::waitpid(child_, &status, WNOHANG) != child_) return std::nullopt;
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  int wait() {
    int status = 0;
    PARVIS_CHECK(::waitpid(child_, &status, 0) == child_);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  void forget_output() {
    if (out_ >= 0) ::close(std::exchange(out_, -1));
  }

 private:
  void reap() {
    int status = 0;
    PARVIS_CHECK(::waitpid(child_, &status, 0) == child_);
    child_ = 0;
  }
  std::string program_;
  Path errors_;
  pid_t child_ = 0;
  int out_ = -1;
};

// A city with one kiosk, and the three programs.
struct Three {
  Town town;
  std::uint16_t port = free_port();
  std::string pin;
  Process kiosk{PARVIS_KILLED_KIOSK, town.path("kiosk.err")};
  Process agent{PARVIS_SYNC_PROGRAM, town.path("agent.err")};
  Process hub{PARVIS_HUB_PROGRAM, town.path("hub.err")};
  std::set<std::uint64_t> begun, thanked;
  std::uint64_t held = 0;    // thanked since a closing was last heard of
  std::uint64_t closed = 0;  // sessions
  std::string rest;          // of a line that is not whole yet

  Three() {
    auto settings = value(hub::load_settings(town.hub()));
    settings.listen = fmt::format("127.0.0.1:{}", port);
    settings.tls_certificate.clear();
    settings.tls_key.clear();
    support::ok(write_file(town.hub().settings(), as_bytes(hub::format_settings(settings))));
    build_pack();
    enrol();
    const std::string config = fmt::format(
        "data = \"{}\"\nconsultation = \"mulhouse-solidaire\"\n[hub]\nurl = "
        "\"http://127.0.0.1:{}\"\n",
        data().string(), port);
    support::ok(write_file(town.path("sync.toml"), as_bytes(config)));
  }
  [[nodiscard]] Path data() const { return town.path("kiosk"); }

  void start_hub() { hub.start({"--hub", town.hub().root.string(), "serve"}); }
  void start_agent() { agent.start({"--config", town.path("sync.toml").string(), "run"}); }
  void start_kiosk(std::uint64_t last = 0) {
    const std::uint64_t from = begun.empty() ? 1 : *begun.rbegin() + 1;
    rest.clear();
    kiosk.start({data().string(), PARVIS_SHARE, pin, std::to_string(from),
                 std::to_string(last == 0 ? 0 : from + last), std::to_string(held)});
  }
  void listen() {
    rest += kiosk.said();
    for (std::size_t end = 0; (end = rest.find('\n')) != std::string::npos;) {
      const std::string line = rest.substr(0, end);
      rest.erase(0, end + 1);
      if (line.starts_with("begun ")) begun.insert(std::stoull(line.substr(6)));
      if (line.starts_with("thanked ")) {
        thanked.insert(std::stoull(line.substr(8)));
        ++held;
      }
      if (line.starts_with("closed ")) {
        ++closed;
        held = 0;
      }
    }
  }
  [[nodiscard]] Status ask_to_send() const {
    return transfer::Requests(app::KioskPaths(data()).requests).ask_send_now();
  }
  // What the kiosk has frozen, and what it has a receipt for, so that the log holds it.
  [[nodiscard]] std::size_t frozen() const { return count("outbox", ".batch"); }
  [[nodiscard]] std::size_t received() const { return count("inbox", ".receipt"); }

 private:
  [[nodiscard]] std::size_t count(const char* folder, std::string_view suffix) const {
    const auto files = list_files(data() / folder, suffix);
    return files ? files->size() : 0;
  }
  void build_pack() const {
    const auto today = std::chrono::floor<std::chrono::days>(SystemClock().utc());
    const Path root{PARVIS_SOURCE_DIR};
    const auto ran = support::run(
        PARVIS_HUB_PROGRAM, {"--hub", town.hub().root.string(), "pack", "build",
                             (root / "assets/consultations/mulhouse-solidaire").string(), "--city",
                             (root / "deploy/demo-city.toml").string(), "--opens",
                             to_iso(CivilDate{today - std::chrono::days(30)}), "--closes",
                             to_iso(CivilDate{today + std::chrono::days(30)})});
    INFO(ran.err);
    REQUIRE(ran.status == 0);
  }
  void enrol() {
    const app::KioskPaths paths(data());
    for (const auto& folder : {paths.identity, paths.transport.parent_path(), paths.requests}) {
      support::ok(make_directories(folder));
    }
    const auto prepared =
        value(identity::Store::prepare(paths.identity, paths.transport, {}, support::kCheapCost));
    const auto authority =
        value(hub::Authority::unlock(town.hub().authority(), support::kTownPassphrase));
    const auto enrolled = value(hub::enrol(town.hub(), authority, prepared.request, "borne-01",
                                           "mulhouse-solidaire", SystemClock().utc()));
    const auto answer = value(identity::decode_answer(enrolled.answer));
    auto store = value(identity::Store::open(paths.identity, MonoTime{}));
    support::ok(store.enrol(answer));
    value(value(pack::Store::open(paths.packs, answer.authority)).install(answer.pack));
    const auto administrator =
        value(store.unlock(identity::Role::administrator, prepared.administrator_pin, MonoTime{}));
    pin = value(store.add_mediator(administrator, "Nadia"));
  }
};

constexpr std::size_t kKiosk = 0, kAgent = 1, kHub = 2;
constexpr milliseconds kLook{1};
constexpr milliseconds kWait{10'000};        // for a moment that is worth a kill
constexpr milliseconds kPatience{120'000};   // on a machine that has much else to do
constexpr std::uint64_t kKillsAReceipt = 8;  // at least one batch has a receipt by then
constexpr std::uint64_t kKillsOnTheRoad =
    10;  // one of so many at least falls while a batch travels
constexpr std::uint64_t kSpreadOfKiosk = 450;  // ms in which a kill falls
constexpr std::uint64_t kSpread = 60;
constexpr milliseconds kPause{200};            // before what was busy is tried again
constexpr int kBusy = 4;                       // exit status: another one is at work here
constexpr std::uint64_t kSpreadOnTheRoad = 8;  // as long as a batch takes to its receipt

struct Toll {
  std::array<std::uint64_t, 3> kills{};
  std::uint64_t under_way = 0;  // of agent and hub, while a batch was frozen and had no receipt
  std::size_t received = 0;     // batches, when killing ended
};

void sleep(milliseconds time) { ::usleep(static_cast<useconds_t>(time.count() * 1000)); }

template <class Condition>
bool wait_until(Condition condition, milliseconds most) {
  for (milliseconds waited{0}; !condition(); waited += kLook) {
    if (waited >= most) return false;
    sleep(kLook);
  }
  return true;
}

// Waits for a moment to kill it: every other time for one in which there is something to destroy, a session with a visit or a
// batch on the road, otherwise any.
void wait_for_moment(Three& three, std::size_t which, std::mt19937_64& random) {
  const bool any = random() % 2 == 0;
  const std::uint64_t later = random();
  if (which == kKiosk) {
    const auto progress = [&] {
      three.listen();
      return three.thanked.size() + three.closed;
    };
    const auto before = progress();
    if (!any) wait_until([&] { return progress() > before; }, kWait);
    return sleep(milliseconds(later % kSpreadOfKiosk));
  }
  const bool on_the_road =
      !any && wait_until([&] { return three.frozen() > three.received(); }, kWait);
  sleep(milliseconds(later % (on_the_road ? kSpreadOnTheRoad : kSpread)));
}

// Kills one of the three after a while, and starts it again. Which while: long enough for something to happen, short enough
// that it happens in the middle.
void kill_one(Three& three, std::mt19937_64& random, Toll& toll) {
  const std::size_t which = random() % 3;
  // An agent that the hub was taken from rests for a minute: somebody at the kiosk asks it to send.
  support::ok(three.ask_to_send());
  wait_for_moment(three, which, random);
  three.listen();
  Process& victim = which == kKiosk ? three.kiosk : which == kAgent ? three.agent : three.hub;
  const auto ended = victim.ended();
  INFO("process " << which << " ended by itself with " << ended.value_or(0));
  // Whose forerunner was killed may find its lock still held for a moment, and says so.
  REQUIRE((!ended || (which != kHub && *ended == kBusy)));
  if (which != kKiosk && three.frozen() > three.received()) ++toll.under_way;
  victim.kill();
  three.listen();
  victim.forget_output();
  ++toll.kills.at(which);
  if (which == kKiosk) three.start_kiosk();
  if (which == kAgent) three.start_agent();
  if (which == kHub) three.start_hub();
}

// On a slow machine nothing may get through in so many kills: then they hold off until something has.
void let_one_through(Three& three, std::size_t wanted) {
  const auto arrived = [&] {
    three.listen();
    return three.received() >= wanted;
  };
  for (int i = 0; i < 60 && !arrived(); ++i) {
    if (three.agent.ended()) three.start_agent();  // it found the lock held
    if (three.kiosk.ended()) three.start_kiosk();
    support::ok(three.ask_to_send());
    wait_until(arrived, kPatience / 60);
  }
}

Toll kill_at_random(Three& three, std::mt19937_64& random, std::uint64_t kills) {
  Toll toll;
  // On a machine where few of them fall in a moment that matters there are more of them.
  for (std::uint64_t i = 1;
       i <= kills || (toll.under_way < kills / kKillsOnTheRoad && i <= 3 * kills); ++i) {
    kill_one(three, random, toll);
    if (i % kKillsAReceipt == 0 && i <= kills) let_one_through(three, i / kKillsAReceipt);
  }
  toll.received = three.received();
  return toll;
}

// Nobody is killed any more: what is there ends in order and travels.
void end_in_order(Three& three) {
  three.kiosk.kill();
  three.listen();
  three.kiosk.forget_output();
  three.agent.kill();
  for (int i = 0, ended = kBusy; ended != 0; ++i) {
    three.start_kiosk(2);
    ended = three.kiosk.wait();
    REQUIRE((ended == 0 || (ended == kBusy && i < 20)));
    if (ended == kBusy) sleep(kPause);
  }
  three.listen();
  for (int i = 0; i < 20; ++i) {
    const auto ran = support::run(PARVIS_SYNC_PROGRAM,
                                  {"--config", three.town.path("sync.toml").string(), "once"});
    if (ran.status == 0) break;
    INFO(ran.out << ran.err);
    REQUIRE(i < 19);
    sleep(kPause);
  }
  const auto opened =
      support::run(PARVIS_HUB_PROGRAM, {"--hub", three.town.hub().root.string(), "open"});
  INFO(opened.err);
  REQUIRE(opened.status == 0);
}

TEST_CASE("kiosk, agent and hub are killed at random: whoever was thanked counts once") {
  REQUIRE(crypto::init());
  const auto kills_wanted = from_environment("PARVIS_KILLS", 40);
  const auto seed = from_environment("PARVIS_SEED", 7);
  Three three;
  three.start_hub();
  three.start_agent();
  three.start_kiosk();
  std::mt19937_64 random(seed);
  const auto toll = kill_at_random(three, random, kills_wanted);
  const auto closed = three.closed;
  end_in_order(three);

  std::map<std::uint64_t, std::uint64_t> found;
  auto desk = three.town.desk();
  for (const auto& idea : value(desk.ideas())) {
    const auto at = idea.said.find("numero ");
    REQUIRE(at != std::string::npos);
    ++found[std::stoull(idea.said.substr(at + 7))];
  }
  std::uint64_t missing = 0;
  std::uint64_t twice = 0;
  for (const auto number : three.thanked) missing += found.contains(number) ? 0 : 1;
  for (const auto& [number, times] : found) twice += times > 1 ? 1 : 0;
  const auto results = value(hub::count(desk, three.town.authority(), "mulhouse-solidaire"));
  fmt::print(
      "killed {} times (kiosk {}, agent {}, hub {}; seed {}): {} visits begun, {} thanked, {} at "
      "the hub in {} batches; while killing {} sessions closed, {} batches received, {} kills of "
      "agent and hub with a batch under way; {} missing, {} twice, {} duplicates, {} set aside\n",
      toll.kills[kKiosk] + toll.kills[kAgent] + toll.kills[kHub], toll.kills[kKiosk],
      toll.kills[kAgent], toll.kills[kHub], seed, three.begun.size(), three.thanked.size(),
      results.sheets.arrived, results.sum.batches, closed, toll.received, toll.under_way, missing,
      twice, results.sum.standings[static_cast<std::size_t>(hub::Standing::duplicate)],
      results.sum.standings[static_cast<std::size_t>(hub::Standing::quarantined)] +
          results.sum.standings[static_cast<std::size_t>(hub::Standing::unopenable)]);
  std::fflush(stdout);
  // The test is worth what was under way when the kills fell.
  CHECK(toll.received >= kills_wanted / kKillsAReceipt);
  CHECK(toll.under_way >= kills_wanted / kKillsOnTheRoad);
  CHECK(missing == 0);
  CHECK(twice == 0);
  CHECK(results.sum.closes());
  CHECK(results.sheets.started == results.sheets.arrived);
  CHECK(results.sum.standings[static_cast<std::size_t>(hub::Standing::duplicate)] == 0);
  CHECK(results.sum.standings[static_cast<std::size_t>(hub::Standing::quarantined)] == 0);
  CHECK(results.sum.standings[static_cast<std::size_t>(hub::Standing::unopenable)] == 0);
  CHECK(!three.thanked.empty());
  CHECK(three.town.audit(Town::Reopen::yes).findings.empty());
}

}  // namespace
}  // namespace parvis::fault
