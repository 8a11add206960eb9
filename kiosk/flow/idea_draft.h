// An idea being written: theme, typed words, and what is to be said about them. Nothing of it is a visit's until it is
// confirmed and saved. Threads: one.
#pragma once

#include <string>
#include <string_view>

#include "kiosk/flow/resident_view.h"
#include "sync/consultation/words.h"

namespace parvis::flow {

class IdeaDraft {
 public:
  // The given first words of the screen's language; what was typed stays.
  void set_prefix(std::string prefix);
  // A kept idea to be corrected; it is taken as it is when it does not begin with the given words.
  void take_up(const wire::Idea& kept);
  void set_theme(std::string key) { theme_ = std::move(key); }
  void type(std::string text);
  // What stands in the way of reading back, or is worth a second thought. Hints that were kept once are not shown again
  // until the text changes. `lists` are those of `language`, the one on the screen.
  [[nodiscard]] IdeaHint examine(std::string_view language, const consultation::HintLists& lists);
  void keep_as_is();
  void clear_hint() { hint_ = IdeaHint::none; }
  // Overwrites what was typed.
  void wipe();

  [[nodiscard]] bool empty() const { return typed_.empty(); }
  // NFC, prefix included: what would be kept.
  [[nodiscard]] wire::Idea idea() const;
  void show_in(IdeaView& view) const;

 private:
  void check();

  std::string theme_, prefix_, typed_, whole_;
  std::size_t used_ = 0, amount_ = 0;
  IdeaHint hint_ = IdeaHint::none;
  IdeaHint blocking_ = IdeaHint::too_short;
  bool kept_as_is_ = false;
};

[[nodiscard]] constexpr bool blocks(IdeaHint hint) {
  return hint == IdeaHint::too_short || hint == IdeaHint::too_long || hint == IdeaHint::not_plain;
}

}  // namespace parvis::flow
