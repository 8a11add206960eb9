// Fingers, mouse and keys become a few plain events; a Press decides what a tap is.
//
// A tap acts when the finger lifts inside the widget it went down on. Sliding off cancels, sliding
// back counts again. A second finger, a palm and a mouse during a touch are ignored until the first
// one has lifted, or has rested for two seconds, or rests on nothing; on the keyboard the next finger
// types the key that the first one holds, and then its own. A second strike at the same place within 0.4 s does not reach what the first one
// has put there: whoever taps "D'accord" twice has not chosen the word that came under the finger.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "hardware/platform/clock.h"
#include "kiosk/ui/geometry.h"

namespace parvis::ui {

enum class Phase { down, move, up, cancel };

struct Touch {
  Phase phase = Phase::down;
  std::int64_t finger = 0;  // the mouse is finger -1
  double x = 0, y = 0;      // px
  double size = 0;          // mm across, over 30 is a palm; 0 when nobody says, as with SDL
};

enum class Key {
  tab,
  back_tab,
  left,
  right,
  up,
  down,
  enter,
  escape,
  backspace,
  delete_word,
  undo,
  home,
  end,
  switch_next,   // of two switches: the ring moves on
  switch_choose  // what has the ring is chosen
};

struct KeyPress {
  Key key = Key::tab;
};

struct Typed {
  std::string text;  // UTF-8 from a physical keyboard
};

struct Redraw {};  // the window was uncovered or resized: everything is drawn again
struct Quit {};    // the window was closed

using Event = std::variant<Touch, KeyPress, Typed, Redraw, Quit>;

}  // namespace parvis::ui
