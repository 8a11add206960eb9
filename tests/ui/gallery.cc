// parvis-gallery DIRECTORY [NAME]: draws the scenes to PNG files, to be looked at beside the design's pictures.
#include <cstdio>

#include "hardware/platform/files.h"
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

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: parvis-gallery DIRECTORY [PART-OF-A-NAME]\n", stderr);
    return 2;
  }
  const Status status = draw_all(argv[1], argc > 2 ? argv[2] : nullptr);
  if (status) return 0;
  std::fprintf(stderr, "parvis-gallery: %s\n", status.error().message().c_str());
  return 1;
}
