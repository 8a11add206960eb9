// Every mediator's screen behind one door: what kiosk/app draws when the residents don't have the screen.
//
// Threads: the main thread. Holds editing state only.
#pragma once

#include "kiosk/screens/mediator/frame.h"
#include "kiosk/screens/mediator/opening.h"
#include "kiosk/screens/mediator/typing.h"

namespace parvis::screens {

class MediatorScreens {
 public:
  void set_words(MediatorWords words) { words_ = std::move(words); }
  [[nodiscard]] const MediatorWords& words() const { return words_; }
  [[nodiscard]] MediatorIntent draw(const MediatorView& view, ui::Canvas& canvas);

 private:
  MediatorWords words_;
  PlaceList places_;
  MediatorTyping typing_;
};

}  // namespace parvis::screens
