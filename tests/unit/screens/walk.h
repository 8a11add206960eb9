// Every screen there is, reached as people reach it: by doing things to the flows, not by making views up.
//
// A Stop is one picture: a name and the view that stands there. Tests lay each out on every display; parvis-screens draws
// them into a folder for people to look at.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "kiosk/screens/mediator/mediator_screens.h"
#include "kiosk/screens/resident/resident_screens.h"
#include "kiosk/ui/stage.h"

namespace parvis::screens::test {

struct Stop {
  std::string name;  // "card-voted"
  std::variant<flow::ResidentView, flow::MediatorView> view;
};

using Asked = std::shared_ptr<const consultation::Consultation>;

// The consultation that ships, read from its sources.
[[nodiscard]] Asked shipped_consultation(const std::string& slug = "mulhouse-solidaire");

// `display` is what the resident has chosen in the Aa panel.
[[nodiscard]] std::vector<Stop> walk(const Asked& asked, const std::string& language,
                                     const flow::Display& display = {});

// A stage with both sets of screens, in one language, that shows one stop after another.
class Walker {
 public:
  Walker(const ui::Display& display, ui::Drawing drawing, const Asked& asked);
  // Draws the stop as a person would find it; the nodes stand in stage() afterwards.
  void show(const Stop& stop, const std::string& language, const flow::Display& chosen = {});
  // Goes on to the next page of that stop, where it has one.
  [[nodiscard]] bool turn_page(const Stop& stop);
  [[nodiscard]] ui::Stage& stage() { return *stage_; }
  [[nodiscard]] std::vector<std::string> missing_words() const;

 private:
  void settle(const Stop& stop);

  text::Languages words_;
  std::unique_ptr<ui::Stage> stage_;
  ResidentScreens residents_;
  MediatorScreens mediators_;
  ui::Display display_;
  Asked asked_;
  MonoTime now_{std::chrono::hours(1)};
};

}  // namespace parvis::screens::test
