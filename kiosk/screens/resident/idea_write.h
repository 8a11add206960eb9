// Writing an idea: the field with the prefix given, a hint and a count, *Valider*, the touch keyboard. On 7" the bar gives
// way to the keys, which carry its four other buttons.
#pragma once

#include "kiosk/screens/resident/frame.h"
#include "kiosk/ui/edit.h"

namespace parvis::screens {

// Holds the caret; the text itself is the flow's.
class IdeaWrite {
 public:
  [[nodiscard]] Intent draw(const View& view, ui::Canvas& canvas);
  void forget() { edit_.wipe(); }

 private:
  // Twice as much as is kept: nobody is stopped in a sentence that they will shorten.
  ui::TextEdit edit_{280};
};

// What the flow's hint says in words; "" for none.
[[nodiscard]] std::string hint_text(const View& view, const ui::Canvas& canvas);

}  // namespace parvis::screens
