// What a resident said is in no byte that the kiosk has ever written: not in a file that is there, not in one that was replaced, not
// in a page that was written over, not on a stick, not in the log of the program.
#include "tests/support/written_bytes.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "hardware/platform/log.h"
#include "sync/agent/sticks.h"
#include "tests/privacy/talkative.h"
#include "tests/support/secrets.h"

namespace parvis {
namespace {

using support::ok;
using support::Secrets;
using support::TemporaryDirectory;
using support::value;
using support::WrittenBytes;

// Temporary files of everybody go below `directory` while it lasts.
class TemporaryFilesIn {
 public:
  explicit TemporaryFilesIn(const Path& directory) {
    if (const char* before = ::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", directory.c_str(), 1);
  }
  TemporaryFilesIn(const TemporaryFilesIn&) = delete;
  TemporaryFilesIn& operator=(const TemporaryFilesIn&) = delete;
  ~TemporaryFilesIn() {
    before_.empty() ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", before_.c_str(), 1);
  }

 private:
  std::string before_;
};

// What stdio writes does not come through write(): the log goes into a file while this lasts.
class CaughtLog {
 public:
  explicit CaughtLog(Path file) : file_(std::move(file)), before_(::dup(STDERR_FILENO)) {
    const int fd = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    PARVIS_CHECK(fd >= 0 && ::dup2(fd, STDERR_FILENO) == STDERR_FILENO);
    ::close(fd);
    set_log_level(LogLevel::debug);
  }
  CaughtLog(const CaughtLog&) = delete;
  CaughtLog& operator=(const CaughtLog&) = delete;
  ~CaughtLog() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    set_log_level(LogLevel::info);
  }
  [[nodiscard]] Bytes read() const { return value(read_file(file_, 64u << 20)); }

 private:
  Path file_;
  int before_;
};

std::string code_on(const drive::DrivenKiosk& kiosk) { return kiosk.node("thanks.code")->value; }

void write_idea(drive::DrivenKiosk& kiosk) { ok(kiosk.type(drive::kTalkativeWords)); }

// A day of a kiosk on the machine's own disk: somebody says everything, the program stops in the middle of another visit, others
// come, the session is closed, its batch is cut, sending is asked for, and all goes onto a stick.
struct Day {
  TemporaryDirectory outer;
  TemporaryDirectory logs;
  TemporaryFilesIn temporary{outer.path()};
  CaughtLog log{logs / "stderr"};
  WrittenBytes disk{outer.path()};
  drive::Hall hall{"10", ui::Drawing::none, on_a_real_disk()};
  std::string code;
  wire::Visit said;

  static drive::KioskOptions on_a_real_disk() {
    drive::KioskOptions options;
    options.disk = drive::Disk::real;
    return options;
  }

  // Onto a stick, with the journal.
  void carry_away() const {
    agent::Settings settings;
    settings.data = hall.data();
    settings.consultation = "mulhouse-solidaire";
    const Path stick = outer / "stick";
    ok(make_directories(stick));
    transfer::StickCalls calls;
    PARVIS_CHECK(
        value(agent::export_to_stick(settings, {stick, transfer::Stick::Mounted::any, calls}))
            .written > 0);
  }

