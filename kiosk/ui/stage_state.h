// What a Stage keeps, for the files that implement Stage and Canvas; screens never include it.
//
// Three parts: the pen (marks of the frame being recorded), the hand (finger, focus, keys) and
// motion. Boxes given to the pen are logical, from the start corner; it mirrors them.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kiosk/ui/fingertip.h"
#include "kiosk/ui/keyboard.h"
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/shapes.h"
#include "kiosk/ui/stage.h"

namespace parvis::ui {

// The marks of one widget: the unit of what is compared between frames.
struct Group {
  std::string id;
  std::size_t first = 0, count = 0;
};

struct Frame {
  std::vector<Mark> marks;
  std::vector<Group> groups;
};

// Where the nearest key wins: an area and the nodes inside it.
struct Zone {
  Box area;  // from the left
  std::vector<std::string> ids;
};

struct Press {
  bool active = false;
  std::int64_t finger = 0;
  std::string id;  // empty: the finger is down where nothing is
  bool inside = true;
  MonoTime since;
  Point at;         // px, where it was last
  Point stirred;    // px, where it came to lie
  MonoTime lies{};  // since when it lies there
};

// The tap before: what a second strike of the same finger is told by.
struct LastTap {
  std::string id;
  Point at;
  MonoTime when{};
};

struct Moving {
  std::string key;
  MonoTime started;
  bool active = false;
  bool seen = false;  // in this frame
};

// Which page of something is open.
struct Turned {
  int page = 0;
  bool seen = false;  // in this frame
};

// What a drawn text took, from the left, mm.
struct Placed {
  text::Extent extent;
  Box box;
  double capital = 0;
  bool overflows = false;
};

struct StageState {
  StageState(StageOptions given, text::Languages& words, text::Typesetter type)
      : options(std::move(given)),
        languages(words),
        typesetter(std::move(type)),
        pictures(options.pictures, options.cache_bytes),
        theme(make_theme(options.display)),
        canvas(*this),
        fingertip(options.display.width_px, options.display.height_px, now) {}

  StageOptions options;
  text::Languages& languages;
  text::Typesetter typesetter;
  Pictures pictures;
  Shapes shapes;
  Theme theme;
  std::string language = "fr";
  Canvas canvas;
  MonoTime now{};

  // --- the pen (pen.cc)
  Frame drawn, recording;
  std::vector<Node> nodes, growing;
  std::vector<Zone> zones, growing_zones;
  Image image;
  bool repaint_all = true;
  int anonymous = 0;
  std::map<std::string, std::string, std::less<>> spoken;  // this frame's words → how they are said
  double slide_dx = 0, slide_alpha = 1;                    // mm; applied to every mark
  std::string qr_made_for;  // of the QR code made last, so that a frame without change makes none
  text::MaskPtr qr_mask;

  [[nodiscard]] double sx() const { return options.display.px_per_mm_x(); }
  [[nodiscard]] double sy() const { return options.display.px_per_mm_y(); }
  // A box whose parts stand in reading order though the hand has changed its side; empty: none.
  std::optional<Box> whole;

  [[nodiscard]] bool left_handed() const { return theme.hand == Hand::left; }
  // Whether a growing x of the layout goes to the left on the panel.
  [[nodiscard]] bool leftward() const { return rtl() != (left_handed() && !whole); }
  [[nodiscard]] bool rtl() const { return text::is_right_to_left(language); }
  [[nodiscard]] bool paints() const { return options.drawing == Drawing::pixels; }
  // From the panel's left top corner.
  [[nodiscard]] Box from_left(const Box& logical) const;
  [[nodiscard]] Box mirrored(
      const Box& box) const;  // from the right: in Arabic, or for the left hand
  [[nodiscard]] PixelBox pixels_of(const Box& left) const;

  void group(std::string_view id);
  void mark(Mark mark);
  void rect(const Box& box, Token color);
  void shape(const Box& box, double radius, Token color);
  // A filled shape inset in a filled shape: what shows through is given as `inner`, the ground's
  // own colour.
  void outlined(const Box& box, double radius, double line, Token outer, Token inner);
  void shadow(const Box& box, double radius);
  // The ring of the focus around a control.
  void focus_ring(const Box& box, double radius, Token ground);
  Placed glyphs(text::Paragraph paragraph, const Box& box, Place place, Token color);
  void drawing(const std::string& name, const Box& box, Token line, Token over,
               bool mirror = false);
  [[nodiscard]] text::Style style(double capital, text::Weight weight, text::Align align,
                                  std::optional<text::Direction> direction = {},
                                  std::optional<text::Script> script = {}) const;
  // The same; the script, when none is asked for, is that of the words.
  [[nodiscard]] text::Style style_for(std::string_view words, double capital, text::Weight weight,
                                      text::Align align,
                                      std::optional<text::Direction> direction = {},
                                      std::optional<text::Script> script = {}) const;
  Node& node(std::string_view id, Role role, std::string_view label, const Box& logical);
  void node_text(Node& at, const Placed& placed) const;
  // How some words are said, when they are said otherwise than they are written; else "".
  [[nodiscard]] std::string said(std::string_view words) const;
  [[nodiscard]] Damage compare() const;
  void paint_damage(const Damage& damage);

  // --- the hand (hand.cc): which touch counts is decided here, what it holds by the fingertip
  Fingertip fingertip;
  bool requested = true;
  bool answered = false;
  std::deque<std::string> taps;
  std::string tapped;  // the id that may answer in this frame
  Point tapped_at;     // mm from the left
  Press press;
  LastTap last_tap;
  std::string flash;  // keeps its pressed look for a moment after a quick tap
  MonoTime flash_until{};
  std::string focus;
  Scan scan;
  Curtain curtain = Curtain::open;
  std::vector<std::variant<Typed, KeyPress>> typing;
  std::vector<std::variant<Typed, KeyPress>>
      struck;  // on the touch keyboard, for the next frame's field
  std::map<std::string, KeyboardState> keyboards;
  std::map<std::string, Turned> turned;
  MonoTime last_input{};

  [[nodiscard]] bool is_pressed(std::string_view id);
  [[nodiscard]] bool take(std::string_view id);  // whether that widget answers in this frame
  [[nodiscard]] std::vector<Target> targets(std::optional<Point> at = {}) const;
  [[nodiscard]] const Node* key_beside(Point left) const;
  [[nodiscard]] bool is_second_strike(std::string_view id, Point at) const;
  void on_touch(const Touch& touch);
  [[nodiscard]] bool gives_way(const Touch& to) const;
  [[nodiscard]] bool is_on_key(Point left) const;
  void leave(const Touch& to);
  void on_down(const Touch& touch);
  void follow(const Touch& touch);
  void on_key(Key key);
  void on_typed(const Typed& typed);
  void move_focus(Key key);
  void move_scan();
  // Whether the ring of the focus, or of the scan, is around that control.
  [[nodiscard]] bool has_ring(std::string_view id) const {
    return (!focus.empty() && focus == id) || scan.rings(id);
  }

  // --- motion
  std::map<std::string, Moving> motions;
  std::vector<MonoTime> wakes;
  // 0 … 1 eased out, 1 at rest. Starts when `key` differs from the frame before.
  double moving(const std::string& id, const std::string& key, std::chrono::milliseconds duration);
  void wake_at(MonoTime time) { wakes.push_back(time); }
};

// One frame of what moves.
inline constexpr std::chrono::milliseconds kFrame{16};

}  // namespace parvis::ui
