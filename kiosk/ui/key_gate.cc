#include "kiosk/ui/key_gate.h"

namespace parvis::ui {

bool KeyGate::down(std::int32_t key, Struck how, KeyDoes does, Time now) {
  if (how == Struck::held && held_ == key) {
    open_ = now - held_since_ >= kRepeatAfter && now - repeated_at_ >= kRepeatEvery;
    if (open_) repeated_at_ = now;
    return open_;
  }
  held_ = key;
  held_since_ = repeated_at_ = now;
  open_ = does == KeyDoes::writes || acted_ != key || now - acted_at_ >= kDoubleStrike;
  if (open_ && does == KeyDoes::acts) {
    acted_ = key;
    acted_at_ = now;
  }
  return open_;
}

// Text without a strike before it, from an input method, counts.
void KeyGate::up(std::int32_t key) {
  if (held_ == key) held_.reset();
  open_ = true;
}

}  // namespace parvis::ui
