#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "tests/walk/checks.h"
#include "tests/walk/intents.h"

namespace parvis::screens::test {
namespace {

const ui::Event kTab = ui::KeyPress{ui::Key::tab};
const ui::Event kEnter = ui::KeyPress{ui::Key::enter};

std::vector<std::string> controls(const ui::Stage& stage) {
  std::vector<std::string> ids;
  for (const auto& node : stage.nodes()) {
    if (node.is_target() && node.enabled && !node.backdrop) ids.push_back(node.id);
  }
  // What the screen is about comes before the bar.
  std::ranges::stable_partition(ids, [](const std::string& id) { return !id.starts_with("bar."); });
  return ids;
}

// What stands there, but for the focus.
std::string tree(const ui::Stage& stage) {
  std::string all;
  for (const auto& node : stage.nodes()) {
    all +=
        fmt::format("{} {} {} {} {}\n", node.id, node.label, node.value, node.enabled, node.chosen);
  }
  return all;
}

// A fresh screen: what was typed or paged before is forgotten.
void start(const Stop& stop, const Combination& combination, Walker& walker) {
  walker.stage().forget_visit();
  walker.show(stop, combination.language, combination.chosen);
  for (int page = 1; page < stop.page; ++page) static_cast<void>(walker.turn_page());
}

// Enter on a control and a tap on it, each on a fresh screen.
void check_enter(const Stop& stop, const Combination& combination, Walker& walker,
                 const std::string& id, Findings& found) {
  start(stop, combination, walker);
  walker.stage().set_focus(id);
  const auto by_key = describe(walker.does(kEnter));
  const auto after_key = tree(walker.stage());
  start(stop, combination, walker);
  const auto by_tap = describe(walker.taps(id));
  if (by_key == by_tap && after_key == tree(walker.stage())) return;
  found.push_back({"Enter does what a tap does not", stop.name + " on " + combination.name(),
                   fmt::format("{}: \"{}\" and \"{}\"", id, by_key, by_tap)});
}

double changed(const ui::Image& before, const ui::Image& after, const ui::PixelBox& box) {
  double count = 0;
  const auto part = intersect(box, after.box());
  for (int y = part.y; y < part.bottom(); ++y) {
    for (int x = part.x; x < part.right(); ++x) {
      const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(after.width) +
                      static_cast<std::size_t>(x);
      if (before.pixels[at] == after.pixels[at]) continue;
      if (ui::contrast(ui::rgb(before.pixels[at]), ui::rgb(after.pixels[at])) >= 3) ++count;
    }
  }
  return count;
}

}  // namespace

void check_keys(const Stop& stop, const Combination& combination, Walker& walker, Findings& found) {
  const auto where = stop.name + " on " + combination.name();
  start(stop, combination, walker);
  const auto ids = controls(walker.stage());
  std::vector<std::string> stops_at;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    walker.does(kTab);
    stops_at.push_back(walker.stage().focus());
  }
  if (ids != stops_at) {
    found.push_back(
        {"Tab passes over a control or is caught", where,
         fmt::format("{} instead of {}", fmt::join(stops_at, " "), fmt::join(ids, " "))});
  }
  walker.does(kTab);
  if (!ids.empty() && walker.stage().focus() != ids.front()) {
    found.push_back({"Tab does not come round", where, walker.stage().focus()});
  }
  for (const auto& node : std::vector<ui::Node>(walker.stage().nodes())) {
    // Enter belongs to what is written in a field.
    if (!node.is_target() || !node.enabled || node.role == ui::Role::field) continue;
    if (!node.backdrop) {
      check_enter(stop, combination, walker, node.id, found);
      continue;
    }
    start(stop, combination, walker);
    const auto answer = describe(walker.taps(node.id));
    const bool another = std::ranges::any_of(ids, [&](const std::string& id) {
      start(stop, combination, walker);
      return describe(walker.taps(id)) == answer;
    });
    if (!another) found.push_back({"a surface that keys can't reach", where, node.id});
  }
}

void check_focus(const Stop& stop, const Combination& combination, Walker& walker,
                 Findings& found) {
  start(stop, combination, walker);
  const auto& stage = walker.stage();
  const auto ids = controls(stage);
  const auto before = stage.image();
  for (const auto& id : ids) {
    walker.does(kTab);
    const auto* node = stage.node(id);
    if (node == nullptr) continue;
    const int around = static_cast<int>(2 * stage.display().px_per_mm_x());
    const auto& box = node->pixels;
    const ui::PixelBox ring{box.x - around, box.y - around, box.w + 2 * around, box.h + 2 * around};
    const double pixels = changed(before, stage.image(), ring);
    if (pixels >= box.w + box.h) continue;
    found.push_back({"a focus that can't be seen", stop.name + " on " + combination.name(),
                     fmt::format("{}: {} pixels change by 3:1", id, pixels)});
  }
}

}  // namespace parvis::screens::test
