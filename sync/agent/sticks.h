// The second road: batches onto a stick, and what the hub has put there back into inbox/. STICK.md (sync/transfer) has the files.
// Nothing of a stick is trusted unsigned; what is written counts only when it was read back.
//
// Threads: one. Either may be called while another parvis-sync runs: files appear whole, and the same ones. Errors: those of
// Stick; what was done before an error stays done, and the same call again goes on from there.
#pragma once

#include <vector>

#include "sync/agent/settings.h"
#include "sync/transfer/stick.h"
#include "sync/transfer/stick_status.h"

namespace parvis::agent {

struct StickExport {
  std::uint64_t batches = 0;  // of outbox/, on the stick and read back
  std::uint64_t visits = 0;   // in them
  std::uint64_t written = 0;  // batches that were not there before
  // Another batch of the same number stands there and stays: a copied card.
  std::vector<transfer::BatchName> conflicts = {};
  std::vector<transfer::BatchName> damaged = {};  // in our own outbox/: the kiosk's to mend
  std::vector<std::string> journals = {};         // programs whose journal went along
  transfer::StickCalls::Bypass bypass = transfer::StickCalls::Bypass::none;
  // Every batch of outbox/ is on the stick. Nothing else may be called safe.
  [[nodiscard]] bool safe() const { return conflicts.empty() && damaged.empty(); }
};
[[nodiscard]] Result<StickExport> export_to_stick(const Settings& settings,
                                                  const transfer::Stick::Place& place);

struct StickImport {
  std::uint64_t receipts = 0;     // that lie in inbox/ now and did not before
  std::uint64_t unconnected = 0;  // hold, but wait for the network or for a newer stick
  std::uint64_t refused = 0;      // do not hold for their batch
  bool log_conflict = false;      // the hub's own signatures contradict each other
  std::uint64_t root = 0;         // a newer root document, or 0
  std::uint64_t pack = 0;         // a newer pack, or 0
  bool kept = false;              // a newer kept note
  bool statuses = false;
  std::vector<std::string> unsound = {};  // files that were refused, and why
};
// Errc::not_found when the hub has put nothing on this stick.
[[nodiscard]] Result<StickImport> import_from_stick(const Settings& settings,
                                                    const transfer::Stick::Place& place);

// Both, as parvis-kiosk asks for it: in what the stick brings, out what it shall carry. Never an error: the status says what came of it.
[[nodiscard]] transfer::StickStatus serve_stick(const Settings& settings,
                                                const transfer::Stick::Place& place);

// In sentences, for people.
[[nodiscard]] std::string to_words(const StickExport& report);
[[nodiscard]] std::string to_words(const StickImport& report);
[[nodiscard]] std::string to_json(const StickExport& report);
[[nodiscard]] std::string to_json(const StickImport& report);
// What a person can do about a stick's error.
[[nodiscard]] std::string_view stick_advice(Errc code);

}  // namespace parvis::agent
