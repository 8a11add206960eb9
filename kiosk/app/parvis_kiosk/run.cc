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

// Until the window is closed, a signal comes, or the mediator switches off.
Status show(ui::Window& window, App& app, const Clock& clock, const JackWatch& jack,
            ui::Switches switches, const std::atomic<bool>& stopped) {
  bool shown_once = false;
  flow::Headphones headphones = flow::Headphones::out;
  while (!stopped.load() && !app.switched_off()) {
    if (const auto now = jack.state(); std::exchange(headphones, now) != now) {
      app.set_headphones(now);
    }
    if (const ui::Damage damage = app.step(); !damage.empty()) {
      PARVIS_TRY_VOID(window.present(app.stage().image(), damage));
      if (!std::exchange(shown_once, true)) log_info("the first picture is on the screen");
    }
    if (!take_events(window, app, until(app.next_wake(), clock.mono()), switches)) break;
  }
  return {};
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
  options.display = *display;
  options.wake = [&window] { window->wake(); };
  options.speech = speech_of(settings);
  options.scanning = settings.scanning;
  auto app = App::open(std::move(options), clock);
  if (!app) return report(app.error());
  sleeper.store(&*window);
  const JackWatch jack(settings.headphones, [&window] { window->wake(); });
  const auto ended = show(*window, **app, clock, jack, settings.scanning.switches, stopped);
  sleeper.store(nullptr);
  return ended ? kExitDone : report(ended.error());
}

}  // namespace parvis::app
