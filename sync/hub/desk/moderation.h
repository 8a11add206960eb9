// What people at the desk do with ideas: pending → accepted | refused | postponed, and back; each step is kept with who did
// it. The wording may be corrected, never the meaning: what was said stays beside it.
//
// Threads: one. Errors: Errc::not_found for an unknown idea, Errc::invalid for a wrong reason or wording, Errc::conflict for an
// idea that is in a published pack already (only `withdraw` takes it out).
#pragma once

#include <array>
#include <string_view>

#include "hardware/platform/clock.h"
#include "sync/hub/desk/store.h"

namespace parvis::hub {

// Why an idea is refused: the reasons of Make.org's charter, and a person's name.
inline constexpr std::array<std::string_view, 10> kRefusals{
    "incomprehensible", "off-topic", "discriminating", "partisan",     "advertising",
    "several-ideas",    "insulting", "wrong-language", "names-person", "other"};

struct Moderator {
  std::string name;
  UtcTime now;
};

// Keywords decide that two alike cards are not shown to one visitor; they may be empty.
Status accept(DeskStore& store, const Moderator& by, std::string_view id,
              std::vector<std::string> keywords);
// `reason` is one of kRefusals; for "other" `note` says which.
Status refuse(DeskStore& store, const Moderator& by, std::string_view id, std::string_view reason,
              std::string_view note);
Status postpone(DeskStore& store, const Moderator& by, std::string_view id, std::string_view note);
// The corrected wording; the rules of length are those of the kiosk.
Status edit(DeskStore& store, const Moderator& by, std::string_view id, std::string_view text);

}  // namespace parvis::hub
