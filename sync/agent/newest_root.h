// The root document that counts for the agent: the enrolled one, or a newer one that came since, over the network or by stick.
//
// Threads: a pure function over files.
#pragma once

#include "sync/identity/store.h"
#include "sync/transfer/exchange.h"

namespace parvis::agent {

// What does not verify is passed over.
[[nodiscard]] wire::RootDocument newest_root(const identity::Enrolment& enrolment,
                                             const transfer::Inbox& inbox);

}  // namespace parvis::agent
