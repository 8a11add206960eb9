// The disk as it may be found after a power cut, from a recording of what was done to it. README.md has the model: what a
// sync promises, and what may happen to everything else.
//
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/disk_tree.h"

namespace parvis::crash {

struct Rules {
  // Up to so many unsynced operations every subset of them is tried; beyond, every prefix, each one alone, all but each
  // one, and samples.
  unsigned exhaustive_up_to = 8;
  unsigned samples =
      12;  // at each cut beyond that; operations and sectors kept or lost by the toss of a coin
  // Of the torn states one in so many is taken, drawn: for scenarios of many writes.
  unsigned torn_one_in = 1;
  std::uint64_t seed = 1;  // of what is drawn
};

// One way in which the power may have gone.
struct State {
  support::DiskTree disk;
  std::size_t operation = 0;     // the last one that the program began
  std::size_t acknowledged = 0;  // how often it had said "stored"
  std::function<std::string()>
      how;  // which of the unsynced operations are there, for people; valid inside `take`
};

// Calls `take` with every state after each operation, until it returns false. The same state may come again: see key().
void each_state(const support::DiskTree& before,
                const std::vector<support::DiskOperation>& operations, const Rules& rules,
                const std::function<bool(State&&)>& take);

// Equal for states that no program could tell apart and that promise the same.
[[nodiscard]] std::string key(const State& state);

}  // namespace parvis::crash
