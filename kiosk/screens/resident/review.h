// What I said: each vote with its qualifications, each idea, the age and the neighbourhood, paged. Shown on a tap only, since
// others may look; a tap on a line leads to where it was said.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

// Holds which page is open.
class Review {
 public:
  [[nodiscard]] Intent draw_lines(const View& view, ui::Canvas& canvas);
  // One idea of the list: keep it, correct it, take it out.
  [[nodiscard]] Intent draw_idea(const View& view, ui::Canvas& canvas);
  void forget() { page_ = idea_page_ = 0; }

 private:
  int page_ = 0;
  int idea_page_ = 0;
};

}  // namespace parvis::screens
