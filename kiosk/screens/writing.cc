#include "kiosk/screens/writing.h"

#include <algorithm>

namespace parvis::screens {
namespace {

constexpr double kStone = 15;    // mm, on a small screen
constexpr double kDone = 40;     // and on a large one, with its word
constexpr double kTallest = 48;  // a field of more is empty for most ideas

}  // namespace

WritingPlaces writing_places(const ui::Canvas& canvas) {
  const double gap = canvas.theme().gap;
  const ui::Box area = canvas.seven() ? canvas.usable() : canvas.below_bar();
  const double room = canvas.keyboard_area().y - gap - area.y;
  const double height = std::min(room, kTallest);
  // Near the keys when there is more room than it needs.
  const ui::Box row{area.x, area.y + room - height, area.w, height};
  WritingPlaces places;
  double from = row.x;
  if (canvas.seven()) {
    places.back = {row.x, row.y, kStone, row.h};
    from = places.back.end() + gap;
  }
  const double done = canvas.seven() ? kStone : kDone;
  places.done = {row.end() - done, row.y, done, row.h};
  places.field = {from, row.y, places.done.x - gap - from, row.h};
  return places;
}

bool draw_writing_back(ui::Canvas& canvas, const WritingPlaces& places) {
  return canvas.seven() && canvas.button({.id = "bar.back",
                                          .label = "",
                                          .box = places.back,
                                          .kind = ui::Kind::stone,
                                          .icon = "icon-back",
                                          .icon_size = 8.6,
                                          .spoken = canvas.t("a11y.bar.back")});
}

bool draw_done(ui::Canvas& canvas, const WritingPlaces& places, const std::string& id,
               const std::string& label) {
  ui::ButtonSpec done;
  done.id = id;
  const ui::TextSpec word{.label = label, .box = {}, .weight = text::Weight::bold};
  const bool has_room = !canvas.seven() && canvas.measure(word).width <= places.done.w - 4;
  done.label = has_room ? label : "";
  done.spoken = label;
  done.box = places.done;
  done.kind = ui::Kind::primary;
  done.icon = "icon-check";
  done.layout = ui::Layout::column;
  return canvas.button(done);
}

}  // namespace parvis::screens
