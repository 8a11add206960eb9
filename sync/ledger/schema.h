// The tables of a session file and of chain.db. FORMAT.md says what each is for. Private to this
// module.
#pragma once

#include <array>
#include <string_view>

#include "sync/sqlite/database.h"

namespace parvis::ledger {

// `one` is always 1: these tables have at most one row.
inline constexpr std::array<std::string_view, 1> kSessionSteps{R"sql(
  CREATE TABLE facts (
    one INTEGER PRIMARY KEY CHECK (one = 1), document BLOB NOT NULL, signature BLOB NOT NULL
  ) STRICT;
  CREATE TABLE commitment (
    one INTEGER PRIMARY KEY CHECK (one = 1), document BLOB NOT NULL, signature BLOB NOT NULL
  ) STRICT;
  CREATE TABLE sheet (
    one INTEGER PRIMARY KEY CHECK (one = 1), document BLOB NOT NULL, signature BLOB NOT NULL
  ) STRICT;
  CREATE TABLE current (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    visit BLOB NOT NULL, mode INTEGER NOT NULL, box BLOB NOT NULL
  ) STRICT;
  CREATE TABLE urn (visit BLOB PRIMARY KEY, box BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE digest (visit BLOB PRIMARY KEY, digest BLOB NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE tally (mode INTEGER PRIMARY KEY, visits INTEGER NOT NULL) STRICT;
)sql"};
inline constexpr sqlite::Schema kSessionSchema{"session", 0x50765365 /* PvSe */, kSessionSteps};

inline constexpr std::array<std::string_view, 2> kChainSteps{R"sql(
  CREATE TABLE chain (
    ordinal INTEGER PRIMARY KEY, chain BLOB NOT NULL UNIQUE, abandoned BLOB NOT NULL
  ) STRICT;
  CREATE TABLE batch (
    ordinal INTEGER NOT NULL REFERENCES chain, number INTEGER NOT NULL,
    digest BLOB NOT NULL, document BLOB NOT NULL, signature BLOB NOT NULL,
    visits INTEGER NOT NULL CHECK (visits >= 0), first BLOB, last BLOB,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    leaf_index INTEGER CHECK (leaf_index >= 0), receipt BLOB, kept_at INTEGER,
    purged INTEGER NOT NULL DEFAULT 0 CHECK (purged IN (0, 1)),
    PRIMARY KEY (ordinal, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE source (
    session BLOB NOT NULL, ordinal INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (session, ordinal, number), FOREIGN KEY (ordinal, number) REFERENCES batch
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE checkpoint (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    note TEXT NOT NULL, tree_size INTEGER NOT NULL CHECK (tree_size >= 0)
  ) STRICT;
  CREATE TABLE kept (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL CHECK (size >= 0), at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE conflict (note TEXT PRIMARY KEY) STRICT;
)sql",
                                                             R"sql(
  CREATE TABLE log (one INTEGER PRIMARY KEY CHECK (one = 1), origin TEXT NOT NULL) STRICT;
  INSERT INTO log SELECT 1, substr(note, 1, instr(note, char(10)) - 1) FROM checkpoint
    WHERE instr(note, char(10)) > 1;
  CREATE TABLE earlier (
    ordinal INTEGER NOT NULL, number INTEGER NOT NULL, origin TEXT NOT NULL,
    leaf_index INTEGER NOT NULL, receipt BLOB NOT NULL,
    PRIMARY KEY (ordinal, number, origin), FOREIGN KEY (ordinal, number) REFERENCES batch
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE earlier_log (origin TEXT PRIMARY KEY, note TEXT NOT NULL, tree_size INTEGER NOT NULL) STRICT;
)sql"};
inline constexpr sqlite::Schema kChainSchema{"chain", 0x50764368 /* PvCh */, kChainSteps};

// The session's file: few pages even for a visit's largest box, and few overflow chains.
inline constexpr int kSessionPageSize = 8192;  // bytes

}  // namespace parvis::ledger
