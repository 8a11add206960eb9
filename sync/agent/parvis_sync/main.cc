// parvis-sync: carries batches to the hub and its answers back. It can neither read a visit nor sign one.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "hardware/platform/exit_code.h"
#include "hardware/platform/stop_signals.h"
#include "sync/agent/agent.h"
#include "sync/agent/audit.h"
#include "sync/agent/sticks.h"
#include "sync/crypto/crypto.h"
#include "sync/identity/store.h"

using namespace parvis;

namespace {

constexpr const char* kFooter = R"(
sync.toml, with what happens when a line is left out:
  data = "/var/lib/parvis"              # the kiosk's directory
  consultation = "mulhouse-solidaire"   # whose pack is fetched; none
  poll_minutes = 15                     # how often it asks when nothing happens
  stick = "/media/parvis"               # where a stick is mounted; the mediator's screen then copies to it
  [hub]
  url = "https://hub.example:8443"      # that of the root document
  ca = "city-ca.pem"                    # the city's certificate authority, or:
  pinned_key = "sha256//…="             # base64 of the SHA-256 of the hub's public key
  megabytes_a_day = 50                  # on a metered link, both ways; no limit

Nothing is lost while there is no network: batches wait, and go when there is one. Only a receipt that
verifies for a batch counts as received.

Without any network, by stick:
  parvis-sync export /media/stick       # on the kiosk; "safe" when every file was read back
  parvis-hub import /media/stick        # in the city
  parvis-hub stick /media/stick         # puts receipts, the newest pack and the rest onto it
  parvis-sync import /media/stick       # on the kiosk again

Exit status: 0 everything is received, 1 the hub or a person has to decide (see status), 2 wrong words or
configuration, 3 this machine's disk, 4 not now: no network, a portal; the same command later may do.)";

int report(const Error& error) {
  std::fprintf(stderr, "parvis-sync: %s\n", error.message().c_str());
  return exit_code(error.code);
}

int exit_code_of(agent::Trouble trouble) {
  using agent::Trouble;
  switch (trouble) {
    case Trouble::none:
      return kExitDone;
    case Trouble::recovery:
    case Trouble::offline:
    case Trouble::timeout:
    case Trouble::certificate:
    case Trouble::portal:
    case Trouble::busy:
    case Trouble::allowance:
    case Trouble::not_a_receipt:
      return kExitLater;
    case Trouble::disk:
      return kExitCannot;
    default:
      return kExitRefused;
  }
}

enum class Form { words, json };

int show(std::string_view json, Form form) {
  const auto words =
      form == Form::json ? Result<std::string>(std::string(json)) : agent::to_words(json);
  if (!words) return report(words.error());
  std::fwrite(words->data(), 1, words->size(), stdout);
  return kExitDone;
}

int show_last(const agent::Settings& settings, Form form) {
  const auto bytes = read_file(settings.status_file(), 1u << 20);
  return bytes ? show(as_text(*bytes), form) : report(bytes.error());
}

int show_audit(const agent::Settings& settings, Form form) {
  const auto found = agent::audit(settings);
  if (!found) return report(found.error());
  if (form == Form::json) {
    const nlohmann::ordered_json json{
        {"batches", found->batches},          {"receipts", found->receipts},
        {"earlier_receipts", found->earlier}, {"checkpoints", found->checkpoints},
        {"journal_entries", found->entries},  {"findings", found->findings},
        {"evidence", found->evidence}};
    std::printf("%s\n", json.dump(2).c_str());
  } else {
    for (const auto& finding : found->findings) std::printf("FOUND: %s.\n", finding.c_str());
    for (const auto& note : found->evidence) std::printf("---- a signed note\n%s", note.c_str());
    std::printf(
        "%ju batches, %ju proved by their receipt; %ju checkpoints of one log compared; %ju "
        "entries of "
        "journals.\n",
        std::uintmax_t{found->batches}, std::uintmax_t{found->receipts},
        std::uintmax_t{found->checkpoints}, std::uintmax_t{found->entries});
    std::puts(found->findings.empty() ? "Nothing was altered here, and the hub contradicts nobody."
                                      : "Something has to be looked at.");
  }
  return found->findings.empty() ? kExitDone : kExitRefused;
}

int run(const agent::Settings& settings) {
  const SystemClock clock;
  auto opened = agent::Agent::open(settings, clock);
  if (!opened) return report(opened.error());
  const StopSignals signals([&] { opened->request_stop(); });
  const auto ran = opened->run();
  return ran ? kExitDone : report(ran.error());
}

int once(const agent::Settings& settings, Form form) {
  const SystemClock clock;
  auto opened = agent::Agent::open(settings, clock);
  if (!opened) return report(opened.error());
  const auto status = opened->once();
  show(transfer::to_json(status, clock.utc()), form);
  return exit_code_of(status.trouble);
}

// What came of a stick, or why not and what to do.
template <class Report>
int show_stick(const Result<Report>& report, Form form, bool good) {
  if (!report) {
    const int exit = ::report(report.error());
    std::fprintf(stderr, "%s\n", std::string(agent::stick_advice(report.error().code)).c_str());
    return exit;
  }
  const std::string text = form == Form::json ? agent::to_json(*report) : agent::to_words(*report);
  std::fwrite(text.data(), 1, text.size(), stdout);
  return good ? kExitDone : kExitRefused;
}

// The journals of this machine, as they lie there. `program` "" is all of them.
int show_journals(const agent::Settings& settings, const std::string& program) {
  int exit = kExitDone;
  for (const auto& [name, file] : settings.journals()) {
    if (!program.empty() && program != name) continue;
    const auto found = journal::audit_file(file);
    if (!found && found.error().code == Errc::not_found && program.empty()) continue;
    if (!found) return report(found.error());
    std::printf("%s\n", name.c_str());
    for (const auto& entry : found->entries) {
      std::printf("  %6llu  %s\n", static_cast<unsigned long long>(entry.number),
                  journal::in_words(entry).c_str());
    }
    if (!found->damage) continue;
    const std::string_view advice = journal::advice(found->damage->kind);
    std::printf("%s: %s. %.*s\n", name.c_str(), journal::in_words(*found->damage).c_str(),
                static_cast<int>(advice.size()), advice.data());
    if (found->damage->kind != journal::Damage::Kind::torn) exit = kExitRefused;
  }
  return exit;
}

int export_stick(const agent::Settings& settings, const transfer::Stick::Place& place, Form form) {
  const auto report = agent::export_to_stick(settings, place);
  return show_stick(report, form, report && report->safe());
}

int import_stick(const agent::Settings& settings, const transfer::Stick::Place& place, Form form) {
  if (const auto enrolled = identity::load_enrolment(settings.identity()); !enrolled) {
    return report(wrap(enrolled.error(), "run 'parvis-kiosk enrol FILE' first").value());
  }
  const auto report = agent::import_from_stick(settings, place);
  return show_stick(report, form, report && !report->log_conflict && report->unsound.empty());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App cli{"Carries a kiosk's sealed batches to the hub, and receipts and packs back."};
  cli.footer(kFooter);
  std::string config, data, url, ca, stick, program;
  bool json = false, any_mount = false;
  cli.add_option("--config", config, "sync.toml");
  cli.add_option("--data", data, "the kiosk's directory (default /var/lib/parvis)");
  cli.add_option("--hub", url, "the hub's URL, instead of hub.url");
  cli.add_option("--ca", ca, "the city's certificate authority, instead of hub.ca");
  cli.require_subcommand(1);
  auto* run_command = cli.add_subcommand(
      "run", "until stopped: when due, when a batch appears, when asked to send now");
  auto* once_command = cli.add_subcommand("once", "one round now, then end");
  auto* status_command = cli.add_subcommand("status", "how sending went last ");
  auto* audit_command = cli.add_subcommand(
      "audit", "whether anything was altered here, or the hub contradicts itself or this kiosk");
  auto* export_command = cli.add_subcommand(
      "export", "copy every batch onto a stick; says safe when all of it was read back");
  auto* import_command = cli.add_subcommand(
      "import", "take receipts, packs and the rest from a stick that was at the hub");
  for (auto* command : {export_command, import_command}) {
    command->add_option("stick", stick, "the directory where the stick is mounted")->required();
    command->add_flag("--any-mount", any_mount, "also where it is not mounted nosuid,nodev,noexec");
  }
  auto* journal_command =
      cli.add_subcommand("journal", "what this kiosk's programs did, and whether it is in order");
  journal_command->add_option("--program", program, "parvis-kiosk or parvis-sync");
  for (auto* command :
       {once_command, status_command, audit_command, export_command, import_command})
    command->add_flag("--json", json, "for scripts");
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? kExitDone : kExitUsage;
  }

  if (const auto started = crypto::init(); !started) return report(started.error());
  agent::Settings settings;
  if (!config.empty()) {
    auto loaded = agent::load_settings(config);
    if (!loaded) {
      report(loaded.error());
      return kExitUsage;
    }
    settings = std::move(*loaded);
  }
  if (!data.empty()) settings.data = data;
  if (!url.empty()) settings.hub_url = url;
  if (!ca.empty()) settings.ca = ca;
  const Form form = json ? Form::json : Form::words;
  transfer::StickCalls calls;
  const transfer::Stick::Place place{
      stick, any_mount ? transfer::Stick::Mounted::any : transfer::Stick::Mounted::tame, calls};
  if (*run_command) return run(settings);
  if (*once_command) return once(settings, form);
  if (*audit_command) return show_audit(settings, form);
  if (*journal_command) return show_journals(settings, program);
  if (*export_command) return export_stick(settings, place, form);
  if (*import_command) return import_stick(settings, place, form);
  PARVIS_CHECK(*status_command);
  return show_last(settings, form);
}
