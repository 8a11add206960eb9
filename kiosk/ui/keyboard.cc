#include "kiosk/ui/keyboard.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace parvis::ui {
namespace {

std::string id_of(const LayoutKey& key) {
  switch (key.kind) {
    case KeyKind::letter:
      return "key." + key.text;
    case KeyKind::backspace:
      return "key.backspace";
    case KeyKind::shift:
      return "key.shift";
    case KeyKind::digits:
      return "key.digits";
    case KeyKind::accents:
      return "key.accents";
    case KeyKind::space:
      return "key.space";
    case KeyKind::listen:
      return "key.listen";
    case KeyKind::language:
      return "key.language";
    case KeyKind::display:
      return "key.display";
    case KeyKind::help:
      return "key.help";
  }
  return {};
}

double pitches(const std::vector<LayoutKey>& row) {
  double sum = 0;
  for (const LayoutKey& key : row) sum += key.width;
  return sum;
}

double distance(const Box& box, Point p) {
  const double dx = std::max({box.x - p.x, 0.0, p.x - box.end()});
  const double dy = std::max({box.y - p.y, 0.0, p.y - box.bottom()});
  return std::hypot(dx, dy);
}

}  // namespace

std::vector<PlacedKey> place_keys(const KeyboardLayout& layout, const KeyboardState& state,
                                  const Box& area) {
  const KeyRows& rows = state.digits    ? layout.digits
                        : state.accents ? layout.accents
                                        : layout.letters;
  std::vector<PlacedKey> placed;
  const double height = area.h / static_cast<double>(rows.size());
  double y = area.y;
  for (const auto& row : rows) {
    const double pitch = area.w / pitches(row);
    double x = area.x;
    for (const LayoutKey& key : row) {
      placed.push_back({key, id_of(key), {x, y, key.width * pitch, height}});
      x += key.width * pitch;
    }
    y += height;
  }
  return placed;
}

const PlacedKey* nearest_key(const std::vector<PlacedKey>& keys, Point point) {
  const PlacedKey* best = nullptr;
  double least = std::numeric_limits<double>::max();
  for (const PlacedKey& key : keys) {
    const double away = distance(key.box, point);
    if (away < least) {
      least = away;
      best = &key;
    }
  }
  return best;
}

}  // namespace parvis::ui
