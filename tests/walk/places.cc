#include <fmt/format.h>

#include <set>

#include "tests/walk/checks.h"

namespace parvis::screens::test {
namespace {

constexpr double kRounding = 0.3;  // mm: boxes are rounded to pixels
constexpr double kLeastTarget = 15, kLeastGap = 3;

std::string describe(const ui::Box& box) {
  return fmt::format("{:.1f}, {:.1f}, {:.1f} × {:.1f}", box.x, box.y, box.w, box.h);
}
std::string describe(const ui::Node& node) {
  return fmt::format("{} \"{}\" at {}, text {}", node.id, node.label, describe(node.box),
                     describe(node.text));
}

bool lies_inside(const ui::Box& inner, const ui::Box& outer) {
  return inner.x >= outer.x - kRounding && inner.y >= outer.y - kRounding &&
         inner.end() <= outer.end() + kRounding && inner.bottom() <= outer.bottom() + kRounding;
}

bool overlap(const ui::Box& a, const ui::Box& b) {
  return a.x + kRounding < b.end() && b.x + kRounding < a.end() && a.y + kRounding < b.bottom() &&
         b.y + kRounding < a.bottom();
}

// A surface behind other targets that means the same as the main button.
bool is_backdrop(const ui::Node& node) { return node.backdrop; }
bool is_key(const ui::Node& node) { return node.role == ui::Role::key; }
bool has_ink(const ui::Node& node) { return node.text.w > 0; }

bool too_near(const ui::Node& a, const ui::Node& b) {
  const double dx = std::max(a.box.x, b.box.x) - std::min(a.box.end(), b.box.end());
  const double dy = std::max(a.box.y, b.box.y) - std::min(a.box.bottom(), b.box.bottom());
  return dx < kLeastGap - kRounding && dy < kLeastGap - kRounding;
}

class Report {
 public:
  Report(const Seen& seen, Findings& found) : seen_(seen), found_(found) {}
  void when(bool wrong, const char* rule, const ui::Node& node) {
    if (wrong) found_.push_back({rule, seen_.where, describe(node)});
  }
  void when(bool wrong, const char* rule, const ui::Node& a, const ui::Node& b) {
    if (wrong) found_.push_back({rule, seen_.where, describe(a) + " and " + describe(b)});
  }

 private:
  const Seen& seen_;
  Findings& found_;
};

}  // namespace

void check_places(const Seen& seen, Findings& found) {
  Report report(seen, found);
  if (seen.nodes.empty()) found.push_back({"nothing on the screen", seen.where, ""});
  const ui::Display& display = seen.display;
  const ui::Box panel{0, 0, display.width, display.above + display.height};
  const ui::Box reach{0, display.above, display.width, display.height};
  for (const auto& node : seen.nodes) {
    report.when(!lies_inside(node.box, panel), "off the panel", node);
    report.when((node.is_target() || has_ink(node)) && !lies_inside(node.box, reach),
                "out of reach", node);
    report.when(has_ink(node) && !lies_inside(node.text, node.box), "ink out of its box", node);
    report.when(node.overflows, "words too large for their box", node);
    report.when(node.missing_glyphs > 0, "a letter that no font has", node);
  }
}

void check_targets(const Seen& seen, Findings& found) {
  Report report(seen, found);
  std::set<std::string> ids;
  for (const auto& node : seen.nodes) {
    report.when(!ids.insert(node.id).second, "an id twice", node);
    if (!node.is_target() || is_key(node)) continue;
    report.when(node.box.w < kLeastTarget - kRounding || node.box.h < kLeastTarget - kRounding,
                "target under 15 mm", node);
    if (is_backdrop(node)) continue;
    for (const auto& other : seen.nodes) {
      if (&other == &node) break;  // each pair once
      if (!other.is_target() || is_key(other) || is_backdrop(other)) continue;
      report.when(too_near(node, other), "targets less than 3 mm apart", node, other);
    }
  }
}

void check_letters(const Seen& seen, Findings& found) {
  Report report(seen, found);
  const bool seven = seen.display.size_class() == ui::SizeClass::seven;
  const bool large = seen.text_size >= ui::TextSize::large;
  const double least = large ? (seven ? 4.9 : 6.1) : (seven ? 3.0 : 3.5);
  for (const auto& node : seen.nodes) {
    report.when(has_ink(node) && node.capital < least - 0.001, "letters too small", node);
  }
}

void check_words_apart(const Seen& seen, Findings& found) {
  Report report(seen, found);
  for (const auto& node : seen.nodes) {
    if (!has_ink(node) || node.role == ui::Role::field) continue;
    for (const auto& other : seen.nodes) {
      if (&other == &node || is_backdrop(other) || other.role == ui::Role::field) continue;
      report.when(&other < &node && has_ink(other) && overlap(node.text, other.text),
                  "words over words", node, other);
      report.when(other.is_target() && overlap(node.text, other.box), "words over a control", node,
                  other);
    }
  }
}

}  // namespace parvis::screens::test
