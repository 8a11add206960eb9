// The newest root document that a kiosk's carrier knows of. Private to this module. Threads: pure functions over files.
#pragma once

#include "sync/identity/store.h"
#include "sync/transfer/exchange.h"

namespace parvis::agent {

// Those that came over the network, or by stick, count as much as the one that was enrolled.
[[nodiscard]] wire::RootDocument newest_root(const identity::Enrolment& enrolment,
                                             const transfer::Inbox& inbox);

}  // namespace parvis::agent
