#include "tests/drive/driven_kiosk.h"

#include <stdlib.h>
#include <time.h>

#include <array>
#include <utility>

#include "kiosk/app/corner.h"
#include "kiosk/flow/delays.h"

namespace parvis::drive {
namespace {

using std::chrono::milliseconds;

// Nobody taps faster, and the screen takes what does for a trembling hand.
constexpr milliseconds kFingerDown{100};
constexpr milliseconds kFingerAway{400};
constexpr milliseconds kPicture{17};  // the next one of what moves comes sooner

constexpr std::array<std::pair<std::string_view, ui::Key>, 15> kKeys{
    {{"tab", ui::Key::tab},
     {"back-tab", ui::Key::back_tab},
     {"left", ui::Key::left},
     {"right", ui::Key::right},
     {"up", ui::Key::up},
     {"down", ui::Key::down},
     {"enter", ui::Key::enter},
     {"escape", ui::Key::escape},
     {"backspace", ui::Key::backspace},
     {"delete-word", ui::Key::delete_word},
     {"undo", ui::Key::undo},
     {"home", ui::Key::home},
     {"end", ui::Key::end},
     {"switch-next", ui::Key::switch_next},
     {"switch-choose", ui::Key::switch_choose}}};

double ms_of(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::string_view to_string(flow::Panel panel) {
  constexpr std::array<std::string_view, 12> kNames{"none",   "language", "display", "help",
                                                    "how",    "helper",   "leave",   "erase",
                                                    "notice", "speech",   "trial",   "take_out"};
  return kNames[static_cast<std::size_t>(panel)];
}

}  // namespace

std::string_view to_string(flow::ResidentScreen screen) {
  constexpr std::array<std::string_view, 22> kNames{
      "attract",   "language",  "plain_words", "question",      "card",       "halfway",
      "last_card", "own_age",   "adult",       "idea_theme",    "idea_write", "idea_hint",
      "idea_read", "idea_kept", "age",         "neighbourhood", "review",     "review_idea",
      "thanks",    "erased",    "paused",      "stopped"};
  return kNames[static_cast<std::size_t>(screen)];
}

std::string_view to_string(flow::MediatorScreen screen) {
  constexpr std::array<std::string_view, 11> kNames{"pin",    "place",     "place_typed", "resume",
                                                    "opened", "residents", "menu",        "paused",
                                                    "count",  "note",      "safe"};
  return kNames[static_cast<std::size_t>(screen)];
}

Result<std::unique_ptr<DrivenKiosk>> DrivenKiosk::open(KioskOptions options) {
  auto kiosk = std::unique_ptr<DrivenKiosk>(new DrivenKiosk(std::move(options)));
  if (kiosk->options_.drawing == ui::Drawing::pixels) {
    if (kiosk->options_.video == Video::dummy) ::setenv("SDL_VIDEODRIVER", "dummy", 1);
    PARVIS_TRY(auto window,
               ui::Window::open(kiosk->options_.display, "Parvis", ui::WindowMode::windowed));
    kiosk->window_.emplace(std::move(window));
  }
  PARVIS_TRY_VOID(kiosk->start());
  return kiosk;
}

Status DrivenKiosk::start() {
  app::AppOptions options;
  options.data = options_.data;
  options.share = options_.share;
  options.factors = options_.factors;
  options.display = options_.display;
  options.drawing = options_.drawing;
  options.visit_start = options_.visit_start;
  options.scanning.switches = options_.switches;
  if (!options_.speech.empty()) {
    options.speech.emplace();
    options.speech->voice = options_.voice;
    options.speech->sound = {speech::SoundOptions::To::file, options_.speech};
  }
  PARVIS_TRY(app_, app::App::open(std::move(options), clock_));
  settle();
  return {};
}

Status DrivenKiosk::restart() {
  app_.reset();
  return start();
}

Status DrivenKiosk::power_cut() {
  PARVIS_CHECK(disk_.has_value());
  disk_->forget();
  app_.reset();
  disk_->power_on();
  return start();
}

void DrivenKiosk::present(const ui::Damage& damage) {
  if (!window_ || damage.empty()) return;
  PARVIS_CHECK(window_->present(app_->stage().image(), damage).has_value());
}

template <class Draw>
void DrivenKiosk::show(Cause cause, std::string_view id, Draw&& draw) {
  const double wall = ms_of(CLOCK_MONOTONIC);
  const double processor = ms_of(CLOCK_THREAD_CPUTIME_ID);
  const ui::Damage damage = draw();
  present(damage);
  if (damage.empty() || !options_.shown) return;
  options_.shown(
      {cause, id, ms_of(CLOCK_MONOTONIC) - wall, ms_of(CLOCK_THREAD_CPUTIME_ID) - processor});
}

Status DrivenKiosk::tap(std::string_view id) {
  const ui::Node* found = node(id);
  if (found == nullptr) {
    return fail(Errc::not_found, "nothing on this screen is called '" + std::string(id) + "'");
  }
  if (!found->enabled || !found->is_target()) {
    return fail(Errc::denied, "'" + std::string(id) + "' can't be tapped");
  }
  const ui::PixelBox box = found->pixels;
  const std::string name(id);  // `id` may be the node's own, which is gone with the next frame
  ui::Touch touch{.phase = ui::Phase::down, .x = box.x + box.w / 2.0, .y = box.y + box.h / 2.0};
  show(Cause::finger_down, name, [&] {
    app_->handle(touch);
    return app_->step();
  });
  clock_.advance(kFingerDown);
  touch.phase = ui::Phase::up;
  show(Cause::finger_up, name, [&] {
    app_->handle(touch);
    return app_->settle();
  });
  advance(kFingerAway);
  return {};
}

Status DrivenKiosk::type(std::string_view text) {
  while (!text.empty()) {
    std::size_t length = 1;
    while (length < text.size() && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u)
      ++length;
    app_->handle(ui::Typed{std::string(text.substr(0, length))});
    text.remove_prefix(length);
    present(app_->step());
  }
  settle();
  return {};
}

Status DrivenKiosk::key(std::string_view name) {
  for (const auto& [known, key] : kKeys) {
    if (known != name) continue;
    app_->handle(ui::KeyPress{key});
    settle();
    return {};
  }
  std::string names;
  for (const auto& [known, key] : kKeys) names += " " + std::string(known);
  return fail(Errc::invalid, "no key '" + std::string(name) + "'; there are:" + names);
}

void DrivenKiosk::set_headphones(flow::Headphones headphones) {
  app_->set_headphones(headphones);
  settle();
}

void DrivenKiosk::advance(milliseconds by) {
  const MonoTime end = clock_.mono() + by;
  for (;;) {
    const auto wake = app_->next_wake();
    const MonoTime next = wake && *wake < end ? *wake : end;
    if (movement_ == Movement::end_only && next - clock_.mono() <= kPicture) {
      app_->stage().finish_motion();
    }
    // A wake that is due already has been answered by settle(): a millisecond keeps time moving.
    const auto step = std::chrono::ceil<milliseconds>(next - clock_.mono());
    clock_.advance(
        std::min(std::max(step, milliseconds{1}),
                 std::max(std::chrono::ceil<milliseconds>(end - clock_.mono()), milliseconds{0})));
    show(Cause::time, {}, [this] { return app_->step(); });
    settle();
    if (clock_.mono() < end) continue;
    while (window_ &&
           window_->next_event(milliseconds{0})) {  // a real window's: nobody looks at it
    }
    return;
  }
}

void DrivenKiosk::hold_corner() {
  const auto& display = options_.display;
  ui::Touch touch{.phase = ui::Phase::down, .x = display.width_px - 3.0, .y = 3.0};
  app_->handle(touch);
  settle();
  advance(flow::kCornerHold);
  touch.phase = ui::Phase::cancel;
  app_->handle(touch);
  settle();
}

Status DrivenKiosk::shot(const Path& png) {
  app_->stage().finish_motion();
  settle();
  return app_->stage().save_png(png);
}

Status DrivenKiosk::open_session(std::string_view pin, std::string_view place) {
  for (const char digit : pin) PARVIS_TRY_VOID(tap("pin." + std::string(1, digit)));
  if (shows("resume.go")) return tap("resume.go");
  std::string row = place.empty() ? "" : "place." + std::string(place);
  for (const auto& candidate : nodes()) {
    if (row.empty() && candidate.id.starts_with("place.") && candidate.role == ui::Role::choice) {
      row = candidate.id;
    }
  }
  PARVIS_TRY_VOID(tap(row));
  PARVIS_TRY_VOID(tap("place.open"));
  return tap("opened.start");
}

std::string DrivenKiosk::screen() const {
  const auto& mediator = app_->mediator();
  if (mediator.screen != flow::MediatorScreen::residents) {
    return std::string(to_string(mediator.screen));
  }
  const auto& view = app_->resident();
  std::string name{to_string(view.screen)};
  if (view.panel != flow::Panel::none) name += "+" + std::string(to_string(view.panel));
  if (view.veiled) name += "+veil";
  return name;
}

}  // namespace parvis::drive
