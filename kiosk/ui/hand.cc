#include <algorithm>
#include <cmath>

#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

constexpr double kPalm = 30;  // mm across: more than a thumb
// A trembling finger may leave a control by that much; gaps between controls are at least twice as
// wide.
constexpr double kSlack = 1.4;
// Outside the keyboard but this near, the nearest key is still meant.
constexpr double kKeyboardReach = 3;

// Somebody who taps twice out of habit, or trembles, means the first thing; the second must not
// fall on what the first has put under the finger.
constexpr std::chrono::milliseconds kSecondStrike{400};
constexpr double kSamePlace = 15;
// Stage::tap: deliberate, and never a second strike.
constexpr std::int64_t kNobody = -2;

Point centre(const Box& box) { return {box.x + box.w / 2, box.y + box.h / 2}; }

double away(const Box& box, Point p) {
  const double dx = std::max({box.x - p.x, 0.0, p.x - box.end()});
  const double dy = std::max({box.y - p.y, 0.0, p.y - box.bottom()});
  return std::hypot(dx, dy);
}

}  // namespace

bool StageState::is_pressed(std::string_view id) {
  if (press.active && press.inside && press.id == id) return true;
  if (flash != id || now >= flash_until) return false;
  wake_at(flash_until);
  return true;
}

bool StageState::take(std::string_view id) {
  if (tapped.empty() || tapped != id) return false;
  tapped.clear();
  answered = true;
  return true;
}

// The target on top at a point; inside a keyboard's zone the nearest key.
std::string StageState::hit(Point left) const {
  for (auto at = nodes.rbegin(); at != nodes.rend(); ++at) {
    if (at->is_target() && at->box.contains(left)) return at->enabled ? at->id : std::string{};
  }
  for (const Zone& zone : zones) {
    if (away(zone.area, left) > kKeyboardReach) continue;
    const auto nearer = [&](const std::string& a, const std::string& b) {
      const Node* na = find_node(nodes, a);
      const Node* nb = find_node(nodes, b);
      return na != nullptr && (nb == nullptr || away(na->box, left) < away(nb->box, left));
    };
    const auto best = std::ranges::min_element(zone.ids, nearer);
    if (best != zone.ids.end()) return *best;
  }
  return {};
}

bool StageState::is_second_strike(std::string_view id, Point at) const {
  if (last_tap.id.empty() || last_tap.id == id || now - last_tap.when >= kSecondStrike)
    return false;
  const bool typing_fast = last_tap.id.starts_with("key.") || last_tap.id.starts_with("pad.");
  return !typing_fast && std::hypot(at.x - last_tap.at.x, at.y - last_tap.at.y) < kSamePlace;
}

void StageState::on_touch(const Touch& touch) {
  last_input = now;
  const Point at{touch.x / sx(), touch.y / sy()};
  if (touch.phase == Phase::down) {
    if (press.active || touch.size > kPalm) return;
    press = {true, touch.finger, hit(at), true, now};
    if (touch.finger != kNobody && is_second_strike(press.id, at)) press.id.clear();
    if (!focus.empty()) requested = true;
    focus.clear();
  }
  if (!press.active || press.finger != touch.finger) return;
  const Node* node = find_node(nodes, press.id);
  const double slack = node != nullptr && node->role == Role::key ? kKeyboardReach : kSlack;
  const bool inside = node != nullptr && away(node->box, at) <= slack;
  if (inside != press.inside || touch.phase != Phase::move)
    requested = requested || !press.id.empty();
  press.inside = inside;
  if (touch.phase == Phase::up && inside && node->enabled) {
    // A second tap before the screen has answered the first is not taken; letters are typed faster
    // than frames.
    const bool may_queue = taps.empty() || node->role == Role::key;
    if (may_queue) taps.push_back(press.id);
    last_tap = {press.id, at, now};
    tapped_at = at;
    flash = press.id;
    flash_until = press.since + theme.timing.press;
  }
  if (touch.phase == Phase::up || touch.phase == Phase::cancel) press = {};
}

