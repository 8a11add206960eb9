// How sending goes: inbox/sync-status.json, written by parvis-sync, read by the mediator's screen and by `parvis-sync status`.
// SYNC_STATUS.md has its keys. It only informs: nothing counts as received because this file says so.
//
// Threads: values and pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "hardware/platform/clock.h"
#include "sync/transfer/exchange.h"

namespace parvis::transfer {

// What is wrong, in one word; none of these ever counts a batch as received.
enum class Trouble : std::uint8_t {
  none,
  recovery,       // the hub is being restored and signs nothing; what it has lost was given back
  offline,        // no way to the hub
  timeout,        // it was too slow
  certificate,    // who answers is not certified by the city's authority
  portal,         // somebody else answers: a redirect, a page, another origin
  busy,           // 429, 503, or 5xx: the hub asks to come again
  allowance,      // today's allowance of a metered link is used up
  unenrolled,     // 403: the hub does not know this kiosk
  refused,        // 400, 401, 411…: the hub does not accept what we send
  quarantined,    // 202: kept there, not counted
  conflict,       // 409: another batch stands at this number
  too_large,      // 413
  not_a_receipt,  // 200, but no receipt
  forged,         // a receipt that does not prove this batch, or is not signed by this hub
  log_conflict,   // two checkpoints of this hub contradict each other
  disk,           // our own disk
};
[[nodiscard]] std::string_view to_string(Trouble trouble);

struct SyncStatus {
  Trouble trouble = Trouble::none;            // of the last round, or of what needs a person
  bool working = false;                       // a round is going on
  std::size_t waiting = 0;                    // batches in outbox/ without a receipt
  std::size_t received = 0;                   // batches in outbox/ with one
  std::map<BatchName, Trouble> batches = {};  // those that the hub did not take, and why
  std::optional<UtcTime> last_reached = {};   // when the hub last answered as itself
  std::optional<UtcTime> last_try = {};       // when the last round ended
  std::chrono::seconds retry_in{0};           // at the end of the last event
};

[[nodiscard]] std::string to_json(const SyncStatus& status, UtcTime now);

// The part of the file that a screen needs, as another version may have written it.
struct SyncReport {
  Trouble trouble = Trouble::none;  // `refused` for a word that we don't know: a person should look
  bool working = false;
  bool reached = false;  // the hub has answered as itself once
  std::string last_try;  // changes with each round; "" before the first
};
// Errc::invalid for what parvis-sync does not write.
[[nodiscard]] Result<SyncReport> parse_sync_report(std::string_view json);

}  // namespace parvis::transfer
