// parvis-screens FOLDER [DISPLAY] [LANGUAGE] [SIZE] [CONTRAST] [HAND] [REACH]: every screen as a PNG, for people to look at.
//
//   parvis-screens out             7" and 10", each language
//   parvis-screens out 7 fr 2 high one display, one language, large text, high contrast
//   parvis-screens --sheets out    a contact sheet for each language, over varied displays, sizes and looks
#include <fmt/format.h>

#include <cstdio>

#include "sync/crypto/crypto.h"
#include "tests/support/result.h"
#include "tests/walk/sheets.h"

using namespace parvis;
using namespace parvis::screens::test;

namespace {

void draw(const Path& folder, const std::string& display, const std::string& language,
          const flow::Display& chosen) {
  const auto asked = shipped_consultation();
  Walker walker(support::value(ui::find_display(display)), ui::Drawing::pixels, asked);
  std::filesystem::create_directories(folder);
  for (const auto& stop : walk(asked, language, chosen)) {
    walker.show(stop, language, chosen);
    support::ok(walker.stage().save_png(folder / fmt::format("{}.png", stop.name)));
  }
  fmt::print("{}\n", folder.string());
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  const bool asks = first == "--help" || first == "-h";
  const bool sheets = first == "--sheets" && argc == 3;
  if (asks || argc < 2 || (first.starts_with("-") && !sheets)) {
    std::fputs(
        "usage: parvis-screens FOLDER [DISPLAY] [LANGUAGE] [SIZE 0-3] [light|dark|high] "
        "[right|left] [whole|lower]\n"
        "       parvis-screens --sheets FOLDER\n",
        asks ? stdout : stderr);
    return asks ? 0 : 2;
  }
  support::ok(crypto::init());
  if (sheets) {
    draw_sheets(shipped_consultation(), argv[2]);
    return 0;
  }
  const Path folder = argv[1];
  flow::Display chosen;
  if (argc > 4) chosen.text_size = static_cast<std::uint8_t>(std::stoi(argv[4]));
  const std::string contrast = argc > 5 ? argv[5] : "light";
  if (contrast == "dark") chosen.contrast = flow::Contrast::dark;
  if (contrast == "high") chosen.contrast = flow::Contrast::high;
  if (argc > 6 && std::string(argv[6]) == "left") chosen.hand = flow::Hand::left;
  if (argc > 7 && std::string(argv[7]) == "lower") chosen.reach = flow::Reach::lower;
  const auto asked = shipped_consultation();
  for (const auto& display : ui::displays()) {
    if (argc > 2 ? display.name != argv[2] : (display.name != "7" && display.name != "10"))
      continue;
    for (const auto& language : asked->languages) {
      if (argc > 3 && language.code != argv[3]) continue;
      draw(folder / (display.name + "-" + language.code), display.name, language.code, chosen);
    }
  }
}
