// The kiosk: two flows, their screens, the stage they are drawn on, and two workers. This is the wiring and nothing else;
// whoever opens a window (parvis-kiosk) or none (the tests' driver) drives it:
//
//   app.handle(event);                     // what SDL saw
//   window.present(app.image(), app.step());  // answers, time, frames
//   wait until an event, a wake() or app.next_wake()
//
// A tap is on the disk before the screen answers it: the screen stays as it was until the ledger's worker has answered.
//
// Threads: the main thread; `wake` is called from the workers.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "kiosk/flow/mediator_flow.h"
#include "kiosk/flow/resident_flow.h"
#include "kiosk/speech/speaker.h"
#include "kiosk/ui/stage.h"
#include "sync/identity/key_stick.h"

namespace parvis::app {

struct AppOptions {
  Path data;                      // the kiosk's directory
  identity::FactorFiles factors;  // key sticks, the board's secret
  Path share;                     // languages/, pictures/, hints/, fonts.conf
  ui::Display display;
  ui::Drawing drawing = ui::Drawing::pixels;
  std::optional<speech::SpeakerOptions> speech;  // the voice; nothing: none. `wake` is the app's
  ui::Scan::Options scanning;                    // switches instead of fingers
  flow::Headphones headphones = flow::Headphones::out;  // as the program starts
  // Ids and seeds of visits; random when empty. Tests give their own, so that the same cards are drawn again.
  std::function<flow::VisitStart()> visit_start;
  std::function<void()> wake;  // an answer has come
};

class App {
 public:
  // `clock` MUST outlive the app. Errors: Keeper::open's, and not_found when `share` is incomplete.
  static Result<std::unique_ptr<App>> open(AppOptions options, const Clock& clock);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  void handle(const ui::Event& event);
  // Headphones were plugged in, or pulled out.
  void set_headphones(flow::Headphones headphones);
  // Takes in what the workers answered, lets time pass in the flows, draws while there is a reason to.
  ui::Damage step();
  [[nodiscard]] std::optional<MonoTime> next_wake() const;
  // Whether a worker's answer is still to come, or the voice speaks.
  [[nodiscard]] bool busy() const;
  // step() until no worker is busy and nothing on the screen wants to change at this time.
  ui::Damage settle();

  [[nodiscard]] ui::Stage& stage();
  [[nodiscard]] const flow::ResidentView& resident() const;
  [[nodiscard]] const flow::MediatorView& mediator() const;
  // The mediator asked to switch off.
  [[nodiscard]] bool switched_off() const;
  // Words that a screen asked for and no language has: "fr/bar.back". For tests.
  [[nodiscard]] std::vector<std::string> missing_words() const;

 private:
  struct State;
  explicit App(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis::app
