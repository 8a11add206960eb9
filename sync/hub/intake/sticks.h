// Sticks at the hub: batches from them into the log, and what kiosks wait for back onto them. STICK.md (sync/transfer) has the files.
// A stick's batches go through Intake::receive(), as uploads do: counted once, whatever came first.
//
// Threads: one. Errors: those of Stick and Intake. What was committed before a stick was pulled stays; the same call again goes on.
#pragma once

#include "sync/hub/intake/intake.h"
#include "sync/hub/intake/journals.h"
#include "sync/transfer/stick.h"

namespace parvis::hub {

struct StickIntake {
  struct Taken {
    std::string file;
    Outcome outcome;
  };
  std::vector<Taken> taken = {};
  std::vector<std::string> unread = {};  // under a name of ours, and no file that a batch could be
  std::vector<std::string> journals = {};  // "borne-01, parvis-kiosk": on the shelf now
  std::vector<std::string> findings = {};  // copies of journals that are not what was signed
  std::size_t passed_over = 0;             // foreign names
  bool more = false;                       // there were too many for once: import again
  std::optional<Error> stopped = {};       // the stick failed after `taken`
};
// Errc::not_found when no kiosk has put anything on this stick. The log's own errors are errors; the stick's are `stopped`.
// Nothing that is wrong with a journal holds up a batch.
[[nodiscard]] Result<StickIntake> import_stick(const transfer::Stick::Place& place, Intake& intake,
                                               JournalShelf& shelf, const LogSigner& signer,
                                               UtcTime now);

// What the desk hands on. A file that is not there is left out.
struct Handout {
  Path root;
  Path kept;
  Path statuses;
  Path packs;                                // <slug>-<version>.pack
  const crypto::SigningKey* desk = nullptr;  // signs the statuses; without it they are left out
};
enum class Whose { on_the_stick, everyone };  // kiosks whose batches lie on it, or all

struct StickBack {
  std::size_t kiosks = 0;    // chains
  std::size_t receipts = 0;  // on the stick now
  std::size_t written = 0;   // files that were not there, or older
  std::uint64_t leaves = 0;
  std::vector<std::string> packs = {};
  bool kept = false;
  bool statuses = false;
  transfer::StickCalls::Bypass bypass = transfer::StickCalls::Bypass::none;
};
// Everything is read back before it returns.
[[nodiscard]] Result<StickBack> write_back(const transfer::Stick::Place& place, Intake& intake,
                                           const Handout& handout, Whose whose);

}  // namespace parvis::hub