  void live() {
    drive::say_everything(*hall.kiosk, write_idea);
    code = code_on(*hall.kiosk);
    ok(hall.kiosk->tap("thanks.end"));
    for (int i = 0; i < 5; ++i) drive::say_little(*hall.kiosk);
    hall.begin_visit();
    ok(hall.kiosk->tap("question.vote"));
    hall.vote("disagree");
    ok(hall.kiosk->restart());
    ok(hall.kiosk->open_session(hall.pin));
    for (int i = 0; i < 5; ++i) drive::say_little(*hall.kiosk);
    hall.close_session();
    if (hall.kiosk->shows("safe.send")) ok(hall.kiosk->tap("safe.send"));
    hall.kiosk->advance(std::chrono::seconds(5));
    carry_away();
    for (const auto& visit : value(hall.city.open_outbox(hall.data() / "outbox"))) {
      if (!visit.ideas.empty()) said = visit;
    }
  }
};

std::vector<std::string> finds_in(const Day& day, const Secrets& secrets) {
  std::vector<std::string> finds;
  for (const auto& trail : day.disk.trails()) {
    for (const auto& form : secrets.find(trail.bytes)) finds.push_back(trail.file + ": " + form);
  }
  for (const auto& form : secrets.find(day.log.read())) finds.push_back("the log: " + form);
  return finds;
}

TEST_CASE("what a resident said is in no byte that the kiosk has ever written") {
  Day day;
  day.live();
  REQUIRE(day.said.votes.size() == 12);
  REQUIRE(day.code.size() == 10);
  const Secrets secrets(day.said, drive::kTalkativeWords, day.code);
  const std::string missed = day.disk.missed();
  INFO(missed);
  CHECK(missed.empty());
  for (const auto& find : finds_in(day, secrets)) FAIL_CHECK(find);
  // It was really looked at: sessions and their WALs, the chain, the journal, batches, the stick.
  constexpr std::array kKinds{"sessions/", ".db-wal", "chain.db",
                              "journal",   "outbox/", "from-kiosk/"};
  std::map<std::string, std::size_t> kinds;
  for (const auto& trail : day.disk.trails()) {
    for (const char* kind : kKinds) {
      if (trail.file.find(kind) != std::string::npos) ++kinds[kind];
    }
  }
  for (const char* kind : kKinds) {
    INFO(kind);
    CHECK(kinds.contains(kind));
  }
  fmt::print(
      "written: {} forms of what one visit said, in {} files, {} writes and {:.1f} MB that the "
      "kiosk has written, "
      "{} bytes of log: nowhere\n",
      secrets.forms(), day.disk.trails().size(), day.disk.writes(),
      static_cast<double>(day.disk.bytes()) / 1e6, day.log.read().size());
}

TEST_CASE(
    "each thing that a kiosk could let slip is found: in a file, in one that is gone, in the log") {
  Day day;
  day.live();
  const Secrets secrets(day.said, drive::kTalkativeWords, day.code);
  REQUIRE(finds_in(day, secrets).empty());
  SECTION("a line of the log") {
    log_info("visit kept: {}", day.said.ideas[0].text);
    CHECK(finds_in(day, secrets) == std::vector<std::string>{"the log: words as utf-8 nfc"});
  }
  SECTION("the seed in the log") {
    log_info("drew 12 cards from seed {}", day.said.seed);
    CHECK(finds_in(day, secrets) == std::vector<std::string>{"the log: seed in decimal"});
  }
  SECTION("a file that is gone again") {
    const Path file = day.hall.data() / "draft.json";
    std::ofstream(file) << "{\"code\":\"" << day.code << "\"}";
    std::filesystem::remove(file);
    const auto finds = finds_in(day, secrets);
    REQUIRE(finds.size() == 1);
    CHECK(finds[0].ends_with("draft.json: code"));
  }
  SECTION("a page that was written over") {
    const Path file = day.hall.data() / "page";
    const Bytes visit = value(wire::encode(day.said));
    std::fstream stream(file, std::ios::out | std::ios::binary);
    stream
        .write(reinterpret_cast<const char*>(visit.data()),
               static_cast<std::streamsize>(visit.size()))
        .flush();
    stream.seekp(0)
        .write(std::string(visit.size(), '\0').data(), static_cast<std::streamsize>(visit.size()))
        .flush();
    const auto finds = finds_in(day, secrets);
    CHECK(finds.size() == 4);  // words, votes, seed, tag
  }
  SECTION("two writes that make a word together") {
    std::ofstream stream(day.hall.data() / "halves", std::ios::binary);
    const std::string half = day.code.substr(0, 5);
    stream.write(half.data(), 5).flush();
    stream.write(day.code.data() + 5, 5).flush();
    CHECK(finds_in(day, secrets).size() == 1);
  }
  SECTION("a new file of zeros, with the number of one that is gone, is no find") {
    // As the reserve file: what was written under its number before is not missed in it.
    const Path gone = day.hall.data() / "gone";
    const Path zeros = day.hall.data() / "zeros";
    std::ofstream(gone) << "some words";
    struct stat before {};
    REQUIRE(::stat(gone.c_str(), &before) == 0);
    std::filesystem::remove(gone);
    const int fd = ::open(zeros.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct stat after {};
    REQUIRE(::fstat(fd, &after) == 0);
    CHECK(::posix_fallocate(fd, 0, 4096) == 0);
    ::close(fd);
    if (before.st_ino != after.st_ino) WARN("this file system gave another number");
    CHECK(day.disk.missed().empty());
  }
  SECTION("a file that was cut short and grew again is no find") {
    const Path file = day.hall.data() / "cut";
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(::write(fd, "some words", 10) == 10);
    CHECK(::ftruncate(fd, 4) == 0);
    CHECK(::ftruncate(fd, 10) == 0);
    ::close(fd);
    CHECK(day.disk.missed().empty());
  }
  SECTION("bytes that went past are told of") {
    std::FILE* file = std::fopen((day.hall.data() / "stdio").c_str(), "w");
    REQUIRE(file != nullptr);
    std::fputs("not through write()", file);
    std::fclose(file);
    CHECK_THAT(day.disk.missed(), Catch::Matchers::EndsWith("/stdio"));
  }
}

}  // namespace
}  // namespace parvis
