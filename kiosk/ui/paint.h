// Marks and the picture they are painted into.
//
// Threads: a picture belongs to one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "hardware/platform/files.h"
#include "kiosk/text/mask.h"
#include "kiosk/ui/geometry.h"
#include "kiosk/ui/theme.h"

namespace parvis::ui {

// 32 bits a pixel, 0x00RRGGBB in the machine's order, rows without padding.
struct Image {
  int width = 0, height = 0;
  std::vector<std::uint32_t> pixels;
  [[nodiscard]] bool empty() const { return pixels.empty(); }
  [[nodiscard]] PixelBox box() const { return {0, 0, width, height}; }
};

// One thing to paint: a plain rectangle, a mask, or a mask whose middle is stretched (a
// nine-slice).
struct Mark {
  PixelBox box;  // px on the picture
  Color color;
  text::MaskPtr mask;  // null: a plain rectangle
  int slice_x = 0;     // > 0: corners of that many px keep their size, the rest is stretched
  int slice_y = 0;
  PixelBox clip;                                 // px; empty: none
  bool mirrored = false;                         // the mask is read from right to left
  bool operator==(const Mark&) const = default;  // masks are the same when they are the same object
};

// Blends `mark` into `image`, nowhere outside `clip`.
void paint(Image& image, const Mark& mark, const PixelBox& clip);
void paint_all(Image& image, const std::vector<Mark>& marks, const PixelBox& clip);

// Writes a PNG. Errc::io and the like.
Status write_png(const Image& image, const Path& path);

}  // namespace parvis::ui
