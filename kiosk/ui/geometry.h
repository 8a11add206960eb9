// Boxes in millimetres from the top start corner of the display, and boxes in pixels.
//
// "Start" is the left side in French and the right side in Arabic: a screen is laid out once and
// mirrored by the canvas. Only pixels and Node rectangles know left from right.
#pragma once

#include <algorithm>

namespace parvis::ui {

struct Point {
  double x = 0, y = 0;
};

struct Box {
  double x = 0, y = 0, w = 0, h = 0;  // mm
  bool operator==(const Box&) const = default;
  [[nodiscard]] double end() const { return x + w; }
  [[nodiscard]] double bottom() const { return y + h; }
  [[nodiscard]] Box inset(double by) const { return {x + by, y + by, w - 2 * by, h - 2 * by}; }
  [[nodiscard]] Box inset(double dx, double dy) const {
    return {x + dx, y + dy, w - 2 * dx, h - 2 * dy};
  }
  [[nodiscard]] bool contains(Point p) const {
    return p.x >= x && p.x < x + w && p.y >= y && p.y < y + h;
  }
};

// Column `index` of `count` equal columns with `gap` between them.
[[nodiscard]] inline Box column(const Box& row, int index, int count, double gap) {
  const double width = (row.w - gap * (count - 1)) / count;
  return {row.x + index * (width + gap), row.y, width, row.h};
}
// Cell `index`, row by row, of a grid.
[[nodiscard]] inline Box cell(const Box& area, int index, int columns, int rows, double gap) {
  const double height = (area.h - gap * (rows - 1)) / rows;
  const int line = index / columns;
  return column({area.x, area.y + line * (height + gap), area.w, height}, index % columns, columns,
                gap);
}

struct PixelBox {
  int x = 0, y = 0, w = 0, h = 0;
  bool operator==(const PixelBox&) const = default;
  [[nodiscard]] bool empty() const { return w <= 0 || h <= 0; }
  [[nodiscard]] int right() const { return x + w; }
  [[nodiscard]] int bottom() const { return y + h; }
};

[[nodiscard]] inline PixelBox intersect(const PixelBox& a, const PixelBox& b) {
  const int x = std::max(a.x, b.x);
  const int y = std::max(a.y, b.y);
  return {x, y, std::min(a.right(), b.right()) - x, std::min(a.bottom(), b.bottom()) - y};
}
[[nodiscard]] inline PixelBox unite(const PixelBox& a, const PixelBox& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  const int x = std::min(a.x, b.x);
  const int y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

}  // namespace parvis::ui
