// Words as hints look for them: cut out of a text, and lists of them that a city can change.
//
// Threads: pure functions and plain values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parvis::consultation {

// A run of letters, with the marks and apostrophes' parts cut off: "l’École" is "l" and "École".
struct Word {
  std::string text;              // as written
  std::string folded;            // as it is compared
  bool capitalised = false;      // a capital, then small letters: no acronym, no shouting
  bool abbreviated = false;      // a full stop follows at once: "M." or the end of a sentence
  bool begins_sentence = false;  // nothing before it, or . ! ? before it
  bool touches_next = false;     // only a space, or that full stop and a space, up to the next word
};
// Of a text in NFC. Words are compared without case; Arabic also without its vowel signs and long strokes; Turkish with
// its own i and ı when `language` is "tr".
[[nodiscard]] std::vector<Word> words_of(std::string_view text, std::string_view language);

// A file of words: one a line, spaces around it ignored, "#" begins a remark. A line of several words is found where these
// follow one another.
class WordList {
 public:
  WordList() = default;
  WordList(std::string_view lines, std::string_view language);

  // Whether some entry stands in the text, word for word.
  [[nodiscard]] bool is_in(const std::vector<Word>& words) const;
  [[nodiscard]] bool holds(const Word& word) const;
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  std::vector<std::vector<std::string>> entries_;  // folded words, sorted
};

// What hints know of a language beside its grammar.
struct HintLists {
  WordList insults;
  WordList first_names;  // very common ones
};

}  // namespace parvis::consultation
