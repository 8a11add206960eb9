#include "kiosk/app/corner.h"

#include "kiosk/flow/delays.h"

namespace parvis::app {

void Corner::touch(const ui::Touch& touch, const ui::Display& display, MonoTime now) {
  const bool inside = touch.x >= (display.width - kCornerSize) * display.px_per_mm_x() &&
                      touch.y >= display.above * display.px_per_mm_y() &&
                      touch.y < (display.above + kCornerSize) * display.px_per_mm_y();
  if (touch.phase == ui::Phase::down && inside) {
    due_ = now + flow::kCornerHold;
  } else if (touch.phase != ui::Phase::move || !inside) {
    due_.reset();
  }
}

bool Corner::held(MonoTime now) {
  if (!due_ || now < *due_) return false;
  due_.reset();
  return true;
}

}  // namespace parvis::app
