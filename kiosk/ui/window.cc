#include "kiosk/ui/window.h"

#include <SDL2/SDL.h>

#include <utility>

#include "kiosk/ui/key_gate.h"
#include "kiosk/ui/letterbox.h"

namespace parvis::ui {
namespace {

constexpr std::int64_t kMouse = -1;

struct Destroy {
  void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
};

auto sdl_error(const char* doing) {
  return fail(Errc::internal, std::string(doing) + ": " + SDL_GetError());
}

KeyDoes does(SDL_Keycode key) {
  switch (key) {
    case SDLK_TAB:
    case SDLK_LEFT:
    case SDLK_RIGHT:
    case SDLK_UP:
    case SDLK_DOWN:
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
    case SDLK_ESCAPE:
      return KeyDoes::acts;
    default:
      return KeyDoes::writes;
  }
}

std::optional<Event> from_key(const SDL_KeyboardEvent& key) {
  const bool control = (key.keysym.mod & KMOD_CTRL) != 0;
  switch (key.keysym.sym) {
    case SDLK_TAB:
      return KeyPress{(key.keysym.mod & KMOD_SHIFT) != 0 ? Key::back_tab : Key::tab};
    case SDLK_LEFT:
      return KeyPress{Key::left};
    case SDLK_RIGHT:
      return KeyPress{Key::right};
    case SDLK_UP:
      return KeyPress{Key::up};
    case SDLK_DOWN:
      return KeyPress{Key::down};
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
      return KeyPress{Key::enter};
    case SDLK_ESCAPE:
      return KeyPress{Key::escape};
    case SDLK_BACKSPACE:
      return KeyPress{control ? Key::delete_word : Key::backspace};
    case SDLK_HOME:
      return KeyPress{Key::home};
    case SDLK_END:
      return KeyPress{Key::end};
    case SDLK_z:
      return control ? std::optional<Event>(KeyPress{Key::undo}) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

struct Window::State {
  std::unique_ptr<SDL_Window, Destroy> window;
  Display display;
  std::string title;
  WindowMode mode = WindowMode::windowed;
  Uint32 wake_event = 0;
  KeyGate keys;
  std::optional<std::int64_t> down;  // the finger that came down on the picture first
  // What stands in the window is not what was presented: it is drawn whole with the next picture.
  bool stale = true;
  Color bars;
  int width = 0, height = 0;  // px of the window when it was drawn last

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    window.reset();
    SDL_Quit();
  }

  Status create();
  [[nodiscard]] SDL_Surface* surface();
  Status draw(const Image& image, const Damage& damage, Color around);

  [[nodiscard]] Letterbox letterbox() const {
    int w = 0;
    int h = 0;
    SDL_GetWindowSize(window.get(), &w, &h);
    return {display, w, h};
  }
  // SDL gives a finger's place as a part of the window. It knows pressure and no size: Touch::size
  // stays 0, and a resting palm is told from a finger only by lying on nothing or not moving (hand.cc).
  [[nodiscard]] std::optional<Event> finger(const SDL_TouchFingerEvent& event, Phase phase) {
    int w = 0;
    int h = 0;
    SDL_GetWindowSize(window.get(), &w, &h);
    return touch(event.fingerId, static_cast<double>(event.x) * w, static_cast<double>(event.y) * h,
                 phase);
  }
  [[nodiscard]] std::optional<Event> touch(std::int64_t id, double x, double y, Phase phase) {
    const Letterbox box = letterbox();
    if (phase == Phase::down && !box.contains(x, y)) return std::nullopt;
    if (phase == Phase::down && !down) down = id;
    if (phase == Phase::up && down == id) down.reset();
    const Point at = box.to_picture(x, y);
    return Touch{phase, id, at.x, at.y, 0};
  }
  [[nodiscard]] std::optional<Event> translate(const SDL_Event& event);
  [[nodiscard]] std::optional<Event> window_changed(const SDL_WindowEvent& event);
};

std::optional<Event> Window::State::translate(const SDL_Event& event) {
  switch (event.type) {
    case SDL_QUIT:
      return Quit{};
    case SDL_FINGERDOWN:
      return finger(event.tfinger, Phase::down);
    case SDL_FINGERMOTION:
      return finger(event.tfinger, Phase::move);
    case SDL_FINGERUP:
      return finger(event.tfinger, Phase::up);
    case SDL_MOUSEBUTTONDOWN:
      if (event.button.button != SDL_BUTTON_LEFT) return std::nullopt;
      return touch(kMouse, event.button.x, event.button.y, Phase::down);
    case SDL_MOUSEBUTTONUP:
      if (event.button.button != SDL_BUTTON_LEFT) return std::nullopt;
      return touch(kMouse, event.button.x, event.button.y, Phase::up);
    case SDL_MOUSEMOTION:
      if ((event.motion.state & SDL_BUTTON_LMASK) == 0) return std::nullopt;
      return touch(kMouse, event.motion.x, event.motion.y, Phase::move);
    case SDL_KEYDOWN: {
      const SDL_Keycode key = event.key.keysym.sym;
      const Struck how = event.key.repeat != 0 ? Struck::held : Struck::anew;
      const KeyGate::Time when{event.key.timestamp};
      return keys.down(key, how, does(key), when) ? from_key(event.key) : std::nullopt;
    }
    case SDL_KEYUP:
      keys.up(event.key.keysym.sym);
      return std::nullopt;
    case SDL_TEXTINPUT:
      return keys.text() ? std::optional<Event>(Typed{event.text.text}) : std::nullopt;
    case SDL_WINDOWEVENT:
      return window_changed(event.window);
    case SDL_DISPLAYEVENT:  // unplugged, plugged, turned
      stale = true;
      return Redraw{};
    default:
      return std::nullopt;
  }
}

std::optional<Event> Window::State::window_changed(const SDL_WindowEvent& event) {
  switch (event.event) {
    case SDL_WINDOWEVENT_EXPOSED:
    case SDL_WINDOWEVENT_SHOWN:
    case SDL_WINDOWEVENT_RESTORED:
    case SDL_WINDOWEVENT_SIZE_CHANGED:
    case SDL_WINDOWEVENT_DISPLAY_CHANGED:
      stale = true;
      return Redraw{};
    case SDL_WINDOWEVENT_HIDDEN:
    case SDL_WINDOWEVENT_MINIMIZED:
      // Nobody will tell of a finger's lift.
      if (!down) return std::nullopt;
      return Touch{Phase::cancel, *std::exchange(down, std::nullopt), 0, 0, 0};
    default:
      return std::nullopt;
  }
}

Window::Window(std::unique_ptr<State> state) : state_(std::move(state)) {}
Window::Window(Window&&) noexcept = default;
Window& Window::operator=(Window&&) noexcept = default;
Window::~Window() = default;

Result<Window> Window::open(const Display& display, const std::string& title, WindowMode mode) {
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");  // signals are the program's
  auto state = std::make_unique<State>();
  state->display = display;
  state->title = title;
  state->mode = mode;
  if (SDL_Init(SDL_INIT_EVENTS) != 0) return sdl_error("open the display");
  state->wake_event = SDL_RegisterEvents(1);
  PARVIS_TRY_VOID(state->create());
  return Window(std::move(state));
}

// Anew when the display was lost: its windows may have gone with it.
Status Window::State::create() {
  if (SDL_WasInit(SDL_INIT_VIDEO) == 0) static_cast<void>(window.release());
  window.reset();
  if (SDL_WasInit(SDL_INIT_VIDEO) == 0 && SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
    return sdl_error("open the display");
  const Uint32 flags = mode == WindowMode::fullscreen
                           ? Uint32{SDL_WINDOW_FULLSCREEN_DESKTOP}
                           : Uint32{SDL_WINDOW_SHOWN} | Uint32{SDL_WINDOW_RESIZABLE};
  window.reset(SDL_CreateWindow(title.c_str(), SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED,
                                display.width_px, display.height_px, flags));
  if (!window) return sdl_error("open a window");
  if (mode == WindowMode::fullscreen) SDL_ShowCursor(SDL_DISABLE);
  SDL_StartTextInput();
  stale = true;
  return {};
}

std::optional<Event> Window::next_event(std::chrono::milliseconds wait) {
  SDL_Event event;
  const int timeout = static_cast<int>(std::min<std::int64_t>(wait.count(), 60'000));
  const int got = timeout > 0 ? SDL_WaitEventTimeout(&event, timeout) : SDL_PollEvent(&event);
  // Events that mean nothing to us are passed over, so that the caller doesn't take them for the
  // end of the wait.
  for (int more = got; more != 0; more = SDL_PollEvent(&event)) {
    if (event.type == state_->wake_event) return std::nullopt;
    if (auto translated = state_->translate(event)) return translated;
  }
  return std::nullopt;
}

void Window::wake() {
  SDL_Event event{};
  event.type = state_->wake_event;
  SDL_PushEvent(&event);
}

namespace {

struct FreeSurface {
  void operator()(SDL_Surface* surface) const { SDL_FreeSurface(surface); }
};

SDL_Rect rect_of(const PixelBox& box) { return {box.x, box.y, box.w, box.h}; }

// The same pixels where both have 32 bits; SDL converts for any other panel, and scales for another
// size. `changed` is in the picture's pixels; returns what has changed in the window's.
Result<std::vector<SDL_Rect>> blit(const Image& image, SDL_Surface* to, const PixelBox& place,
                                   const std::vector<PixelBox>& changed) {
  auto* pixels = const_cast<std::uint32_t*>(image.pixels.data());  // SDL only reads them
  const std::unique_ptr<SDL_Surface, FreeSurface> from(SDL_CreateRGBSurfaceWithFormatFrom(
      pixels, image.width, image.height, 32, 4 * image.width, SDL_PIXELFORMAT_RGB888));
  if (!from) return sdl_error("present");
  if (place.w != image.width || place.h != image.height) {
    SDL_Rect target = rect_of(place);
    if (SDL_BlitScaled(from.get(), nullptr, to, &target) != 0) return sdl_error("present");
    return std::vector<SDL_Rect>{rect_of(place)};
  }
  std::vector<SDL_Rect> rects;
  for (const PixelBox& box : changed) {
    const SDL_Rect source = rect_of(box);
    rects.push_back({place.x + box.x, place.y + box.y, box.w, box.h});
    SDL_Rect target = rects.back();
    if (SDL_BlitSurface(from.get(), &source, to, &target) != 0) return sdl_error("present");
  }
  return rects;
}

}  // namespace

// SDL makes a new surface when the window's size has changed. Where it can't, the window is made anew.
SDL_Surface* Window::State::surface() {
  SDL_Surface* found = SDL_GetWindowSurface(window.get());
  if (found == nullptr && create()) found = SDL_GetWindowSurface(window.get());
  return found;
}

Status Window::State::draw(const Image& image, const Damage& damage, Color around) {
  SDL_Surface* to = surface();
  if (to == nullptr) return sdl_error("present");
  const bool whole = stale || to->w != width || to->h != height || around != bars;
  const Letterbox box(display, to->w, to->h);
  if (whole && SDL_FillRect(to, nullptr, SDL_MapRGB(to->format, around.r, around.g, around.b)) != 0)
    return sdl_error("present");
  PARVIS_TRY(
      std::vector<SDL_Rect> rects,
      blit(image, to, box.picture(), whole ? std::vector<PixelBox>{image.box()} : damage.boxes));
  if (whole) rects = {{0, 0, to->w, to->h}};
  const auto count = static_cast<int>(rects.size());
  if (SDL_UpdateWindowSurfaceRects(window.get(), rects.data(), count) != 0)
    return sdl_error("present");
  width = to->w;
  height = to->h;
  bars = around;
  return {};
}

Status Window::present(const Image& image, const Damage& damage, Color around) {
  if (image.empty() || (damage.empty() && !state_->stale)) return {};
  Status drawn = state_->draw(image, damage, around);
  state_->stale = !drawn.has_value();
  return drawn;
}

}  // namespace parvis::ui
