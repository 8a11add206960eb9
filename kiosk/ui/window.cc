#include "kiosk/ui/window.h"

#include <SDL2/SDL.h>

#include <cstring>

namespace parvis::ui {
namespace {

constexpr std::int64_t kMouse = -1;

struct Destroy {
  void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
};

auto sdl_error(const char* doing) {
  return fail(Errc::internal, std::string(doing) + ": " + SDL_GetError());
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
  Uint32 wake_event = 0;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    window.reset();
    SDL_Quit();
  }

  // Our picture's pixels per window pixel: a window on a desk may have another size than the panel.
  [[nodiscard]] double scale_x() const {
    int w = 0;
    SDL_GetWindowSize(window.get(), &w, nullptr);
    return w > 0 ? static_cast<double>(display.width_px) / w : 1;
  }
  [[nodiscard]] double scale_y() const {
    int h = 0;
    SDL_GetWindowSize(window.get(), nullptr, &h);
    return h > 0 ? static_cast<double>(display.height_px) / h : 1;
  }
  [[nodiscard]] Touch finger(const SDL_TouchFingerEvent& event, Phase phase) const {
    return {phase, event.fingerId, static_cast<double>(event.x) * display.width_px,
            static_cast<double>(event.y) * display.height_px, 0};
  }
  [[nodiscard]] Touch mouse(int x, int y, Phase phase) const {
    return {phase, kMouse, x * scale_x(), y * scale_y(), 0};
  }
  [[nodiscard]] std::optional<Event> translate(const SDL_Event& event) const;
};

std::optional<Event> Window::State::translate(const SDL_Event& event) const {
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
      return mouse(event.button.x, event.button.y, Phase::down);
    case SDL_MOUSEBUTTONUP:
      if (event.button.button != SDL_BUTTON_LEFT) return std::nullopt;
      return mouse(event.button.x, event.button.y, Phase::up);
    case SDL_MOUSEMOTION:
      if ((event.motion.state & SDL_BUTTON_LMASK) == 0) return std::nullopt;
      return mouse(event.motion.x, event.motion.y, Phase::move);
    case SDL_KEYDOWN:
      return from_key(event.key);
    case SDL_TEXTINPUT:
      return Typed{event.text.text};
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_EXPOSED ||
          event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED) {
        return Redraw{};
      }
      return std::nullopt;
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
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return sdl_error("open the display");
  auto state = std::make_unique<State>();
  state->display = display;
  const Uint32 flags = mode == WindowMode::fullscreen ? Uint32{SDL_WINDOW_FULLSCREEN_DESKTOP}
                                                      : Uint32{SDL_WINDOW_SHOWN};
  state->window.reset(SDL_CreateWindow(title.c_str(), SDL_WINDOWPOS_CENTERED,
                                       SDL_WINDOWPOS_CENTERED, display.width_px, display.height_px,
                                       flags));
  if (!state->window) return sdl_error("open a window");
  if (mode == WindowMode::fullscreen) SDL_ShowCursor(SDL_DISABLE);
  state->wake_event = SDL_RegisterEvents(1);
  SDL_StartTextInput();
  return Window(std::move(state));
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

// The same pixels where both have 32 bits; SDL converts for any other panel, and stretches for
// another size.
Status blit(const Image& image, SDL_Surface* to, std::vector<SDL_Rect>& rects) {
  auto* pixels = const_cast<std::uint32_t*>(image.pixels.data());  // SDL only reads them
  SDL_Surface* from = SDL_CreateRGBSurfaceWithFormatFrom(pixels, image.width, image.height, 32,
                                                         4 * image.width, SDL_PIXELFORMAT_RGB888);
  if (from == nullptr) return sdl_error("present");
  int failed = 0;
  if (to->w == image.width && to->h == image.height) {
    for (const SDL_Rect& rect : rects) {
      SDL_Rect target = rect;
      failed |= SDL_BlitSurface(from, &rect, to, &target);
    }
  } else {
    failed = SDL_BlitScaled(from, nullptr, to, nullptr);
    rects = {{0, 0, to->w, to->h}};
  }
  SDL_FreeSurface(from);
  if (failed != 0) return sdl_error("present");
  return {};
}

}  // namespace

Status Window::present(const Image& image, const Damage& damage) {
  if (damage.empty() || image.empty()) return {};
  SDL_Surface* surface = SDL_GetWindowSurface(state_->window.get());
  if (surface == nullptr) return sdl_error("present");
  std::vector<SDL_Rect> rects;
  for (const PixelBox& box : damage.boxes) rects.push_back({box.x, box.y, box.w, box.h});
  PARVIS_TRY_VOID(blit(image, surface, rects));
  if (SDL_UpdateWindowSurfaceRects(state_->window.get(), rects.data(),
                                   static_cast<int>(rects.size())) != 0) {
    return sdl_error("present");
  }
  return {};
}

}  // namespace parvis::ui
