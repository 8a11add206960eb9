// What covers a whole screen: the veil, an answer that could not be kept, the mediator's pause, a kiosk that can keep no more.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

// Drawn after the screen behind: opaque, nothing of the visit can be read or touched through it. A tap anywhere but on
// *Nouvelle personne* means *Continuer*.
[[nodiscard]] Intent draw_veil(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_not_kept(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_stopped(const View& view, ui::Canvas& canvas);
// The same for residents while the mediator has the screen, and while no session is open.
void draw_resting(ui::Canvas& canvas, const std::string& id, const std::string& words);

}  // namespace parvis::screens
