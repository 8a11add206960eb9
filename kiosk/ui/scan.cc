#include "kiosk/ui/scan.h"

#include <algorithm>
#include <cmath>

namespace parvis::ui {
namespace {

constexpr int kRoundsInRow = 2;

bool takes_ring(const Node& node) { return node.is_target() && node.enabled && !node.backdrop; }

bool same_row(const Node& a, const Node& b) { return std::abs(a.box.y - b.box.y) < a.box.h / 2; }

}  // namespace

void Scan::set(const Options& options) {
  options_ = options;
  forget();
}

void Scan::forget() {
  stop_.clear();
  row_.clear();
  rounds_ = 0;
  due_.reset();
}

// Content before the bar; the keys of a row are one stop, unless that row has been entered.
std::vector<Scan::Stop> Scan::stops(const std::vector<Node>& nodes) const {
  std::vector<Stop> content;
  std::vector<Stop> bar;
  if (!row_.empty()) {
    for (const std::string& key : row_) content.push_back({key});
    return content;
  }
  const Node* row = nullptr;
  for (const Node& node : nodes) {
    if (!takes_ring(node)) continue;
    const bool key = node.role == Role::key;
    if (key && row != nullptr && same_row(*row, node)) {
      content.back().push_back(node.id);
    } else {
      (node.id.starts_with("bar.") ? bar : content).push_back({node.id});
    }
    row = key ? &node : nullptr;
  }
  content.insert(content.end(), bar.begin(), bar.end());
  return content;
}

void Scan::next(const std::vector<Node>& nodes) {
  const auto all = stops(nodes);
  const auto here = std::ranges::find(all, stop_);
  if (here == all.end() || all.empty()) {
    stop_ = all.empty() ? Stop{} : all.front();
    return;
  }
  if (std::next(here) != all.end()) {
    stop_ = *std::next(here);
  } else if (!row_.empty() && ++rounds_ >= kRoundsInRow) {
    stop_ = std::exchange(row_, {});
    rounds_ = 0;
  } else {
    stop_ = all.front();
  }
}

std::optional<std::string> Scan::choose(const std::vector<Node>& nodes) {
  if (stop_.empty()) {
    next(nodes);
    return std::nullopt;
  }
  if (stop_.size() > 1) {
    row_ = stop_;
    rounds_ = 0;
    stop_ = {row_.front()};
    return std::nullopt;
  }
  const std::string chosen = stop_.front();
  if (!row_.empty()) {  // the next letter begins with its row again
    stop_ = std::exchange(row_, {});
    rounds_ = 0;
  }
  return chosen;
}

void Scan::look(const std::vector<Node>& nodes) {
  if (!active()) return;
  const auto there = [&](const std::string& id) {
    const Node* node = find_node(nodes, id);
    return node != nullptr && takes_ring(*node);
  };
  if (!std::ranges::all_of(stop_, there) || !std::ranges::all_of(row_, there)) {
    stop_.clear();
    row_.clear();
    rounds_ = 0;
  }
}

void Scan::moved(MonoTime now) {
  due_ = moves_by_itself() ? std::optional(now + options_.every) : std::nullopt;
}

bool Scan::rings(std::string_view id) const { return std::ranges::find(stop_, id) != stop_.end(); }

}  // namespace parvis::ui
