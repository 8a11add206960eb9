// parvis-hub: reads the command line, makes sure that there is a hub, runs one verb, and says how it ended.
#include <fmt/format.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "sync/crypto/crypto.h"
#include "sync/hub/parvis_hub/command_line.h"

namespace {

using parvis::hub::cli::Exit;

int end(Exit exit) { return static_cast<int>(exit); }

// To standard error, so that --json's answer stays alone.
void complain(const parvis::hub::cli::Command& command, const parvis::Error& error) {
  if (command.format == parvis::hub::cli::Format::json) {
    const nlohmann::ordered_json document{{"error", parvis::to_string(error.code)},
                                          {"verb", command.verb},
                                          {"message", error.context}};
    const auto text =
        document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    fmt::print(stderr, "{}\n", text);
  } else {
    fmt::print(stderr, "parvis-hub {}: {}\n", command.verb, error.message());
  }
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(022);  // what is secret says so itself: keys and desk.db are 0600
  const auto parsed = parvis::hub::cli::parse_command_line(argc, argv);
  if (!parsed.command) return end(parsed.exit);
  const auto& command = *parsed.command;
  if (const auto started = parvis::crypto::init(); !started) {
    complain(command, started.error());
    return end(Exit::bug);
  }
  const parvis::hub::cli::Context context{
      {command.hub}, command.format, parvis::SystemClock().utc()};
  if (command.needs == parvis::hub::cli::Command::Needs::hub) {
    if (const auto settings = parvis::hub::load_settings(context.hub); !settings) {
      complain(command, settings.error());
      if (settings.error().code == parvis::Errc::not_found) {
        fmt::print(stderr,
                   "There is no hub in {}: see parvis-hub init --help, or give --hub DIR.\n",
                   command.hub.string());
      }
      return end(Exit::usage);
    }
  }
  const auto exit = command.run(context);
  if (exit) return end(*exit);
  complain(command, exit.error());
  return end(parvis::hub::cli::exit_of(exit.error().code));
}
