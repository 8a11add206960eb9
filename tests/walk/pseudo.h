// A language that nobody speaks: French with its vowels accented and about 35 % longer, as another language may be, but within what
// assets/languages/README.md promises: no word over 12 letters, no text over its own "max".
#pragma once

#include <string>

#include "tests/walk/walk.h"

namespace parvis::screens::test {

// `limit` 0: none. Placeholders, line breaks and words without letters stay.
[[nodiscard]] std::string lengthened(const std::string& words, std::size_t limit);

// The French catalogue in that language, as <folder>/fr.mo; the others are the program's own.
void write_pseudo_words(const Path& folder);

// The consultation with its proposals lengthened, up to the 160 letters of a translation.
[[nodiscard]] Asked lengthened(const Asked& asked);

}  // namespace parvis::screens::test
