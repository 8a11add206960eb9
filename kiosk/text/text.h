// Lines of text as people read them: shaped by Pango, measured in millimetres, drawn into masks.
//
// Sizes are the height of a capital letter in millimetres, because that is what the eye at 500 mm
// needs; the em is capital / 0.714 (Noto Sans). Pixels are not square on every panel: both axes
// have their own scale. Line height is absolute, 1.25 em for Latin and 1.5 em for Arabic, whatever
// the font's own says, and text is centred by its capitals, not by its line boxes (the shifts of
// 0.031 and 0.115 em of the design's pictures).
//
// Threads: a Typesetter belongs to one thread. References and masks it hands out stay valid as long
// as the caller holds them; the cache is bounded in bytes and forgets what was used least recently.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/files.h"
#include "hardware/platform/result.h"
#include "kiosk/text/mask.h"

namespace parvis::text {

enum class Weight { regular, bold };
enum class Align { start, center, end };  // start is the right side in Arabic
enum class Direction { ltr, rtl };  // the paragraph's base direction: the language's, never guessed
enum class Script { latin, arabic };  // decides the line height and the optical centre
enum class Underline { none, single };
enum class Side { left, right, above, below };

struct Style {
  double capital = 4.3;  // mm
  Weight weight = Weight::regular;
  Align align = Align::start;
  Direction direction = Direction::ltr;
  Script script = Script::latin;
  Underline underline = Underline::none;
  bool operator==(const Style&) const = default;
};

struct Paragraph {
  std::string text;  // UTF-8; '\n' starts a new line
  Style style;
  double width = 0;  // mm to wrap at, between words; 0 is unbounded (alignment then has no effect)
  bool operator==(const Paragraph&) const = default;
};

// Where things stand, in millimetres from the left top corner of the paragraph's own box, whose
// width is Paragraph::width (or the text's own) and whose height is lines × line height.
struct Extent {
  double width = 0;    // of the widest line's ink and advance
  double left = 0;     // where that ink begins
  double height = 0;   // lines × line height
  double ink_top = 0;  // of the highest mark, and of the lowest: what would be clipped or covered
  double ink_bottom = 0;
  double line_height = 0;  // 1.25 em or 1.5 em
  double first_baseline = 0;
  double optical_centre = 0;  // y that belongs on the middle of a box: the middle of the capitals
  int lines = 0;
  int missing_glyphs = 0;    // characters no font has: a box would be drawn; tests fail on it
  bool broken_word = false;  // a word longer than the width: the text does not fit
};

struct Rect {
  double x = 0, y = 0, width = 0, height = 0;  // mm
};

struct Options {
  Path fonts;  // fonts.conf
  double px_per_mm_x = 5.9;
  double px_per_mm_y = 5.88;
  std::size_t cache_bytes = std::size_t{6} << 20;
};

class Typesetter {
 public:
  // Errc::not_found when fonts.conf or the fonts that it names are missing.
  static Result<Typesetter> open(const Options& options);
  Typesetter(Typesetter&&) noexcept;
  Typesetter& operator=(Typesetter&&) noexcept;
  ~Typesetter();

  // Shapes once and remembers. < 1 µs when remembered, 1–8 ms for a long paragraph seen first.
  [[nodiscard]] Extent measure(const Paragraph& paragraph);

  // A drawn paragraph: `mask` is placed with its left top at (x, y) px from the paragraph's left
  // top corner. `from`, `to` leave out all but those bytes of the text (a prefix in another
  // colour); the default is all.
  struct Drawn {
    MaskPtr mask;  // null when nothing is inked
    int x = 0, y = 0;
  };
  [[nodiscard]] Drawn draw(const Paragraph& paragraph, std::size_t from = 0,
                           std::size_t to = std::string::npos);

  // The caret before the byte at `index`, as a thin box in mm. Index MUST be a caret stop.
  [[nodiscard]] Rect caret(const Paragraph& paragraph, std::size_t index);
  // The caret stop nearest to a point (mm from the paragraph's left top corner).
  [[nodiscard]] std::size_t index_at(const Paragraph& paragraph, double x, double y);

  // Where an arrow key takes the caret from `index`, as the eye sees it: to the next caret stop on that
  // side of its line, in words of another direction too. At the line's end sideways goes on with the
  // next line, as reading does; `index` where there is none.
  [[nodiscard]] std::size_t beside(const Paragraph& paragraph, std::size_t index, Side side);

  // Bytes held by the cache now; never more than Options::cache_bytes plus the one used last.
  [[nodiscard]] std::size_t cached_bytes() const;
  void forget_all();  // also wipes: what was typed must not stay after a visit

 private:
  struct State;
  explicit Typesetter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The height that n lines take, and the one line of a style, in mm.
[[nodiscard]] double em(const Style& style);
[[nodiscard]] double line_height(const Style& style);

// The first of `capitals` (largest first) at which the text fits `width` × `height` mm without
// breaking a word; nullopt when none does: the screen then shows it in two steps, never smaller and
// never cut.
[[nodiscard]] std::optional<double> fits(Typesetter& typesetter, const Paragraph& paragraph,
                                         double height, const std::vector<double>& capitals);

// Byte offsets at which a caret may stand: between what a person takes for letters (grapheme
// clusters), from 0 to text.size() inclusive. Needs no fonts.
[[nodiscard]] std::vector<std::size_t> caret_stops(std::string_view text);
// The start of the word before `index` (which is removed together by "delete word").
[[nodiscard]] std::size_t word_start_before(std::string_view text, std::size_t index);

[[nodiscard]] bool is_utf8(std::string_view text);
// Whether any letter of it is Arabic: a line without one needs no Arabic line's height, whatever the language around it.
[[nodiscard]] bool has_arabic(std::string_view text);
// The capital of each character, "É" for "é"; Turkish i is the layout's business.
[[nodiscard]] std::string upper(std::string_view text);

}  // namespace parvis::text
