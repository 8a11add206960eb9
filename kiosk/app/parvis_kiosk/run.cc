#include <algorithm>
#include <atomic>
#include <utility>

#include "hardware/platform/exit_code.h"
#include "hardware/platform/log.h"
#include "hardware/platform/stop_signals.h"
#include "kiosk/app/app.h"
#include "kiosk/app/parvis_kiosk/commands.h"

namespace parvis::app {
namespace {

constexpr std::chrono::milliseconds kLongestSleep = std::chrono::minutes(10);

// How long nothing happens by itself.
std::chrono::milliseconds until(const std::optional<MonoTime>& wake, MonoTime now) {
  if (!wake) return kLongestSleep;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*wake - now);
  return std::clamp(left, std::chrono::milliseconds{0}, kLongestSleep);
}

// False when the window was closed.
bool take_events(ui::Window& window, App& app, std::chrono::milliseconds wait) {
  for (auto event = window.next_event(wait); event;
       event = window.next_event(std::chrono::milliseconds{0})) {
    if (std::holds_alternative<ui::Quit>(*event)) return false;
    app.handle(*event);
  }
  return true;
}

// Until the window is closed, a signal comes, or the mediator switches off.
Status show(ui::Window& window, App& app, const Clock& clock, const std::atomic<bool>& stopped) {
  bool shown_once = false;
  while (!stopped.load() && !app.switched_off()) {
    if (const ui::Damage damage = app.step(); !damage.empty()) {
      PARVIS_TRY_VOID(window.present(app.stage().image(), damage));
      if (!std::exchange(shown_once, true)) log_info("the first picture is on the screen");
    }
    if (!take_events(window, app, until(app.next_wake(), clock.mono()))) break;
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
  auto app = App::open(std::move(options), clock);
  if (!app) return report(app.error());
  sleeper.store(&*window);
  const auto ended = show(*window, **app, clock, stopped);
  sleeper.store(nullptr);
  return ended ? kExitDone : report(ended.error());
}

}  // namespace parvis::app
