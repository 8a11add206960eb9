#include "kiosk/ui/edit.h"

#include <catch2/catch.hpp>

using parvis::ui::TextEdit;

TEST_CASE("backspace takes away what a person takes for one letter") {
  TextEdit edit;
  edit.set("e\u0301");  // e and a combining accent
  edit.backspace();
  CHECK(edit.text().empty());
  edit.set("un 👩‍👩‍👧");
  edit.backspace();
  CHECK(edit.text() == "un ");
  edit.set("بِ");
  edit.backspace();
  CHECK(edit.text().empty());
  edit.backspace();
  CHECK(edit.text().empty());
}

TEST_CASE("the caret walks over letters and words are inserted where it stands") {
  TextEdit edit;
  edit.set("idé");
  edit.left();
  CHECK(edit.caret() == 2);
  edit.insert("a");
  CHECK(edit.text() == "idaé");
  edit.home();
  edit.insert("l’");
  CHECK(edit.text() == "l’idaé");
  edit.end();
  edit.right();
  CHECK(edit.caret() == edit.text().size());
  edit.move_to(3);  // between the bytes of ’: the letter's beginning
  CHECK(edit.caret() == 1);
}

TEST_CASE("an accent typed after its letter is one letter with it, not one more") {
  TextEdit edit(3);
  CHECK(edit.insert("abe"));
  CHECK(edit.insert("\u0301"));
  CHECK(edit.letters() == 3);
  CHECK_FALSE(edit.insert("d"));
  CHECK(edit.text() == "abe\u0301");
}

TEST_CASE("what is too long, broken or a control character is refused whole") {
  TextEdit edit(5);
  CHECK(edit.insert("cinq"));
  CHECK_FALSE(edit.insert("six"));
  CHECK_FALSE(edit.insert("\xc3"));
  CHECK_FALSE(edit.insert("\n"));
  CHECK_FALSE(edit.insert(""));
  CHECK(edit.text() == "cinq");
}

TEST_CASE("a text that is already longer may be shortened") {
  TextEdit edit(3);
  edit.set("trop long");
  edit.backspace();
  CHECK(edit.text() == "trop lon");
  CHECK_FALSE(edit.insert("g"));
}

TEST_CASE("delete word and undo") {
  TextEdit edit;
  for (const char* letter : {"u", "n", " ", "l", "i", "e", "u"}) edit.insert(letter);
  edit.delete_word();
  CHECK(edit.text() == "un ");
  edit.undo();
  CHECK(edit.text() == "un lieu");
  edit.undo();  // the word that was typed in one go
  CHECK(edit.text() == "un ");
  edit.undo();
  edit.undo();
  CHECK(edit.text().empty());
  edit.undo();
  CHECK(edit.text().empty());
}

TEST_CASE("wiping forgets the text and the way back to it") {
  TextEdit edit;
  edit.insert("secret");
  edit.backspace();
  edit.wipe();
  CHECK(edit.text().empty());
  edit.undo();
  CHECK(edit.text().empty());
}
