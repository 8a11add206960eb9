// How copying to a stick went: inbox/stick-status.json, written by parvis-sync, read by the mediator's screen. STICK_STATUS.md has its
// keys. It only informs: nothing is purged because this file says so.
//
// Threads: values and pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hardware/platform/result.h"

namespace parvis::transfer {

struct StickStatus {
  enum class State : std::uint8_t {
    none,       // no stick is in
    safe,       // every batch is on it, and was read back
    full,       // it has no room
    read_only,  // it can't be written
    failed,     // it was pulled, fails, or does not keep what is written
    conflict,   // it holds another batch of the same number: a copied card
    mount,      // the system did not mount it nosuid,nodev,noexec, or lets nobody read it
  };
  State state = State::none;
  std::uint64_t visits = 0;    // on the stick and read back; 0 unless `safe`
  std::uint64_t receipts = 0;  // that it brought
  std::string done = {};       // when, as UTC: it changes with each attempt
  bool operator==(const StickStatus&) const = default;
};
[[nodiscard]] std::string_view to_string(StickStatus::State state);
[[nodiscard]] std::string to_json(const StickStatus& status);
// Errc::invalid for what parvis-sync does not write; an unknown state is `failed`.
[[nodiscard]] Result<StickStatus> parse_stick_status(std::string_view json);

}  // namespace parvis::transfer
