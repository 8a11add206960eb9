// How a group of verbs hangs itself into the command line. It and what includes it alone know CLI11.
//
// Threads: one.
#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "sync/hub/parvis_hub/command_line.h"

namespace parvis::hub::cli {

// Adds verbs to a command; the one that is met on the line becomes the Command.
class Verbs {
 public:
  Verbs(CLI::App& app, Command& chosen) : app_(&app), chosen_(&chosen) {}

  // A group such as `pack`, whose verbs are added to what is returned.
  Verbs group(const std::string& name, const std::string& about) {
    CLI::App* made = app_->add_subcommand(name, about);
    made->require_subcommand(1);
    made->fallthrough();
    Verbs verbs(*made, *chosen_);
    verbs.prefix_ = name + " ";
    return verbs;
  }

  // `example` follows "parvis-hub ".
  template <class Options>
  CLI::App* add(const std::string& name, const std::string& about, const std::string& example,
                std::shared_ptr<Options> options,
                Result<Exit> (*run)(const Context&, const Options&)) {
    CLI::App* made = app_->add_subcommand(name, about);
    made->fallthrough();
    made->footer(fmt::format("Example:\n  parvis-hub {}", example));
    made->callback([chosen = chosen_, verb = prefix_ + name, options, run] {
      chosen->verb = verb;
      chosen->run = [options, run](const Context& context) { return run(context, *options); };
    });
    return made;
  }

  CLI::App* add(const std::string& name, const std::string& about, const std::string& example,
                Result<Exit> (*run)(const Context&)) {
    CLI::App* made = app_->add_subcommand(name, about);
    made->fallthrough();
    made->footer(fmt::format("Example:\n  parvis-hub {}", example));
    made->callback([chosen = chosen_, verb = prefix_ + name, run] {
      chosen->verb = verb;
      chosen->run = run;
    });
    return made;
  }

  // For verbs that make a hub, or put one back.
  void needs_nothing(CLI::App* verb) {
    verb->parse_complete_callback([chosen = chosen_] { chosen->needs = Command::Needs::nothing; });
  }

 private:
  CLI::App* app_;
  Command* chosen_;
  std::string prefix_;
};

void add_trust(Verbs& verbs);  // command_trust.cc

}  // namespace parvis::hub::cli
