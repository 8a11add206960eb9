#include "kiosk/ui/window.h"

#include <stdlib.h>

#include <SDL2/SDL.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <thread>

#include "tests/ui/drawn.h"

using namespace parvis;
using namespace parvis::ui;
using std::chrono::milliseconds;

namespace {

// A picture of one colour in a window of SDL's dummy driver, and what stands in the window.
struct Opened {
  Opened() {
    ::setenv("SDL_VIDEODRIVER", "dummy", 1);
    window.emplace(support::value(Window::open(display, "test", WindowMode::windowed)));
    picture.width = display.width_px;
    picture.height = display.height_px;
    picture.pixels.assign(std::size_t{1280} * 800, 0x0000FF);
    whole.add(picture.box());
    drain();
  }
  std::vector<Event> drain() {
    std::vector<Event> events;
    while (auto event = window->next_event(milliseconds(0))) events.push_back(*event);
    return events;
  }
  static SDL_Window* sdl() {
    for (Uint32 id = 1; id < 1000; ++id)
      if (SDL_Window* found = SDL_GetWindowFromID(id)) return found;
    throw std::runtime_error("no window");
  }
  static std::uint32_t pixel(int x, int y) {
    const SDL_Surface* surface = SDL_GetWindowSurface(sdl());
    const auto* row = static_cast<const std::uint8_t*>(surface->pixels) + y * surface->pitch;
    return *reinterpret_cast<const std::uint32_t*>(row + 4 * x) & 0xFFFFFF;
  }
  void resize(int w, int h) {
    SDL_SetWindowSize(sdl(), w, h);
    SDL_PumpEvents();
  }
  void finger(Uint32 type, float x, float y) {
    SDL_Event event{};
    event.type = type;
    event.tfinger.fingerId = 3;
    event.tfinger.x = x;
    event.tfinger.y = y;
    SDL_PushEvent(&event);
  }
  void key(Uint32 type, SDL_Keycode code, Uint32 time, Uint8 repeat = 0) {
    SDL_Event event{};
    event.type = type;
    event.key.keysym.sym = code;
    event.key.timestamp = time;
    event.key.repeat = repeat;
    SDL_PushEvent(&event);
  }
  void composed(const char* text) {
    SDL_Event event{};
    event.type = SDL_TEXTINPUT;
    SDL_strlcpy(event.text.text, text, sizeof event.text.text);
    SDL_PushEvent(&event);
  }

  Display display = *find_display("10");
  std::optional<Window> window;
  Image picture;
  Damage whole;
};

std::vector<Touch> touches(const std::vector<Event>& events) {
  std::vector<Touch> found;
  for (const Event& event : events)
    if (const auto* touch = std::get_if<Touch>(&event)) found.push_back(*touch);
  return found;
}

bool asks_to_redraw(const std::vector<Event>& events) {
  return std::ranges::any_of(events,
                             [](const Event& e) { return std::holds_alternative<Redraw>(e); });
}

}  // namespace

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

TEST_CASE("a window of another size shows the picture whole between bars") {
  Opened shown;
  REQUIRE_OK(shown.window->present(shown.picture, shown.whole, rgb(0x112233)));
  shown.resize(1280, 1600);
  CHECK(asks_to_redraw(shown.drain()));
  REQUIRE_OK(shown.window->present(shown.picture, {}, rgb(0x112233)));  // without damage, too
  CHECK(Opened::pixel(640, 10) == 0x112233);
  CHECK(Opened::pixel(640, 1590) == 0x112233);
  CHECK(Opened::pixel(640, 800) == 0x0000FF);
  shown.resize(1280, 800);
  static_cast<void>(shown.drain());
  REQUIRE_OK(shown.window->present(shown.picture, {}, rgb(0x112233)));
  CHECK(Opened::pixel(640, 10) == 0x0000FF);
}

TEST_CASE("the bars follow the look that was chosen") {
  Opened shown;
  shown.resize(1280, 1600);
  static_cast<void>(shown.drain());
  REQUIRE_OK(shown.window->present(shown.picture, shown.whole, rgb(0x112233)));
  REQUIRE_OK(shown.window->present(shown.picture, shown.whole, rgb(0x445566)));
  CHECK(Opened::pixel(640, 10) == 0x445566);
}

TEST_CASE("touches are the picture's, and beside it there are none") {
  Opened shown;
  shown.resize(1280, 1600);
  static_cast<void>(shown.drain());
  shown.finger(SDL_FINGERDOWN, 0.5F, 0.5F);
  shown.finger(SDL_FINGERUP, 0.5F, 0.1F);  // it slid out: its lift is told all the same
  auto seen = touches(shown.drain());
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].x == Approx(640).margin(1));
  CHECK(seen[0].y == Approx(400).margin(1));
  CHECK(seen[1].y < 0);
  shown.finger(SDL_FINGERDOWN, 0.5F, 0.1F);
  CHECK(touches(shown.drain()).empty());
}

TEST_CASE("a finger that is down when the window is minimised is let go") {
  Opened shown;
  shown.finger(SDL_FINGERDOWN, 0.5F, 0.5F);
  static_cast<void>(shown.drain());
  SDL_Event event{};
  event.type = SDL_WINDOWEVENT;
  event.window.event = SDL_WINDOWEVENT_MINIMIZED;
  SDL_PushEvent(&event);
  const auto seen = touches(shown.drain());
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].phase == Phase::cancel);
  CHECK(seen[0].finger == 3);
}

TEST_CASE("a display that goes is an error, and when it comes back the picture is whole again") {
  Opened shown;
  REQUIRE_OK(shown.window->present(shown.picture, shown.whole));
  SDL_QuitSubSystem(SDL_INIT_VIDEO);  // its windows go with it
  ::setenv("SDL_VIDEODRIVER", "no-such-driver", 1);
  CHECK(support::code(shown.window->present(shown.picture, shown.whole)) == Errc::internal);
  CHECK(support::code(shown.window->present(shown.picture, {})) == Errc::internal);
  ::setenv("SDL_VIDEODRIVER", "dummy", 1);
  REQUIRE_OK(shown.window->present(shown.picture, {}));
  CHECK(Opened::pixel(640, 400) == 0x0000FF);
  static_cast<void>(shown.drain());
  shown.finger(SDL_FINGERDOWN, 0.5F, 0.5F);
  CHECK(touches(shown.drain()).size() == 1);
}

TEST_CASE("keys are held back as for a trembling hand, letters and composed text are not") {
  Opened shown;
  shown.key(SDL_KEYDOWN, SDLK_RETURN, 1000);
  shown.key(SDL_KEYUP, SDLK_RETURN, 1050);
  shown.key(SDL_KEYDOWN, SDLK_RETURN, 1200);
  shown.key(SDL_KEYUP, SDLK_RETURN, 1250);
  CHECK(shown.drain().size() == 1);
  for (const Uint32 time : {3000u, 3060u}) {
    shown.key(SDL_KEYDOWN, SDLK_l, time);
    shown.composed("l");
    shown.key(SDL_KEYUP, SDLK_l, time + 20);
  }
  shown.composed("ê");     // dead key and letter
  shown.composed("日本");  // an input method
  CHECK(shown.drain().size() == 4);
  shown.key(SDL_KEYDOWN, SDLK_a, 5000);
  shown.composed("a");
  shown.key(SDL_KEYDOWN, SDLK_a, 5500, 1);
  shown.composed("a");
  CHECK(shown.drain().size() == 1);
}
