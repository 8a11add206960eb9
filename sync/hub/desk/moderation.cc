#include "sync/hub/desk/moderation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sync/consultation/text.h"

namespace parvis::hub {
namespace {

constexpr std::size_t kMaxNote = 500;  // bytes
constexpr std::size_t kMaxKeywords = 16;
constexpr std::size_t kMaxKeyword = 64;  // bytes

// The idea, unless it is in a pack already: what kiosks show can't be changed behind their back.
Result<IdeaRow> open_idea(DeskStore& store, std::string_view id) {
  PARVIS_TRY(IdeaRow idea, store.idea(id));
  if (idea.published != 0) {
    return fail(Errc::conflict,
                fmt::format("idea {} is in pack version {} already and stays as it is", id,
                            idea.published));
  }
  return idea;
}

Result<std::string> checked_note(std::string_view note) {
  if (note.size() > kMaxNote) {
    return fail(Errc::invalid, fmt::format("a note has at most {} bytes", kMaxNote));
  }
  return consultation::to_nfc(note);
}

Status check_moderator(const Moderator& by) {
  if (by.name.empty()) return fail(Errc::invalid, "who decides this? give a name (--by)");
  return {};
}

Status check_keywords(const std::vector<std::string>& keywords) {
  const bool fine = keywords.size() <= kMaxKeywords &&
                    std::all_of(keywords.begin(), keywords.end(), [](const std::string& keyword) {
                      return !keyword.empty() && keyword.size() <= kMaxKeyword &&
                             keyword.find_first_of(";\n\r\"") == std::string::npos;
                    });
  if (fine) return {};
  return fail(Errc::invalid,
              fmt::format("at most {} keywords of at most {} bytes, without ';' or quotes",
                          kMaxKeywords, kMaxKeyword));
}

Decision step_of(const Moderator& by, std::string_view what, std::string_view reason,
                 const IdeaRow& idea) {
  return {0, by.now, by.name, std::string(what), std::string(reason), idea.text};
}

// The rules of the kiosk, again: a device that was tampered with may have sent anything.
Result<std::string> checked_wording(std::string_view text) {
  auto check = consultation::check_idea(text);
  if (check.ok()) return std::move(check.text);
  std::vector<std::string_view> names;
  for (const auto problem : check.problems) names.push_back(consultation::key_of(problem));
  return fail(Errc::invalid,
              fmt::format("this wording can't be shown: {} ({} characters; 12 to 140)",
                          fmt::join(names, ", "), check.graphemes));
}

}  // namespace

Status accept(DeskStore& store, const Moderator& by, std::string_view id,
              std::vector<std::string> keywords) {
  PARVIS_TRY_VOID(check_moderator(by));
  PARVIS_TRY_VOID(check_keywords(keywords));
  PARVIS_TRY(IdeaRow idea, open_idea(store, id));
  PARVIS_TRY(idea.text, checked_wording(idea.text));
  idea.state = IdeaState::accepted;
  idea.reason.clear();
  idea.keywords = std::move(keywords);
  return store.decide(idea, step_of(by, "accept", "", idea));
}

Status refuse(DeskStore& store, const Moderator& by, std::string_view id, std::string_view reason,
              std::string_view note) {
  PARVIS_TRY_VOID(check_moderator(by));
  if (std::find(kRefusals.begin(), kRefusals.end(), reason) == kRefusals.end()) {
    return fail(Errc::invalid, fmt::format("a refusal needs one of these reasons: {}",
                                           fmt::join(kRefusals, ", ")));
  }
  PARVIS_TRY(const std::string checked, checked_note(note));
  if (reason == "other" && checked.empty()) {
    return fail(Errc::invalid, "the reason 'other' needs a note that says which (--note)");
  }
  PARVIS_TRY(IdeaRow idea, open_idea(store, id));
  idea.state = IdeaState::refused;
  idea.reason = reason;
  return store.decide(
      idea,
      step_of(by, "refuse", checked.empty() ? idea.reason : idea.reason + ": " + checked, idea));
}

Status postpone(DeskStore& store, const Moderator& by, std::string_view id, std::string_view note) {
  PARVIS_TRY_VOID(check_moderator(by));
  PARVIS_TRY(const std::string checked, checked_note(note));
  PARVIS_TRY(IdeaRow idea, open_idea(store, id));
  idea.state = IdeaState::postponed;
  idea.reason.clear();
  return store.decide(idea, step_of(by, "postpone", checked, idea));
}

Status edit(DeskStore& store, const Moderator& by, std::string_view id, std::string_view text) {
  PARVIS_TRY_VOID(check_moderator(by));
  PARVIS_TRY(const std::string checked, checked_wording(text));
  PARVIS_TRY(IdeaRow idea, open_idea(store, id));
  idea.text = checked;
  return store.decide(idea, step_of(by, "edit", "", idea));
}

}  // namespace parvis::hub
