// What a screen draws with. Immediate: each frame a screen describes all its widgets again, and a
// widget answers whether it was tapped since the frame before.
//
//   bool ResidentQuestion::draw(ui::Canvas& c) {
//     c.title({.id = "question.title", .label = c.t("question.title"), .box = {4, 24, 209, 14}});
//     return c.button({.id = "question.vote", .label = c.t("question.door.vote"),
//                      .box = {4, 78, 102.5, 54}, .kind = ui::Kind::primary, .icon = "icon-next"});
//   }
//
// Boxes are millimetres from the top START corner of the display; the canvas mirrors them in
// Arabic, and for the left hand. Texts are given ready (c.t, or the pack's own). Ids are stable, unique on a screen, and
// what tests tap. One answer a frame: after a widget has answered, the stage draws once more with
// the screen's new state.
//
// Threads: the main thread, between Stage::begin and Stage::end. A Canvas owns nothing; a screen
// never keeps it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/clock.h"
#include "kiosk/text/languages.h"
#include "kiosk/text/text.h"
#include "kiosk/ui/display.h"
#include "kiosk/ui/edit.h"
#include "kiosk/ui/node.h"
#include "kiosk/ui/theme.h"

namespace parvis::ui {

struct StageState;

enum class Kind {
  primary,    // solid brick; at most one a screen
  secondary,  // card with an outline
  tertiary,   // underlined word
  stone,      // like the bar's
  tile,       // a choice among equals: secondary with the radius of a stone
  vote,       // ink outline
  key,        // of a pad
};
enum class Layout { row, column };                  // icon beside or above its label
enum class IconPlace { automatic, before, after };  // automatic: the arrow of "next" comes after
enum class Place { center, top };                   // of a text in its box, in height

struct ButtonSpec {
  std::string id;
  std::string label = {};  // '\n' breaks a line; else wrapped between words when too wide
  Box box;
  Kind kind = Kind::secondary;
  std::string icon = {};  // a picture's name, "icon-next"; in art/
  double icon_size = 0;   // mm; 0: 7, 10 above a label, 9.6 to 16 in a vote
  double capital = 0;     // mm; 0: the theme's button size
  text::Weight weight = text::Weight::bold;
  Layout layout = Layout::row;
  text::Align align = text::Align::center;  // start: icon and label from the start edge
  std::string sub = {};                     // a second, smaller line under the label
  std::string sub_spoken = {};              // of it, what is worth saying; "": all
  double sub_capital = 0;                   // mm; 0: the theme's note size
  double gap = -1;     // mm between icon and label; -1: what suits kind and layout
  double radius = 0;   // mm; 0: the kind's own
  double padding = 0;  // mm at the sides; 0: 2 (1.2 on 7"), or 5 when aligned to the start
  IconPlace icon_place = IconPlace::automatic;
  std::vector<std::string> icons = {};  // several pictures above the label instead of one
  bool enabled = true;                  // a sentence near a disabled button says why
  bool chosen = false;
  bool mirror_icon = false;  // the other hand
  std::string spoken = {};   // what speech and the tree say when the label is not enough
  Role role = Role::button;
  std::string value = {};
  std::string language = {};  // of the label when it isn't the screen's
  Telling telling = Telling::open;
  std::optional<text::Script> script =
      {};  // of the label when it isn't the language's: the language tiles
};

struct TextSpec {
  std::string id = {};  // empty: drawn, but not a node (its words are told elsewhere)
  std::string label;
  Box box;
  double capital = 0;  // mm; 0: the theme's button size
  text::Weight weight = text::Weight::regular;
  Token color = Token::ink;
  text::Align align = text::Align::start;
  Place place = Place::center;
  Role role = Role::text;
  std::string spoken = {};    // what speech says when the label is not enough
  std::string language = {};  // of the label when it isn't the screen's
  Telling telling = Telling::open;
  std::optional<text::Direction> direction = {};  // codes and numbers stay left to right
  std::optional<text::Script> script = {};
};

struct PictureSpec {
  std::string id = {};  // empty for a picture beside words that say the same
  std::string name;     // "theme-housing"
  Box box;              // the picture is fitted and centred
  Token line = Token::ink;
  Token over = Token::card;  // the ground behind
  std::string label = {};
  bool mirror = false;
};

struct BarSpec {
  bool can_go_back = true;
  bool listening = false;  // "Arrêter" instead of "Écouter"
  std::string open = {};   // "language", "display" or "help" while that panel is open
  // The end zone: two lines, or progress and a button.
  std::string where = {};
  std::string where_sub = {};
  int laid = -1;  // ≥ 0: progress stones
  int total = 12;
  std::string action = {};                // label of the button: "Proposer une idée", "Fermer"
  std::string action_spoken = {};         // when the label is shorter, or none fits
  std::string action_icon = "icon-idea";  // the button's id is "bar.action"
};
enum class BarTap { back, listen, language, display, help, action };

// Of the line under a field's text: what only helps gives its place to the text when that needs it.
enum class Shown { when_room, always };

struct FieldSpec {
  std::string id;
  Box box;
  std::string prefix = {};   // given, drawn in secondary, not editable
  std::string hint = {};     // under the text, at the start
  std::string hint_id = {};  // empty: the field's own and ".hint"; the counter's likewise
  Token hint_color = Token::secondary;
  Shown hint_shown = Shown::always;
  std::string counter = {};  // under the text, at the end
  std::string counter_id = {};
  Token counter_color = Token::secondary;
  Shown counter_shown = Shown::always;
  std::size_t beyond = 0;  // that many letters at the end are too many: underlined
  double capital = 0;      // mm; 0: button size
};

struct KeyboardSpec {
  std::string id = "keyboard";
  Box field =
      {};  // the box of what is written in, directly above: the strip opens in its lower part
  std::string given = {};  // what stands before the text; empty: the first letter is a capital
};
enum class KeyboardTap {
  listen,
  language,
  display,
  help
};  // those that live in the fourth row on 7"

struct StonesSpec {
  std::string id = "progress";
  Box box;
  int laid = 0;
  int total = 12;
};
enum class People { none, waiting, together };  // where six figures stand: attract, thanks
struct SquareSpec {                             // the large square of attract and thanks
  std::string id = "square";
  Box box;
  std::vector<int> laid = {};  // which of the 12 stones
  People people = People::none;
  bool turning = false;       // three stones turn once every 8 s
  double figure_height = 37;  // mm
};

struct StepperSpec {
  std::string id;  // with ".less" and ".more" for its buttons
  Box box;
  std::int64_t value = 0;
  std::int64_t least = 0, most = 9999;
  std::string less_label = {}, more_label = {};
};

struct PadSpec {
  std::string id = "pad";  // ids "pad.0" … "pad.9", "pad.erase", "pad.enter"
  Box box;
  bool can_enter = true;
  std::string erase_label = {}, enter_label = {};
};
enum class PadKey { digit, erase, enter };
struct PadTap {
  PadKey key = PadKey::digit;
  char digit = '0';
};

struct Row {
  std::string id;
  std::string label;
  std::string sub = {};
  std::string icon = {};
  bool chosen = false;
  bool enabled = true;
};
struct ListSpec {  // paged, never scrolled
  std::string id;  // ids of rows are the rows' own; pages "<id>.page"
  Box box;         // of the rows
  Box pager = {};  // where the page button stands when there are several pages
  std::vector<Row> rows = {};
  int columns = 2;
  int lines = 3;  // rows a page = columns × lines
  double capital = 0;
};

class Canvas {
 public:
  // --- words
  // The program's word for a key in the visit's language; {1} by arguments, plural forms by count.
  [[nodiscard]] std::string t(std::string_view key, const text::Arguments& arguments = {}) const;
  [[nodiscard]] std::string tn(std::string_view key, std::int64_t count,
                               const text::Arguments& arguments = {}) const;
  [[nodiscard]] const std::string& language() const;
  [[nodiscard]] bool right_to_left() const;

