#include <catch2/catch.hpp>

#include "kiosk/text/text.h"

using namespace parvis::text;
using Stops = std::vector<std::size_t>;

TEST_CASE("a caret stands between what people take for letters") {
  CHECK(caret_stops("") == Stops{0});
  CHECK(caret_stops("ab") == Stops{0, 1, 2});
  CHECK(caret_stops("é") == Stops{0, 2});
  CHECK(caret_stops("e\u0301") == Stops{0, 3});                   // e and a combining accent
  CHECK(caret_stops("👩‍👩‍👧x") == Stops{0, 18, 19});  // a family is one
  CHECK(caret_stops("بِ") == Stops{0, 4});                         // a letter and its vowel
}

TEST_CASE("delete word goes back to where the word before begins") {
  CHECK(word_start_before("ouvrir une école", 17) == 11);
  CHECK(word_start_before("ouvrir une ", 11) == 7);
  CHECK(word_start_before("ouvrir", 3) == 0);
  CHECK(word_start_before("", 0) == 0);
  CHECK(word_start_before("...", 3) == 0);
}

TEST_CASE("capitals follow Unicode and broken bytes are told apart") {
  CHECK(upper("é") == "É");
  CHECK(upper("œuf") == "ŒUF");
  CHECK(upper("’") == "’");
  CHECK(is_utf8("idée"));
  CHECK_FALSE(is_utf8("id\xe9"));
  CHECK_FALSE(is_utf8("\xc3"));
}
