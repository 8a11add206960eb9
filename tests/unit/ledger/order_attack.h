// Who wants to know in which order visits came, and has the disk. Reads the bytes of a session file
// and of what lies beside it, page by page, and guesses the order in every way that pages, cells,
// overflow chains and WAL frames allow.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "hardware/platform/files.h"
#include "sync/wire/ids.h"

namespace parvis::ledger {

// One way of guessing: a number for each visit that could be found that way; small means early.
using Guess = std::map<wire::VisitId, double>;

struct Attack {
  // By the trace: "urn row", "digest cell offset", "urn overflow page", "wal frame", …
  std::map<std::string, Guess> guesses;
  std::size_t free_pages = 0;    // on SQLite's free list
  std::size_t stray_copies = 0;  // of ids, in bytes of no row: free blocks, gaps, pages nobody uses
};

// `visits` are the ids that an attacker reads in the urn itself.
[[nodiscard]] Attack attack(const Path& session_file, const std::vector<wire::VisitId>& visits);

// Kendall's tau between a guess and the true order, over the visits that it speaks of; −1 to 1, 0
// when it knows nothing.
[[nodiscard]] double kendall_tau(const Guess& guess, const std::vector<wire::VisitId>& in_order);

}  // namespace parvis::ledger
