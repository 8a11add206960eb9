// Where screens are drawn: takes events, runs frames, keeps what lasts between frames, and says
// which pixels changed. One Stage a program; a window (window.h) or a test puts its picture
// somewhere.
//
//   stage.handle(event, now);
//   if (stage.needs_frame(now)) {
//     screen.draw(stage.begin(now));
//     window.present(stage.image(), stage.end());
//   }
//   wait until an event or stage.next_wake()
//
// A frame is a list of marks (a mask, a place, a colour) grouped by widget. end() compares each
// widget with the frame before; what differs makes the dirty rectangle, and only that is painted
// again. There is no frame without a reason: an event, an answer, an animation in flight, a changed
// setting.
//
// Dear ImGui decides what a finger holds and taps (fingertip.h). Drawing is our own: every mark is a
// rectangle or a mask with a colour, blended on the processor into one picture of 32-bit pixels. The
// picture is therefore the same in a window, in a test and in a photograph; and a full frame takes
// 2.5 ms of CPU (parvis-measure-ui).
//
// Threads: the main thread alone.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "kiosk/text/languages.h"
#include "kiosk/ui/canvas.h"
#include "kiosk/ui/input.h"
#include "kiosk/ui/paint.h"
#include "kiosk/ui/scan.h"

namespace parvis::ui {

enum class Curtain { open, closed };
enum class Drawing { pixels, none };  // none: layout and the tree only, nothing is painted

struct StageOptions {
  Display display;
  Path fonts;     // assets/fonts.conf
  Path pictures;  // the directory of the SVG files
  Drawing drawing = Drawing::pixels;
  std::size_t cache_bytes = std::size_t{8}
                            << 20;  // of text masks, and as much again for pictures and shapes
};

// What end() found to be different from the frame before: rectangles that don't overlap, px.
struct Damage {
  std::vector<PixelBox> boxes;  // empty: nothing to present
  void add(PixelBox box);       // merged with those that it touches
  void add(const Damage& more);
  [[nodiscard]] bool empty() const { return boxes.empty(); }
};

class Stage {
 public:
  // `languages` MUST outlive the stage. Errc::not_found when fonts or pictures are missing.
  static Result<std::unique_ptr<Stage>> open(const StageOptions& options,
                                             text::Languages& languages);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // --- settings; each asks for a frame
  void set_language(std::string tag);
  void set_theme(const Theme& theme);
  // Another part of the same panel: the pixels and a millimetre's size MUST be the same.
  void set_display(const Display& display);
  [[nodiscard]] const Theme& theme() const;
  [[nodiscard]] const Display& display() const;
  void set_scanning(const Scan::Options& options);
  // A curtain hides the picture from everybody; the tree, the focus and the voice go on.
  void set_curtain(Curtain curtain);

  // --- events
  void handle(const Event& event, MonoTime now);
  // A finger down and up in the middle of a node, as a person would. Errc::not_found when nothing
  // on the screen has that id, Errc::denied when it is disabled, covered or no target, or when a
  // finger is down already.
  Status tap(std::string_view id, MonoTime now);
  // The uppermost target at a point of the picture, px; "" when there is none.
  [[nodiscard]] std::string target_at(double x, double y) const;
  // When a finger last touched or a key was pressed: what idle time is counted from.
  [[nodiscard]] MonoTime last_input() const;

  // --- frames
  [[nodiscard]] bool needs_frame(MonoTime now) const;
  [[nodiscard]] std::optional<MonoTime> next_wake() const;
  void request_frame();
  // What is sliding or turning jumps to where it goes: for photographs and for tests that don't
  // move the clock.
  void finish_motion();
  Canvas& begin(MonoTime now);
  Damage end();
  // begin, draw, end, again as long as a widget has answered; all the damage.
  template <class Draw>
  Damage settle(MonoTime now, Draw&& draw) {
    Damage all;
    for (int i = 0; i < 8; ++i) {
      draw(begin(now));
      all.add(end());
      if (!wants_another()) break;
    }
    return all;
  }
  // Whether a widget answered in the last frame, so that the screen has to be drawn with its new
  // state.
  [[nodiscard]] bool wants_another() const;

  // --- what stands on the screen
  [[nodiscard]] const std::vector<Node>& nodes() const;
  [[nodiscard]] const Node* node(std::string_view id) const;
  // The control with the ring, "" when there is none; of a keyboard's row its first key.
  [[nodiscard]] std::string focus() const;
  void set_focus(std::string id);
  [[nodiscard]] const Image& image() const;  // empty with Drawing::none
  Status save_png(const Path& path) const;
  // A visit has ended: nothing typed or drawn of it stays in memory.
  void forget_visit();

  // Redraws everything beside the picture and compares; the number of pixels that differ. For
  // tests.
  [[nodiscard]] std::size_t check_against_full_redraw() const;

 private:
  explicit Stage(std::unique_ptr<StageState> state);
  std::unique_ptr<StageState> state_;
};

}  // namespace parvis::ui
