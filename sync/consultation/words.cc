#include "sync/consultation/words.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace parvis::consultation {
namespace {

icu::UnicodeString utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string utf8(const icu::UnicodeString& text) {
  std::string made;
  text.toUTF8String(made);
  return made;
}

// Arabic is written with or without them, and means the same.
bool is_optional_mark(UChar32 c) {
  return (c >= 0x064B && c <= 0x0652) || c == 0x0640 || c == 0x0670;
}

bool is_word_part(UChar32 c) {
  return u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK || c == 0x0640;
}

std::string folded(const icu::UnicodeString& word, std::string_view language) {
  icu::UnicodeString plain;
  for (std::int32_t i = 0; i < word.length(); i = word.moveIndex32(i, 1)) {
    if (!is_optional_mark(word.char32At(i))) plain.append(word.char32At(i));
  }
  plain.foldCase(language == "tr" ? U_FOLD_CASE_EXCLUDE_SPECIAL_I : U_FOLD_CASE_DEFAULT);
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(error);
  return utf8(U_SUCCESS(error) ? nfc->normalize(plain, error) : plain);
}

bool is_capitalised(const icu::UnicodeString& word) {
  if (!u_isupper(word.char32At(0)) && !u_istitle(word.char32At(0))) return false;
  const auto second = word.moveIndex32(0, 1);
  return second < word.length() && u_islower(word.char32At(second));
}

bool ends_sentence(UChar32 c) {
  return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x061F || c == 0x3002;
}

bool is_space(UChar32 c) { return u_isUWhiteSpace(c); }

}  // namespace

std::vector<Word> words_of(std::string_view text, std::string_view language) {
  const auto all = utf16(text);
  std::vector<Word> words;
  bool begins = true;
  bool only_spaces = true;  // since the word before
  for (std::int32_t i = 0; i < all.length();) {
    std::int32_t end = i;
    while (end < all.length() && is_word_part(all.char32At(end))) end = all.moveIndex32(end, 1);
    if (end == i) {
      const UChar32 c = all.char32At(i);
      if (ends_sentence(c)) begins = true;
      const bool stop_after_word = c == '.' && !words.empty() && words.back().abbreviated &&
                                   i > 0 && is_word_part(all.char32At(i - 1));
      if (!is_space(c) && !stop_after_word) only_spaces = false;
      i = all.moveIndex32(i, 1);
      continue;
    }
    if (!words.empty()) words.back().touches_next = only_spaces;
    const auto written = all.tempSubStringBetween(i, end);
    words.push_back({.text = utf8(written),
                     .folded = folded(written, language),
                     .capitalised = is_capitalised(written),
                     .abbreviated = end < all.length() && all.char32At(end) == '.',
                     .begins_sentence = begins,
                     .touches_next = false});
    begins = false;
    only_spaces = true;
    i = end;
  }
  return words;
}

WordList::WordList(std::string_view lines, std::string_view language) {
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    auto line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    line = line.substr(0, line.find('#'));
    std::vector<std::string> entry;
    for (auto& word : words_of(line, language)) entry.push_back(std::move(word.folded));
    if (!entry.empty()) entries_.push_back(std::move(entry));
  }
  std::ranges::sort(entries_);
  // Not the ranges' own here and below: clang-tidy 14 can't read what they return.
  entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
}

bool WordList::is_in(const std::vector<Word>& words) const {
  return std::ranges::any_of(entries_, [&](const auto& entry) {
    const auto found = std::search(
        words.begin(), words.end(), entry.begin(), entry.end(),
        [](const Word& word, const std::string& wanted) { return word.folded == wanted; });
    return found != words.end();
  });
}

bool WordList::holds(const Word& word) const {
  return std::ranges::binary_search(entries_, std::vector<std::string>{word.folded});
}

}  // namespace parvis::consultation
