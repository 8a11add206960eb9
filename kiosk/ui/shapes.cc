#include "kiosk/ui/shapes.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace parvis::ui {
namespace {

constexpr int kSamples = 8;  // a side of a pixel

// Whether a point lies in a rounded rectangle of w × h px with corners of rx × ry.
bool inside(double x, double y, double w, double h, double rx, double ry) {
  const double dx = std::max({rx - x, x - (w - rx), 0.0});
  const double dy = std::max({ry - y, y - (h - ry), 0.0});
  if (dx <= 0 || dy <= 0) return x >= 0 && y >= 0 && x <= w && y <= h;
  return (dx * dx) / (rx * rx) + (dy * dy) / (ry * ry) <= 1;
}

std::uint8_t coverage(int px, int py, double w, double h, double rx, double ry) {
  int hits = 0;
  for (int j = 0; j < kSamples; ++j) {
    for (int i = 0; i < kSamples; ++i) {
      hits += inside(px + (i + 0.5) / kSamples, py + (j + 0.5) / kSamples, w, h, rx, ry) ? 1 : 0;
    }
  }
  return static_cast<std::uint8_t>(hits * 255 / (kSamples * kSamples));
}

using Plane = std::vector<double>;

std::size_t place(int x, int y, int width) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
         static_cast<std::size_t>(x);
}

// One pass of a Gaussian along x (`step` 1) or y (`step` width).
Plane blurred(const Plane& from, int width, int height, double sigma, bool across) {
  const int reach = Shapes::reach(sigma);
  std::vector<double> weights;
  double sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    weights.push_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    sum += weights.back();
  }
  Plane to(from.size());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double value = 0;
      auto weight = weights.begin();
      for (int i = -reach; i <= reach; ++i, ++weight) {
        const int u = across ? std::clamp(x + i, 0, width - 1) : x;
        const int v = across ? y : std::clamp(y + i, 0, height - 1);
        value += *weight * from[place(u, v, width)];
      }
      to[place(x, y, width)] = value / sum;
    }
  }
  return to;
}

std::tuple<int, int, int, int> key(double a, double b, double c, double d) {
  const auto hundredths = [](double v) { return static_cast<int>(std::lround(v * 100)); };
  return {hundredths(a), hundredths(b), hundredths(c), hundredths(d)};
}

}  // namespace

int Shapes::reach(double sigma) { return static_cast<int>(std::ceil(2.5 * sigma)); }

const Slices& Shapes::rounded(double rx, double ry) {
  Slices& slices = made_[key(rx, ry, 0, 0)];
  if (slices.mask) return slices;
  slices.x = static_cast<int>(std::ceil(rx));
  slices.y = static_cast<int>(std::ceil(ry));
  auto mask = std::make_shared<text::Mask>();
  mask->width = 2 * slices.x + 1;
  mask->height = 2 * slices.y + 1;
  for (int y = 0; y < mask->height; ++y) {
    for (int x = 0; x < mask->width; ++x) {
      mask->coverage.push_back(
          coverage(x, y, mask->width, mask->height, std::max(rx, 0.01), std::max(ry, 0.01)));
    }
  }
  slices.mask = std::move(mask);
  return slices;
}

const Slices& Shapes::shadow(double rx, double ry, double sx, double sy) {
  Slices& slices = made_[key(rx, ry, sx, sy)];
  if (slices.mask) return slices;
  const int ex = reach(sx);
  const int ey = reach(sy);
  slices.x = 2 * ex + static_cast<int>(std::ceil(rx)) + 1;
  slices.y = 2 * ey + static_cast<int>(std::ceil(ry)) + 1;
  auto mask = std::make_shared<text::Mask>();
  mask->width = 2 * slices.x + 1;
  mask->height = 2 * slices.y + 1;
  Plane plane;
  for (int y = 0; y < mask->height; ++y) {
    for (int x = 0; x < mask->width; ++x) {
      plane.push_back(
          coverage(x - ex, y - ey, mask->width - 2 * ex, mask->height - 2 * ey, rx, ry));
    }
  }
  plane = blurred(blurred(plane, mask->width, mask->height, sx, true), mask->width, mask->height,
                  sy, false);
  for (const double value : plane)
    mask->coverage.push_back(static_cast<std::uint8_t>(std::lround(value)));
  // The middle is the part that is repeated and lies under the card: painting it would be work for
  // nothing.
  mask->coverage[place(slices.x, slices.y, mask->width)] = 0;
  slices.mask = std::move(mask);
  return slices;
}

}  // namespace parvis::ui
