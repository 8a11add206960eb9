#include "kiosk/ui/window.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <thread>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using std::chrono::milliseconds;

TEST_CASE("a window shows a picture whole and in parts, and a worker can wake it") {
  ::setenv("SDL_VIDEODRIVER", "dummy", 1);
  scenes::Drawn drawn("05-vote-before");
  Window window =
      support::value(Window::open(drawn.stage().display(), "test", WindowMode::windowed));
  while (window.next_event(milliseconds(0))) {
  }
  Damage all;
  all.add(drawn.stage().image().box());
  REQUIRE_OK(window.present(drawn.stage().image(), all));
  drawn.down("vote.agree");
  REQUIRE_OK(window.present(drawn.stage().image(), drawn.frame()));
  REQUIRE_OK(window.present(drawn.stage().image(), {}));

  const auto start = MonoClock::now();
  std::jthread worker([&window] { window.wake(); });
  CHECK_FALSE(window.next_event(milliseconds(30'000)).has_value());
  CHECK(MonoClock::now() - start < milliseconds(20'000));
}

TEST_CASE("without a display opening a window is an error with SDL's words") {
  ::setenv("SDL_VIDEODRIVER", "no-such-driver", 1);
  const auto window = Window::open(displays().front(), "test", WindowMode::windowed);
  ::setenv("SDL_VIDEODRIVER", "dummy", 1);
  CHECK(support::code(window) == Errc::internal);
}
