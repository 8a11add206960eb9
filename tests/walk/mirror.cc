#include <fmt/format.h>

#include <cmath>

#include "tests/walk/checks.h"

namespace parvis::screens::test {
namespace {

constexpr double kRounding = 0.3;  // mm

// Numbers run from the left everywhere: digits of a pad, a code, and the keys of a layout.
bool stays(const ui::Node& node) {
  return node.role == ui::Role::key || node.id.starts_with("pin.") || node.id == "thanks.code" ||
         node.id.starts_with("pad.");
}

}  // namespace

void check_mirrored(const Seen& seen, const Seen& french, Findings& found) {
  const double width = seen.display.width;
  const auto report = [&](const char* rule, const ui::Node& node, const ui::Node& other) {
    found.push_back(
        {rule, seen.where,
         fmt::format("{} \"{}\": box {:.1f} … {:.1f}, text {:.1f} … {:.1f}; in French box {:.1f} "
                     "… {:.1f}, text {:.1f} … {:.1f}",
                     node.id, node.label, node.box.x, node.box.end(), node.text.x, node.text.end(),
                     other.box.x, other.box.end(), other.text.x, other.text.end())});
  };
  for (const auto& node : seen.nodes) {
    const ui::Node* there = ui::find_node(french.nodes, node.id);
    if (there == nullptr || stays(node)) continue;
    const bool same_width = std::abs(node.box.w - there->box.w) < kRounding;
    if (same_width && std::abs(node.box.x - (width - there->box.end())) > kRounding) {
      report("not mirrored", node, *there);
    }
    if (node.role != ui::Role::text && node.role != ui::Role::title) continue;
    if (node.text.w <= 0 || there->text.w <= 0) continue;
    const double before = there->text.x - there->box.x;
    const double after = there->box.end() - there->text.end();
    const bool starts_left = before < kRounding && after > 4 * kRounding;
    if (starts_left && node.box.end() - node.text.end() > kRounding) {
      report("text does not start at the right", node, *there);
    }
  }
}

}  // namespace parvis::screens::test
