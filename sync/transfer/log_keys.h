// Whose signatures count for the hub's log, as the authority's root document says.
//
// Threads: pure functions.
#pragma once

#include <vector>

#include "sync/tlog/checkpoint.h"
#include "sync/wire/certificate.h"

namespace parvis::transfer {

// Receipt and witness keys that are certified and not revoked.
[[nodiscard]] tlog::LogIdentity log_identity(const wire::RootDocument& root);

// Whether a checkpoint, as a note, is of a log that the authority has restarted since: evidence of what that one had, and no
// proof in this one.
[[nodiscard]] bool is_of_earlier_log(std::string_view note, const wire::RootDocument& root);

// A kept note of this root document's log, by any key that may sign one. Errc::forged. Whether it is of the log that a kiosk was
// shown is not said by a signature: that takes a proof.
[[nodiscard]] Result<tlog::Kept> verify_kept(std::string_view note, const wire::RootDocument& root);

// Keys that may sign a kept note.
[[nodiscard]] std::vector<tlog::NoteKey> desk_keys(const wire::RootDocument& root);

}  // namespace parvis::transfer
