// Ends what residents were told would end. From `codes_until` of the pack on, the tags of receipt codes are erased from what was
// opened: nobody finds a visit by its code any more. From `sealed_until` on, the sealed boxes of the consultation are taken out of
// intake.db; their digests stay, and the log says how many they were. A reception secret that was replaced is destroyed once no
// consultation whose date is still to come was open while it was in use. What was opened stays in desk.db; backups, and copies
// that somebody made, are people's to destroy.
//
// Threads: one. Errors: those of the two stores and of the key files.
#pragma once

#include "sync/hub/desk/root.h"
#include "sync/hub/desk/store.h"

namespace parvis::hub {

// A reception secret that was replaced and is still here.
struct FormerKey {
  crypto::KeyId id;
  Path file;
  std::string kept_for;  // the consultation that may still need it; "": it can be destroyed
  UtcTime kept_until;    // with `kept_for`
};

struct Destruction {
  std::string consultation;
  UtcTime codes_due;                   // `codes_until` of its newest pack
  UtcTime boxes_due;                   // `sealed_until`; before it all below is empty but `codes`
  std::uint64_t codes = 0;             // rows that still have a tag
  std::vector<std::uint64_t> leaves;   // batches of the log with boxes
  std::uint64_t boxes = 0;             // in these batches
  std::uint64_t unopenable = 0;        // of them: never opened here, and never will be
  std::vector<crypto::Digest> asides;  // files beside the log
  std::vector<FormerKey> keys;         // of the hub, not of this consultation alone
  bool rotate_first =
      false;  // the reception key in use is as old as this consultation: replace it, then destroy again
  bool unsaid = false;  // boxes are gone and the log does not say so yet
  [[nodiscard]] bool nothing_left() const;
};

// What destroy() would do. Errc::not_found for a consultation that no pack was made of here, Errc::denied before the first of its
// dates; from the second on Errc::conflict while batches wait to be opened or decided about. Errc::busy in recovery.
[[nodiscard]] Result<Destruction> plan_destruction(const HubDirectory& hub, Intake& intake,
                                                   DeskStore& store, const wire::RootDocument& root,
                                                   std::string_view consultation, UtcTime now);
// Can't be undone. Tags first, then boxes, the statement in the log, keys; interrupted, it is planned and done again. Errc::busy
// while another program reads a database: nothing is certain to be overwritten yet. statuses.json is the caller's to write anew.
Status destroy(Intake& intake, DeskStore& store, const Destruction& plan, const LogSigner& signer,
               UtcTime now);

// A sentence for each consultation that has something left whose date is over, as after a restore, too.
[[nodiscard]] Result<std::vector<std::string>> overdue_destructions(Intake& intake,
                                                                    DeskStore& store,
                                                                    const wire::RootDocument& root,
                                                                    UtcTime now);

}  // namespace parvis::hub
