// What lies over a screen and leaves it as it was: help and what it opens, size and contrast, the two questions before
// going, and the pages about data.
#pragma once

#include "kiosk/screens/resident/frame.h"

namespace parvis::screens {

[[nodiscard]] Intent draw_help(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_helper(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_leave(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_erase(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_display(const View& view, ui::Canvas& canvas);
[[nodiscard]] Intent draw_take_out(const View& view, ui::Canvas& canvas);

// Pages of words, one after the other: how it works, and the data notice.
class Pages {
 public:
  [[nodiscard]] Intent draw_how(const View& view, ui::Canvas& canvas);
  [[nodiscard]] Intent draw_notice(const View& view, ui::Canvas& canvas);
  // Called when no such panel is open, so that it opens at its first page.
  void forget() { part_ = page_ = 0; }

 private:
  struct Part {
    std::string title, words;
    std::string picture = {};
  };
  // The main button of the last page.
  struct End {
    std::string id, word;
    flow::ResidentIntent intent;
  };
  [[nodiscard]] Intent draw(const View& view, ui::Canvas& canvas, const std::string& id,
                            const std::vector<Part>& parts, const End& end);
  [[nodiscard]] int draw_part(ui::Canvas& canvas, const std::string& id, const Part& part,
                              const ui::Box& place);
  int part_ = 0;  // of the text
  int page_ = 0;  // of the part, when it needs several
};

}  // namespace parvis::screens
