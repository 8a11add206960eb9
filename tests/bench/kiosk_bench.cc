// The whole kiosk at 1280×800 with the processor's own drawing: from its start to the first picture, asleep, and after everything it has was
// used; then from fingers to presented pictures, and each picture of what moves. SDL's video driver is that of the environment:
//
//   xvfb-run -a tests/bench/kiosk_bench                  an X11 window
//   SDL_VIDEODRIVER=dummy tests/bench/kiosk_bench        no window system; idle is higher there, since SDL polls
#include <SDL2/SDL_video.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <map>
#include <thread>
#include <vector>

#include "tests/bench/crowd.h"
#include "tests/bench/process_figures.h"
#include "tests/drive/test_city.h"
#include "tests/support/program.h"

namespace parvis::bench {
namespace {

using drive::Cause;
using drive::DrivenKiosk;
using drive::Shown;
using support::Running;
using support::value;

constexpr auto kSettles = std::chrono::seconds(2);
constexpr std::uint64_t kSeed = 7;

struct Options {
  int starts = 15;
  int idle = 20;  // s
  std::size_t taps = 1000;
};

void print(std::string_view what, const std::string& figure, std::string_view goal) {
  fmt::print("{:<44} {:>36}   {}\n", what, figure, goal);
}
std::string p50_p99(const std::vector<double>& all) {
  return fmt::format("p50 {:.2f} p99 {:.2f} ms", percentile(all, 0.5), percentile(all, 0.99));
}

// ---- the program ------------------------------------------------------------------------------------------

// Processor time of all children that have ended, ms.
double children_cpu_ms() {
  rusage used{};
  ::getrusage(RUSAGE_CHILDREN, &used);
  const auto ms = [](const timeval& t) {
    return 1e3 * static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e3;
  };
  return ms(used.ru_utime) + ms(used.ru_stime);
}

void whole_program(const Path& data, const Options& options) {
  const std::vector<std::string> words{"--data", data.string(), "--share",   PARVIS_SHARE,
                                       "run",    "--windowed",  "--display", "10"};
  std::vector<double> starts;
  std::vector<double> processor;  // with the ending
  for (int i = 0; i < options.starts; ++i) {
    const double begin = wall_ms();
    const double before = children_cpu_ms();
    Running kiosk(PARVIS_KIOSK_PROGRAM, words, Running::Listen::errors, environ);
    PARVIS_CHECK(kiosk.says("the first picture is on the screen"));
    starts.push_back(wall_ms() - begin);
    kiosk.stop();
    processor.push_back(children_cpu_ms() - before);
  }
  print("start to first picture, files cached",
        fmt::format("p50 {:.0f} max {:.0f} ms", percentile(starts, 0.5), percentile(starts, 1)),
        "<= 250 ms");
  print("  its processor time, start and end",
        fmt::format("p50 {:.0f} ms", percentile(processor, 0.5)), "");
  Running kiosk(PARVIS_KIOSK_PROGRAM, words, Running::Listen::errors, environ);
  PARVIS_CHECK(kiosk.says("the first picture is on the screen"));
  std::this_thread::sleep_for(kSettles);
  const double before = cpu_seconds_of(kiosk.id());
  std::this_thread::sleep_for(std::chrono::seconds(options.idle));
  const double idle = (cpu_seconds_of(kiosk.id()) - before) / options.idle;
  print("PSS, waiting",
        fmt::format("{:.1f} MB", static_cast<double>(pss_of(kiosk.id())) / (1 << 20)), "<= 64 MB");
  print(fmt::format("processor time, waiting {} s", options.idle),
        fmt::format("{:.2f} %", 100 * idle), "<= 0.1 %");
}

// ---- in use -----------------------------------------------------------------------------------------------

// What a tap is, by the id of what was tapped.
std::string_view kind_of(std::string_view id) {
  if (id.starts_with("vote.")) return "a vote";
  if (id.starts_with("qualification.")) return "a qualification";
  if (id == "card.next" || id.starts_with("half.")) return "the next card";
  if (id.starts_with("key.")) return "a key of the keyboard";
  if (id.starts_with("language.")) return "a language";
  if (id.starts_with("display.")) return "a size or a contrast";
  if (id.starts_with("bar.")) return "a panel, opened or closed";
  return "anything else";
}

struct Waits {
  std::vector<double> wall, processor;
  void add(const Shown& shown) {
    wall.push_back(shown.wall);
    processor.push_back(shown.processor);
  }
};

class InUse {
 public:
  void take(const Shown& shown) {
    if (shown.cause == Cause::time) return moving_.add(shown);
    if (shown.cause == Cause::finger_down) return down_.add(shown);
    up_.add(shown);
    by_kind_[kind_of(shown.id)].add(shown);
  }
  [[nodiscard]] std::size_t taps() const { return up_.wall.size(); }
  void print_table() const {
    print("finger down to presented pixels", p50_p99(down_.wall), "p99 <= 50 ms");
    print(fmt::format("finger up to the presented answer, {} taps", taps()), p50_p99(up_.wall),
          "p99 <= 50 ms, with the disk");
    print("  its processor time on the main thread", p50_p99(up_.processor), "");
    for (const auto& [kind, waits] : by_kind_) {
      print(fmt::format("  {} ({})", kind, waits.wall.size()), p50_p99(waits.wall), "");
    }
    const auto late = std::ranges::count_if(moving_.wall, [](double ms) { return ms > 1e3 / 30; });
    print(fmt::format("a picture of what moves, {} of them", moving_.wall.size()),
          p50_p99(moving_.wall), "");
    print("  the worst, and how many took over 33 ms",
          fmt::format("{:.1f} ms, {}", percentile(moving_.wall, 1), late), "none over 33 ms");
    print("  their processor time",
          fmt::format("p50 {:.2f} max {:.2f} ms", percentile(moving_.processor, 0.5),
                      percentile(moving_.processor, 1)),
          "");
  }

