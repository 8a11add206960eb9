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

// Keys that may sign a kept note.
[[nodiscard]] std::vector<tlog::NoteKey> desk_keys(const wire::RootDocument& root);

}  // namespace parvis::transfer
