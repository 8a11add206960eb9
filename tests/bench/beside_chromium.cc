// The kiosk beside a browser that shows the same vote card (vote-card.html) on the same display, looked at and tapped from outside by the
// same code. Started by the script beside-chromium, which brings the display.
#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <thread>

#include "hardware/platform/exit_code.h"
#include "hardware/platform/log.h"
#include "sync/crypto/crypto.h"
#include "tests/bench/process_figures.h"
#include "tests/bench/rehearsal.h"
#include "tests/bench/started_program.h"
#include "tests/bench/x_screen.h"
#include "tests/drive/test_city.h"
#include "tests/support/temporary_directory.h"

namespace parvis::bench {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kPatience{30};
constexpr milliseconds kFingerDown{100};
constexpr milliseconds kStill{300};
constexpr seconds kIdle{19};  // a second less than the kiosk's veil takes to come
constexpr std::uint32_t kPaper = 0xFAF6EF;
constexpr std::uint32_t kInk = 0x1B2430;

struct Options {
  std::string kiosk, share, page, chromium, shots;
  int runs = 10;
  int taps = 200;
};

struct Figures {
  std::vector<double> start, start_cpu, press, answer;  // ms
  double pss = 0;                                       // MB
  std::size_t processes = 0;
  double idle = 0;  // part of one processor
};

// One of the two programs.
struct Subject {
  std::string name;
  std::function<std::vector<std::string>()> words;
  std::function<Status(XScreen&)> to_the_card;
  Figures figures;
};

// A picture stands there: much paper, and words in ink.
bool has_picture(const ui::Image& image) {
  const auto paper = std::ranges::count(image.pixels, kPaper);
  const auto ink = std::ranges::count(image.pixels, kInk);
  return paper > static_cast<std::ptrdiff_t>(image.pixels.size() / 10) && ink > 2000;
}
bool is_bare(const ui::Image& image) { return std::ranges::count(image.pixels, kPaper) == 0; }

Status photograph(const XScreen& screen, const Options& options, const std::string& name) {
  if (options.shots.empty()) return {};
  PARVIS_TRY_VOID(make_directories(options.shots));
  return ui::write_png(screen.picture(screen.box()), Path(options.shots) / (name + ".png"));
}

Result<StartedProgram> start(XScreen& screen, const Options& options, Subject& subject) {
  if (!screen.when(screen.box(), is_bare, kPatience)) {
    return fail(Errc::internal, "something else is on the display");
  }
  PARVIS_TRY(auto program, StartedProgram::start(subject.words()));
  const auto seen = screen.when(screen.box(), has_picture, kPatience);
  if (!seen) {
    PARVIS_TRY_VOID(photograph(screen, options, subject.name + "-failed"));
    return fail(Errc::timeout, subject.name + " does not show its page");
  }
  subject.figures.start.push_back(*seen - program.began());
  subject.figures.start_cpu.push_back(1e3 * program.cpu_seconds());
  return program;
}

Status settle(XScreen& screen) {
  if (screen.quiet(kStill, kPatience)) return {};
  return fail(Errc::timeout, "the screen does not come to rest");
}

Place middle(const ui::PixelBox& box) { return {box.x + box.w / 2, box.y + box.h / 2}; }

// A finger on `button`; how long until the button looks pressed, and from its end until `answer` looks different.
Status tap(XScreen& screen, const ui::PixelBox& button, const ui::PixelBox& answer,
           Figures& figures) {
  const auto changed = [&screen](const ui::PixelBox& box) {
    return [before = screen.picture(box)](const ui::Image& now) {
      return now.pixels != before.pixels;
    };
  };
  const auto at = middle(button);
  const auto pressed = changed(button);
  const double down = screen.press(at.x, at.y);
  const auto seen = screen.when(button, pressed, kPatience);
  if (!seen) return fail(Errc::timeout, "a pressed button looks as before");
  std::this_thread::sleep_for(kFingerDown);
  const auto answered = changed(answer);
  const double up = screen.release();
  const auto done = screen.when(answer, answered, kPatience);
  if (!done) return fail(Errc::timeout, "a tap changes nothing");
  figures.press.push_back(*seen - down);
  figures.answer.push_back(*done - up);
  return settle(screen);
}

// A vote and its undoing, again and again; then nothing for a while.
Status use(XScreen& screen, const Options& options, const Rehearsal& places, Subject& subject) {
  PARVIS_TRY(const auto program, start(screen, options, subject));
  PARVIS_TRY_VOID(settle(screen));
  PARVIS_TRY_VOID(subject.to_the_card(screen));
  PARVIS_TRY_VOID(photograph(screen, options, subject.name + "-1"));
  for (int i = 0; i < options.taps / 2; ++i) {
    PARVIS_TRY_VOID(tap(screen, places.agree, places.disagree, subject.figures));
    if (i == 0) PARVIS_TRY_VOID(photograph(screen, options, subject.name + "-2"));
    PARVIS_TRY_VOID(tap(screen, places.back, places.disagree, subject.figures));
  }
  subject.figures.pss = static_cast<double>(program.pss()) / (1 << 20);
  subject.figures.processes = program.processes();
  const double before = program.cpu_seconds();
  std::this_thread::sleep_for(kIdle - kStill);
  const double spent = program.cpu_seconds() - before;
  subject.figures.idle = spent / std::chrono::duration<double>(kIdle - kStill).count();
  return {};
}

// ---- the two ----------------------------------------------------------------------------------------------

// An enrolled kiosk: its first picture asks for the PIN.
class TheKiosk {
 public:
  Status prepare(const Options& options) {
    const drive::TestCity city;
    PARVIS_TRY(const std::string pin,
               city.prepare_kiosk(
                   data(),
                   {.consultation = PARVIS_SOURCE_DIR "/assets/consultations/mulhouse-solidaire",
                    .city = PARVIS_SOURCE_DIR "/deploy/demo-city.toml"},
                   SystemClock().utc()));
    PARVIS_TRY(places_, rehearse(data(), options.share, pin, directory_ / "rehearsal"));
    words_ = {options.kiosk, "--data", data().string(), "--share",
              options.share, "run",    "--display",     "10"};
    return {};
  }
  [[nodiscard]] const Rehearsal& places() const { return places_; }
  [[nodiscard]] std::vector<std::string> words() const { return words_; }
  Status to_the_card(XScreen& screen) const {
    for (const auto& place : places_.to_the_card) {
      screen.press(place.x, place.y);
      std::this_thread::sleep_for(kFingerDown);
      screen.release();
      PARVIS_TRY_VOID(settle(screen));
      std::this_thread::sleep_for(kStill);
    }
    if (screen.picture(places_.row).pixels == places_.answers.pixels) return {};
    return fail(Errc::internal, "the kiosk is not at the card of the rehearsal");
  }

