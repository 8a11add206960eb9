#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/hub/desk/audit.h"
#include "sync/hub/desk/destruction.h"
#include "sync/hub/desk/packs.h"
#include "sync/hub/desk/public_log.h"
#include "sync/hub/desk/results.h"
#include "sync/hub/desk/root.h"
#include "sync/hub/exports/open_data.h"
#include "sync/hub/parvis_hub/verbs.h"
#include "sync/transfer/log_keys.h"

namespace parvis::hub::cli {
namespace {

constexpr std::size_t kPlainWidth = 120;  // when nobody is looking

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kPlainWidth;
  return size.ws_col;
}

Result<std::string> chosen(DeskStore& store, const std::string& consultation) {
  return consultation.empty() ? only_consultation(store) : Result<std::string>(consultation);
}

struct Exported {
  std::string consultation;
  std::vector<Table> tables;
};

Result<Exported> exported(const Context& context, const std::string& consultation) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(const auto root, load_root(context.hub));
  Exported made;
  PARVIS_TRY(made.consultation, chosen(store, consultation));
  PARVIS_TRY(made.tables, open_data(store, wire::Authorities(root.document), made.consultation));
  return made;
}

void say_written(const Context& context, const std::vector<std::string>& files) {
  if (context.json()) {
    answer(nlohmann::ordered_json{{"files", files}});
    return;
  }
  for (const auto& file : files) say(file);
}

nlohmann::ordered_json to_json(const AuditReport& report) {
  return {{"leaves", report.leaves},     {"batches", report.batches}, {"rows", report.rows},
          {"reopened", report.reopened}, {"waiting", report.waiting}, {"findings", report.findings},
          {"disputes", report.disputes}};
}

nlohmann::ordered_json to_json(const std::string& consultation, const Suspects& suspects) {
  nlohmann::ordered_json out{{"format", "parvis-fraud/1"},
                             {"consultation", consultation},
                             {"judged", suspects.judged},
                             {"suspect", suspects.rules.size()}};
  for (std::size_t i = 0; i < fraud::kRules; ++i) {
    const auto rule = static_cast<fraud::Rule>(i);
    out["rules"].push_back({{"rule", to_string(rule)},
                            {"says", fraud::explain(rule)},
                            {"visits", suspects.by_rule[i]}});
  }
  return out;
}

void say_report(const AuditReport& report, const ClosingSum& sum) {
  for (const auto& finding : report.findings) say("FOUND: " + finding);
  for (const auto& dispute : report.disputes) say("DISPUTE: " + dispute);
  say(fmt::format("{} leaves in the log, {} batches and {} visits opened, {} boxes opened again.",
                  report.leaves, report.batches, report.rows, report.reopened));
  if (report.waiting > 0) say(fmt::format("{} batches wait to be opened.", report.waiting));
  say(fmt::format("The sum: {} visits signed for, {} accounted for.", sum.manifests,
                  sum.accounted()));
  say(report.findings.empty() ? "Nothing was lost or altered."
                              : fmt::format("{} findings.", report.findings.size()));
  if (!report.disputes.empty())
    say(fmt::format("{} disputes wait for a decision.", report.disputes.size()));
}

}  // namespace

Result<Exit> results(const Context& context, const std::string& consultation) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(const auto root, load_root(context.hub));
  PARVIS_TRY(const std::string slug, chosen(store, consultation));
  PARVIS_TRY(const Results counted, count(store, wire::Authorities(root.document), slug));
  say(context.json() ? hub::to_json(counted) : to_table(counted, terminal_width()));
  return counted.sum.closes() ? Exit::done : Exit::found;
}

Result<Exit> fraud_rules(const Context& context, const std::string& consultation) {
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(const std::string slug, chosen(store, consultation));
  PARVIS_TRY(const Suspects suspects, find_suspects(store, slug));
  if (context.json()) {
    answer(to_json(slug, suspects));
    return Exit::done;
  }
  say(fmt::format("{}: {} of {} visits are suspect; a visit may meet several rules", slug,
                  suspects.rules.size(), suspects.judged));
  for (std::size_t i = 0; i < fraud::kRules; ++i) {
    const auto rule = static_cast<fraud::Rule>(i);
    say(fmt::format("{:>6}  {:<14}  {}", suspects.by_rule[i], to_string(rule),
                    fraud::explain(rule)));
  }
  return Exit::done;
}

Result<Exit> export_csv(const Context& context, const ExportOptions& options) {
  PARVIS_TRY(const auto made, exported(context, options.consultation));
  PARVIS_TRY_VOID(make_directories(options.out));
  std::vector<std::string> files;
  for (const auto& table : made.tables) {
    const Path file = options.out / (table.name + ".csv");
    PARVIS_TRY_VOID(write_file(file, as_bytes(to_csv(table)), Existing::replace, 0644));
    files.push_back(file.string());
  }
  say_written(context, files);
  return Exit::done;
}

Result<Exit> export_json(const Context& context, const ExportOptions& options) {
  PARVIS_TRY(const auto made, exported(context, options.consultation));
  const std::string text = hub::to_json(made.consultation, made.tables);
  if (options.out.empty()) {
    say(text);
    return Exit::done;
  }
  PARVIS_TRY_VOID(write_file(options.out, as_bytes(text), Existing::replace, 0644));
  say_written(context, {options.out.string()});
  return Exit::done;
}

Result<Exit> export_log(const Context& context, const Path& target) {
  PARVIS_TRY(const auto made, publish_log(context.hub, target, context.now));
  if (context.json()) {
    answer(nlohmann::ordered_json{{"leaves", made.leaves},
                                  {"fresh", made.fresh},
                                  {"checkpoints", made.checkpoints},
                                  {"opened", made.opened}});
    return Exit::done;
  }
  say(fmt::format("{}: {} leaves ({} new), {} checkpoints; the sum speaks of the first {} leaves.",
                  target.string(), made.leaves, made.fresh, made.checkpoints, made.opened));
  say(fmt::format("Anyone can check it: parvis-verify {} --authority KEY", target.string()));
  return Exit::done;
}

Result<Exit> audit(const Context& context, const std::vector<std::string>& reopen) {
  PARVIS_TRY(const auto root, load_root(context.hub));
  std::vector<crypto::OpeningKey> keys;
  for (const auto& file : reopen) {
    PARVIS_TRY(auto key, read_reception_key(file));
    keys.push_back(std::move(key));
  }
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(auto report, hub::audit(intake, store, transfer::log_identity(root.document),
                                     {root.document, keys}));
  // What can't be read was found above.
  if (const auto overdue = overdue_destructions(intake, store, root.document, context.now)) {
    report.disputes.insert(report.disputes.end(), overdue->begin(), overdue->end());
  } else if (exit_of(overdue.error().code) != Exit::found) {
    return tl::unexpected<Error>(overdue.error());
  }
  auto sum = closing_sum(store);
  if (!sum && sum.error().code != Errc::corrupt) return tl::unexpected<Error>(sum.error());
  if (context.json()) {
    answer(to_json(report));
  } else {
    say_report(report, sum ? *sum : ClosingSum{});
  }
  return report.findings.empty() && report.disputes.empty() ? Exit::done : Exit::found;
}

}  // namespace parvis::hub::cli
