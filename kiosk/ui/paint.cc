#include "kiosk/ui/paint.h"

#include <algorithm>

namespace parvis::ui {
namespace {

std::uint32_t packed(Color c) {
  return static_cast<std::uint32_t>(c.r) << 16 | static_cast<std::uint32_t>(c.g) << 8 | c.b;
}

// Red and blue are blended in one multiplication, green in another; alpha is 0 … 254, in 256ths.
std::uint32_t blend(std::uint32_t under, std::uint32_t over, std::uint32_t alpha) {
  const std::uint32_t rest = 256 - alpha;
  const std::uint32_t rb = ((under & 0xFF00FF) * rest + (over & 0xFF00FF) * alpha) >> 8;
  const std::uint32_t g = ((under & 0x00FF00) * rest + (over & 0x00FF00) * alpha) >> 8;
  return (rb & 0xFF00FF) | (g & 0x00FF00);
}

// 0 … 255; 255 is opaque.
std::uint32_t alpha_of(std::uint32_t coverage, std::uint8_t alpha) {
  return (coverage * alpha * 257 + 32768) >> 16;
}

void span(std::uint32_t* row, int from, int to, std::uint32_t color, std::uint32_t alpha) {
  if (alpha >= 255) {
    std::fill(row + from, row + to, color);
    return;
  }
  for (int x = from; x < to; ++x) row[x] = blend(row[x], color, alpha);
}

// Where a pixel of a stretched length lies in the mask: the corners keep their size, the middle
// repeats.
int slice(int at, int length, int mask, int corner) {
  if (corner <= 0 || at < corner) return at;
  if (at >= length - corner) return mask - (length - at);
  return corner;
}

void paint_mask_row(std::uint32_t* row, const Mark& mark, const PixelBox& part,
                    const std::uint8_t* coverage, std::uint32_t color) {
  const int width = mark.mask->width;
  for (int x = part.x; x < part.right(); ++x) {
    int u = slice(x - mark.box.x, mark.box.w, width, mark.slice_x);
    if (mark.mirrored) u = width - 1 - u;
    const std::uint8_t c = coverage[u];
    if (c == 0) continue;
    const std::uint32_t alpha = alpha_of(c, mark.color.a);
    row[x] = alpha >= 255 ? color : blend(row[x], color, alpha);
  }
}

// A row of a nine-slice: its two ends pixel by pixel, its middle at once.
void paint_sliced_row(std::uint32_t* row, const Mark& mark, const PixelBox& part,
                      const std::uint8_t* coverage, std::uint32_t color) {
  const int left = std::clamp(mark.box.x + mark.slice_x, part.x, part.right());
  const int right = std::clamp(mark.box.right() - mark.slice_x, left, part.right());
  paint_mask_row(row, mark, {part.x, part.y, left - part.x, 1}, coverage, color);
  if (const std::uint8_t middle = coverage[mark.slice_x]; middle != 0) {
    span(row, left, right, color, alpha_of(middle, mark.color.a));
  }
  paint_mask_row(row, mark, {right, part.y, part.right() - right, 1}, coverage, color);
}

}  // namespace

void paint(Image& image, const Mark& mark, const PixelBox& clip) {
  PixelBox part = intersect(intersect(mark.box, clip), image.box());
  if (!mark.clip.empty()) part = intersect(part, mark.clip);
  if (part.empty() || mark.color.a == 0) return;
  const std::uint32_t color = packed(mark.color);
  for (int y = part.y; y < part.bottom(); ++y) {
    std::uint32_t* row =
        image.pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width);
    if (!mark.mask) {
      span(row, part.x, part.right(), color, alpha_of(255, mark.color.a));
      continue;
    }
    const int v = slice(y - mark.box.y, mark.box.h, mark.mask->height, mark.slice_y);
    const std::uint8_t* coverage = mark.mask->row(v);
    if (mark.slice_x > 0) {
      paint_sliced_row(row, mark, part, coverage, color);
    } else {
      paint_mask_row(row, mark, part, coverage, color);
    }
  }
}

void paint_all(Image& image, const std::vector<Mark>& marks, const PixelBox& clip) {
  for (const Mark& mark : marks) paint(image, mark, clip);
}

}  // namespace parvis::ui
