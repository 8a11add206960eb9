// An X display seen from outside: where its pixels change, and a finger on it (XTEST). The same for every program that draws there.
//
// Nothing is polled on a timer: XDamage tells of every change of the root window with all that lies in it, and only then pixels are
// read.
//
// Threads: one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "hardware/platform/files.h"
#include "hardware/platform/result.h"
#include "kiosk/ui/paint.h"

namespace parvis::bench {

class XScreen {
 public:
  // The display of $DISPLAY. Errc::not_found when there is none, or without XDamage and XTEST.
  static Result<XScreen> open();
  XScreen(XScreen&&) noexcept;
  XScreen& operator=(XScreen&&) noexcept;
  ~XScreen();

  [[nodiscard]] ui::PixelBox box() const;
  [[nodiscard]] ui::Image picture(const ui::PixelBox& box) const;

  // Milliseconds (wall_ms) at which the pixels of `box` were first read to be as wanted; nullopt when `longest` passed before.
  std::optional<double> when(const ui::PixelBox& box,
                             const std::function<bool(const ui::Image&)>& wanted,
                             std::chrono::milliseconds longest);
  // Until nothing has changed for so long; false when that never came within `longest`.
  bool quiet(std::chrono::milliseconds for_so_long, std::chrono::milliseconds longest);

  // A finger down, and up where it went down; each says when it was sent (wall_ms).
  double press(int x, int y);
  double release();

 private:
  struct State;
  explicit XScreen(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis::bench
