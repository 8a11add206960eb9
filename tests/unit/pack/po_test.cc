#include "sync/pack/po.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

namespace parvis::pack {
namespace {

using support::value;

const std::string kHeader =
    "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";  // 3 lines

std::string refusal(const std::string& text) {
  const auto entries = parse_po(text, "en.po");
  return entries ? "accepted" : entries.error().context;
}

TEST_CASE("entries are read with their flags, pieces and escapes") {
  const auto entries =
      value(parse_po("# A translator\n" + kHeader +
                         "#. where it stands\n#, fuzzy\nmsgctxt \"texts.title\"\nmsgid \"Un\"\n\" "
                         "titre\"\nmsgstr \"\"\n\"A \\\"title\\\"\\n\"\n"
                         "\n#, parvis-empty\nmsgctxt \"texts.prefix\"\nmsgid \"Il faut\"\nmsgstr "
                         "\"\"\n#~ msgid \"old\"\n#~ msgstr \"x\"\n",
                     "en.po"));
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].key == "texts.title");
  CHECK(entries[0].original == "Un titre");
  CHECK(entries[0].text == "A \"title\"\n");
  CHECK(entries[0].fuzzy);
  CHECK_FALSE(entries[0].empty_on_purpose);
  CHECK(entries[0].line == 7);
  CHECK(entries[1].empty_on_purpose);
  CHECK_FALSE(entries[1].fuzzy);
}

TEST_CASE("entries need no empty line between them") {
  const auto entries = value(parse_po(
      kHeader +
          "msgctxt \"a\"\nmsgid \"A\"\nmsgstr \"1\"\nmsgctxt \"b\"\nmsgid \"B\"\nmsgstr \"2\"\n",
      "en.po"));
  REQUIRE(entries.size() == 2);
  CHECK(entries[1].text == "2");
}

TEST_CASE("what is outside the subset says where and what to do") {
  CHECK(refusal("") ==
        "en.po:1: the header is missing: an entry with msgid \"\" that says charset=UTF-8");
  CHECK(refusal("msgid \"\"\nmsgstr \"charset=ISO-8859-1\"\n") ==
        "en.po:1: the header must say charset=UTF-8");
  CHECK(refusal(kHeader + "msgid \"A\"\nmsgstr \"B\"\n") ==
        "en.po:4: the entry has no msgctxt: write the key of the text there");
  CHECK(refusal(kHeader + "msgctxt \"a\"\nmsgid \"A\"\n") == "en.po:4: the entry has no msgstr");
  CHECK(refusal(kHeader + "msgctxt \"a\"\nmsgid \"A\"\nmsgid_plural \"B\"\n") ==
        "en.po:6: only msgctxt, msgid, msgstr and comments are understood here (no plurals)");
  CHECK(refusal(kHeader + "msgctxt \"a\"\nmsgid A\n") == "en.po:5: text must stand in quotes");
  CHECK(refusal(kHeader + "msgctxt \"a\"\nmsgid \"A\\q\"\n") ==
        "en.po:5: after \\ only n, t, \" or \\");
  CHECK(refusal(kHeader + "msgctxt \"a\"\nmsgid \"A\\\"\n") ==
        "en.po:5: after \\ only n, t, \" or \\");
  CHECK(refusal(kHeader + "\"lost\"\n") ==
        "en.po:4: text that belongs to no msgctxt, msgid or msgstr");
  const std::string entry = "msgctxt \"a\"\nmsgid \"A\"\nmsgstr \"B\"\n\n";
  CHECK(refusal(kHeader + entry + entry) == "en.po:8: 'a' comes twice: remove one");
  CHECK(refusal("\xFF") == "en.po: not UTF-8: save it again as UTF-8");
}

}  // namespace
}  // namespace parvis::pack
