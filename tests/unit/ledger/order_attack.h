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

// The same who has a database and asks it: for every table that bears one of the ids in some column, each other column of
// that row, and its row number where there is one, as a guess: "urn.box", "urn.box length", "urn.rowid". Reads the file
// alone, as a copy would be read; a guess of numbers that look random is one by their first eight bytes.
[[nodiscard]] std::map<std::string, Guess> attack_columns(const Path& database,
                                                          const std::vector<wire::VisitId>& visits);

// What |mean tau| may be when a guess knows nothing: `draws` of `visits` each, orders at random. 5.5 standard deviations
// of Kendall's tau under independence, √(2(2n+5)/(9n(n−1))), so that one honest guess in 26 million is taken for a leak; and never
// less than the project's goal of 0.02.
[[nodiscard]] double allowed_tau(std::size_t visits, std::uint64_t draws);

// Kendall's tau between a guess and the true order, over the visits that it speaks of; −1 to 1, 0
// when it knows nothing.
[[nodiscard]] double kendall_tau(const Guess& guess, const std::vector<wire::VisitId>& in_order);

}  // namespace parvis::ledger
