// Where things stand on a screen that is written on: the field and its buttons fill what the keyboard leaves, on each
// display.
//
// Threads: plain values.
#pragma once

#include "kiosk/ui/canvas.h"

namespace parvis::screens {

struct WritingPlaces {
  ui::Box back;  // on a small screen, where the bar has no place; else empty
  ui::Box field;
  ui::Box done;
};
[[nodiscard]] WritingPlaces writing_places(const ui::Canvas& canvas);

// The way back of a small screen.
[[nodiscard]] bool draw_writing_back(ui::Canvas& canvas, const WritingPlaces& places);
// "Valider", with its word where there is room for one.
[[nodiscard]] bool draw_done(ui::Canvas& canvas, const WritingPlaces& places, const std::string& id,
                             const std::string& label);

}  // namespace parvis::screens
