// The ways out of a visit, from wherever one stands.
#include <catch2/catch.hpp>

#include "tests/walk/walk.h"

using namespace parvis;
using namespace parvis::screens::test;

TEST_CASE("leaving and erasing are two taps away from every screen of a visit") {
  const auto asked = shipped_consultation();
  for (const auto* display : {"7", "10", "portrait"}) {
    Walker walker(*ui::find_display(display), ui::Drawing::none, asked);
    int screens = 0;
    for (const auto& stop : walk(asked, "fr")) {
      const auto* view = std::get_if<flow::ResidentView>(&stop.view);
      using S = flow::ResidentScreen;
      if (view == nullptr || view->veiled || view->screen == S::attract) continue;
      if (view->screen == S::thanks || view->screen == S::erased) continue;
      if (view->screen == S::paused || view->screen == S::stopped) continue;
      ++screens;
      walker.show(stop, "fr");
      INFO(stop.name << " on " << display);
      const auto* help = walker.stage().node("bar.help");
      if (help == nullptr) help = walker.stage().node("key.help");
      REQUIRE(help != nullptr);
      CHECK(help->enabled);
      if (view->panel != flow::Panel::help) continue;
      CHECK(walker.stage().node("help.finish") != nullptr);
      CHECK(walker.stage().node("help.erase") != nullptr);
    }
    CHECK(screens > 30);
  }
}
