// After a visit nothing of what it said is in the program's memory: not the idea's words, not the votes, not the seed from which its
// cards can be drawn again, not the code. All memory of the process that it may read is copied, as a core file would have it.
//
// leaving_test looks for the words alone, after every ending; here one visit says all that can be said.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tests/privacy/talkative.h"
#include "tests/support/secrets.h"

#ifdef PARVIS_WIPING_FREE  // a sanitizer has an allocator of its own
namespace parvis {
namespace {

using drive::DrivenKiosk;
using support::ok;
using support::Secrets;
using support::value;

// The sentence stands nowhere in this program as it is read, since the kiosk below is a copy of it.
constexpr std::uint8_t kVeil = 0x55;
template <std::size_t Size>
consteval std::array<std::uint8_t, Size - 1> hidden(const char (&words)[Size]) {
  std::array<std::uint8_t, Size - 1> made{};
  for (std::size_t i = 0; i + 1 < Size; ++i) made[i] = static_cast<std::uint8_t>(words[i]) ^ kVeil;
  return made;
}
constexpr auto kSentence = hidden("des wapitis jaloux vexent nos fjords brusques");

void write_sentence(DrivenKiosk& kiosk) {
  for (const auto veiled : kSentence) {
    const char letter = static_cast<char>(veiled ^ kVeil);
    ok(kiosk.tap(letter == ' ' ? "key.space" : std::string("key.") + letter));
  }
}

struct Region {
  std::string name;  // "[heap]", a library, "[anonymous]"
  Bytes bytes;
};
using Memory = std::vector<Region>;

// A kiosk in a process of its own, a copy of this one, on data that was prepared before. It waits at each stop until it is let go.
class Process {
 public:
  template <class Life>
  explicit Process(Life life) {
    PARVIS_CHECK(::pipe(up_.data()) == 0 && ::pipe(down_.data()) == 0);
    child_ = ::fork();
    if (child_ != 0) return;
    life(*this);
    ::_exit(0);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    for (const int end : {up_[0], up_[1], down_[0], down_[1]}) ::close(end);
  }

  // --- in the child. What it says goes from where it stands, through no buffer of ours.
  void stop(std::string_view says = ".") const {
    char byte = '.';
    if (::write(up_[1], says.data(), says.size()) < 0 || ::read(down_[0], &byte, 1) != 1) {
      ::_exit(1);
    }
  }

  // --- in the test
  [[nodiscard]] std::string reaches_stop() const {
    struct ::pollfd ready {
      .fd = up_[0], .events = POLLIN, .revents = 0
    };
    std::array<char, 64> said{};
    if (::poll(&ready, 1, 240'000) != 1) return "";
    const auto got = ::read(up_[0], said.data(), said.size());
    return got <= 0 ? "" : std::string(said.data(), static_cast<std::size_t>(got));
  }
  void go_on() const { REQUIRE(::write(down_[1], ".", 1) == 1); }
  [[nodiscard]] Memory memory() const;

 private:
  pid_t child_ = 0;
  std::array<int, 2> up_{}, down_{};
};

Memory Process::memory() const {
  Memory regions;
  const auto process = Path("/proc") / std::to_string(child_);
  std::ifstream maps(process / "maps");
  const int memory = ::open((process / "mem").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(memory >= 0);
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::string range, may, offset, device, inode, name;
    fields >> range >> may >> offset >> device >> inode >> name;
    if (may[0] != 'r' || name.starts_with("[v")) continue;
    const auto begin = std::stoull(range, nullptr, 16);
    const auto end = std::stoull(range.substr(range.find('-') + 1), nullptr, 16);
    Bytes bytes(end - begin);
    const auto got = ::pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(begin));
    if (got <= 0) continue;
    bytes.resize(static_cast<std::size_t>(got));
    regions.push_back({name.empty() ? "[anonymous]" : name, std::move(bytes)});
  }
  ::close(memory);
  return regions;
}

// "[heap]: seed little-endian"
std::vector<std::string> finds_in(const Memory& memory, const Secrets& secrets) {
  std::vector<std::string> finds;
  for (const auto& region : memory) {
    for (const auto& form : secrets.find(region.bytes)) finds.push_back(region.name + ": " + form);
  }
  return finds;
}

bool found(const std::vector<std::string>& finds, std::string_view form) {
  return std::any_of(finds.begin(), finds.end(),
                     [&](const std::string& find) { return find.ends_with(form); });
}

TEST_CASE("after a visit its idea, votes, seed, code and tag are nowhere in the program's memory") {
  ok(crypto::init());
  support::TemporaryDirectory directory;
  const drive::TestCity city;
  const UtcTime now = value(parse_utc("2026-06-01T08:00:00Z"));
  const Path root{PARVIS_SOURCE_DIR};
  const std::string pin = value(city.prepare_kiosk(
      directory / "kiosk",
      {root / "assets/consultations/mulhouse-solidaire", root / "deploy/demo-city.toml"}, now));
  const Process process([&](const Process& self) {
    drive::KioskOptions options;
    options.data = directory / "kiosk";
    options.share = PARVIS_SHARE;
    options.display = value(ui::find_display("10"));
    options.start = now;
    auto kiosk = value(DrivenKiosk::open(std::move(options)));
    ok(kiosk->open_session(pin));
    drive::say_everything(*kiosk, write_sentence);
    self.stop(kiosk->node("thanks.code")->value);
    ok(kiosk->tap("thanks.end"));
    self.stop();
    for (int i = 0; i < 9; ++i) drive::say_little(*kiosk);
    kiosk->hold_corner();
    for (const char digit : pin) ok(kiosk->tap("pin." + std::string(1, digit)));
    ok(kiosk->tap("menu.close"));
    ok(kiosk->tap("close.confirm"));
    self.stop();
  });
  const std::string code = process.reaches_stop();
  REQUIRE(code.size() == 10);
  const Memory during = process.memory();
  process.go_on();
  REQUIRE(process.reaches_stop() == ".");
  const Memory after = process.memory();
  process.go_on();
  REQUIRE(process.reaches_stop() == ".");

  wire::Visit said;
  for (auto& visit : value(city.open_outbox(directory / "kiosk/outbox"))) {
    if (!visit.ideas.empty()) said = std::move(visit);
  }
  REQUIRE(said.votes.size() == 12);
  std::string words;
  for (const auto letter : kSentence) words += static_cast<char>(letter ^ kVeil);
  const Secrets secrets(said, words, code);
  const auto before = finds_in(during, secrets);  // the search can find
  for (const char* form : {"votes in memory", "seed little-endian", "code", "tag"}) {
    CAPTURE(form);
    CHECK(found(before, form));
  }
  for (const auto& find : finds_in(after, secrets)) FAIL_CHECK(find);
  std::size_t bytes = 0;
  for (const auto& region : after) bytes += region.bytes.size();
  CHECK(bytes > 10'000'000);
  fmt::print(
      "memory: {} forms of what one visit said, in {} regions and {:.0f} MB of a kiosk after it: "
      "nowhere "
      "(while the code is shown: {} finds)\n",
      secrets.forms(), after.size(), static_cast<double>(bytes) / 1e6, before.size());
}

}  // namespace
}  // namespace parvis
#endif
