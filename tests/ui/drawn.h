// A scene on a stage with a clock that a test moves: down(), up(), frame() and what stands on the
// screen.
#pragma once

#include "tests/support/result.h"
#include "tests/ui/scenes.h"

namespace parvis::scenes {

class Drawn {
 public:
  explicit Drawn(const std::string& name, ui::Drawing drawing = ui::Drawing::pixels)
      : Drawn(named(name), drawing) {}
  explicit Drawn(Scene scene, ui::Drawing drawing = ui::Drawing::pixels)
      : scene_(std::move(scene)),
        words_(support::value(languages())),
        stage_(support::value(scenes::stage(scene_, words_, drawing))) {
    frame();
  }

  ui::Stage& stage() { return *stage_; }
  Memory& memory() { return memory_; }
  text::Languages& words() { return words_; }
  [[nodiscard]] MonoTime now() const { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }
  ui::Damage frame() {
    return stage_->settle(now_, [this](ui::Canvas& canvas) { scene_.draw(canvas, memory_); });
  }
  const ui::Node& node(const std::string& id) {
    const ui::Node* found = stage_->node(id);
    if (found == nullptr) throw std::runtime_error("no node " + id);
    return *found;
  }

  void touch(ui::Phase phase, double x, double y, std::int64_t finger = 0, double size = 8) {
    stage_->handle(ui::Touch{phase, finger, x, y, size}, now_);
  }
  void down(const std::string& id, std::int64_t finger = 0) { at(ui::Phase::down, id, finger); }
  void up(const std::string& id, std::int64_t finger = 0) { at(ui::Phase::up, id, finger); }
  void tap(const std::string& id) {
    support::ok(stage_->tap(id, now_));
    frame();
  }
  void key(ui::Key key) {
    stage_->handle(ui::KeyPress{key}, now_);
    frame();
  }
  void type(const std::string& text) {
    stage_->handle(ui::Typed{text}, now_);
    frame();
  }

 private:
  void at(ui::Phase phase, const std::string& id, std::int64_t finger) {
    const ui::PixelBox& box = node(id).pixels;
    touch(phase, box.x + box.w / 2.0, box.y + box.h / 2.0, finger);
  }

  Scene scene_;
  text::Languages words_;
  std::unique_ptr<ui::Stage> stage_;
  Memory memory_;
  MonoTime now_{std::chrono::hours(1)};
};

}  // namespace parvis::scenes
