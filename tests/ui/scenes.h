// A few screens drawn with fixed words: the pictures of the gallery, and what the tests of kiosk/ui
// look at.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "kiosk/ui/stage.h"

namespace parvis::scenes {

// What a scene remembers between frames, as a screen would.
struct Memory {
  int laid = 5;
  bool chosen = true;
  ui::TextEdit idea{140};
  int typed = 4;
  int page = 0;
  std::int64_t count = 39;
  std::string tapped;  // the id that answered last
};

struct Scene {
  std::string name;
  std::string display;   // "10" or "7"
  std::string language;  // "fr" or "ar"
  ui::Look look = ui::Look::light;
  ui::TextSize size = ui::TextSize::standard;
  std::function<void(ui::Canvas&, Memory&)> draw;
};

[[nodiscard]] const std::vector<Scene>& all();
[[nodiscard]] const Scene& named(const std::string& name);

// A stage for a scene, with the project's fonts, pictures and words.
[[nodiscard]] Result<text::Languages> languages();
[[nodiscard]] Result<std::unique_ptr<ui::Stage>> stage(const Scene& scene, text::Languages& words,
                                                       ui::Drawing drawing = ui::Drawing::pixels);

}  // namespace parvis::scenes
