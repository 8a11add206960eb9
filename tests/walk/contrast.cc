// Contrast as it is painted. A text's colour is the colour that stands out most among those that its box is made of in
// earnest: letters have fully covered pixels, and their soft edges are spread over many shades. Every other colour that covers
// a good part of the letters' box is a ground, and the letters must stand out of each.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/walk/checks.h"

namespace parvis::screens::test {
namespace {

constexpr double kText = 7, kTextHigh = 15, kShape = 3;
// Share of the letters' box from which a colour is a ground; more when it may be the soft edge of an "l".
constexpr double kGround = 0.06, kMixedGround = 0.25;
constexpr std::size_t kFewPixels = 6;  // fully covered: under that it is a soft edge

using Counts = std::map<std::uint32_t, std::size_t>;

ui::Color color_of(std::uint32_t pixel) { return ui::rgb(pixel & 0xFFFFFF); }
double contrast(std::uint32_t a, std::uint32_t b) { return ui::contrast(color_of(a), color_of(b)); }

Counts count(const ui::Image& image, const ui::PixelBox& box) {
  Counts counts;
  const auto part = intersect(box, image.box());
  for (int y = part.y; y < part.bottom(); ++y) {
    for (int x = part.x; x < part.right(); ++x) {
      ++counts[image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                            static_cast<std::size_t>(x)] &
               0xFFFFFF];
    }
  }
  return counts;
}

std::uint32_t most(const Counts& counts) {
  const auto found = std::ranges::max_element(
      counts, [](const auto& a, const auto& b) { return a.second < b.second; });
  return found == counts.end() ? 0 : found->first;
}

// What stands out most of `ground` in a part of the picture; `ground` itself when nothing does.
std::uint32_t front_of(const Counts& counts, std::uint32_t ground) {
  std::uint32_t front = ground;
  for (const auto& [color, pixels] : counts) {
    if (pixels >= kFewPixels && contrast(color, ground) > contrast(front, ground)) front = color;
  }
  return front;
}

// Whether a colour is a mixture of two others.
bool is_between(std::uint32_t color, std::uint32_t a, std::uint32_t b) {
  double least = 1;
  double most_of = 0;
  for (const int shift : {0, 8, 16}) {
    const auto part = [shift](std::uint32_t c) { return static_cast<double>(c >> shift & 0xFF); };
    const double range = part(b) - part(a);
    if (std::abs(range) < 16) continue;
    const double at = (part(color) - part(a)) / range;
    least = std::min(least, at);
    most_of = std::max(most_of, at);
  }
  return least >= -0.02 && most_of <= 1.02 && most_of - least < 0.06;
}

ui::PixelBox pixels_of(const ui::Box& box, const ui::Display& display) {
  const double sx = display.px_per_mm_x();
  const double sy = display.px_per_mm_y();
  const int x = static_cast<int>(box.x * sx);
  const int y = static_cast<int>(box.y * sy);
  return {x, y, static_cast<int>(box.end() * sx) - x, static_cast<int>(box.bottom() * sy) - y};
}

// Four strips of that many px along the inside of a box, less the corners.
Counts edge_of(const ui::Image& image, const ui::PixelBox& box, int width) {
  Counts all;
  const int corner = std::min(box.w, box.h) / 4;
  for (const auto& strip :
       {ui::PixelBox{box.x + corner, box.y, box.w - 2 * corner, width},
        ui::PixelBox{box.x + corner, box.bottom() - width, box.w - 2 * corner, width},
        ui::PixelBox{box.x, box.y + corner, width, box.h - 2 * corner},
        ui::PixelBox{box.right() - width, box.y + corner, width, box.h - 2 * corner}}) {
    for (const auto& [color, pixels] : count(image, strip)) all[color] += pixels;
  }
  return all;
}

ui::PixelBox larger(const ui::PixelBox& box, int by) {
  return {box.x - by, box.y - by, box.w + 2 * by, box.h + 2 * by};
}

std::string hex(std::uint32_t color) { return fmt::format("#{:06X}", color); }

void check_words(const Seen& seen, const ui::Node& node, const ui::Image& image, double least,
                 Findings& found) {
  const auto counts = count(image, pixels_of(node.text, seen.display));
  std::size_t all = 0;
  for (const auto& [color, pixels] : counts) all += pixels;
  const auto ground = most(counts);
  const auto front = front_of(counts, ground);
  for (const auto& [color, pixels] : counts) {
    const double share = static_cast<double>(pixels) / static_cast<double>(all);
    const double needed = is_between(color, front, ground) ? kMixedGround : kGround;
    const bool is_ground = color == ground || share > needed;
    if (!is_ground || color == front || contrast(front, color) >= least) continue;
    // A field has letters and a caret, each in its own colour.
    if (node.role == ui::Role::field && contrast(color, ground) >= least) continue;
    found.push_back({"words too pale", seen.where,
                     fmt::format("{} \"{}\": {} on {} is {:.1f}:1, not {}", node.id, node.label,
                                 hex(front), hex(color), contrast(front, color), least)});
  }
  if (front == ground) {
    found.push_back({"words that can't be seen", seen.where, node.id + " \"" + node.label + "\""});
  }
}

// A control is found by its outline, its ground, or by what stands in it.
void check_control(const Seen& seen, const ui::Node& node, const ui::Image& image,
                   Findings& found) {
  const auto around = most(edge_of(image, larger(node.pixels, 2), 1));
  const auto edge = edge_of(image, node.pixels, 3);
  const auto inside = count(image, node.pixels);
  const double outline = contrast(front_of(edge, around), around);
  const double content = contrast(front_of(inside, most(inside)), most(inside));
  if (std::max(outline, content) >= kShape) return;
  found.push_back({"a control that can't be seen", seen.where,
                   fmt::format("{} \"{}\": outline {:.1f}:1, content {:.1f}:1", node.id, node.label,
                               outline, content)});
}

// Of those with an outline in their design: it is what tells where they end.
bool is_outlined(const ui::Node& node) {
  return node.role == ui::Role::field || node.role == ui::Role::toggle ||
         node.role == ui::Role::choice;
}

void check_outline(const Seen& seen, const ui::Node& node, const ui::Image& image,
                   Findings& found) {
  const auto around = most(edge_of(image, larger(node.pixels, 2), 1));
  const auto edge = edge_of(image, node.pixels, 6);
  const double outline = contrast(front_of(edge, around), around);
  if (outline >= kShape) return;
  found.push_back({"an outline too pale", seen.where,
                   fmt::format("{} \"{}\": {:.1f}:1", node.id, node.label, outline)});
}

}  // namespace