  // How some words of this frame are to be said, when they don't come by key.
  void pronounce(const std::string& words, const std::string& spoken);

  // --- the place
  [[nodiscard]] const Display& display() const;
  [[nodiscard]] SizeClass size_class() const;
  [[nodiscard]] bool seven() const { return size_class() == SizeClass::seven; }
  [[nodiscard]] const Theme& theme() const;
  [[nodiscard]] MonoTime now() const;
  // The whole display less its margin; and what the bar leaves of it.
  [[nodiscard]] Box usable() const;
  [[nodiscard]] Box below_bar() const;

  // --- surfaces and words
  void card(const std::string& id, const Box& box);  // white, rounded, one soft shadow
  void fill(const Box& box, Token color, double radius = 0);
  void line(const Box& box, Token color);  // a rule between rows
  // A tag is a pill that can't be tapped.
  void tag(const std::string& id, const Box& box, const std::string& label,
           const std::string& icon);
  // Returns what the text took; overflow is noted in the tree.
  text::Extent text(const TextSpec& spec);
  text::Extent title(TextSpec spec);  // bold, title size unless given
  // What a text would take in a box of that width (0: on one line), without drawing it.
  [[nodiscard]] text::Extent measure(const TextSpec& spec) const;
  // The largest of `capitals` at which the text fits the box; see text::fits. nullopt: show it in
  // two steps.
  [[nodiscard]] std::optional<double> fits(const TextSpec& spec,
                                           const std::vector<double>& capitals);
  // The words of each page when the text is set in boxes of that size.
  [[nodiscard]] std::vector<std::string> pages_of(const TextSpec& spec) const;
  // Which page of something is open, from 0: kept by the stage as long as it is asked for in every frame.
  [[nodiscard]] int& page(const std::string& id);
  // A text in as many pages as it needs; `page` counts from 0 and is brought back into range.
  // Returns the count.
  int paged_text(const TextSpec& spec, int& page);
  void picture(const PictureSpec& spec);
  // Ink on white with its quiet zone, whatever the theme: scanners need it.
  void qr(const std::string& id, const Box& box, std::string_view content,
          const std::string& label);
  // Letters in boxes, in groups of four, three and three: a code that is copied by hand. Left to right in every
  // language.
  void code_boxes(const std::string& id, const Box& box, std::string_view code,
                  const std::string& label);

