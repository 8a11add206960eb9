// The whole parvis-kiosk at 1280×800: from its start to the first picture, its memory and its idle processor time; then from a
// finger on a button to the changed pixels in the window. SDL's video driver is that of the environment:
//
//   xvfb-run -a tests/bench/kiosk_bench                  an X11 window
//   SDL_VIDEODRIVER=dummy tests/bench/kiosk_bench        no window system; idle is higher there, since SDL polls
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>
#include <vector>

#include "kiosk/app/app.h"
#include "kiosk/ui/window.h"
#include "tests/drive/test_city.h"
#include "tests/support/program.h"

namespace parvis {
namespace {

using support::Running;
using support::value;

constexpr auto kSettles = std::chrono::seconds(2);
constexpr auto kIdle = std::chrono::seconds(20);

double now_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::milli>(now).count();
}

double percentile(std::vector<double> all, double part) {
  std::ranges::sort(all);
  return all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
}

long pss_kb(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/smaps_rollup", process));
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("Pss:")) return std::stol(line.substr(4));
  }
  return 0;
}

// User and system time, in seconds: fields 14 and 15 of proc(5), counted after the name in brackets.
double cpu_seconds(pid_t process) {
  std::ifstream file(fmt::format("/proc/{}/stat", process));
  std::string line;
  std::getline(file, line);
  std::istringstream rest(line.substr(line.rfind(')') + 2));
  std::string skipped;
  for (int field = 3; field < 14; ++field) rest >> skipped;
  double user = 0;
  double system = 0;
  rest >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

void whole_program(const Path& data) {
  const std::vector<std::string> words{"--data", data.string(), "--share",   PARVIS_SHARE,
                                       "run",    "--windowed",  "--display", "10"};
  std::vector<double> starts;
  for (int i = 0; i < 15; ++i) {
    const double begin = now_ms();
    Running kiosk(PARVIS_KIOSK_PROGRAM, words, Running::Listen::errors, environ);
    PARVIS_CHECK(kiosk.says("the first picture is on the screen"));
    starts.push_back(now_ms() - begin);
    kiosk.stop();
  }
  fmt::print("{:<44}p50 {:.0f} ms, p99 {:.0f} ms{:>22}\n", "start to first picture, files cached",
             percentile(starts, 0.5), percentile(starts, 0.99), "goal: 250 ms");
  Running kiosk(PARVIS_KIOSK_PROGRAM, words, Running::Listen::errors, environ);
  PARVIS_CHECK(kiosk.says("the first picture is on the screen"));
  std::this_thread::sleep_for(kSettles);
  const double before = cpu_seconds(kiosk.id());
  std::this_thread::sleep_for(kIdle);
  const double idle =
      (cpu_seconds(kiosk.id()) - before) / std::chrono::duration<double>(kIdle).count();
  fmt::print("{:<44}{:.1f} MB{:>34}\n", "PSS, waiting",
             static_cast<double>(pss_kb(kiosk.id())) / 1024, "goal: 64 MB");
  fmt::print("{:<44}{:.2f} %{:>35}\n", "processor time, waiting 20 s", 100 * idle, "goal: 0.1 %");
}

// A finger goes down on each digit of the PIN screen in turn and is taken off outside of it.
void finger_to_pixels(const Path& data) {
  const auto display = value(ui::find_display("10"));
  auto window = value(ui::Window::open(display, "Parvis", ui::WindowMode::windowed));
  const SystemClock clock;
  app::AppOptions options;
  options.data = data;
  options.share = PARVIS_SHARE;
  options.display = display;
  options.wake = [&window] { window.wake(); };
  auto app = value(app::App::open(std::move(options), clock));
  support::ok(window.present(app->stage().image(), app->settle()));
  std::vector<double> waits;
  for (int i = 0; i < 1000; ++i) {
    const auto& nodes = app->stage().nodes();
    const auto id = fmt::format("pin.{}", i % 10);
    const auto node = std::ranges::find(nodes, id, &ui::Node::id);
    PARVIS_CHECK(node != nodes.end());
    const double x = node->pixels.x + node->pixels.w / 2.0;
    const double y = node->pixels.y + node->pixels.h / 2.0;
    const double begin = now_ms();
    app->handle(ui::Touch{ui::Phase::down, 1, x, y, 0});
    const auto damage = app->step();
    PARVIS_CHECK(!damage.empty());
    support::ok(window.present(app->stage().image(), damage));
    waits.push_back(now_ms() - begin);
    app->handle(ui::Touch{ui::Phase::cancel, 1, x, y, 0});
    support::ok(window.present(app->stage().image(), app->settle()));
    while (window.next_event(std::chrono::milliseconds{0})) {
    }
  }
  fmt::print("{:<44}p50 {:.2f} ms, p99 {:.2f} ms{:>18}\n", "finger down to presented pixels",
             percentile(waits, 0.5), percentile(waits, 0.99), "goal: p99 50 ms");
}

}  // namespace
}  // namespace parvis

int main() {
  using namespace parvis;
  support::ok(crypto::init());
  const support::TemporaryDirectory directory;
  const drive::TestCity city;
  const SystemClock clock;
  support::value(city.prepare_kiosk(
      directory.path(),
      {.consultation = PARVIS_SOURCE_DIR "/assets/consultations/mulhouse-solidaire",
       .city = PARVIS_SOURCE_DIR "/deploy/demo-city.toml"},
      clock.utc()));
  whole_program(directory.path());
  finger_to_pixels(directory.path());
}
