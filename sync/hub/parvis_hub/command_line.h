// The words of parvis-hub's command line: verbs, options, and the help that teaches them.
//
// Threads: one.
#pragma once

#include <functional>
#include <optional>

#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {

struct Command {
  std::string verb;  // "pack build"
  Path hub;
  Format format = Format::text;
  // Whether the hub must be there already.
  enum class Needs { hub, nothing } needs = Needs::hub;
  std::function<Result<Exit>(const Context&)> run;
};

// Absent when there is nothing more to do: help was printed (Exit::done), or the words make no sense (Exit::usage).
struct Parsed {
  std::optional<Command> command;
  Exit exit = Exit::done;
};
[[nodiscard]] Parsed parse_command_line(int argc, const char* const* argv);

}  // namespace parvis::hub::cli