  // --- controls: true on the frame after a tap, Enter on the focus, or Stage::tap
  bool button(const ButtonSpec& spec);
  // Several may be chosen: plus sign, or check and ink when chosen.
  bool toggle(ButtonSpec spec);
  std::optional<BarTap> bar(const BarSpec& spec);
  bool stepper(const StepperSpec& spec, std::int64_t& value);  // true when the value changed
  std::optional<PadTap> pin_pad(const PadSpec& spec);
  void pin_dots(const std::string& id, const Box& box, int typed, int length,
                const std::string& label);
  // The id of the row that was tapped. `page` counts from 0.
  std::optional<std::string> list(const ListSpec& spec, int& page);
  // Words for ears alone, in the place where they stand between the others.
  void announce(const std::string& id, const std::string& words);
  // A surface without looks that takes taps: "the whole picture starts the visit". It takes no focus, since nothing
  // would show it: a button on it MUST mean the same.
  bool area(const std::string& id, const Box& box, const std::string& label);

  // --- typing
  void field(const FieldSpec& spec, TextEdit& edit);  // true caret, taps move it, physical keys too
  std::optional<KeyboardTap> keyboard(const KeyboardSpec& spec, TextEdit& edit);
  // Where the keyboard stands: at the lower end of the display, over its whole width.
  [[nodiscard]] Box keyboard_area() const;
  // What the keyboard's strip leaves of the box above it; all of it while the strip is closed.
  [[nodiscard]] Box above_strip(const Box& field, const std::string& keyboard = "keyboard") const;

  // --- the paved square
  void stones(const StonesSpec& spec);
  void square(const SquareSpec& spec);
  // Twelve stones close over everything drawn before; what is drawn before takes no taps and leaves
  // the tree.
  void veil(const std::string& id);

  // --- motion: while it lives, what is drawn slides in (180 ms, mirrored in RTL) whenever `key`
  // has changed.
  class Slide {
   public:
    Slide(const Slide&) = delete;
    Slide& operator=(const Slide&) = delete;
    ~Slide();

   private:
    friend class Canvas;
    explicit Slide(StageState& state) : state_(state) {}
    StageState& state_;
  };
  // While it lives, what lies in `whole` stands in reading order even for the left hand: a row of equals, a picture before
  // its words. One within another changes nothing.
  class Reading {
   public:
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;
    ~Reading();

   private:
    friend class Canvas;
    Reading(StageState& state, const Box& whole);
    StageState& state_;
    bool outermost_;
  };
  [[nodiscard]] Reading reading(const Box& whole);
  [[nodiscard]] Slide slide(const std::string& id, const std::string& key);
  // Asks for a frame at that time: for a screen that counts down seconds.
  void wake_at(MonoTime time);

 private:
  friend struct StageState;
  explicit Canvas(StageState& state) : s_(state) {}
  StageState& s_;
};

}  // namespace parvis::ui
