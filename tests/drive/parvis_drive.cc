// parvis-drive: a kiosk without a display, spoken to in lines. For tests and for people without a screen.
//
// Two processes: this one reads commands and watches, a child is the kiosk. A power cut is the child's _exit(): no
// destructor runs, and what SQLite had not synced was only in its memory (tests/support/forgetful_vfs.h).
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>

#include "hardware/platform/exit_code.h"
#include "hardware/platform/log.h"
#include "sync/crypto/crypto.h"
#include "tests/drive/protocol.h"
#include "tests/drive/test_city.h"
#include "tests/support/temporary_directory.h"

using namespace parvis;
using drive::DrivenKiosk;

namespace {

constexpr int kPowerCut = 77;  // the child's exit status

// Writes a line; false when nobody reads any more.
bool put_line(int fd, std::string line) {
  line += '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd, rest.data(), rest.size());
    if (written <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}
  std::optional<std::string> next() {
    for (;;) {
      if (const auto end = buffer_.find('\n'); end != std::string::npos) {
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 1);
        return line;
      }
      std::array<char, 65536> chunk{};
      const ssize_t got = ::read(fd_, chunk.data(), chunk.size());
      if (got <= 0) return std::nullopt;
      buffer_.append(chunk.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  int fd_;
  std::string buffer_;
};

// The child: a kiosk until its commands end. Its first line says whether it started.
[[noreturn]] void be_kiosk(const drive::KioskOptions& options, int in, int out) {
  auto kiosk = DrivenKiosk::open(options);
  if (!kiosk) {
    put_line(out, drive::answer_error(kiosk.error()));
    ::_exit(kExitCannot);
  }
  put_line(out, drive::answer_ok(**kiosk));
  LineReader lines(in);
  while (const auto line = lines.next()) {
    if (*line == "power-cut") ::_exit(kPowerCut);
    if (*line == "quit") break;
    std::string reply = drive::answer(**kiosk, *line);
    // Where the clock stands goes along, so that a restart goes on from there.
    if (!put_line(out, std::to_string(seconds_of((*kiosk)->clock().utc())) + " " + reply)) break;
  }
  kiosk->reset();
  ::_exit(0);
}

class Supervisor {
 public:
  explicit Supervisor(drive::KioskOptions options) : options_(std::move(options)) {}
  ~Supervisor() { end("quit"); }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  std::string start() {
    end("quit");
    std::array<int, 2> down{}, up{};
    if (::pipe(down.data()) != 0 || ::pipe(up.data()) != 0) return R"({"ok":false,"error":"pipe"})";
    child_ = ::fork();
    if (child_ == 0) {
      ::close(down[1]);
      ::close(up[0]);
      be_kiosk(options_, down[0], up[1]);
    }
    ::close(down[0]);
    ::close(up[1]);
    to_ = down[1];
    from_fd_ = up[0];
    from_.emplace(from_fd_);
    const auto first = from_->next();
    return first ? *first : R"({"ok":false,"error":"internal: the kiosk died while starting"})";
  }

  std::string ask(const std::string& line) {
    if (child_ <= 0) return R"({"ok":false,"error":"busy: the kiosk is off: say restart"})";
    put_line(to_, line);
    const auto reply = from_->next();
    if (!reply) {
      end("quit");
      return R"({"ok":false,"error":"internal: the kiosk died: say restart"})";
    }
    const auto space = reply->find(' ');
    if (const auto now = utc_from_seconds(std::stoull(*reply))) options_.start = *now;
    return reply->substr(space + 1);
  }

  // "quit" in order, "power-cut" without.
  void end(const std::string& how) {
    if (child_ <= 0) return;
    put_line(to_, how);
    ::close(to_);
    ::close(from_fd_);
    from_.reset();
    ::waitpid(child_, nullptr, 0);
    child_ = 0;
  }

 private:
  drive::KioskOptions options_;
  pid_t child_ = 0;
  int to_ = -1;
  int from_fd_ = -1;
  std::optional<LineReader> from_;
};

struct Arguments {
  std::string directory, share, display = "10", language, start = "2026-06-01T08:00:00Z";
  std::string pack, city, sticks, speech, voice = "espeak-ng", switches = "none";
  bool undrawn = false, open = false;
};

void describe(CLI::App& cli, Arguments& arguments) {
  cli.footer(
      "One command a line, one JSON answer a line; `help` lists them, tests/drive/README.md "
      "explains them.\n"
      "Exit status: 0 after quit, 2 wrong words, 3 could not start.");
  cli.add_option("--directory", arguments.directory,
                 "the kiosk's data: prepared when empty (default: a temporary one)");
  cli.add_option("--display", arguments.display, "7, 7-hd, 10, 15 or portrait (default 10)");
  cli.add_option("--language", arguments.language,
                 "with --open: the first visit's, up to the question");
  cli.add_option("--pack", arguments.pack, "a consultation's sources (default mulhouse-solidaire)");
  cli.add_option("--city", arguments.city,
                 "values of [city] for it (default deploy/demo-city.toml)");
  cli.add_option("--share", arguments.share,
                 "languages and pictures (default: beside the program)");
  cli.add_option("--start", arguments.start,
                 "when the clock begins (default 2026-06-01T08:00:00Z)");
  cli.add_option("--sticks", arguments.sticks, "the directory in which key sticks are mounted");
  cli.add_option("--speech", arguments.speech,
                 "a WAV file for everything that is said; FILE.txt lists it (default: no voice)");
  cli.add_option("--voice", arguments.voice, "the voice's program (default espeak-ng)");
  cli.add_option("--switches", arguments.switches, "none, one or two (default none)")
      ->check(CLI::IsMember({"none", "one", "two"}));
  cli.add_flag("--open", arguments.open, "open a session first, at the pack's first place");
  cli.add_flag("--undrawn", arguments.undrawn, "lay out, don't paint: faster, no pictures");
}

Path default_share() {
  std::error_code error;
  const Path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return program.parent_path().parent_path() / "share/parvis";
}

// PIN, place, and the first screens of a visit.
std::string open_session(Supervisor& kiosk, const std::string& pin, const std::string& language) {
  std::string reply;
  for (const char digit : pin) reply = kiosk.ask("tap pin." + std::string(1, digit));
  const auto tree = nlohmann::json::parse(kiosk.ask("tree"));
  for (const auto& node : tree["nodes"]) {
    const std::string id = node["id"];
    if (!id.starts_with("place.") || node["role"] != "choice") continue;
    kiosk.ask("tap " + id);
    break;
  }
  kiosk.ask("tap place.open");
  reply = kiosk.ask("tap opened.start");
  if (language.empty()) return reply;
  kiosk.ask("tap attract.start");
  kiosk.ask("tap language." + language);
  while (kiosk.ask("tap plain.turn").starts_with(R"({"ok":true)")) {
  }
  return kiosk.ask("tap plain.start");
}

int serve(Supervisor& kiosk) {
  for (std::string line; std::getline(std::cin, line);) {
    std::string reply;
    if (line == "quit") break;
    if (line == "power-cut") {
      kiosk.end(line);
      reply = R"({"ok":true,"screen":"off"})";
    } else if (line == "restart") {
      reply = kiosk.start();
    } else {
      reply = kiosk.ask(line);
    }
    std::cout << reply << std::endl;
  }
  return kExitDone;
}

int fail_start(const Error& error) {
  std::fprintf(stderr, "parvis-drive: %s\n", error.message().c_str());
  return kExitCannot;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App cli{"A kiosk without a display, spoken to in lines."};
  Arguments arguments;
  describe(cli, arguments);
  CLI11_PARSE(cli, argc, argv);
  set_log_level(LogLevel::warning);
  if (const auto started = crypto::init(); !started) return fail_start(started.error());

  std::optional<support::TemporaryDirectory> temporary;
  if (arguments.directory.empty()) {
    temporary.emplace();
    arguments.directory = (temporary->path() / "kiosk").string();
  }
  const auto display = ui::find_display(arguments.display);
  const auto start = parse_utc(arguments.start);
  if (!display) return fail_start(display.error());
  if (!start) return fail_start(start.error());
  drive::KioskOptions options{
      .data = arguments.directory,
      .share = arguments.share.empty() ? default_share() : Path(arguments.share),
      .display = *display,
      .drawing = arguments.undrawn ? ui::Drawing::none : ui::Drawing::pixels,
      .start = *start,
      .visit_start = {},
      .factors = {.board = {}, .sticks = arguments.sticks},
      .speech = arguments.speech,
      .voice = arguments.voice,
      .switches = arguments.switches == "one"   ? ui::Switches::one
                  : arguments.switches == "two" ? ui::Switches::two
                                                : ui::Switches::none};
  nlohmann::ordered_json ready{{"ok", true}, {"directory", arguments.directory}};
  std::string pin;
  if (!std::filesystem::exists(options.data / "kiosk")) {
    const Path root{PARVIS_SOURCE_DIR};
    drive::CitySources sources{
        arguments.pack.empty() ? root / "assets/consultations/mulhouse-solidaire"
                               : Path(arguments.pack),
        arguments.city.empty() ? root / "deploy/demo-city.toml" : Path(arguments.city)};
    auto drawn = drive::TestCity().prepare_kiosk(options.data, sources, *start);
    if (!drawn) return fail_start(drawn.error());
    pin = *drawn;
    ready["pin"] = pin;
  }
  Supervisor kiosk(std::move(options));
  std::string reply = kiosk.start();
  if (arguments.open && !pin.empty()) reply = open_session(kiosk, pin, arguments.language);
  ready.update(nlohmann::ordered_json::parse(reply));
  std::cout << ready.dump() << std::endl;
  return ready["ok"] == true ? serve(kiosk) : kExitCannot;
}