void check_contrast(const Seen& seen, const ui::Image& image, ui::Look look, Findings& found) {
  const double least = look == ui::Look::high_contrast ? kTextHigh : kText;
  for (const auto& node : seen.nodes) {
    if (node.id.ends_with(".anywhere")) continue;
    // WCAG leaves out what can't be used at the moment; ours keep 3:1 all the same.
    if (node.text.w > 0) check_words(seen, node, image, node.enabled ? least : kShape, found);
    if (!node.is_target() || !node.enabled) continue;
    check_control(seen, node, image, found);
    if (is_outlined(node)) check_outline(seen, node, image, found);
  }
}

namespace {

// What one chooses among: "display.size." of "display.size.2".
std::string_view group_of(const ui::Node& node) {
  return std::string_view(node.id).substr(0, node.id.rfind('.') + 1);
}

}  // namespace

void check_chosen(const Seen& seen, const ui::Image& image, Findings& found) {
  for (const auto& node : seen.nodes) {
    if (!node.chosen || !node.is_target()) continue;
    for (const auto& other : seen.nodes) {
      if (other.chosen || !other.enabled || other.role != node.role) continue;
      if (group_of(other) != group_of(node)) continue;
      const auto a = most(count(image, node.pixels));
      const auto b = most(count(image, other.pixels));
      if (contrast(a, b) >= kShape) continue;
      found.push_back({"chosen and not chosen look alike", seen.where,
                       fmt::format("{} {} and {} {}: {:.1f}:1", node.id, hex(a), other.id, hex(b),
                                   contrast(a, b))});
    }
  }
}

}  // namespace parvis::screens::test
