// How sentences, words and placeholders are counted when the house's rules on words are checked.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::assets {

// Ends: . ! ? … before a space or the end of the text, and the middle dot. "6.1.e" is no end.
std::vector<std::string> sentences(std::string_view text);

// An elided article counts as a word in French (the stricter reading), not in English ("person’s"). {1} is one word.
std::size_t count_words(std::string_view sentence, std::string_view language);

// In letters; what stands in braces does not count.
std::size_t longest_word(std::string_view text);

// "{1}", "{controller}" … sorted.
std::vector<std::string> placeholders(std::string_view text);

// "" when the text is well set; else what is wrong: typewriter quotes, double or outer spaces, and in French the narrow
// space before ; ! ? and the no-break space before a colon and inside guillemets.
std::string badly_set(std::string_view text, std::string_view language);

}  // namespace parvis::assets
