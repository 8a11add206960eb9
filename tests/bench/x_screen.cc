#include "tests/bench/x_screen.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <X11/extensions/Xdamage.h>
#include <poll.h>

#include <algorithm>
#include <utility>

#include "tests/bench/process_figures.h"

namespace parvis::bench {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t kColour = 0xFFFFFF;  // of a pixel of 32 bits

}  // namespace

struct XScreen::State {
  Display* display = nullptr;
  Window root = 0;
  Damage damage = 0;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (display != nullptr) XCloseDisplay(display);
  }

  // Waits until something is drawn; false when nothing was.
  bool wait_for_damage(milliseconds longest) {
    if (XPending(display) == 0) {
      pollfd ready{ConnectionNumber(display), POLLIN, 0};
      if (::poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(longest.count(), 0))) != 1) {
        return false;
      }
    }
    bool drawn = false;
    while (XPending(display) > 0) {
      XEvent event;
      XNextEvent(display, &event);
      drawn = true;
    }
    return drawn;
  }
  // From here on the next change is told again.
  void listen() { XDamageSubtract(display, damage, None, None); }
};

XScreen::XScreen(std::unique_ptr<State> state) : state_(std::move(state)) {}
XScreen::XScreen(XScreen&&) noexcept = default;
XScreen& XScreen::operator=(XScreen&&) noexcept = default;
XScreen::~XScreen() = default;

Result<XScreen> XScreen::open() {
  auto state = std::make_unique<State>();
  state->display = XOpenDisplay(nullptr);
  if (state->display == nullptr) return fail(Errc::not_found, "no X display in DISPLAY");
  int first_event = 0;
  int first_error = 0;
  int major = 0;
  int minor = 0;
  if (XDamageQueryExtension(state->display, &first_event, &first_error) == 0 ||
      XTestQueryExtension(state->display, &first_event, &first_error, &major, &minor) == 0) {
    return fail(Errc::not_found, "the X server has no DAMAGE or no XTEST extension");
  }
  state->root = DefaultRootWindow(state->display);
  state->damage = XDamageCreate(state->display, state->root, XDamageReportNonEmpty);
  state->listen();
  return XScreen(std::move(state));
}

ui::PixelBox XScreen::box() const {
  const int screen = DefaultScreen(state_->display);
  return {0, 0, DisplayWidth(state_->display, screen), DisplayHeight(state_->display, screen)};
}

ui::Image XScreen::picture(const ui::PixelBox& box) const {
  XImage* image =
      XGetImage(state_->display, state_->root, box.x, box.y, static_cast<unsigned>(box.w),
                static_cast<unsigned>(box.h), AllPlanes, ZPixmap);
  PARVIS_CHECK(image != nullptr && image->bits_per_pixel == 32);
  ui::Image copy{box.w, box.h, {}};
  copy.pixels.reserve(static_cast<std::size_t>(box.w) * static_cast<std::size_t>(box.h));
  for (int y = 0; y < box.h; ++y) {
    const auto* row =
        reinterpret_cast<const std::uint32_t*>(image->data + y * image->bytes_per_line);
    std::transform(row, row + box.w, std::back_inserter(copy.pixels),
                   [](std::uint32_t pixel) { return pixel & kColour; });
  }
  XDestroyImage(image);
  return copy;
}

std::optional<double> XScreen::when(const ui::PixelBox& box,
                                    const std::function<bool(const ui::Image&)>& wanted,
                                    milliseconds longest) {
  const double end = wall_ms() + static_cast<double>(longest.count());
  for (;;) {
    state_->listen();
    if (wanted(picture(box))) return wall_ms();
    const auto left = static_cast<std::int64_t>(end - wall_ms());
    if (left <= 0) return std::nullopt;
    state_->wait_for_damage(milliseconds(left));
  }
}

bool XScreen::quiet(milliseconds for_so_long, milliseconds longest) {
  const double end = wall_ms() + static_cast<double>(longest.count());
  do {
    state_->listen();
    XSync(state_->display, False);
    if (!state_->wait_for_damage(for_so_long)) return true;
  } while (wall_ms() < end);
  return false;
}

double XScreen::press(int x, int y) {
  XTestFakeMotionEvent(state_->display, -1, x, y, CurrentTime);
  XSync(state_->display, False);
  const double sent = wall_ms();
  XTestFakeButtonEvent(state_->display, 1, True, CurrentTime);
  XFlush(state_->display);
  return sent;
}

double XScreen::release() {
  const double sent = wall_ms();
  XTestFakeButtonEvent(state_->display, 1, False, CurrentTime);
  XFlush(state_->display);
  return sent;
}

}  // namespace parvis::bench
