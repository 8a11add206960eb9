// Where things lie below a kiosk's data directory, and how its writers open them: by parvis-kiosk while it runs, and by its
// verbs while it does not.
//
// Threads: values and functions over files. The journal is the lock: whoever writes any of these files opens it first.
#pragma once

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "sync/identity/store.h"
#include "sync/journal/journal.h"
#include "sync/ledger/ledger.h"

namespace parvis::app {

struct KioskPaths {
  explicit KioskPaths(const Path& data);
  Path identity, ledger, packs, journal;  // parvis-kiosk's own
  Path outbox, inbox, requests;           // shared with parvis-sync
  Path transport;                         // parvis-sync's key
};

// Errc::busy while another parvis-kiosk writes.
[[nodiscard]] Result<journal::Journal> open_journal(const KioskPaths& paths,
                                                    const identity::Store& store,
                                                    const Clock& clock);
// `store` MUST be enrolled.
[[nodiscard]] Result<ledger::Ledger> open_ledger(const KioskPaths& paths,
                                                 const identity::Store& store);
// A line in the audit chain. A kiosk never stops for its journal: a failure is told in the program's log.
void note(journal::Journal& journal, const Clock& clock, journal::Event event,
          const std::vector<std::string>& fields = {});

}  // namespace parvis::app
