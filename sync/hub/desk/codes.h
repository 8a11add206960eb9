// What a resident can do with the code they kept: learn what became of their idea, or take everything back. Never the votes.
//
// Threads: one. Errors: Errc::invalid for what is no code, Errc::not_found when nothing with it has arrived (yet).
#pragma once

#include "sync/hub/desk/directory.h"
#include "sync/hub/desk/store.h"
#include "sync/wire/receipt_code.h"

namespace parvis::hub {

class Intake;

struct CodeStatus {
  std::string consultation;
  bool withdrawn = false;
  struct Said {
    std::string text;  // as published, or as said
    IdeaState state = IdeaState::pending;
    std::string reason;
    bool published = false;
  };
  std::vector<Said> ideas;
};
[[nodiscard]] Result<CodeStatus> code_status(DeskStore& store, std::string_view typed,
                                             crypto::Argon2Cost cost = crypto::kCodeCost);

// Deletes content and box of the visit; the digest stays, and the sum counts it as withdrawn. A published idea leaves the
// packs with the next version.
Result<CodeStatus> withdraw_code(DeskStore& store, Intake& intake, std::string_view typed,
                                 crypto::Argon2Cost cost = crypto::kCodeCost);

// exchange/statuses.json: {tag of a code → what became of the ideas}, for the page that `serve` will answer.
Status write_statuses(const HubDirectory& hub, DeskStore& store);

}  // namespace parvis::hub
