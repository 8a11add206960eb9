// parvis-gallery DIRECTORY [NAME]: draws the scenes to PNG files, to be looked at beside the
// design's pictures. parvis-gallery --window NAME: one scene in a window that can be touched.
#include <algorithm>
#include <cstdio>

#include "hardware/platform/files.h"
#include "kiosk/ui/window.h"
#include "tests/ui/scenes.h"

namespace {

using namespace parvis;

Status draw(const scenes::Scene& scene, text::Languages& words, const Path& directory) {
  PARVIS_TRY(auto stage, scenes::stage(scene, words));
  scenes::Memory memory;
  const MonoTime now{std::chrono::hours(1)};
  stage->settle(now, [&](ui::Canvas& canvas) { scene.draw(canvas, memory); });
  if (scene.name.starts_with("28")) {  // the states that a finger and keys make
    stage->set_focus("state.Primaire.Focus");
    stage->settle(now, [&](ui::Canvas& canvas) { scene.draw(canvas, memory); });
    const ui::Node* pressed = stage->node("state.Vote.Appuyé");
    stage->handle(
        ui::Touch{ui::Phase::down, 0, pressed->pixels.x + 9.0, pressed->pixels.y + 9.0, 0}, now);
    stage->set_focus("state.Vote.Focus");
    stage->settle(now, [&](ui::Canvas& canvas) { scene.draw(canvas, memory); });
  }
  return stage->save_png(directory / (scene.name + ".png"));
}

Status draw_all(const Path& directory, const char* only) {
  PARVIS_TRY(text::Languages words, scenes::languages());
  for (const scenes::Scene& scene : scenes::all()) {
    if (only == nullptr || scene.name.find(only) != std::string::npos)
      PARVIS_TRY_VOID(draw(scene, words, directory));
  }
  return {};
}

// The loop of a kiosk in small: wait, handle, draw what has a reason, present what has changed.
Status show(const std::string& name) {
  PARVIS_TRY(text::Languages words, scenes::languages());
  const scenes::Scene& scene = scenes::named(name);
  PARVIS_TRY(auto stage, scenes::stage(scene, words));
  PARVIS_TRY(ui::Window window, ui::Window::open(stage->display(), name, ui::WindowMode::windowed));
  scenes::Memory memory;
  for (;;) {
    const MonoTime now = MonoClock::now();
    if (stage->needs_frame(now)) {
      const auto damage =
          stage->settle(now, [&](ui::Canvas& canvas) { scene.draw(canvas, memory); });
      PARVIS_TRY_VOID(window.present(stage->image(), damage));
    }
    auto wait = std::chrono::milliseconds(60'000);
    if (const auto wake = stage->next_wake()) {
      wait = std::max(std::chrono::milliseconds(0),
                      std::chrono::ceil<std::chrono::milliseconds>(*wake - MonoClock::now()));
    }
    if (const auto event = window.next_event(wait)) {
      if (std::holds_alternative<ui::Quit>(*event)) return {};
      stage->handle(*event, MonoClock::now());
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: parvis-gallery DIRECTORY [PART-OF-A-NAME] | --window NAME\n", stderr);
    return 2;
  }
  const bool window = std::string_view(argv[1]) == "--window" && argc == 3;
  const Status status = window ? show(argv[2]) : draw_all(argv[1], argc > 2 ? argv[2] : nullptr);
  if (status) return 0;
  std::fprintf(stderr, "parvis-gallery: %s\n", status.error().message().c_str());
  return 1;
}
