#include <algorithm>
#include <atomic>
#include <utility>

#include "hardware/platform/exit_code.h"
#include "hardware/platform/log.h"
#include "hardware/platform/stop_signals.h"
#include "kiosk/app/app.h"
#include "kiosk/app/parvis_kiosk/commands.h"
#include "kiosk/app/parvis_kiosk/jack_watch.h"

namespace parvis::app {
namespace {

constexpr std::chrono::milliseconds kLongestSleep = std::chrono::minutes(10);

// How long nothing happens by itself.
std::chrono::milliseconds until(const std::optional<MonoTime>& wake, MonoTime now) {
  if (!wake) return kLongestSleep;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*wake - now);
  return std::clamp(left, std::chrono::milliseconds{0}, kLongestSleep);
}

// Switches come through an interface that types: the space bar or Tab for the one that moves on, Enter for the one that
// chooses; a single one may type any of them. Letters stay letters.
ui::Event from_switches(ui::Event event, ui::Switches switches) {
  if (switches == ui::Switches::none) return event;
  const auto* press = std::get_if<ui::KeyPress>(&event);
  const auto* typed = std::get_if<ui::Typed>(&event);
  const bool chooses = press != nullptr && press->key == ui::Key::enter;
  const bool moves_on =
      (press != nullptr && press->key == ui::Key::tab) || (typed != nullptr && typed->text == " ");
  if (!chooses && !moves_on) return event;
  return ui::KeyPress{chooses || switches == ui::Switches::one ? ui::Key::switch_choose
                                                               : ui::Key::switch_next};
}

// False when the window was closed.
bool take_events(ui::Window& window, App& app, std::chrono::milliseconds wait,
                 ui::Switches switches) {
  for (auto event = window.next_event(wait); event;
       event = window.next_event(std::chrono::milliseconds{0})) {
    if (std::holds_alternative<ui::Quit>(*event)) return false;
    app.handle(from_switches(*std::move(event), switches));
  }
  return true;
}

speech::SpeakerOptions speech_of(const Settings& settings) {
  speech::SpeakerOptions wanted;
  wanted.voice = settings.voice;
  wanted.recordings = settings.recordings;
  wanted.recordings.push_back(settings.share / "recordings");
  return wanted;
}

constexpr std::chrono::milliseconds kTryAgain = std::chrono::seconds(1);

// Puts pictures on the display. One that is gone for a while (unplugged, asleep, its surface lost) ends
// nothing: it is tried again, and the log says once that it went and once that it is back.
class Panel {
 public:
  void show(ui::Window& window, App& app) {
    const ui::Damage damage = app.step();
    const ui::Stage& stage = app.stage();
    const Status shown =
        window.present(stage.image(), damage, stage.theme().color(ui::Token::paper));
    if (!shown) {
      if (!std::exchange(gone_, true))
        log_warning("the display is gone: {}", shown.error().message());
      return;
    }
    if (std::exchange(gone_, false)) log_info("the display is back");
    if (!damage.empty() && !std::exchange(shown_once_, true))
      log_info("the first picture is on the screen");
  }
  [[nodiscard]] std::chrono::milliseconds at_most(std::chrono::milliseconds wait) const {
    return gone_ ? std::min(wait, kTryAgain) : wait;
  }

 private:
  bool gone_ = false, shown_once_ = false;
};

// Until the window is closed, a signal comes, or the mediator switches off.
void show(ui::Window& window, App& app, const Clock& clock, const JackWatch& jack,
          flow::Headphones headphones, ui::Switches switches, const std::atomic<bool>& stopped) {
  Panel panel;
  while (!stopped.load() && !app.switched_off()) {
    if (const auto now = jack.state(); std::exchange(headphones, now) != now) {
      app.set_headphones(now);
    }
    panel.show(window, app);
    const auto wait = until(app.next_wake(), clock.mono());
    if (!take_events(window, app, panel.at_most(wait), switches)) break;
  }
}

}  // namespace

int run(const Settings& settings) {
  const auto display = ui::find_display(settings.display);
  if (!display) return report(display.error());
  std::atomic<bool> stopped{false};
  std::atomic<ui::Window*> sleeper{nullptr};
  const StopSignals signals([&] {
    stopped.store(true);
    if (auto* window = sleeper.load()) window->wake();
  });
  auto window = ui::Window::open(*display, "Parvis", settings.window);
  if (!window) return report(window.error());
  const SystemClock clock;
  AppOptions options;
  options.data = settings.data;
  options.share = settings.share;
  options.factors = settings.factors;
  options.display = *display;
  options.wake = [&window] { window->wake(); };
  options.speech = speech_of(settings);
  options.scanning = settings.scanning;
  const JackWatch jack(settings.headphones, [&window] { window->wake(); });
  const flow::Headphones at_start = jack.state();
  options.headphones = at_start;
  auto app = App::open(std::move(options), clock);
  if (!app) return report(app.error());
  sleeper.store(&*window);
  show(*window, **app, clock, jack, at_start, settings.scanning.switches, stopped);
  sleeper.store(nullptr);
  return kExitDone;
}

}  // namespace parvis::app
