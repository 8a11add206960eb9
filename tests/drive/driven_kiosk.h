// A kiosk on a clock that one moves, with a disk that forgets what was not synced: the same app as parvis-kiosk, drawn into
// SDL's dummy window or not drawn at all. Residents of the demo, tests and parvis-drive use it by the ids of what stands on the
// screen.
//
// Threads: one. A DrivenKiosk with a forgetful disk owns SQLite's default VFS: one at a time in a process.
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

// Whose window the picture goes to: nobody's, so that no display is needed, or that of the environment.
enum class Video : std::uint8_t { dummy, environment };
// Whose disk SQLite writes on: one that forgets what was not synced when the power is cut, or the machine's.
enum class Disk : std::uint8_t { forgetful, real };

// What moves is drawn as often as a panel shows it, or at once where it comes to rest.
enum class Movement : std::uint8_t { every_picture, end_only };

// What the picture changed for: the id of what was tapped, or nothing when time had passed.
enum class Cause : std::uint8_t { finger_down, finger_up, time };
struct Shown {
  Cause cause = Cause::time;
  std::string_view id;
  // From the event to the presented picture, ms: by the clock on the wall, with what the ledger writes before it is answered, and of
  // the main thread's processor time.
  double wall = 0, processor = 0;
};

struct KioskOptions {
  Path data;
  Path share;
  ui::Display display;
  ui::Drawing drawing = ui::Drawing::pixels;
  UtcTime start;
  std::function<flow::VisitStart()> visit_start;  // random when empty
  identity::FactorFiles factors = {};             // where key sticks are "mounted"
  // The voice, into a WAV file; none when empty.
  Path speech = {};
  Path voice = "espeak-ng";
  ui::Switches switches = ui::Switches::none;
  Video video = Video::dummy;
  Disk disk = Disk::forgetful;
  std::function<void(const Shown&)> shown =
      {};  // for benchmarks: called for each picture that differs
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
  void set_movement(Movement movement) { movement_ = movement; }  // every_picture at first
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
  // The power goes and comes back, inside this process: what was not synced is gone. MUST have a forgetful disk.
  Status power_cut();

 private:
  explicit DrivenKiosk(KioskOptions options)
      : options_(std::move(options)), clock_(options_.start) {
    if (options_.disk == Disk::forgetful) disk_.emplace();
  }
  Status start();
  void present(const ui::Damage& damage);
  void settle() { present(app_->settle()); }
  // Presents what `draw` says has changed, and tells of it.
  template <class Draw>
  void show(Cause cause, std::string_view id, Draw&& draw);

  KioskOptions options_;
  ManualClock clock_;
  Movement movement_ = Movement::every_picture;
  std::optional<support::ForgetfulVfs> disk_;
  std::optional<ui::Window> window_;
  std::unique_ptr<app::App> app_;
};

// "attract" and the like: the names that screen() uses.
[[nodiscard]] std::string_view to_string(flow::ResidentScreen screen);
[[nodiscard]] std::string_view to_string(flow::MediatorScreen screen);

}  // namespace parvis::drive
