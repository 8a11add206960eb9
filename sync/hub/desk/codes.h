// What a resident can do with the code they kept: learn what became of their idea, or take everything back. Never the votes.
//
// Threads: one. Errors: Errc::invalid for what is no code, Errc::not_found when nothing with it has arrived (yet).
#pragma once

#include "sync/hub/desk/directory.h"
#include "sync/hub/desk/store.h"
#include "sync/wire/receipt_code.h"

namespace parvis::hub {

class Intake;
struct LogSigner;

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

// Deletes content and box of the visit; the digest stays, and the sum counts it as withdrawn. How many were withdrawn so far is
// appended to the log, so that the number can't be changed later. A published idea leaves the packs with the next version.
// Backups keep what they have until they are destroyed. Interrupted half-way, the same again ends it; and so do open_batches()
// and publish_withdrawals(), which don't need the code.
Result<CodeStatus> withdraw_code(DeskStore& store, Intake& intake, const LogSigner& signer,
                                 std::string_view typed, UtcTime now,
                                 crypto::Argon2Cost cost = crypto::kCodeCost);

// Appends how many were withdrawn to the log, when it says another number.
Status publish_withdrawals(DeskStore& store, Intake& intake, const LogSigner& signer, UtcTime now);
// Whether it would append something.
[[nodiscard]] Result<bool> withdrawals_unpublished(DeskStore& store, Intake& intake);

// exchange/statuses.json: {tag of a code → what became of the ideas}, for the page that `serve` will answer.
Status write_statuses(const HubDirectory& hub, DeskStore& store);

}  // namespace parvis::hub
