// The mediator's hidden way back: one finger held still for three seconds on the upper end corner of the screen.
//
// Threads: the main thread.
#pragma once

#include <optional>

#include "hardware/platform/clock.h"
#include "kiosk/ui/display.h"
#include "kiosk/ui/input.h"

namespace parvis::app {

inline constexpr double kCornerSize = 14;  // mm: the right upper corner, whatever the language

class Corner {
 public:
  void touch(const ui::Touch& touch, const ui::Display& display, MonoTime now);
  // True once for each time that it was held long enough.
  [[nodiscard]] bool held(MonoTime now);
  [[nodiscard]] std::optional<MonoTime> next_wake() const { return due_; }

 private:
  std::optional<MonoTime> due_;
};

}  // namespace parvis::app
