#include "tests/walk/images.h"

#include <cairo.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace parvis::screens::test {
namespace {

using Channels = std::array<double, 3>;

std::uint32_t& pixel(ui::Image& image, int x, int y) {
  return image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                      static_cast<std::size_t>(x)];
}
std::uint32_t pixel(const ui::Image& image, int x, int y) {
  return image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                      static_cast<std::size_t>(x)];
}
double channel(std::uint32_t color, std::size_t which) {
  return static_cast<double>(color >> (16 - 8 * which) & 0xFF);
}
std::uint32_t packed(const Channels& c) {
  std::uint32_t color = 0;
  for (const double part : c) color = color << 8 | static_cast<std::uint32_t>(std::lround(part));
  return color;
}

struct Block {
  Channels mean{}, least{255, 255, 255}, most{};
  [[nodiscard]] bool flat() const {
    for (std::size_t i = 0; i < 3; ++i) {
      if (most[i] - least[i] > 8) return false;
    }
    return true;
  }
};

Block block_of(const ui::Image& image, const ui::PixelBox& box) {
  Block block;
  for (int y = box.y; y < box.bottom(); ++y) {
    for (int x = box.x; x < box.right(); ++x) {
      for (std::size_t i = 0; i < 3; ++i) {
        const double value = channel(pixel(image, x, y), i);
        block.mean[i] += value / (box.w * box.h);
        block.least[i] = std::min(block.least[i], value);
        block.most[i] = std::max(block.most[i], value);
      }
    }
  }
  return block;
}

// Ink that is a quarter of a pixel off keeps nearly the same mean; ink that has gone elsewhere does not.
constexpr double kInk = 20, kFlat = 3;

bool differs(const Block& a, const Block& b) {
  const double most = a.flat() && b.flat() ? kFlat : kInk;
  for (std::size_t i = 0; i < 3; ++i) {
    if (std::abs(a.mean[i] - b.mean[i]) > most) return true;
  }
  return false;
}

}  // namespace

ui::Image blank(int width, int height, std::uint32_t color) {
  ui::Image made;
  made.width = width;
  made.height = height;
  made.pixels.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), color);
  return made;
}

ui::Image scaled(const ui::Image& image, int width, int height) {
  ui::Image small = blank(std::min(width, image.width), std::min(height, image.height), 0);
  const auto from = [](int at, int length, int whole) {
    return static_cast<int>(static_cast<std::int64_t>(at) * whole / length);
  };
  for (int y = 0; y < small.height; ++y) {
    const int top = from(y, small.height, image.height);
    const int bottom = from(y + 1, small.height, image.height);
    for (int x = 0; x < small.width; ++x) {
      const int left = from(x, small.width, image.width);
      const int right = from(x + 1, small.width, image.width);
      pixel(small, x, y) = packed(block_of(image, {left, top, right - left, bottom - top}).mean);
    }
  }
  return small;
}

Result<ui::Image> read_png(const Path& path) {
  cairo_surface_t* surface = cairo_image_surface_create_from_png(path.c_str());
  const cairo_status_t status = cairo_surface_status(surface);
  ui::Image image;
  if (status == CAIRO_STATUS_SUCCESS) {
    image =
        blank(cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), 0);
    const auto* bytes = cairo_image_surface_get_data(surface);
    const int stride = cairo_image_surface_get_stride(surface);
    for (int y = 0; y < image.height; ++y) {
      const auto* row =
          reinterpret_cast<const std::uint32_t*>(bytes + static_cast<std::ptrdiff_t>(y) * stride);
      for (int x = 0; x < image.width; ++x) pixel(image, x, y) = row[x] & 0xFFFFFF;
    }
  }
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    return fail(status == CAIRO_STATUS_FILE_NOT_FOUND ? Errc::not_found : Errc::corrupt,
                path.string() + ": " + cairo_status_to_string(status));
  }
  return image;
}

void put(ui::Image& onto, const ui::Image& image, int x, int y) {
  const auto part = intersect({x, y, image.width, image.height}, onto.box());
  for (int row = part.y; row < part.bottom(); ++row) {
    for (int column = part.x; column < part.right(); ++column) {
      pixel(onto, column, row) = pixel(image, column - x, row - y);
    }
  }
}

std::vector<ui::PixelBox> differences(const ui::Image& before, const ui::Image& after) {
  if (before.width != after.width || before.height != after.height) return {after.box()};
  constexpr int kSide = 4;
  std::vector<ui::PixelBox> found;
  for (int y = 0; y < after.height; y += kSide) {
    for (int x = 0; x < after.width; x += kSide) {
      const auto box = intersect({x, y, kSide, kSide}, after.box());
      if (differs(block_of(before, box), block_of(after, box))) found.push_back(box);
    }
  }
  return found;
}

ui::Image shown_differences(const ui::Image& after, const std::vector<ui::PixelBox>& blocks) {
  ui::Image shown = after;
  for (auto& color : shown.pixels) {
    color = packed(
        {192 + channel(color, 0) / 4, 192 + channel(color, 1) / 4, 192 + channel(color, 2) / 4});
  }
  for (const auto& box : blocks) {
    for (int y = box.y; y < box.bottom(); ++y) {
      for (int x = box.x; x < box.right(); ++x) pixel(shown, x, y) = pixel(after, x, y);
    }
  }
  return shown;
}

}  // namespace parvis::screens::test
