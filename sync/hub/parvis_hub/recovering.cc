#include "sync/hub/desk/recovering.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

nlohmann::ordered_json to_json(const RecoveryReport& report,
                               const std::vector<std::string>& refused) {
  return {{"here", report.here},       {"known", report.known},   {"returned", report.returned},
          {"missing", report.missing}, {"silent", report.silent}, {"refused", refused}};
}

void say_report(const RecoveryReport& report) {
  say(fmt::format(
      "{} leaves are here; the newest checkpoint that anyone has shown has {}; {} came back.",
      report.here, report.known, report.returned));
  for (const auto& sentence : report.missing) say("missing: " + sentence);
  for (const auto& name : report.silent)
    say(fmt::format("not heard yet: {} (ask for a sync there, or gather its stick)", name));
  if (!report.whole()) {
    say("Ask the kiosks that have them; mirrors of the published log know the order. What nobody "
        "has is lost:");
    say("  parvis-hub restart-log --origin NAME/2      (the authority lets the log go on without "
        "it)");
  } else {
    say("All that anyone has shown is here or came back. When every kiosk has answered:");
    say("  parvis-hub recover --end");
  }
}

}  // namespace

Result<Exit> recover(const Context& context, const RecoverOptions& options) {
  std::vector<std::string> refused;
  for (const auto& directory : options.from) {
    PARVIS_TRY(auto gathered, gather(context.hub, directory));
    if (!context.json()) {
      say(fmt::format("{}: {} batches, {} leaves of a published log, {} checkpoints", directory,
                      gathered.batches, gathered.leaves, gathered.notes));
      for (const auto& sentence : gathered.refused) say("refused: " + sentence);
    }
    refused.insert(refused.end(), gathered.refused.begin(), gathered.refused.end());
  }
  if (!options.end) {
    PARVIS_TRY(const auto report, recovery_report(context.hub));
    if (context.json()) {
      answer(to_json(report, refused));
    } else {
      say_report(report);
    }
    return refused.empty() && report.whole() ? Exit::done : Exit::found;
  }
  PARVIS_TRY(const auto report, end_recovery(context.hub, options.without));
  if (context.json()) {
    answer(to_json(report, refused));
  } else {
    say(
        fmt::format("{} leaves were put back. The log has all {} that anyone is known to hold, and "
                    "signs again.",
                    report.known > report.here ? report.known - report.here : 0,
                    std::max(report.known, report.here)));
  }
  return Exit::done;
}

Result<Exit> restart_log(const Context& context, const std::string& origin) {
  PARVIS_TRY(const std::string passphrase, ask_passphrase(Passphrase::known));
  PARVIS_TRY(const auto authority, Authority::unlock(context.hub.authority(), passphrase));
  PARVIS_TRY(const auto restart, hub::restart_log(context.hub, authority, origin, context.now));
  if (context.json()) {
    answer(nlohmann::ordered_json{{"old_origin", restart.old_origin},
                                  {"size", restart.size},
                                  {"root", crypto::to_base64(restart.root.view())},
                                  {"new_origin", restart.new_origin}});
    return Exit::done;
  }
  say(fmt::format("The log of {} goes on as {} from its first {} leaves.", restart.old_origin,
                  restart.new_origin, restart.size));
  say("Start `serve` again. Kiosks learn of it at their next sync and send every batch that the "
      "new log lacks.");
  say("Publish the log to a new directory, and keep the old one: it shows what was lost.");
  return Exit::done;
}

}  // namespace parvis::hub::cli
