#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "sync/hub/desk/codes.h"
#include "sync/hub/desk/enrolment.h"
#include "sync/hub/desk/opening.h"
#include "sync/hub/desk/root.h"
#include "sync/hub/intake/sticks.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

// Files taken into one transaction: enough to share its cost, few enough to keep memory flat.
constexpr std::size_t kGroup = 32;

using Taken = StickIntake::Taken;

// The files themselves, and every *.batch of the directories that are no sticks.
Result<std::vector<Path>> files_of(const std::vector<std::string>& paths) {
  std::vector<Path> files;
  for (const auto& path : paths) {
    std::error_code ignored;
    if (is_stick(path)) continue;
    if (!std::filesystem::is_directory(path, ignored)) {
      files.emplace_back(path);
      continue;
    }
    PARVIS_TRY(const auto inside, list_files(path, ".batch"));
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

// Reads a group, receives it, and adds what became of each file.
Status take_group(Intake& intake, const LogSigner& signer, UtcTime now, std::span<const Path> files,
                  std::vector<Taken>& taken) {
  std::vector<Bytes> contents;
  std::vector<ByteView> views;
  for (const auto& file : files) {
    auto bytes = read_file(file, wire::kMaxBatchBytes);
    if (!bytes && bytes.error().code != Errc::invalid) return wrap(bytes.error(), "import");
    contents.push_back(bytes ? std::move(*bytes)
                             : Bytes{});  // too large is no batch, and refused as one
  }
  views.assign(contents.begin(), contents.end());
  PARVIS_TRY(auto outcomes, intake.receive(views, signer, now));
  for (std::size_t i = 0; i < files.size(); ++i) {
    taken.push_back({files[i].string(), std::move(outcomes[i])});
  }
  return {};
}

std::string in_words(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::receipt:
      return outcome.again ? fmt::format("was in the log already, at {}", outcome.leaf)
                           : fmt::format("is in the log, at {}", outcome.leaf);
    case Outcome::Kind::conflict:
      return fmt::format(
          "contradicts another batch of its kiosk ({}): both are kept, the kiosk is "
          "flagged; enrol it again",
          outcome.reason);
    case Outcome::Kind::quarantined:
      return fmt::format("is kept aside and not counted: {}", outcome.reason);
    case Outcome::Kind::invalid:
      return fmt::format("is refused, nothing of it is kept: {}; copy it from the kiosk again",
                         outcome.reason);
  }
  return "";
}

Exit say_taken(const Context& context, const std::vector<Taken>& taken) {
  Exit exit = Exit::done;
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  for (const auto& [file, outcome] : taken) {
    if (outcome.kind != Outcome::Kind::receipt) exit = Exit::found;
    if (context.json()) {
      files.push_back({{"file", file},
                       {"outcome", to_string(outcome.kind)},
                       {"reason", outcome.reason},
                       {"again", outcome.again},
                       {"leaf", outcome.leaf}});
    } else {
      say(fmt::format("{} {}", file, in_words(outcome)));
    }
  }
  if (context.json()) answer(nlohmann::ordered_json{{"files", files}});
  return exit;
}

nlohmann::ordered_json to_json(const OpenReport& report) {
  nlohmann::ordered_json out{
      {"batches", report.batches}, {"already", report.already}, {"ideas", report.ideas}};
  for (std::size_t i = 0; i < kStandings; ++i) {
    out[std::string(to_string(static_cast<Standing>(i)))] = report.standings[i];
  }
  return out;
}

}  // namespace

namespace {

// What was on the sticks among `paths`; a stick that fails says so, and what came before stays.
Result<Exit> take_sticks(const Context& context, const ImportOptions& options, Intake& intake,
                         const LogSigner& signer, std::vector<Taken>& taken) {
  using transfer::Stick;
  Exit exit = Exit::done;
  transfer::StickCalls calls;
  JournalShelf shelf(context.hub.journals());
  for (const auto& path : options.paths) {
    if (!is_stick(path)) continue;
    const Stick::Place place{path, options.any_mount ? Stick::Mounted::any : Stick::Mounted::tame,
                             calls};
    PARVIS_TRY(auto report, import_stick(place, intake, shelf, signer, context.now));
    for (const auto& journal : report.journals) complain(fmt::format("journal of {}", journal));
    for (const auto& finding : report.findings) complain(finding);
    if (!report.findings.empty()) exit = Exit::found;
    std::ranges::move(report.taken, std::back_inserter(taken));
    for (const auto& name : report.unread)
      complain(fmt::format("{}: is no batch file and was not read", name));
    if (report.passed_over > 0)
      complain(fmt::format("{}: {} other files passed over", path, report.passed_over));
    if (report.more) complain(fmt::format("{}: there are more: import it again", path));
    if (!report.stopped) continue;
    complain(
        fmt::format("{}: {}. What was received before is in the log: put the stick in and "
                    "import it again.",
                    path, report.stopped->message()));
    exit = Exit::cannot;
  }
  return exit;
}

}  // namespace

Result<Exit> import(const Context& context, const ImportOptions& options) {
  PARVIS_TRY(const auto files, files_of(options.paths));
  const bool sticks = std::ranges::any_of(options.paths, is_stick);
  if (files.empty() && !sticks) return fail(Errc::not_found, "there is no batch file there");
  PARVIS_TRY(const auto signer, load_log_signer(context.hub));
  PARVIS_TRY(const auto root, load_root(context.hub));
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY_VOID(intake.install_root(root.document));
  std::vector<Taken> taken;
  for (std::size_t from = 0; from < files.size(); from += kGroup) {
    const std::size_t some = std::min(kGroup, files.size() - from);
    PARVIS_TRY_VOID(
        take_group(intake, signer, context.now, std::span(files).subspan(from, some), taken));
  }
  PARVIS_TRY(const Exit from_sticks, take_sticks(context, options, intake, signer, taken));
  const Exit said = say_taken(context, taken);
  PARVIS_TRY_VOID(keep_intake_owner(context.hub));
  return from_sticks == Exit::done ? said : from_sticks;
}

Result<Exit> open(const Context& context) {
  PARVIS_TRY(const auto root, load_root(context.hub));
  PARVIS_TRY(const auto keys, read_reception_keys(context.hub.desk_keys()));
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY(auto store, DeskStore::open(context.hub.desk_db()));
  PARVIS_TRY(const auto report, open_batches(intake, store, {root.document, keys}));
  PARVIS_TRY(const bool unpublished, withdrawals_unpublished(store, intake));
  if (unpublished) {
    PARVIS_TRY(const auto signer, load_log_signer(context.hub));
    PARVIS_TRY_VOID(publish_withdrawals(store, intake, signer, context.now));
  }
  PARVIS_TRY_VOID(write_statuses(context.hub, store));
  if (context.json()) {
    answer(to_json(report));
    return Exit::done;
  }
  say(fmt::format("{} batches opened ({} were open), {} ideas to moderate.", report.batches,
                  report.already, report.ideas));
  if (report.judged_again > 0) {
    say(fmt::format("{} of them were judged again, after a revocation or a decision about it.",
                    report.judged_again));
  }
  for (std::size_t i = 0; i < kStandings; ++i) {
    if (report.standings[i] == 0) continue;
    say(fmt::format("  {:>6} {}", report.standings[i], to_string(static_cast<Standing>(i))));
  }
  return Exit::done;
}

}  // namespace parvis::hub::cli
