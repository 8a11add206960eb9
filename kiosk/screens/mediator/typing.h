// The two things a mediator types: a place that is not in the list, and why two counts differ.
#pragma once

#include "kiosk/screens/mediator/frame.h"
#include "kiosk/ui/edit.h"

namespace parvis::screens {

// Holds the caret; the text is the flow's.
class MediatorTyping {
 public:
  [[nodiscard]] MediatorIntent draw_place(const MediatorView& view, const MediatorWords& words,
                                          ui::Canvas& canvas);
  [[nodiscard]] MediatorIntent draw_note(const MediatorView& view, const MediatorWords& words,
                                         ui::Canvas& canvas);
  void forget() { edit_.wipe(); }

 private:
  enum class Done { no, yes };
  // The whole screen; what was typed stands in edit_ afterwards.
  Done draw(ui::Canvas& canvas, const std::string& id, const std::string& text,
            const std::string& hint, const std::string& done_label, MediatorIntent& intent);

  ui::TextEdit edit_{120};
};

}  // namespace parvis::screens
