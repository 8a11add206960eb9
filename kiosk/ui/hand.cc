#include <algorithm>
#include <cmath>

#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

constexpr double kPalm = 30;  // mm across: more than a thumb
// A trembling finger may leave a control by that much; gaps between controls are at least twice as
// wide.
constexpr double kSlack = 1.4;
// A finger that has lain still for so long (a palm, a lift that a panel lost) gives way to the next one.
constexpr std::chrono::milliseconds kResting{2000};
constexpr double kStill = 3;  // mm that it may tremble meanwhile
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

// The box made just large enough for a point beside it.
Box stretch(const Box& box, Point to) {
  const double left = std::min(box.x, to.x - 1);
  const double top = std::min(box.y, to.y - 1);
  return {left, top, std::max(box.end(), to.x + 1) - left, std::max(box.bottom(), to.y + 1) - top};
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

// What a finger may hold, from the top to the bottom. A finger that comes down `at` beside the keys
// of a keyboard, but within its reach, finds the nearest one stretched to where it is.
std::vector<Target> StageState::targets(std::optional<Point> at) const {
  std::vector<Target> found;
  const auto add = [&](const Node& node, const Box& box) {
    found.push_back(
        {&node.id, {box.x * sx(), box.y * sy(), box.w * sx(), box.h * sy()}, node.enabled});
  };
  const Node* stretched = at ? key_beside(*at) : nullptr;
  for (auto at_node = nodes.rbegin(); at_node != nodes.rend(); ++at_node) {
    if (at_node->is_target() && &*at_node != stretched) add(*at_node, at_node->box);
  }
  if (stretched != nullptr) add(*stretched, stretch(stretched->box, *at));
  return found;
}

// The nearest key to a point that lies on none but within reach of the keyboard.
const Node* StageState::key_beside(Point left) const {
  for (const Zone& zone : zones) {
    if (away(zone.area, left) > kKeyboardReach) continue;
    const Node* best = nullptr;
    for (const std::string& id : zone.ids) {
      const Node* key = find_node(nodes, id);
      if (key != nullptr && (best == nullptr || away(key->box, left) < away(best->box, left)))
        best = key;
    }
    if (best != nullptr) return best->box.contains(left) ? nullptr : best;
  }
  return nullptr;
}

bool StageState::is_second_strike(std::string_view id, Point at) const {
  if (last_tap.id.empty() || last_tap.id == id || now - last_tap.when >= kSecondStrike)
    return false;
  const bool typing_fast = last_tap.id.starts_with("key.") || last_tap.id.starts_with("pad.");
  return !typing_fast && std::hypot(at.x - last_tap.at.x, at.y - last_tap.at.y) < kSamePlace;
}

void StageState::on_touch(const Touch& touch) {
  last_input = now;
  if (touch.phase == Phase::down) {
    if (touch.size > kPalm || (press.active && !gives_way(touch))) return;
    if (press.active) leave(touch);
    return on_down(touch);
  }
  if (!press.active || press.finger != touch.finger) return;
  const bool was_inside = press.inside;
  if (touch.phase == Phase::cancel) {
    fingertip.let_go(targets(), now);
  } else {
    follow(touch);
  }
  if (press.inside != was_inside || touch.phase != Phase::move)
    requested = requested || !press.id.empty();
  if (touch.phase != Phase::move) press = {};
}

// The first finger counts until it lifts. It gives way to a second one where that can't be a slip: it
// rests on nothing, has lain still, its own lift was lost, or both write (two thumbs, one faster than
// the other).
bool StageState::gives_way(const Touch& to) const {
  if (press.id.empty() || press.finger == to.finger || now - press.lies >= kResting) return true;
  const Node* held = find_node(nodes, press.id);
  return held != nullptr && held->role == Role::key && is_on_key({to.x / sx(), to.y / sy()});
}

bool StageState::is_on_key(Point left) const {
  if (key_beside(left) != nullptr) return true;
  const auto top = std::find_if(nodes.rbegin(), nodes.rend(), [&](const Node& node) {
    return node.is_target() && node.box.contains(left);
  });
  return top != nodes.rend() && top->role == Role::key;
}

// A key that is held is typed before the next one; anything else is let go.
void StageState::leave(const Touch& to) {
  const Node* held = find_node(nodes, press.id);
  const bool lost = press.finger == to.finger || now - press.lies >= kResting;
  if (held != nullptr && held->role == Role::key && !lost) {
    follow({Phase::up, press.finger, press.at.x, press.at.y, 0});
  } else {
    fingertip.let_go(targets(), now);
  }
  press = {};
}

void StageState::on_down(const Touch& touch) {
  const Point at{touch.x / sx(), touch.y / sy()};
  const Grasp grasp = fingertip.press(targets(at), {touch.x, touch.y}, now);
  const Point px{touch.x, touch.y};
  press = {true, touch.finger, grasp.held, grasp.inside, now, px, px, now};
  if (touch.finger != kNobody && is_second_strike(press.id, at)) {
    fingertip.let_go(targets(), now);
    press.id.clear();
  }
  requested = requested || !press.id.empty() || !focus.empty();
  focus.clear();
}

// The finger that is down has moved or lifted.
void StageState::follow(const Touch& touch) {
  const Node* node = find_node(nodes, press.id);
  const bool key = node != nullptr && node->role == Role::key;
  const double slack = key ? kKeyboardReach : kSlack;
  const Point reach{slack * sx(), slack * sy()};
  press.at = {touch.x, touch.y};
  if (std::hypot((press.at.x - press.stirred.x) / sx(), (press.at.y - press.stirred.y) / sy()) >
      kStill) {
    press.stirred = press.at;
    press.lies = now;
  }
  if (touch.phase == Phase::move) {
    press.inside = fingertip.move(targets(), {touch.x, touch.y}, reach, now).inside;
    return;
  }
  const Grasp grasp = fingertip.lift(targets(), {touch.x, touch.y}, reach, now);
  if (grasp.tapped.empty()) return;
  // A second tap before the screen has answered the first is not taken; letters are typed faster
  // than frames.
  if (taps.empty() || key) taps.push_back(grasp.tapped);
  tapped_at = {touch.x / sx(), touch.y / sy()};
  last_tap = {grasp.tapped, tapped_at, now};
  flash = grasp.tapped;
  flash_until = press.since + theme.timing.press;
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
    case Key::switch_next:
      return move_scan();
    case Key::switch_choose:
      requested = true;
      scan.moved(now);
      if (const auto chosen = scan.choose(nodes)) tap_if_there(*chosen);
      return;
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

void StageState::move_scan() {
  requested = true;
  scan.next(nodes);
  scan.moved(now);
}

// Tab walks along the tree, from what the screen is about to the bar and round again; arrows go to what is nearest in their direction.
void StageState::move_focus(Key key) {
  std::vector<const Node*> targets;
  for (const Node& node : nodes) {
    if (node.is_target() && node.enabled && !node.backdrop) targets.push_back(&node);
  }
  if (targets.empty()) return;
  // Not the ranges' own: clang-tidy 14 can't read what it returns.
  std::stable_partition(targets.begin(), targets.end(),
                        [](const Node* node) { return !node->id.starts_with("bar."); });
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
  if (state_->press.active) return fail(Errc::denied, "tap: a finger is down");
  const Point at = centre(node->box);
  Touch touch{Phase::down, kNobody, at.x * state_->sx(), at.y * state_->sy(), 0};
  handle(touch, now);
  const bool held = state_->press.id == id;
  touch.phase = held ? Phase::up : Phase::cancel;
  handle(touch, now);
  if (!held) return fail(Errc::denied, "tap: " + std::string(id) + " is covered");
  return {};
}

}  // namespace parvis::ui
