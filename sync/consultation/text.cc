#include "sync/consultation/text.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

namespace parvis::consultation {
namespace {

bool is_utf8(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
    return false;
  UErrorCode error = U_ZERO_ERROR;
  std::int32_t length = 0;  // counted only: no destination
  u_strFromUTF8(nullptr, 0, &length, text.data(), static_cast<std::int32_t>(text.size()), &error);
  return U_SUCCESS(error) || error == U_BUFFER_OVERFLOW_ERROR;
}

icu::UnicodeString to_unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

bool is_mark(UChar32 c) {
  const auto category = u_charType(c);
  return category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK;
}

// Embeddings, overrides (U+202A–E) and isolates (U+2066–9).
bool overrides_direction(UChar32 c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// Invisible, and needed all the same: joiners by Arabic, Persian and emoji, marks by mixed directions, tags by flags.
bool is_needed_format(UChar32 c) {
  return c == 0x200C || c == 0x200D || c == 0x200E || c == 0x200F || c == 0x061C;
}

// Walks the clusters of `text` and gives each as [begin, end).
template <class F>
void for_each_cluster(const icu::UnicodeString& text, F&& f) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> clusters(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), error));
  PARVIS_CHECK(U_SUCCESS(error));  // ICU's own data is missing: nothing of ours would work
  clusters->setText(text);
  std::int32_t begin = clusters->first();
  for (std::int32_t end = clusters->next(); end != icu::BreakIterator::DONE;
       begin = end, end = clusters->next()) {
    f(begin, end);
  }
}

bool is_visible(const icu::UnicodeString& text, std::int32_t begin, std::int32_t end) {
  for (std::int32_t i = begin; i < end; i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (!u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && !u_iscntrl(c)) return true;
  }
  return false;
}

std::size_t visible_clusters(const icu::UnicodeString& text) {
  std::size_t count = 0;
  for_each_cluster(text, [&](std::int32_t begin, std::int32_t end) {
    if (is_visible(text, begin, end)) ++count;
  });
  return count;
}

bool has_stacked_marks(const icu::UnicodeString& text) {
  std::size_t marks = 0;
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    marks = is_mark(text.char32At(i)) ? marks + 1 : 0;
    if (marks > kMaxStackedMarks) return true;
  }
  return false;
}

// White space of any kind in a row becomes one space, except that a lone no-break space stays: French typography has one
// before "?". Outer space goes.
icu::UnicodeString tidy_spaces(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  std::int32_t i = 0;
  while (i < text.length()) {
    const UChar32 c = text.char32At(i);
    if (!u_isUWhiteSpace(c)) {
      out.append(c);
      i = text.moveIndex32(i, 1);
      continue;
    }
    const std::int32_t begin = i;
    while (i < text.length() && u_isUWhiteSpace(text.char32At(i))) i = text.moveIndex32(i, 1);
    if (begin == 0 || i == text.length()) continue;
    const bool lone_no_break = i - begin == 1 && (c == 0x00A0 || c == 0x202F);
    out.append(lone_no_break ? c : UChar32{' '});
  }
  return out;
}

void add(std::vector<IdeaProblem>& problems, IdeaProblem problem) {
  if (std::ranges::find(problems, problem) == problems.end()) problems.push_back(problem);
}

void check_code_points(const icu::UnicodeString& text, std::vector<IdeaProblem>& problems) {
  for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    const auto category = u_charType(c);
    if (overrides_direction(c)) {
      add(problems, IdeaProblem::direction_override);
    } else if (category == U_CONTROL_CHAR || (category == U_FORMAT_CHAR && !is_needed_format(c)) ||
               category == U_LINE_SEPARATOR || category == U_PARAGRAPH_SEPARATOR) {
      add(problems, IdeaProblem::control_character);
    } else if (category == U_UNASSIGNED || category == U_PRIVATE_USE_CHAR || c == 0xFFFD) {
      add(problems, IdeaProblem::not_text);
    }
  }
}

}  // namespace

Result<std::string> to_nfc(std::string_view text) {
  if (!is_utf8(text)) return fail(Errc::invalid, "not UTF-8 text");
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  PARVIS_CHECK(U_SUCCESS(error));
  const icu::UnicodeString normal = nfc->normalize(to_unicode(text), error);
  if (U_FAILURE(error)) return fail(Errc::invalid, "text can't be normalized");
  return to_utf8(normal);
}

std::size_t graphemes(std::string_view text) { return visible_clusters(to_unicode(text)); }

std::string_view key_of(IdeaProblem problem) {
  static constexpr std::array<std::string_view, 7> kKeys{
      "not_text",          "too_short",          "too_long",     "too_many_bytes",
      "control_character", "direction_override", "stacked_marks"};
  return kKeys.at(static_cast<std::size_t>(problem));
}

IdeaCheck check_idea(std::string_view typed) {
  IdeaCheck check;
  const auto normal = to_nfc(typed);
  if (!normal) {
    check.problems.push_back(IdeaProblem::not_text);
    return check;
  }
  const icu::UnicodeString text = tidy_spaces(to_unicode(*normal));
  check.text = to_utf8(text);
  check.graphemes = visible_clusters(text);
  check_code_points(text, check.problems);
  if (check.graphemes < kMinIdeaGraphemes) add(check.problems, IdeaProblem::too_short);
  if (check.graphemes > kMaxIdeaGraphemes) add(check.problems, IdeaProblem::too_long);
  if (check.graphemes <= kMaxIdeaGraphemes && check.text.size() > kMaxIdeaTextBytes) {
    add(check.problems, IdeaProblem::too_many_bytes);
  }
  if (has_stacked_marks(text)) add(check.problems, IdeaProblem::stacked_marks);
  std::ranges::sort(check.problems);
  return check;
}

}  // namespace parvis::consultation
