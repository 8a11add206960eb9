// Every resident's screen behind one door: what kiosk/app draws while a session is open.
//
// Threads: the main thread. Holds editing state only (the caret, which page is open), and forgets it with forget().
#pragma once

#include <vector>

#include "kiosk/screens/resident/frame.h"
#include "kiosk/screens/resident/idea_write.h"
#include "kiosk/screens/resident/language.h"
#include "kiosk/screens/resident/panels.h"
#include "kiosk/screens/resident/review.h"

namespace parvis::screens {

class ResidentScreens {
 public:
  // The languages to choose from, in the pack's order, each in its own words.
  void set_languages(std::vector<LanguageTile> languages) { languages_ = std::move(languages); }
  [[nodiscard]] Intent draw(const View& view, ui::Canvas& canvas);
  // A visit has ended.
  void forget();

 private:
  [[nodiscard]] Intent draw_screen(const View& view, ui::Canvas& canvas);
  [[nodiscard]] Intent draw_panel(const View& view, ui::Canvas& canvas);

  std::vector<LanguageTile> languages_;
  IdeaWrite idea_write_;
  Pages pages_;
  Review review_;
};

}  // namespace parvis::screens
