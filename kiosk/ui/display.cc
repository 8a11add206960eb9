#include "kiosk/ui/display.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace parvis::ui {

namespace {

constexpr double kFarther = 1.4;     // a 15.6" panel is read from 700 mm, a 10.1" one from 500
constexpr double kOutOfReach = 140;  // mm: of a panel 344 mm high, for someone in a wheelchair

}  // namespace

const std::vector<Display>& displays() {
  static const std::vector<Display> all{
      {"7", 800, 480, 154.1, 85.9},
      {"7-hd", 1280, 720, 155, 88},
      {"10", 1280, 800, 217, 136},
      {"15", 1920, 1080, 344 / kFarther, 194 / kFarther, kFarther},
      {"portrait", 1080, 1920, 194, 344 - kOutOfReach, 1, kOutOfReach},
  };
  return all;
}

Display Display::lowered() const {
  Display low = *this;
  low.height = (above + height) / 2;
  low.above = low.height;
  return low;
}

Result<Display> find_display(std::string_view name) {
  std::vector<std::string> known;
  for (const Display& display : displays()) {
    if (display.name == name) return display;
    known.push_back(display.name);
  }
  return fail(Errc::not_found,
              fmt::format("display {}: known are {}", name, fmt::join(known, ", ")));
}

}  // namespace parvis::ui
