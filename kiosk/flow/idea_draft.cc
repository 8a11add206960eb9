#include "kiosk/flow/idea_draft.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sync/consultation/hints.h"
#include "sync/consultation/text.h"

namespace parvis::flow {
namespace {

using consultation::Hint;
using consultation::IdeaProblem;

IdeaHint hint_of(IdeaProblem problem) {
  switch (problem) {
    case IdeaProblem::too_short:
      return IdeaHint::too_short;
    case IdeaProblem::too_long:
    case IdeaProblem::too_many_bytes:
      return IdeaHint::too_long;
    case IdeaProblem::not_text:
    case IdeaProblem::control_character:
    case IdeaProblem::direction_override:
    case IdeaProblem::stacked_marks:
      break;
  }
  return IdeaHint::not_plain;
}

IdeaHint hint_of(Hint hint) {
  switch (hint) {
    case Hint::contact:
      return IdeaHint::contact;
    case Hint::link:
      return IdeaHint::link;
    case Hint::several:
      return IdeaHint::several;
    case Hint::capitals:
      return IdeaHint::capitals;
    case Hint::prefix:
      return IdeaHint::prefix;
    case Hint::name:
      return IdeaHint::name;
    case Hint::insult:
      return IdeaHint::insult;
  }
  return IdeaHint::none;
}

void overwrite(std::string& text) {
  volatile char* bytes = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = 0;
  text.clear();
}

}  // namespace

std::string_view to_string(IdeaHint hint) {
  constexpr std::array<std::string_view, 11> kNames{"none",    "too_short", "too_long", "not_plain",
                                                    "contact", "name",      "insult",   "link",
                                                    "several", "capitals",  "prefix"};
  return kNames[static_cast<std::size_t>(hint)];
}

void IdeaDraft::set_prefix(std::string prefix) {
  prefix_ = std::move(prefix);
  check();
}

void IdeaDraft::type(std::string text) {
  if (text == typed_) return;
  overwrite(typed_);
  typed_ = std::move(text);
  hint_ = IdeaHint::none;
  kept_as_is_ = false;
  check();
}

void IdeaDraft::take_up(const wire::Idea& kept) {
  theme_ = kept.theme;
  const auto given = prefix_ + " ";
  const bool has_prefix = !prefix_.empty() && kept.text.starts_with(given);
  if (!has_prefix) prefix_.clear();
  type(has_prefix ? kept.text.substr(given.size()) : kept.text);
}

void IdeaDraft::check() {
  const auto checked = consultation::check_idea(prefix_.empty() ? typed_ : prefix_ + " " + typed_);
  whole_ = checked.text;
  used_ = checked.graphemes;
  blocking_ = checked.ok() ? IdeaHint::none : hint_of(checked.problems.front());
  amount_ = 0;
  if (used_ < consultation::kMinIdeaGraphemes) amount_ = consultation::kMinIdeaGraphemes - used_;
  if (used_ > consultation::kMaxIdeaGraphemes) amount_ = used_ - consultation::kMaxIdeaGraphemes;
}

IdeaHint IdeaDraft::examine(std::string_view language, const consultation::HintLists& lists) {
  hint_ = blocking_;
  if (hint_ != IdeaHint::none || kept_as_is_) return hint_;
  const auto found = consultation::hints(whole_, {prefix_, language, lists});
  if (found.empty()) return hint_;
  // IdeaHint is in order of urgency.
  hint_ = hint_of(std::ranges::min(found, {}, [](Hint hint) { return hint_of(hint); }));
  return hint_;
}

void IdeaDraft::keep_as_is() {
  kept_as_is_ = true;
  hint_ = IdeaHint::none;
}

void IdeaDraft::wipe() {
  overwrite(typed_);
  overwrite(whole_);
  theme_.clear();
  hint_ = IdeaHint::none;
  kept_as_is_ = false;
  check();
}

wire::Idea IdeaDraft::idea() const { return {.theme = theme_, .text = whole_}; }

void IdeaDraft::show_in(IdeaView& view) const {
  view.theme = theme_;
  view.prefix = prefix_;
  view.typed = typed_;
  view.whole = whole_;
  view.used = used_;
  view.limit = consultation::kMaxIdeaGraphemes;
  view.hint = hint_;
  view.amount = amount_;
  view.blocks = blocks(hint_);
}

}  // namespace parvis::flow
