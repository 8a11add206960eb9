#include "kiosk/ui/stage.h"

#include <algorithm>
#include <utility>

#include "hardware/platform/forget.h"
#include "kiosk/ui/stage_state.h"

namespace parvis::ui {

// Rectangles that touch are united, until none does: painting a pixel twice would blend it twice.
void Damage::add(PixelBox box) {
  if (box.empty()) return;
  for (bool merged = true; merged;) {
    merged = false;
    for (auto at = boxes.begin(); at != boxes.end(); ++at) {
      if (intersect(*at, box).empty()) continue;
      box = unite(*at, box);
      boxes.erase(at);
      merged = true;
      break;
    }
  }
  boxes.push_back(box);
}

void Damage::add(const Damage& more) {
  for (const PixelBox& box : more.boxes) add(box);
}

Stage::Stage(std::unique_ptr<StageState> state) : state_(std::move(state)) {}
Stage::~Stage() = default;

Result<std::unique_ptr<Stage>> Stage::open(const StageOptions& options,
                                           text::Languages& languages) {
  text::Options type;
  type.fonts = options.fonts;
  type.px_per_mm_x = options.display.px_per_mm_x();
  type.px_per_mm_y = options.display.px_per_mm_y();
  type.cache_bytes = options.cache_bytes;
  PARVIS_TRY(text::Typesetter typesetter, text::Typesetter::open(type));
  if (options.drawing == Drawing::pixels && !std::filesystem::is_directory(options.pictures)) {
    return fail(Errc::not_found, "pictures: " + options.pictures.string());
  }
  auto state = std::make_unique<StageState>(options, languages, std::move(typesetter));
  if (options.drawing == Drawing::pixels) {
    state->image.width = options.display.width_px;
    state->image.height = options.display.height_px;
    state->image.pixels.resize(static_cast<std::size_t>(options.display.width_px) *
                               static_cast<std::size_t>(options.display.height_px));
  }
  return std::unique_ptr<Stage>(new Stage(std::move(state)));
}

void Stage::set_language(std::string tag) {
  if (tag == state_->language) return;
  state_->language = std::move(tag);
  state_->requested = true;
}

void Stage::set_theme(const Theme& theme) {
  state_->theme = theme;
  state_->requested = state_->repaint_all = true;
}

void Stage::set_display(const Display& display) {
  Display& here = state_->options.display;
  PARVIS_CHECK(display.width_px == here.width_px && display.height_px == here.height_px &&
               display.width == here.width &&
               display.above + display.height == here.above + here.height);
  here = display;
  state_->requested = state_->repaint_all = true;
}

const Theme& Stage::theme() const { return state_->theme; }
const Display& Stage::display() const { return state_->options.display; }

void Stage::set_scanning(const Scan::Options& options) {
  state_->scan.set(options);
  state_->requested = true;
}

void Stage::set_curtain(Curtain curtain) {
  if (curtain == state_->curtain) return;
  state_->curtain = curtain;
  state_->requested = state_->repaint_all = true;
}

bool Stage::needs_frame(MonoTime now) const {
  const StageState& s = *state_;
  if (s.requested || s.answered || !s.taps.empty() || !s.typing.empty()) return true;
  return std::ranges::any_of(s.wakes, [now](MonoTime wake) { return wake <= now; });
}

std::optional<MonoTime> Stage::next_wake() const {
  const auto first = std::ranges::min_element(state_->wakes);
  return first == state_->wakes.end() ? std::nullopt : std::optional(*first);
}

void Stage::request_frame() { state_->requested = true; }

void Stage::finish_motion() {
  for (auto& [id, moving] : state_->motions) moving.active = false;
  state_->flash.clear();
  state_->requested = true;
}

Canvas& Stage::begin(MonoTime now) {
  StageState& s = *state_;
  s.now = now;
  s.recording = {};
  forget(s.growing);
  s.growing_zones.clear();
  s.wakes.clear();
  if (const auto due = s.scan.due(); due && *due <= now) s.move_scan();
  s.anonymous = 0;
  s.spoken.clear();
  s.requested = s.answered = false;
  s.slide_dx = 0;
  s.slide_alpha = 1;
  s.tapped.clear();
  if (!s.taps.empty()) {
    s.tapped = std::move(s.taps.front());
    s.taps.pop_front();
  }
  return s.canvas;
}

Damage Stage::end() {
  StageState& s = *state_;
  s.typing = std::exchange(s.struck, {});  // what no field wanted goes
  Damage damage;
  if (s.paints()) {
    if (s.repaint_all) {
      damage.add(s.image.box());
    } else {
      for (const PixelBox& box : s.compare().boxes) damage.add(intersect(box, s.image.box()));
    }
    s.paint_damage(damage);
    s.repaint_all = false;
  }
  s.drawn = std::move(s.recording);
  s.nodes.swap(s.growing);
  s.zones.swap(s.growing_zones);
  // What is not on the screen any more begins anew when it comes back.
  for (auto at = s.motions.begin(); at != s.motions.end();) {
    at = std::exchange(at->second.seen, false) ? std::next(at) : s.motions.erase(at);
  }
  std::erase_if(s.turned, [](const auto& at) { return !at.second.seen; });
  for (auto& [id, turned] : s.turned) turned.seen = false;
  if (!s.focus.empty() && find_node(s.nodes, s.focus) == nullptr) s.focus.clear();
  s.scan.look(s.nodes);
  if (const auto due = s.scan.due()) s.wake_at(*due);
  return damage;
}

bool Stage::wants_another() const { return state_->answered; }

const std::vector<Node>& Stage::nodes() const { return state_->nodes; }
const Node* Stage::node(std::string_view id) const { return find_node(state_->nodes, id); }
std::string Stage::target_at(double x, double y) const {
  const Point at{x / state_->sx(), y / state_->sy()};
  const auto& nodes = state_->nodes;
  const auto found = std::find_if(nodes.rbegin(), nodes.rend(), [&](const Node& node) {
    return node.is_target() && node.box.contains(at);
  });
  return found == nodes.rend() ? std::string{} : found->id;
}
std::string Stage::focus() const {
  return state_->scan.active() ? state_->scan.first() : state_->focus;
}
void Stage::set_focus(std::string id) {
  state_->focus = std::move(id);
  state_->requested = true;
}
const Image& Stage::image() const { return state_->image; }
Status Stage::save_png(const Path& path) const { return write_png(state_->image, path); }
MonoTime Stage::last_input() const { return state_->last_input; }

void Stage::forget_visit() {
  StageState& s = *state_;
  s.typesetter.forget_all();
  s.qr_made_for.clear();
  s.qr_mask.reset();
  s.drawn = {};
  s.recording = {};
  forget(s.nodes);
  s.spoken.clear();
  forget(s.growing);
  s.zones.clear();
  s.motions.clear();
  s.keyboards.clear();
  s.turned.clear();
  s.taps.clear();
  s.typing.clear();
  s.struck.clear();
  s.focus.clear();
  s.scan.forget();
  s.press = {};
  s.fingertip.let_go({}, s.now);
  s.last_tap = {};
  std::ranges::fill(s.image.pixels, 0);
  s.requested = s.repaint_all = true;
}

std::size_t Stage::check_against_full_redraw() const {
  const StageState& s = *state_;
  Image whole = s.image;
  Mark ground;
  ground.box = whole.box();
  ground.color = s.theme.color(Token::paper);
  paint(whole, ground, whole.box());
  paint_all(whole, s.drawn.marks, whole.box());
  std::size_t different = 0;
  for (std::size_t i = 0; i < whole.pixels.size(); ++i)
    different += whole.pixels[i] != s.image.pixels[i] ? 1 : 0;
  return different;
}

double StageState::moving(const std::string& id, const std::string& key,
                          std::chrono::milliseconds duration) {
  const auto [at, first] = motions.try_emplace(id);
  Moving& moving = at->second;
  moving.seen = true;
  if (!first && moving.key != key && theme.motion == Motion::normal) {
    moving.started = now;
    moving.active = true;
  }
  moving.key = key;
  if (!moving.active) return 1;
  const double t = std::chrono::duration<double>(now - moving.started) / duration;
  if (t >= 1) {
    moving.active = false;
    return 1;
  }
  wake_at(now + kFrame);
  const double rest = 1 - std::max(t, 0.0);
  return 1 - rest * rest * rest;
}

}  // namespace parvis::ui
