#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/hub/desk/backup.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

nlohmann::ordered_json to_json(const BackupReport& report) {
  return {{"files", report.files},
          {"bytes", report.bytes},
          {"leaves", report.leaves},
          {"kept", report.kept}};
}

}  // namespace

Result<Exit> backup(const Context& context, const BackupOptions& options) {
  const BackupKeys keys = options.with_keys ? BackupKeys::include : BackupKeys::leave;
  PARVIS_TRY(const auto report, hub::backup(context.hub, options.target, keys, context.now));
  if (context.json()) {
    answer(to_json(report));
    return Exit::done;
  }
  say(fmt::format("{}: {} files, {} bytes, read again and whole.", options.target.string(),
                  report.files, report.bytes));
  say(fmt::format(
      "Kept note signed: {} of {} leaves are opened and backed up; kiosks may forget them.",
      report.kept, report.leaves));
  if (!options.with_keys)
    say("Keys are not in it: without them nothing can be opened or signed again.");
  return Exit::done;
}

Result<Exit> restore(const Context& context, const Path& backup) {
  PARVIS_TRY(const auto report, hub::restore(context.hub, backup, context.now));
  if (context.json()) {
    answer(to_json(report));
    return Exit::done;
  }
  say(fmt::format("{} files are back; what stood there is in before-restore-…", report.files));
  say("The log is in recovery and signs nothing: start `serve`, and kiosks give back what it "
      "lacks. Then");
  say("  parvis-hub recover        (who has answered, what is missing; --from DIR reads sticks and "
      "mirrors)");
  return Exit::done;
}

}  // namespace parvis::hub::cli