void StageState::on_typed(const Typed& typed) {
  last_input = now;
  const bool has_field =
      std::ranges::any_of(nodes, [](const Node& n) { return n.role == Role::field; });
  if (typed.text == " " && !focus.empty()) {
    const Node* node = find_node(nodes, focus);
    if (node != nullptr && node->role != Role::field) return on_key(Key::enter);
  }
  if (has_field) {
    typing.emplace_back(typed);
  } else if (const Node* digit = find_node(nodes, "pad." + typed.text);
             digit != nullptr && digit->enabled) {
    taps.push_back(digit->id);
  }
}

void StageState::on_key(Key key) {
  last_input = now;
  const Node* node = find_node(nodes, focus);
  const bool has_field =
      std::ranges::any_of(nodes, [](const Node& n) { return n.role == Role::field; });
  const bool in_field = has_field && (node == nullptr || node->role == Role::field);
  const auto tap_if_there = [this](std::string_view id) {
    const Node* target = find_node(nodes, id);
    if (target != nullptr && target->enabled) taps.emplace_back(id);
  };
  switch (key) {
    case Key::tab:
    case Key::back_tab:
      return move_focus(key);
    case Key::escape:
      return tap_if_there("bar.back");
    case Key::enter:
      if (node != nullptr && node->role != Role::field) return tap_if_there(focus);
      if (node == nullptr) tap_if_there("pad.enter");
      return;
    case Key::left:
    case Key::right:
    case Key::up:
    case Key::down:
      if (!in_field) return move_focus(key);
      typing.emplace_back(KeyPress{key});
      return;
    case Key::backspace:
      if (!has_field) return tap_if_there("pad.erase");
      typing.emplace_back(KeyPress{key});
      return;
    case Key::delete_word:
    case Key::undo:
    case Key::home:
    case Key::end:
      if (has_field) typing.emplace_back(KeyPress{key});
      return;
  }
}

// Tab walks along the tree; arrows go to what is nearest in their direction.
void StageState::move_focus(Key key) {
  std::vector<const Node*> targets;
  for (const Node& node : nodes) {
    if (node.is_target() && node.enabled) targets.push_back(&node);
  }
  if (targets.empty()) return;
  requested = true;
  const auto here = std::ranges::find(targets, focus, [](const Node* node) { return node->id; });
  if (here == targets.end()) {
    focus = (key == Key::back_tab ? targets.back() : targets.front())->id;
    return;
  }
  const auto count = static_cast<std::ptrdiff_t>(targets.size());
  const auto index = here - targets.begin();
  if (key == Key::tab || key == Key::back_tab) {
    focus =
        targets[static_cast<std::size_t>((index + (key == Key::tab ? 1 : count - 1)) % count)]->id;
    return;
  }
  const Point from = centre((*here)->box);
  double least = 1e9;
  for (const Node* node : targets) {
    const Point to = centre(node->box);
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const bool across = key == Key::left || key == Key::right;
    const double ahead = across ? (key == Key::right ? dx : -dx) : (key == Key::down ? dy : -dy);
    const double aside = std::abs(across ? dy : dx);
    const double cost = ahead + 2 * aside;
    if (ahead > 0.5 && cost < least) {
      least = cost;
      focus = node->id;
    }
  }
}

void Stage::handle(const Event& event, MonoTime now) {
  StageState& s = *state_;
  s.now = now;
  if (const auto* touch = std::get_if<Touch>(&event)) s.on_touch(*touch);
  if (const auto* key = std::get_if<KeyPress>(&event)) s.on_key(key->key);
  if (const auto* typed = std::get_if<Typed>(&event)) s.on_typed(*typed);
  if (std::holds_alternative<Redraw>(event)) s.requested = s.repaint_all = true;
}

Status Stage::tap(std::string_view id, MonoTime now) {
  const Node* node = find_node(state_->nodes, id);
  if (node == nullptr)
    return fail(Errc::not_found, "tap: nothing here is called " + std::string(id));
  if (!node->is_target() || !node->enabled)
    return fail(Errc::denied, "tap: " + std::string(id) + " takes no taps");
  const Point at = centre(node->box);
  if (state_->hit(at) != id) return fail(Errc::denied, "tap: " + std::string(id) + " is covered");
  Touch touch{Phase::down, kNobody, at.x * state_->sx(), at.y * state_->sy(), 0};
  handle(touch, now);
  touch.phase = Phase::up;
  handle(touch, now);
  return {};
}

}  // namespace parvis::ui
