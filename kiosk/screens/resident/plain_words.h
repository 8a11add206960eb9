// Before starting: a few sentences of at most twelve words, each with a picture. There is nothing to accept.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

// Holds which page is open, in large text.
class PlainWords {
 public:
  [[nodiscard]] Intent draw(const View& view, ui::Canvas& canvas);
  void forget() { page_ = 0; }

 private:
  int page_ = 0;
};

}  // namespace parvis::screens
