// A kiosk on a clock that one moves, with a disk that forgets what was not synced: the same app as parvis-kiosk, drawn into
// SDL's dummy window or not drawn at all. Residents of the demo, tests and parvis-drive use it by the ids of what stands on the
// screen.
//
// Threads: one. A DrivenKiosk owns SQLite's default VFS: one at a time in a process.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kiosk/app/app.h"
#include "kiosk/ui/window.h"
#include "tests/support/forgetful_vfs.h"

namespace parvis::drive {

struct KioskOptions {
  Path data;
  Path share;
  ui::Display display;
  ui::Drawing drawing = ui::Drawing::pixels;
  UtcTime start;
  std::function<flow::VisitStart()> visit_start;  // random when empty
  // The voice, into a WAV file; none when empty.
  Path speech = {};
  Path voice = "espeak-ng";
  ui::Switches switches = ui::Switches::none;
};

class DrivenKiosk {
 public:
  static Result<std::unique_ptr<DrivenKiosk>> open(KioskOptions options);

  // A finger down and up in the middle of a widget, in half a second. Errc::not_found when nothing has that id, Errc::denied when it is
  // disabled, covered or no target.
  Status tap(std::string_view id);
  // One by one, as a physical keyboard would.
  Status type(std::string_view text);
  Status key(std::string_view name);
  void set_headphones(flow::Headphones headphones);
  // Time passes; whatever is due on the way happens when it is due.
  void advance(std::chrono::milliseconds by);
  // The mediator's way back: a finger on the hidden corner for three seconds.
  void hold_corner();
  Status shot(const Path& png);
  // PIN, then the first place of the pack (or `place`), then the screen is the residents'.
  Status open_session(std::string_view pin, std::string_view place = "");

  [[nodiscard]] const std::vector<ui::Node>& nodes() const { return app_->stage().nodes(); }
  [[nodiscard]] const ui::Node* node(std::string_view id) const { return app_->stage().node(id); }
  [[nodiscard]] bool shows(std::string_view id) const { return node(id) != nullptr; }
  // What is on the screen: "attract", "card", "pin", with a panel "card+help", veiled "card+veil".
  [[nodiscard]] std::string screen() const;
  [[nodiscard]] app::App& app() { return *app_; }
  [[nodiscard]] const app::App& app() const { return *app_; }
  [[nodiscard]] ManualClock& clock() { return clock_; }
  // Stops in order, starts again.
  Status restart();
  // The power goes and comes back, inside this process: what was not synced is gone.
  Status power_cut();

 private:
  explicit DrivenKiosk(KioskOptions options)
      : options_(std::move(options)), clock_(options_.start) {}
  Status start();
  void present(const ui::Damage& damage);
  void settle() { present(app_->settle()); }

  KioskOptions options_;
  ManualClock clock_;
  support::ForgetfulVfs disk_;
  std::optional<ui::Window> window_;
  std::unique_ptr<app::App> app_;
};

// "attract" and the like: the names that screen() uses.
[[nodiscard]] std::string_view to_string(flow::ResidentScreen screen);
[[nodiscard]] std::string_view to_string(flow::MediatorScreen screen);

}  // namespace parvis::drive