 private:
  Waits down_, up_, moving_;
  std::map<std::string_view, Waits> by_kind_;
};

std::unique_ptr<DrivenKiosk> open_kiosk(const Path& data, const std::string& pin, InUse& in_use) {
  auto kiosk =
      value(DrivenKiosk::open({.data = data,
                               .share = PARVIS_SHARE,
                               .display = value(ui::find_display("10")),
                               .drawing = ui::Drawing::pixels,
                               .start = SystemClock().utc(),
                               .visit_start = {},
                               .video = drive::Video::environment,
                               .disk = drive::Disk::real,
                               .shown = [&in_use](const Shown& shown) { in_use.take(shown); }}));
  support::ok(kiosk->open_session(pin));
  return kiosk;
}

// A visit in each language, to the end, and in the middle of it every size and contrast that the panel offers.
void every_language_and_look(DrivenKiosk& kiosk, Crowd& crowd) {
  const auto languages = kiosk.app().resident().consultation->languages.size();
  for (std::size_t i = 0; i < languages; ++i) {
    auto resident = crowd.next();
    resident.departure = drive::Departure::stays;
    bool looked = false;
    value(drive::visit(kiosk, resident, [&](DrivenKiosk& at) -> Status {
      if (looked || at.screen() != "card") return {};
      looked = true;
      return try_every_look(at);
    }));
  }
}

// This process with the app in it, a real window and a real disk.
void in_use(const Path& data, const std::string& pin, const Options& options) {
  InUse measured;
  const auto kiosk = open_kiosk(data, pin, measured);
  Crowd crowd(kSeed, kiosk->app().resident().consultation);
  // SDL takes a driver without a window when it finds no display.
  print("SDL's video driver", ::SDL_GetCurrentVideoDriver(), "x11 or wayland");
  every_language_and_look(*kiosk, crowd);
  print("PSS, all languages, sizes and contrasts used",
        fmt::format("{:.1f} MB", static_cast<double>(pss_of(::getpid())) / (1 << 20)),
        "<= 64 MB, with this benchmark");
  while (measured.taps() < options.taps) {
    value(
        drive::visit(*kiosk, crowd.next(), [&crowd](DrivenKiosk& at) { return crowd.linger(at); }));
  }
  measured.print_table();
}

}  // namespace
}  // namespace parvis::bench

int main(int argc, char** argv) {
  using namespace parvis;
  CLI::App cli{
      "The whole kiosk: start, sleep, memory, fingers to pictures. xvfb-run -a "
      "tests/bench/kiosk_bench"};
  bench::Options options;
  cli.add_option("--starts", options.starts, "starts of the program (default 15)");
  cli.add_option("--idle", options.idle, "seconds asleep (default 20)");
  cli.add_option("--taps", options.taps, "at least so many taps (default 1000)");
  CLI11_PARSE(cli, argc, argv);
  support::ok(crypto::init());
  const support::TemporaryDirectory directory;
  const drive::TestCity city;
  const auto pin = support::value(city.prepare_kiosk(
      directory.path(),
      {.consultation = PARVIS_SOURCE_DIR "/assets/consultations/mulhouse-solidaire",
       .city = PARVIS_SOURCE_DIR "/deploy/demo-city.toml"},
      SystemClock().utc()));
  bench::whole_program(directory.path(), options);
  bench::in_use(directory.path(), pin, options);
}
