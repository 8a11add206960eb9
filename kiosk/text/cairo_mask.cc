#include "kiosk/text/cairo_mask.h"

#include <algorithm>
#include <cstring>

namespace parvis::text {
namespace {

struct Bounds {
  int x0, y0, x1, y1;
};

Bounds covered(const unsigned char* data, int stride, int width, int height) {
  Bounds b{width, height, 0, 0};
  for (int y = 0; y < height; ++y) {
    const unsigned char* row = data + static_cast<std::ptrdiff_t>(y) * stride;
    const auto* first = std::find_if(row, row + width, [](unsigned char c) { return c != 0; });
    if (first == row + width) continue;
    int last = width;
    while (row[last - 1] == 0) --last;
    b = {std::min(b.x0, static_cast<int>(first - row)), std::min(b.y0, y), std::max(b.x1, last),
         y + 1};
  }
  return b;
}

void wipe(const Mask* mask) {
  auto* bytes = const_cast<Mask*>(mask)->coverage.data();
  ::explicit_bzero(bytes, mask->coverage.size());
  delete mask;
}

}  // namespace

Cropped crop(cairo_surface_t* surface) {
  const int stride = cairo_image_surface_get_stride(surface);
  const unsigned char* data = cairo_image_surface_get_data(surface);
  const int width = cairo_image_surface_get_width(surface);
  const int height = cairo_image_surface_get_height(surface);
  if (data == nullptr) return {};
  const Bounds b = covered(data, stride, width, height);
  if (b.x0 >= b.x1) return {};
  auto* mask = new Mask{b.x1 - b.x0, b.y1 - b.y0, {}};
  Cropped result{MaskPtr(mask, wipe), b.x0, b.y0};
  mask->coverage.reserve(static_cast<std::size_t>(mask->width) *
                         static_cast<std::size_t>(mask->height));
  for (int y = b.y0; y < b.y1; ++y) {
    const unsigned char* row = data + static_cast<std::ptrdiff_t>(y) * stride;
    mask->coverage.insert(mask->coverage.end(), row + b.x0, row + b.x1);
  }
  return result;
}

}  // namespace parvis::text
