// A text being written: caret, letters as people count them, undo. It knows nothing of screens.
//
// What a person takes for a letter (é, an Arabic letter with its marks, a family emoji) is one step
// of the caret and one press of backspace. Text is kept as typed; normalising to NFC and the rules
// of length belong to sync/consultation.
//
// Threads: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::ui {

class TextEdit {
 public:
  // `limit` is in letters; more is refused, except that what is there already may be edited.
  explicit TextEdit(std::size_t limit = 160) : limit_(limit) {}

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t caret() const { return caret_; }  // byte offset at a caret stop
  [[nodiscard]] std::size_t letters() const;
  // Grows whenever the text or the caret changes: who draws along with them sees it there.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  [[nodiscard]] std::size_t limit() const { return limit_; }

  // False when nothing was inserted: too long, control characters, or not UTF-8.
  bool insert(std::string_view more);
  void backspace();    // one letter before the caret
  void delete_word();  // the word before the caret
  // The `letters` before the caret are taken away and `text` stands there: one step of undo.
  void replace_before(std::size_t letters, std::string_view text);
  void undo();  // the last insertion of a word, or the last deletion
  void left();
  void right();
  void home();
  void end();
  void move_to(std::size_t index);  // to the caret stop at or before `index`
  void set(std::string text);       // replaces all; the caret goes to the end; undo forgets
  void wipe();                      // overwrites what was typed, and forgets it

 private:
  struct Step {
    std::string text;
    std::size_t caret = 0;
  };
  void remember(bool typing);
  void erase(std::size_t from);

  std::size_t limit_;
  std::string text_;
  std::size_t caret_ = 0;
  std::uint64_t changes_ = 0;
  std::vector<Step> undo_;
  bool typing_ = false;
};

}  // namespace parvis::ui
