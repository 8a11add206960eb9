// Whether a text seems to name a person. Modest on purpose: a false alarm costs everybody a screen, a missed name is seen by
// a moderator.
//
// Threads: a pure function.
#pragma once

#include <string_view>
#include <vector>

#include "sync/consultation/words.h"

namespace parvis::consultation {

// Any of: a title of the language before a word that can be a name ("Madame Keller", "Frau Keller", "السيدة سلمى"; "Keller Bey" in
// Turkish); a first name of the list, capitalised and not at the beginning; two capitalised words in a row within a sentence,
// but for German and Alsatian, which write nouns so. What follows "rue", "via", "Square" … is a place.
[[nodiscard]] bool seems_to_name_somebody(const std::vector<Word>& words, std::string_view language,
                                          const WordList& first_names);

}  // namespace parvis::consultation
