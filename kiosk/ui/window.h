// A real window: SDL's events in, our picture out. Headless programs need none: a Stage stands
// alone.
//
// Fingers are taken as fingers; the mouse that SDL makes out of them is switched off. With the
// software framebuffer no graphics library is loaded (SDL_FRAMEBUFFER_ACCELERATION=0 is our default
// and can be overridden by the environment).
//
// The window may have another size than the picture, and change it: the picture is scaled in its own
// proportions between bars (letterbox.h), and touches beside it are none. Keys go through a gate
// (key_gate.h). Composed text, from dead keys or an input method, arrives whole.
//
// Threads: the main thread, as SDL wants.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "hardware/platform/result.h"
#include "kiosk/ui/display.h"
#include "kiosk/ui/input.h"
#include "kiosk/ui/stage.h"
#include "kiosk/ui/theme.h"

namespace parvis::ui {

enum class WindowMode { windowed, fullscreen };

class Window {
 public:
  // Errc::internal with SDL's words when there is no display.
  static Result<Window> open(const Display& display, const std::string& title, WindowMode mode);
  Window(Window&&) noexcept;
  Window& operator=(Window&&) noexcept;
  ~Window();

  // The next event, waiting at most `wait` (zero: none). Sleeps in the kernel where SDL can
  // (Wayland, X11).
  [[nodiscard]] std::optional<Event> next_event(std::chrono::milliseconds wait);
  // Wakes next_event() from any thread: a worker has an answer.
  void wake();
  // Shows the damaged part of the picture, and all of it when the window has changed. `around` is the
  // bars' colour. After Errc::internal (the display is gone, the surface lost) the window is still of
  // use: the next call, also one without damage, tries again with the whole picture.
  Status present(const Image& image, const Damage& damage, Color around = rgb(0xFAF6EF));

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace parvis::ui
