// What every verb of parvis-hub is given and gives back. A verb prints what it did, and returns its exit status or an Error.
//
// Exit status, the same for every verb:
//   0   done, nothing wrong
//   1   something is wrong or refused: a finding of audit, a batch, a pack, a code, a passphrase, a permission
//   2   the command line or hub.toml is wrong
//   3   this machine: the disk is full or fails
//   4   not now: another program is writing, the port is taken, the network is away; try again
//   5   a file was written by a newer Parvis: update this program
//   70  a mistake of ours
#pragma once

#include <cstdio>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "hardware/platform/clock.h"
#include "hardware/platform/exit_code.h"
#include "sync/hub/desk/directory.h"

namespace parvis::hub::cli {

enum class Exit : int {
  done = kExitDone,
  found = kExitRefused,
  usage = kExitUsage,
  cannot = kExitCannot,
  later = kExitLater,
  outdated = kExitOutdated,
  bug = kExitBug
};

// Which status an Error ends in.
[[nodiscard]] Exit exit_of(Errc code);

enum class Format { text, json };

struct Context {
  HubDirectory hub;
  Format format = Format::text;
  UtcTime now;
  [[nodiscard]] bool json() const { return format == Format::json; }
};

// To standard output: a line for people, or the one JSON document for scripts.
void say(std::string_view line);
// To standard error: what a person should know and a script need not.
void complain(std::string_view line);
void answer(const nlohmann::ordered_json& document);

// From PARVIS_PASSPHRASE, else typed at the terminal without echo; twice when it is a new one. Errc::invalid without either.
enum class Passphrase { known, fresh };
// For the authority's next key: PARVIS_NEXT_PASSPHRASE, else typed twice.
[[nodiscard]] Result<std::string> ask_next_passphrase();
[[nodiscard]] Result<std::string> ask_passphrase(Passphrase which);

// Who decides: `given`, else the user that runs this.
[[nodiscard]] std::string person(const std::string& given);

}  // namespace parvis::hub::cli