 private:
  [[nodiscard]] Path data() const { return directory_ / "kiosk"; }
  support::TemporaryDirectory directory_;
  Rehearsal places_;
  std::vector<std::string> words_;
};

class TheBrowser {
 public:
  explicit TheBrowser(const Options& options) : options_(options) {}
  void forget_profile() { profile_.emplace(); }
  [[nodiscard]] std::vector<std::string> words() const {
    std::vector<std::string> words{options_.chromium,
                                   "--kiosk",
                                   "--no-first-run",
                                   "--no-default-browser-check",
                                   "--disable-background-networking",
                                   "--disable-component-update",
                                   "--disable-sync",
                                   "--disable-features=Translate",
                                   "--disable-gpu",
                                   "--force-device-scale-factor=1",
                                   "--window-position=0,0",
                                   "--window-size=1280,800",
                                   "--user-data-dir=" + profile_->path().string()};
    if (::geteuid() == 0) words.emplace_back("--no-sandbox");
    words.push_back("file://" + options_.page);
    return words;
  }

 private:
  const Options& options_;
  std::optional<support::TemporaryDirectory> profile_;
};

// ---- the table --------------------------------------------------------------------------------------------

void row(const char* what, const std::string& kiosk, const std::string& browser,
         const std::string& ratio, const char* goal) {
  fmt::print("{:<44} {:>20} {:>20} {:>8}   {}\n", what, kiosk, browser, ratio, goal);
}
std::string times(double kiosk, double browser) {
  return kiosk > 0 ? fmt::format("{:.1f} ×", browser / kiosk) : "";
}
std::string p50_p99(const std::vector<double>& all) {
  return fmt::format("{:.1f} / {:.1f} ms", percentile(all, 0.5), percentile(all, 0.99));
}
void times_row(const char* what, const std::vector<double>& kiosk,
               const std::vector<double>& browser, const char* goal) {
  row(what, p50_p99(kiosk), p50_p99(browser),
      times(percentile(kiosk, 0.5), percentile(browser, 0.5)), goal);
}
void start_row(const char* what, const std::vector<double>& kiosk,
               const std::vector<double>& browser, const char* goal) {
  const double ours = percentile(kiosk, 0.5);
  const double theirs = percentile(browser, 0.5);
  row(what, fmt::format("{:.0f} ms", ours), fmt::format("{:.0f} ms", theirs), times(ours, theirs),
      goal);
}

void print(const Figures& kiosk, const Figures& fresh, const Figures& browser) {
  row("", "parvis-kiosk", "Chromium", "ratio", "goal");
  start_row("start to first picture, used profile, p50", kiosk.start, browser.start,
            "<= 250 ms, >= 3 x");
  start_row("  new profile", kiosk.start, fresh.start, "");
  start_row("  processor time until then, used profile", kiosk.start_cpu, browser.start_cpu, "");
  row("PSS on the card", fmt::format("{:.1f} MB", kiosk.pss), fmt::format("{:.1f} MB", browser.pss),
      times(kiosk.pss, browser.pss), "<= 64 MB, >= 4 x");
  row("  in processes", std::to_string(kiosk.processes), std::to_string(browser.processes), "", "");
  row("processor while nothing happens", fmt::format("{:.2f} %", 100 * kiosk.idle),
      fmt::format("{:.2f} %", 100 * browser.idle), times(kiosk.idle, browser.idle), "<= 0.1 %");
  times_row("finger down to pressed look, p50 / p99", kiosk.press, browser.press, "p99 <= 50 ms");
  times_row("finger up to the answer, p50 / p99", kiosk.answer, browser.answer, "p99 <= 50 ms");
}

Status compare(const Options& options) {
  TheKiosk kiosk;
  PARVIS_TRY_VOID(kiosk.prepare(options));
  TheBrowser browser(options);
  browser.forget_profile();
  PARVIS_TRY(auto screen, XScreen::open());
  Subject ours{.name = "parvis-kiosk",
               .words = [&] { return kiosk.words(); },
               .to_the_card = [&](XScreen& x) { return kiosk.to_the_card(x); },
               .figures = {}};
  Subject fresh{.name = "chromium-new",
                .words =
                    [&] {
                      browser.forget_profile();
                      return browser.words();
                    },
                .to_the_card = [](XScreen&) -> Status { return {}; },
                .figures = {}};
  Subject theirs{.name = "chromium",
                 .words = [&] { return browser.words(); },
                 .to_the_card = [](XScreen&) -> Status { return {}; },
                 .figures = {}};
  // In turn, so that what else the machine does falls on all of them. The first round only warms the disk's cache.
  for (int i = 0; i <= options.runs; ++i) {
    for (auto* subject : {&ours, &fresh, &theirs}) {
      PARVIS_TRY(const auto program, start(screen, options, *subject));
      PARVIS_TRY_VOID(settle(screen));
      if (i == 0) subject->figures = {};
    }
  }
  PARVIS_TRY_VOID(use(screen, options, kiosk.places(), ours));
  PARVIS_TRY_VOID(use(screen, options, kiosk.places(), theirs));
  print(ours.figures, fresh.figures, theirs.figures);
  return {};
}

}  // namespace
}  // namespace parvis::bench

int main(int argc, char** argv) {
  using namespace parvis;
  CLI::App cli{
      "The kiosk beside Chromium, on the display of DISPLAY. tests/bench/beside-chromium starts "
      "one."};
  bench::Options options;
  options.kiosk = PARVIS_KIOSK_PROGRAM;
  options.share = PARVIS_SHARE;
  options.page = PARVIS_SOURCE_DIR "/tests/bench/vote-card.html";
  options.chromium = "chromium";
  cli.add_option("--runs", options.runs, "starts of each (default 10)");
  cli.add_option("--taps", options.taps, "taps on each (default 200)");
  cli.add_option("--shots", options.shots, "a folder for pictures of both");
  CLI11_PARSE(cli, argc, argv);
  set_log_level(LogLevel::warning);
  const auto started = crypto::init();
  const auto done = started ? bench::compare(options) : started;
  if (done) return kExitDone;
  std::fprintf(stderr, "beside-chromium: %s\n", done.error().message().c_str());
  return exit_code(done.error().code);
}
