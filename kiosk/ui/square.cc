// The paved square: progress in the bar, the large square with its people, and the veil. Twelve
// stones in three rows of four, widths in 24ths; each vote lays one, the same whatever the vote.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "kiosk/ui/canvas.h"
#include "kiosk/ui/stage_state.h"

namespace parvis::ui {
namespace {

constexpr int kStones = 12;
constexpr std::array<std::array<double, 4>, 3> kRows{
    {{5, 7, 6.4, 5.6}, {7, 5, 5.4, 6.6}, {5.6, 6.4, 7, 5}}};

std::array<Box, kStones> stones_in(const Box& box, double gap) {
  std::array<Box, kStones> result;
  const double height = (box.h - 2 * gap) / 3;
  const double unit = (box.w - 3 * gap) / 24;
  std::size_t i = 0;
  for (std::size_t row = 0; row < kRows.size(); ++row) {
    double x = box.x;
    for (const double width : kRows[row]) {
      result[i++] = {x, box.y + static_cast<double>(row) * (height + gap), width * unit, height};
      x += width * unit + gap;
    }
  }
  return result;
}

// Twelve stones stand for any total: as many are laid as the share that is done.
int laid_of_twelve(int laid, int total) {
  if (total == kStones || total <= 0) return std::clamp(laid, 0, kStones);
  return std::clamp(static_cast<int>(std::floor(static_cast<double>(laid) * kStones / total)), 0,
                    kStones);
}

struct Person {
  const char* figure;
  double x, feet;  // shares of the square's box: left edge and ground under the feet
};
// Back row first, so that those in front stand before them.
constexpr std::array<Person, 6> kWaiting{{{"elder", 0.0, 0.242},
                                          {"worker", 0.383, 0.242},
                                          {"headscarf", 0.822, 0.258},
                                          {"parent-pram", 0.178, 0.591},
                                          {"youth", 0.533, 0.576},
                                          {"wheelchair", 0.659, 0.606}}};
constexpr std::array<Person, 6> kTogether{{{"elder", 0.05, 0.236},
                                           {"parent-pram", 0.321, 0.236},
                                           {"worker", 0.629, 0.236},
                                           {"headscarf", 0.193, 0.586},
                                           {"youth", 0.507, 0.586},
                                           {"wheelchair", 0.771, 0.593}}};

void draw_people(StageState& s, const SquareSpec& spec) {
  if (spec.people == People::none) return;
  for (const Person& person : spec.people == People::waiting ? kWaiting : kTogether) {
    const std::string name = std::string("figure-") + person.figure;
    const bool wide = name == "figure-wheelchair" || name == "figure-parent-pram";
    const double height = spec.figure_height;
    const double width = height * (wide ? 36 : 24) / 48;
    const double feet = spec.box.y + person.feet * spec.box.h;
    // The lowest 2/48 of a figure's file are empty.
    s.drawing(name, {spec.box.x + person.x * spec.box.w, feet - height * 46 / 48, width, height},
              Token::ink, Token::card);
  }
}

// On the large square some laid stones are paler by their place, never by a vote; in high contrast, where paler is not
// laid, none is.
Token laid_color(const Theme& theme, int index) {
  if (theme.look == Look::high_contrast) return Token::sun;
  const bool pale = index == 2 || index == 4 || index == 7 || index == 9;
  return pale ? Token::sun_soft : Token::sun;
}

void draw_stone(StageState& s, const Box& box, int index, bool laid, double radius) {
  if (laid) {
    s.outlined(box, radius, 0.6, Token::ink, laid_color(s.theme, index));
  } else {
    s.outlined(box, radius, 0.4, Token::outline, Token::stone);
  }
}

// Attract: which three stones are laid in the n-th period, and how far the turn to the next three
// has gone.
struct Turning {
  std::array<int, 3> from, to;
  double done = 1;
};

std::array<int, 3> three(std::int64_t period) {
  const auto at = [period](std::int64_t stone) {
    return static_cast<int>((stone + 5 * period) % kStones);
  };
  return {at(1), at(6), at(8)};
}

Turning turning_at(StageState& s) {
  const auto every = s.theme.timing.attract_every;
  const auto since =
      std::chrono::duration_cast<std::chrono::milliseconds>(s.now.time_since_epoch());
  const std::int64_t period = since / every;
  const auto into = since % every;
  s.wake_at(s.now + (into < s.theme.timing.attract_turn ? kFrame : every - into));
  Turning turning{three(period - 1), three(period), 1};
  turning.done = std::min(1.0, std::chrono::duration<double>(into) / s.theme.timing.attract_turn);
  return turning;
}

bool among(const std::array<int, 3>& stones, int index) {
  return std::ranges::find(stones, index) != stones.end();
}

// A stone turns about its upright middle line: it narrows, and comes back as the other one.
void draw_turning(StageState& s, const Box& box, int index, const Turning& turning, double radius) {
  const bool was = among(turning.from, index);
  const bool will = among(turning.to, index);
  if (was == will || turning.done >= 1) return draw_stone(s, box, index, will, radius);
  const double angle = turning.done * std::numbers::pi;
  const double width = std::max(box.w * std::abs(std::cos(angle)), 1.2);
  draw_stone(s, {box.x + (box.w - width) / 2, box.y, width, box.h}, index,
             turning.done < 0.5 ? was : will, std::min(radius, width / 2));
}

}  // namespace

void Canvas::stones(const StonesSpec& spec) {
  const Theme& theme = s_.theme;
  const double note = theme.type.note;
  const int laid = laid_of_twelve(spec.laid, spec.total);
  const double done = s_.moving(spec.id, std::to_string(laid), theme.timing.stone);
  s_.group(spec.id);
  const auto order = reading(spec.box);
  const Box ground{spec.box.x, spec.box.y, spec.box.w, spec.box.h - note - 2};
  int index = 0;
  for (const Box& box : stones_in(ground, 0.7)) {
    const bool is_laid = index < laid;
    const double radius = theme.shape.radius_progress;
    // The newest stone comes down onto its place, grown to its size.
    const double size = is_laid && index == laid - 1 ? 0.4 + 0.6 * done : 1;
    const Box shown = box.inset(box.w * (1 - size) / 2, box.h * (1 - size) / 2);
    if (is_laid) {
      s_.outlined(shown, radius, 0.4, Token::ink, Token::sun);
    } else {
      s_.outlined(shown, radius, 0.3, Token::outline, Token::paper);
    }
    ++index;
  }
  const std::string count =
      std::to_string(spec.laid) + (theme.large() ? "/" : " / ") + std::to_string(spec.total);
  const text::Style style = s_.style(note, text::Weight::bold, text::Align::center,
                                     text::Direction::ltr, text::Script::latin);
  const double line = note * 2.2;
  const Box words{spec.box.x, spec.box.bottom() - note / 2 - line / 2 - 0.25, spec.box.w, line};
  const Placed placed = s_.glyphs({count, style, 0}, words, Place::center, Token::ink);
  Node& node = s_.node(spec.id, Role::progress, count, spec.box);
  node.value = std::to_string(spec.laid) + "/" + std::to_string(spec.total);
  s_.node_text(node, placed);
}

void Canvas::square(const SquareSpec& spec) {
  constexpr double kGap = 1.2;
  const bool turning = spec.turning && s_.theme.motion == Motion::normal;
  const Turning turn = turning ? turning_at(s_) : Turning{{-1, -1, -1}, {-1, -1, -1}, 1};
  s_.group(spec.id);
  const auto order = reading(spec.box);
  int index = 0;
  for (const Box& box : stones_in(spec.box, kGap)) {
    const double radius =
        std::min(3.2, 0.36 * box.h);  // where the square is low: a stone, not a pill
    if (turning) {
      draw_turning(s_, box, index, turn, radius);
    } else {
      draw_stone(s_, box, index, std::ranges::find(spec.laid, index) != spec.laid.end(), radius);
    }
    ++index;
  }
  draw_people(s_, spec);
  // A ground, not a picture to be told: what it shows is said by the words beside it.
  s_.node(spec.id, Role::surface, {}, spec.box);
}

void Canvas::veil(const std::string& id) {
  s_.recording = {};
  s_.growing.clear();
  s_.growing_zones.clear();
  const double done = s_.moving(id, "closed", s_.theme.timing.veil);
  s_.group(id);
  // Opaque at once: nothing of the visit may be read through it, not even while it closes.
  s_.rect({0, 0, display().width, display().height}, Token::paper);
  const double gap = 2 + 6 * (1 - done);
  for (const Box& box : stones_in(below_bar(), gap))
    s_.shape(box, s_.theme.shape.radius_stone, Token::stone);
  s_.node(id, Role::surface, {}, below_bar());
}

}  // namespace parvis::ui
