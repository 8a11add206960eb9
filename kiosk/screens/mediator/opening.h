// Opening a session: where are we, from the pack's list or typed; then how to come back. Also the session that a power cut
// left open.
#pragma once

#include "kiosk/screens/mediator/frame.h"
#include "kiosk/ui/edit.h"

namespace parvis::screens {

// Holds which page of places is open.
class PlaceList {
 public:
  [[nodiscard]] MediatorIntent draw(const MediatorView& view, const MediatorWords& words,
                                    ui::Canvas& canvas);

 private:
  int page_ = 0;
};

[[nodiscard]] MediatorIntent draw_opened(const MediatorView& view, const MediatorWords& words,
                                         ui::Canvas& canvas);
[[nodiscard]] MediatorIntent draw_resume(const MediatorView& view, const MediatorWords& words,
                                         ui::Canvas& canvas);

}  // namespace parvis::screens
