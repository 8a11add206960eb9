// Every screen there is, reached as people reach it: by doing things to the flows, not by making views up.
//
// A Stop is one picture: a name and the view that stands there. Tests lay each out on every display; parvis-screens draws
// them into a folder for people to look at.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kiosk/screens/mediator/mediator_screens.h"
#include "kiosk/screens/resident/resident_screens.h"
#include "kiosk/ui/stage.h"

namespace parvis::screens::test {

struct Stop {
  std::string name;  // "card-voted"
  std::variant<flow::ResidentView, flow::MediatorView> view;
  int page = 1;  // where a screen has several
};

using Asked = std::shared_ptr<const consultation::Consultation>;

// The consultation that ships, read from its sources.
[[nodiscard]] Asked shipped_consultation(const std::string& slug = "mulhouse-solidaire");

// `display` is what the resident has chosen in the Aa panel.
[[nodiscard]] std::vector<Stop> walk(const Asked& asked, const std::string& language,
                                     const flow::Display& display = {});

// Where words and pictures come from when they are not those that ship: a test's own.
struct Shelves {
  Path words, pictures;  // empty: the program's
};

// What a screen has answered; neither when nothing.
struct Answer {
  std::optional<flow::ResidentIntent> resident;
  std::optional<flow::MediatorIntent> mediator;
};

// A stage with both sets of screens, in one language, that shows one stop after another.
class Walker {
 public:
  Walker(const ui::Display& display, ui::Drawing drawing, const Asked& asked,
         const Shelves& shelves = {});
  // Draws the stop as a person would find it; the nodes stand in stage() afterwards.
  void show(const Stop& stop, const std::string& language, const flow::Display& chosen = {});
  // A key or a tap on the stop that is shown, and the frames that follow.
  Answer does(const ui::Event& event);
  Answer taps(std::string_view id);
  // The theme that is poured over what is shown from now on; the default is the look that was chosen.
  void pour(std::function<ui::Theme(ui::Theme)> theme) { pour_ = std::move(theme); }
  // Goes on to the next page of that stop; false where it has no further one.
  [[nodiscard]] bool turn_page();
  [[nodiscard]] ui::Stage& stage() { return *stage_; }
  [[nodiscard]] const ui::Stage& stage() const { return *stage_; }
  [[nodiscard]] std::vector<std::string> missing_words() const;

 private:
  Answer draw();

  text::Languages words_;
  std::unique_ptr<ui::Stage> stage_;
  ResidentScreens residents_;
  MediatorScreens mediators_;
  ui::Display display_;
  Asked asked_;
  Stop shown_;
  std::function<ui::Theme(ui::Theme)> pour_ = [](ui::Theme theme) { return theme; };
  MonoTime now_{std::chrono::hours(1)};
};

}  // namespace parvis::screens::test
