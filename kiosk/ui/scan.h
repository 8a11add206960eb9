// One or two switches instead of a finger: which control has the ring, and what choosing means.
//
// The stops are the screen's controls: what the screen is about first, in drawing order, then the
// bar, and round again. A keyboard's stops are its rows; choosing a row goes into it, and after all
// of its keys have had the ring twice without being chosen, out of it again. With two switches one
// moves on and the other chooses; with one, the ring moves by itself and the switch chooses.
//
// Threads: a plain value. Time: monotonic.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/clock.h"
#include "kiosk/ui/node.h"

namespace parvis::ui {

enum class Switches { none, one, two };

class Scan {
 public:
  struct Options {
    Switches switches = Switches::none;
    std::chrono::milliseconds every{1600};  // of a ring that moves by itself
  };

  void set(const Options& options);
  [[nodiscard]] bool active() const { return options_.switches != Switches::none; }
  [[nodiscard]] bool moves_by_itself() const { return options_.switches == Switches::one; }

  void next(const std::vector<Node>& nodes);
  // The control to tap; nullopt when a row was entered, or nothing has the ring yet.
  [[nodiscard]] std::optional<std::string> choose(const std::vector<Node>& nodes);
  // The screen has changed: a stop that is gone is given up, and the next one is the first.
  void look(const std::vector<Node>& nodes);
  // When the ring moves by itself: from the first use of the switch on, until forget().
  [[nodiscard]] std::optional<MonoTime> due() const { return due_; }
  void moved(MonoTime now);
  void forget();

  [[nodiscard]] bool rings(std::string_view id) const;
  // The control with the ring, or the first key of a row; "" when nothing has it.
  [[nodiscard]] std::string first() const { return stop_.empty() ? std::string{} : stop_.front(); }

 private:
  using Stop = std::vector<std::string>;  // one control, or the keys of a row
  [[nodiscard]] std::vector<Stop> stops(const std::vector<Node>& nodes) const;

  Options options_;
  Stop stop_;
  Stop row_;        // entered; empty: none
  int rounds_ = 0;  // through the row, without a choice
  std::optional<MonoTime> due_;
};

}  // namespace parvis::ui
