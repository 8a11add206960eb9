#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/hub/desk/backup.h"
#include "sync/hub/desk/codes.h"
#include "sync/hub/desk/destruction.h"
#include "sync/hub/desk/enrolment.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

nlohmann::ordered_json to_json(const BackupReport& report) {
  return {{"files", report.files},
          {"bytes", report.bytes},
          {"leaves", report.leaves},
          {"kept", report.kept}};
}

nlohmann::ordered_json to_json(const Destruction& plan, bool done) {
  nlohmann::ordered_json out{{"consultation", plan.consultation},
                             {"codes_due", to_iso(plan.codes_due)},
                             {"boxes_due", to_iso(plan.boxes_due)},
                             {"destroyed", done},
                             {"codes", plan.codes},
                             {"batches", plan.leaves.size()},
                             {"boxes", plan.boxes},
                             {"unopenable", plan.unopenable},
                             {"kept_aside", plan.asides.size()},
                             {"rotate_first", plan.rotate_first},
                             {"keys", nlohmann::ordered_json::array()}};
  for (const auto& key : plan.keys) {
    nlohmann::ordered_json one{{"key", crypto::to_hex(key.id.view())}};
    if (!key.kept_for.empty()) {
      one["kept_for"] = key.kept_for;
      one["kept_until"] = to_iso(key.kept_until);
    }
    out["keys"].push_back(std::move(one));
  }
  return out;
}

void say_plan(const Destruction& plan, UtcTime now) {
  say(fmt::format("{}: codes were kept until {}, sealed boxes {} until {}, as residents were told.",
                  plan.consultation, to_iso(plan.codes_due),
                  now > plan.boxes_due ? "were" : "still are", to_iso(plan.boxes_due)));
  say(fmt::format("  {:>6} tags of codes; nobody finds a visit by its code then", plan.codes));
  if (now <= plan.boxes_due) return;
  say(fmt::format("  {:>6} sealed boxes in {} batches; what was opened of them stays", plan.boxes,
                  plan.leaves.size()));
  if (plan.unopenable > 0) {
    say(
        fmt::format("  {:>6} of these boxes could not be opened, and then never will be: see "
                    "results for why",
                    plan.unopenable));
  }
  if (!plan.asides.empty()) say(fmt::format("  {:>6} files kept aside", plan.asides.size()));
  for (const auto& key : plan.keys) {
    say(key.kept_for.empty()
            ? fmt::format("  the former reception secret {}", crypto::to_hex(key.id.view()))
            : fmt::format("  NOT the former reception secret {}: {} may need it until {}",
                          crypto::to_hex(key.id.view()), key.kept_for, to_iso(key.kept_until)));
  }
}

}  // namespace

Result<Exit> destroy(const Context& context, const DestroyOptions& options) {
  PARVIS_TRY(const auto root, load_root(context.hub));
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(const auto plan, plan_destruction(context.hub, intake, store, root.document,
                                               options.consultation, context.now));
  if (options.yes && !plan.nothing_left()) {
    PARVIS_TRY(const auto signer, load_log_signer(context.hub));
    PARVIS_TRY_VOID(hub::destroy(intake, store, plan, signer, context.now));
    PARVIS_TRY_VOID(write_statuses(context.hub, store));
    PARVIS_TRY_VOID(keep_intake_owner(context.hub));
  }
  if (context.json()) {
    answer(to_json(plan, options.yes));
    return plan.rotate_first ? Exit::found : Exit::done;
  }
  if (plan.nothing_left()) {
    say(fmt::format("{}: nothing is left here whose day is over.", plan.consultation));
  } else {
    say_plan(plan, context.now);
    say(options.yes ? "All of this is destroyed. Backups and copies of keys "
                      "still hold it: destroy those, and make a new backup."
                    : "Nothing was destroyed yet, and it can't be undone: again with --yes does "
                      "it.");
  }
  if (plan.rotate_first) {
    say("The reception key in use is as old as this consultation, and would open copies of its "
        "boxes: parvis-hub rotate reception, then destroy again.");
  }
  return plan.rotate_first ? Exit::found : Exit::done;
}

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
