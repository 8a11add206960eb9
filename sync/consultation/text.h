// Text as people count it: normal form, user-perceived characters, the length rules of an idea, and days in a time zone.
// The only place that knows ICU.
//
// Threads: pure functions, callable from any thread. Text is UTF-8 everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hardware/platform/clock.h"
#include "hardware/platform/result.h"

namespace parvis::consultation {

// ---- text ----------------------------------------------------------------------------------------------

// Normalization Form C, in which everything is kept, compared and counted. Errc::invalid when it is not UTF-8.
[[nodiscard]] Result<std::string> to_nfc(std::string_view text);

// User-perceived characters (extended grapheme clusters, UAX 29) that can be seen: a cluster of nothing but ignorable
// code points counts as none, so that no invisible text reaches the minimum. A full-width letter, an emoji with its
// modifiers, a space each count one. Bytes that are not UTF-8 count as the replacement character does.
[[nodiscard]] std::size_t graphemes(std::string_view text);

inline constexpr std::size_t kMinIdeaGraphemes = 12;  // of the whole text, prefix included
inline constexpr std::size_t kMaxIdeaGraphemes = 140;
inline constexpr std::size_t kMaxIdeaTextBytes = 1024;  // UTF-8, after normalization
inline constexpr std::size_t kMaxStackedMarks =
    6;  // combining marks in one grapheme; no living orthography needs more

// What makes a text no idea. Each has its own sentence on the screen ("idea.hint.<key>") and in a build's errors.
enum class IdeaProblem : std::uint8_t {
  not_text =
      0,  // not UTF-8, or code points that are no characters (private use, unassigned, U+FFFE)
  too_short = 1,          // fewer than 12 graphemes
  too_long = 2,           // more than 140 graphemes
  too_many_bytes = 3,     // at most 140 graphemes, and still more than 1,024 bytes
  control_character = 4,  // C0, C1, and invisible formats but those that scripts need
  direction_override =
      5,              // embeddings, overrides and isolates: they make text read as what it is not
  stacked_marks = 6,  // a flood of combining marks
};
[[nodiscard]] std::string_view key_of(IdeaProblem problem);  // "too_short"

struct IdeaCheck {
  std::string
      text;  // NFC, outer spaces cut, runs of spaces, tabs and line ends made one space; keep this
  std::size_t graphemes = 0;  // of `text`
  std::vector<IdeaProblem>
      problems;  // in the enum's order, each once; empty means that it can be kept
  [[nodiscard]] bool ok() const { return problems.empty(); }
};

// The rules of product.md, for an idea as typed and for every proposal of a pack. `typed` is the whole text, prefix
// included. Plain text: "<b>" is kept and shown as these three characters. Zero-width joiner and non-joiner and the
// marks U+200E, U+200F, U+061C are kept, since Arabic, Persian and emoji need them.
[[nodiscard]] IdeaCheck check_idea(std::string_view typed);

// ---- days ----------------------------------------------------------------------------------------------

// The day that people at that place call today. Errc::invalid when ICU does not know `zone` ("Europe/Paris").
[[nodiscard]] Result<CivilDate> civil_day(UtcTime time, std::string_view zone);

// The first moment of a day there. Days without a midnight begin when their first minute exists.
[[nodiscard]] Result<UtcTime> start_of_day(CivilDate day, std::string_view zone);

// "12 décembre 2021" in the words of `language` ("fr"), with Latin digits, as the screens write every number.
[[nodiscard]] Result<std::string> long_date(CivilDate day, std::string_view language);

}  // namespace parvis::consultation
