#include <algorithm>
#include <cmath>
#include <limits>

#include "kiosk/text/text.h"

namespace parvis::text {
namespace {

constexpr double kSame = 0.05;  // mm: carets nearer than this are one to the eye

struct Stop {
  std::size_t index = 0;
  Rect caret;
  std::ptrdiff_t order = 0;
};

struct Stops {
  std::vector<Stop> all;
  Stop here;

  // The one that `worse` puts first; of those that look the same, the one nearest in the text.
  template <class Candidate, class Cost>
  [[nodiscard]] std::size_t best(const Candidate& is_candidate, const Cost& cost) const {
    const Stop* found = nullptr;
    double least = std::numeric_limits<double>::max();
    for (const Stop& stop : all) {
      if (!is_candidate(stop)) continue;
      const double costs = cost(stop);
      const bool same = found != nullptr && std::abs(costs - least) < kSame;
      const bool nearer = found != nullptr &&
                          std::abs(stop.order - here.order) < std::abs(found->order - here.order);
      if (same ? !nearer : costs >= least) continue;
      found = &stop;
      least = costs;
    }
    return found == nullptr ? here.index : found->index;
  }
};

}  // namespace

std::size_t Typesetter::beside(const Paragraph& paragraph, std::size_t index, Side side) {
  Stops stops;
  for (const std::size_t at : caret_stops(paragraph.text)) {
    stops.all.push_back({at, caret(paragraph, at), std::ssize(stops.all)});
    if (at == index) stops.here = stops.all.back();
  }
  const Rect here = stops.here.caret;
  const double line = line_height(paragraph.style);
  // Stops on the line `lines` further down.
  const auto on_line = [&](int lines) {
    return [&, y = here.y + lines * line](const Stop& stop) {
      return std::abs(stop.caret.y - y) < line / 2;
    };
  };
  if (side == Side::above || side == Side::below) {
    return stops.best(on_line(side == Side::below ? 1 : -1),
                      [&](const Stop& stop) { return std::abs(stop.caret.x - here.x); });
  }
  const double way = side == Side::right ? 1 : -1;
  const auto ahead = [&](const Stop& stop) { return way * (stop.caret.x - here.x); };
  const std::size_t next =
      stops.best([&, same_line = on_line(0)](
                     const Stop& stop) { return same_line(stop) && ahead(stop) > kSame; },
                 ahead);
  if (next != index) return next;
  const bool onward = (side == Side::right) == (paragraph.style.direction == Direction::ltr);
  return stops.best(on_line(onward ? 1 : -1), ahead);
}

}  // namespace parvis::text
