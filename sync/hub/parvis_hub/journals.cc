#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sync/hub/desk/root.h"
#include "sync/hub/intake/intake.h"
#include "sync/hub/intake/journals.h"
#include "sync/hub/parvis_hub/verbs.h"

namespace parvis::hub::cli {
namespace {

using nlohmann::ordered_json;

Result<DeviceRecord> find_device(Intake& intake, const std::string& wanted) {
  PARVIS_TRY(const auto devices, intake.store().devices());
  const auto found = std::ranges::find_if(devices, [&](const DeviceRecord& device) {
    return device.name == wanted || crypto::to_hex(device.device.view()) == wanted;
  });
  if (found == devices.end())
    return fail(Errc::not_found, fmt::format("no kiosk is called '{}'; see devices", wanted));
  return *found;
}

ordered_json to_json(const journal::Entry& entry) {
  ordered_json json{{"number", entry.number}, {"time", to_iso(entry.time)}};
  const auto* known = journal::info(entry.event);
  if (known != nullptr) json["event"] = known->name;
  if (known == nullptr) json["event"] = static_cast<unsigned>(entry.event);
  json["fields"] = ordered_json::object();
  for (std::size_t i = 0; i < entry.fields.size(); ++i) {
    const std::string name = known != nullptr ? std::string(known->fields[i]) : fmt::to_string(i);
    json["fields"][name] = entry.fields[i];
  }
  return json;
}

ordered_json to_json(const JournalFinding& finding) {
  ordered_json json{{"volume", finding.volume},
                    {"kind", finding.damage ? to_string(finding.damage->kind) : "replaced"},
                    {"words", finding.words},
                    {"advice", finding.advice}};
  if (finding.damage) json["entry"] = finding.damage->entry;
  return json;
}

// The entries of every volume that can be read, then what is wrong.
ordered_json describe(const std::string& program, const std::vector<JournalShelf::Volume>& volumes,
                      const std::vector<JournalFinding>& wrong) {
  ordered_json json{{"program", program}, {"volumes", ordered_json::array()}};
  for (const auto& [bytes, heads] : volumes) {
    const auto audit = journal::audit(bytes);
    ordered_json entries = ordered_json::array();
    if (audit) {
      for (const auto& entry : audit->entries) entries.push_back(to_json(entry));
    }
    json["volumes"].push_back({{"heads", heads.size()}, {"entries", std::move(entries)}});
  }
  json["findings"] = ordered_json::array();
  for (const auto& finding : wrong) json["findings"].push_back(to_json(finding));
  return json;
}

void say_volumes(const std::string& program, const std::vector<JournalShelf::Volume>& volumes,
                 const std::vector<JournalFinding>& wrong) {
  std::size_t number = 0;
  for (const auto& [bytes, heads] : volumes) {
    say(fmt::format("{}, volume {} of {}, {} signed heads", program, ++number, volumes.size(),
                    heads.size()));
    const auto audit = journal::audit(bytes);
    if (!audit) continue;
    for (const auto& entry : audit->entries)
      say(fmt::format("  {:>6}  {}", entry.number, journal::in_words(entry)));
  }
  for (const auto& finding : wrong) {
    say(fmt::format("{}, volume {}: {}. What stands before it is in good order. {}", program,
                    finding.volume, finding.words, finding.advice));
  }
  if (volumes.empty()) say(fmt::format("{}: nothing has come yet", program));
  if (!volumes.empty() && wrong.empty())
    say(fmt::format("{}: in good order, as every head says", program));
}

}  // namespace

Result<Exit> journal(const Context& context, const JournalOptions& options) {
  PARVIS_TRY(const auto root, load_root(context.hub));
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY_VOID(intake.install_root(root.document));
  PARVIS_TRY(const auto device, find_device(intake, options.device));
  const JournalShelf shelf(context.hub.journals());
  ordered_json document{{"device", device.name}, {"journals", ordered_json::array()}};
  Exit exit = Exit::done;
  for (const std::string program : {"parvis-kiosk", "parvis-sync"}) {
    if (!options.program.empty() && options.program != program) continue;
    PARVIS_TRY(const auto volumes, shelf.read(device.device, program, device.transport));
    const auto wrong = findings(volumes);
    if (!wrong.empty()) exit = Exit::found;
    if (context.json()) document["journals"].push_back(describe(program, volumes, wrong));
    if (!context.json()) say_volumes(program, volumes, wrong);
  }
  if (context.json()) answer(document);
  return exit;
}

}  // namespace parvis::hub::cli
