// Pictures of screens as things to scale, read, compare and put side by side.
#pragma once

#include <vector>

#include "kiosk/ui/paint.h"

namespace parvis::screens::test {

// A picture of one colour.
[[nodiscard]] ui::Image blank(int width, int height, std::uint32_t color);
// Averaged down to that size; never larger than it was.
[[nodiscard]] ui::Image scaled(const ui::Image& image, int width, int height);
[[nodiscard]] Result<ui::Image> read_png(const Path& path);
// Puts `image` into `onto` with its left top corner there; what reaches out is cut.
void put(ui::Image& onto, const ui::Image& image, int x, int y);

// Blocks of 4 × 4 px in which a picture differs from another in earnest: ink that has moved by a millimetre, another word,
// another colour. A soft edge that another version of Pango or cairo makes a little softer is no difference. Pictures of
// different sizes differ as a whole.
[[nodiscard]] std::vector<ui::PixelBox> differences(const ui::Image& before,
                                                    const ui::Image& after);
// `after`, paled, with the blocks that differ as they are.
[[nodiscard]] ui::Image shown_differences(const ui::Image& after,
                                          const std::vector<ui::PixelBox>& blocks);

}  // namespace parvis::screens::test
