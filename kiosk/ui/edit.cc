#include "kiosk/ui/edit.h"

#include <string.h>

#include <algorithm>

#include "kiosk/text/text.h"

namespace parvis::ui {
namespace {

constexpr std::size_t kUndoSteps = 40;

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

std::size_t count_letters(std::string_view text) { return text::caret_stops(text).size() - 1; }

}  // namespace

std::size_t TextEdit::letters() const { return count_letters(text_); }

// Letters typed one after another are one step of undo until a space ends the word.
void TextEdit::remember(bool typing) {
  if (typing && typing_) return;
  if (undo_.size() == kUndoSteps) undo_.erase(undo_.begin());
  undo_.push_back({text_, caret_});
  typing_ = typing;
}

bool TextEdit::insert(std::string_view more) {
  if (more.empty() || !text::is_utf8(more) || has_control(more)) return false;
  std::string after = text_;
  after.insert(caret_, more);
  const std::size_t count = count_letters(after);
  if (count > limit_ && count > letters()) return false;
  remember(more != " ");
  if (more == " ") typing_ = false;
  text_ = std::move(after);
  caret_ += more.size();
  ++changes_;
  return true;
}

void TextEdit::erase(std::size_t from) {
  if (from >= caret_) return;
  remember(false);
  text_.erase(from, caret_ - from);
  caret_ = from;
  ++changes_;
}

void TextEdit::backspace() {
  const auto stops = text::caret_stops(text_);
  const auto here = std::ranges::lower_bound(stops, caret_);
  if (here != stops.begin()) erase(*std::prev(here));
}

void TextEdit::delete_word() { erase(text::word_start_before(text_, caret_)); }

void TextEdit::replace_before(std::size_t letters, std::string_view text) {
  const auto stops = text::caret_stops(text_);
  const auto here = std::ranges::lower_bound(stops, caret_) - stops.begin();
  const auto back = std::min<std::ptrdiff_t>(here, static_cast<std::ptrdiff_t>(letters));
  const std::size_t from = stops[static_cast<std::size_t>(here - back)];
  remember(false);
  text_.replace(from, caret_ - from, text);
  caret_ = from + text.size();
  ++changes_;
}

void TextEdit::undo() {
  if (undo_.empty()) return;
  text_ = std::move(undo_.back().text);
  caret_ = undo_.back().caret;
  undo_.pop_back();
  typing_ = false;
  ++changes_;
}

void TextEdit::left() {
  const auto stops = text::caret_stops(text_);
  const auto here = std::ranges::lower_bound(stops, caret_);
  if (here != stops.begin()) move_to(*std::prev(here));
}

void TextEdit::right() {
  const auto stops = text::caret_stops(text_);
  const auto next = std::ranges::upper_bound(stops, caret_);
  if (next != stops.end()) move_to(*next);
}

void TextEdit::home() { move_to(0); }
void TextEdit::end() { move_to(text_.size()); }

void TextEdit::move_to(std::size_t index) {
  const auto stops = text::caret_stops(text_);
  caret_ = *std::prev(std::ranges::upper_bound(stops, index));
  typing_ = false;
  ++changes_;
}

void TextEdit::set(std::string text) {
  text_ = std::move(text);
  caret_ = text_.size();
  undo_.clear();
  typing_ = false;
  ++changes_;
}

void TextEdit::wipe() {
  const auto overwrite = [](std::string& text) { ::explicit_bzero(text.data(), text.size()); };
  overwrite(text_);
  for (Step& step : undo_) overwrite(step.text);
  set({});
}

}  // namespace parvis::ui
