// The one finger that counts, as Dear ImGui sees it: what it holds, and what a lift has tapped.
//
// Dear ImGui does the interaction of a Stage and nothing else. Every touch event is one frame of it:
// a window without decoration as large as the display, an invisible button for each target, the
// finger as its mouse. Which button is on top, which one is held, that a tap acts on the lift inside,
// that sliding off cancels and sliding back counts again: all this is Dear ImGui's. The hand
// (hand.cc) decides which touches become a fingertip at all, and what a tap means.
//
// Letters, marks and fields are not Dear ImGui's: its text knows no Arabic, and no frame of it is
// ever rendered (stage.h says how we paint). Without a touch event it does not run.
//
// Each Fingertip has its own context, so that two stages never share a held button. Threads: the main
// thread alone, since Dear ImGui's current context is a global of the program.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "hardware/platform/clock.h"
#include "kiosk/ui/geometry.h"

struct ImGuiContext;

namespace parvis::ui {

// Something a finger can hold. A disabled one takes no finger, and lets none through to what it
// covers.
struct Target {
  const std::string* id = nullptr;  // unique in its frame, not empty
  Box box;                          // px, from the left
  bool enabled = true;
};

// What a fingertip does with the targets of one frame.
struct Grasp {
  std::string held;     // went down on it and has not lifted; empty: nothing
  bool inside = false;  // still on it, or no further away than the slack
  std::string tapped;   // lifted inside it just now
};

class Fingertip {
 public:
  Fingertip(int width, int height, MonoTime now);  // px

  // `targets` from the top to the bottom: the first one at a point covers the others. The finger may
  // leave the target that it holds by `slack` (px across and down) without letting go.
  Grasp press(std::span<const Target> targets, Point at, MonoTime now);
  Grasp move(std::span<const Target> targets, Point at, Point slack, MonoTime now);
  Grasp lift(std::span<const Target> targets, Point at, Point slack, MonoTime now);
  // Away without a tap.
  void let_go(std::span<const Target> targets, MonoTime now);

 private:
  struct Away {
    void operator()(ImGuiContext* context) const;
  };
  Grasp frame(std::span<const Target> targets, Point slack, MonoTime now);

  std::unique_ptr<ImGuiContext, Away> context_;
  MonoTime last_;
};

}  // namespace parvis::ui
