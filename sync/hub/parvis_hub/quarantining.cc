#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "sync/hub/desk/quarantine.h"
#include "sync/hub/desk/root.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

nlohmann::ordered_json to_json(const WaitingBatch& batch) {
  nlohmann::ordered_json out{{"batch", batch.name},
                             {"device", batch.device},
                             {"number", batch.manifest.number.value},
                             {"visits", batch.manifest.visits},
                             {"counted", batch.counted()},
                             {"in_log", !batch.file.has_value()},
                             {"sessions", nlohmann::ordered_json::array()}};
  if (const auto heads = batch.heads()) out["heads"] = *heads;
  for (const auto& sheet : batch.manifest.sessions) {
    out["sessions"].push_back({{"place", sheet.place}, {"day", to_iso(sheet.day)}});
  }
  if (batch.verdict) {
    out["verdict"] = {{"kind", to_string(batch.verdict->kind)},
                      {"who", batch.verdict->who},
                      {"why", batch.verdict->why}};
  }
  return out;
}

void say_batch(const WaitingBatch& batch) {
  const auto heads = batch.heads();
  say(fmt::format("{}  {:<16} batch {:>4}: {} visits; its count sheets say {}{}{}", batch.name,
                  batch.device, batch.manifest.number.value, batch.manifest.visits, batch.counted(),
                  heads ? fmt::format(", {} heads", *heads) : "",
                  batch.file ? "" : "; stands in the log"));
  for (const auto& sheet : batch.manifest.sessions) {
    say(fmt::format("    {} on {}", sheet.place, to_iso(sheet.day)));
  }
  if (batch.verdict) {
    say(fmt::format("    {} by {}: {}", to_string(batch.verdict->kind), batch.verdict->who,
                    batch.verdict->why));
  }
}

Result<Exit> settle(const Context& context, const VerdictOptions& options, Verdict::Kind kind) {
  PARVIS_TRY(const auto root, load_root(context.hub));
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY_VOID(intake.install_root(root.document));
  PARVIS_TRY(const auto waiting, waiting_batches(intake, root.document));
  PARVIS_TRY(const auto batch, find_waiting(waiting, options.batch));
  PARVIS_TRY(const auto settings, load_settings(context.hub));
  PARVIS_TRY(const auto log, load_log_signer(context.hub));
  constexpr auto kDesk = wire::Purpose::desk;
  PARVIS_TRY(const auto desk, read_signing_key(key_file(context.hub.desk_keys(), kDesk), kDesk));
  const Verdict verdict{kind,        batch.digest,  context.now, person(options.by),
                        options.why, options.visits};
  PARVIS_TRY_VOID(decide(intake, batch, verdict, {desk_name(settings.origin), desk, log}));
  if (context.json()) {
    answer(nlohmann::ordered_json{{"batch", batch.name}, {"verdict", to_string(kind)}});
  } else if (kind == Verdict::Kind::accepted) {
    say(
        fmt::format("Batch {} of {} counts: parvis-hub open opens it, and its kiosk gets its "
                    "receipt when it asks again.",
                    batch.manifest.number.value, batch.device));
  } else {
    say(fmt::format("Batch {} of {} never counts; what came is kept.", batch.manifest.number.value,
                    batch.device));
  }
  return Exit::done;
}

}  // namespace

Result<Exit> quarantine_list(const Context& context) {
  PARVIS_TRY(const auto root, load_root(context.hub));
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY(const auto waiting, waiting_batches(intake, root.document));
  if (context.json()) {
    nlohmann::ordered_json document{{"batches", nlohmann::ordered_json::array()}};
    for (const auto& batch : waiting) document["batches"].push_back(to_json(batch));
    answer(document);
    return Exit::done;
  }
  for (const auto& batch : waiting) say_batch(batch);
  if (waiting.empty()) say("Nothing waits.");
  return Exit::done;
}

Result<Exit> quarantine_accept(const Context& context, const VerdictOptions& options) {
  return settle(context, options, Verdict::Kind::accepted);
}

Result<Exit> quarantine_refuse(const Context& context, const VerdictOptions& options) {
  return settle(context, options, Verdict::Kind::refused);
}

}  // namespace parvis::hub::cli
