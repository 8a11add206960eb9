#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "sync/hub/desk/rotation.h"
#include "sync/hub/intake/intake.h"
#include "sync/hub/parvis_hub/verbs.h"
#include "sync/identity/enrolment.h"
#include "sync/identity/qr_text.h"

namespace parvis::hub::cli {
namespace {

constexpr std::uint64_t kMaxRequest = 64u << 10;

std::string numbers(const std::vector<wire::BatchNumber>& gaps) {
  std::vector<std::uint64_t> values;
  values.reserve(gaps.size());
  for (const auto& gap : gaps) values.push_back(gap.value);
  return fmt::format("{}", fmt::join(values, ", "));
}

nlohmann::ordered_json to_json(const DeviceReport& device) {
  nlohmann::ordered_json gaps = nlohmann::ordered_json::array();
  for (const auto& gap : device.gaps) gaps.push_back(gap.value);
  return {{"name", device.name},
          {"state", to_string(device.state)},
          {"device", crypto::to_hex(device.device.view())},
          {"chain", crypto::to_hex(device.chain.view())},
          {"batches", device.batches},
          {"visits", device.visits},
          {"highest", device.highest.value},
          {"gaps", gaps},
          {"conflicts", device.conflicts}};
}

void say_device(const DeviceReport& device) {
  say(fmt::format("{:<20} {:<11} {:>7} {:>7}  {}{}", device.name, to_string(device.state),
                  device.batches, device.visits,
                  device.gaps.empty() ? "no gap" : "missing " + numbers(device.gaps),
                  device.conflicts == 0 ? "" : fmt::format("; {} kept aside", device.conflicts)));
}

Result<Path> request_on(const Path& stick) {
  PARVIS_TRY(const auto files, list_files(stick, ".request"));
  if (files.empty()) {
    return fail(Errc::not_found, fmt::format("no request on {}", stick.string()));
  }
  if (files.size() > 1) {
    std::vector<std::string> names;
    for (const Path& file : files) names.push_back(file.string());
    return fail(Errc::invalid,
                fmt::format("several requests on it, name one: {}", fmt::join(names, ", ")));
  }
  return files.front();
}

Result<Bytes> request_of(const EnrolOptions& options) {
  if (!options.qr.empty()) return identity::from_qr_text(options.qr);
  if (!options.request.empty()) return read_file(options.request, kMaxRequest);
  if (options.stick.empty()) {
    return fail(Errc::invalid, "which request? a file, --stick DIR or --qr TEXT");
  }
  PARVIS_TRY(const Path file, request_on(options.stick));
  return read_file(file, kMaxRequest);
}

Path answer_file(const EnrolOptions& options, const wire::DeviceId& device) {
  if (!options.out.empty()) return options.out;
  if (!options.stick.empty()) return options.stick / identity::answer_name(device);
  return options.name + ".enrolment";
}

}  // namespace

Result<Exit> init(const Context& context, const InitOptions& options) {
  FoundOptions founding;
  founding.settings = {options.city,   options.origin,          options.url,
                       options.listen, options.tls_certificate, options.tls_key};
  founding.valid = std::chrono::days(options.valid_days);
  PARVIS_TRY(founding.passphrase, ask_passphrase(Passphrase::fresh));
  PARVIS_TRY(const auto authority, found(context.hub, founding, context.now));
  if (!options.serve_user.empty()) {
    PARVIS_TRY_VOID(give_intake_to(context.hub, options.serve_user));
  }
  const std::string key = crypto::to_base64(authority.view());
  if (context.json()) {
    answer(nlohmann::ordered_json{{"hub", context.hub.root.string()}, {"authority", key}});
    return Exit::done;
  }
  say(fmt::format("A hub stands in {}.", context.hub.root.string()));
  say(fmt::format("Authority: {}", key));
  say("Its key is authority.key. Copy it and its passphrase to a safe: who has both can certify "
      "any kiosk.");
  say("Next: parvis-hub pack build SOURCES, then parvis-hub enrol REQUEST --name borne-01.");
  return Exit::done;
}

Result<Exit> enrol(const Context& context, const EnrolOptions& options) {
  PARVIS_TRY(const Bytes request, request_of(options));
  PARVIS_TRY(const std::string passphrase, ask_passphrase(Passphrase::known));
  PARVIS_TRY(const auto authority, unlock_authority(context.hub, passphrase));
  PARVIS_TRY(const auto enrolled, hub::enrol(context.hub, authority, request, options.name,
                                             options.consultation, context.now));
  const Path out = answer_file(options, *enrolled.certificate.device);
  PARVIS_TRY_VOID(write_file(out, enrolled.answer));
  const std::string pack =
      enrolled.pack.version == 0
          ? ""
          : fmt::format("{} version {}", enrolled.pack.consultation, enrolled.pack.version);
  if (context.json()) {
    answer(nlohmann::ordered_json{{"name", options.name},
                                  {"chain", crypto::to_hex(enrolled.certificate.chain->view())},
                                  {"root", enrolled.root},
                                  {"pack", pack},
                                  {"answer", out.string()}});
    return Exit::done;
  }
  say(fmt::format("{} is enrolled, with a new chain; root document {}.", options.name,
                  enrolled.root));
  say(pack.empty() ? "No pack was made yet: the kiosk will ask for one later."
                   : fmt::format("The answer brings {}.", pack));
  say(fmt::format("Carry {} to the kiosk: parvis-kiosk enrol {}", out.string(),
                  out.filename().string()));
  return Exit::done;
}

Result<Exit> devices(const Context& context) {
  PARVIS_TRY(auto intake, Intake::open(context.hub.intake_db()));
  PARVIS_TRY(const auto reports, intake.devices());
  PARVIS_TRY(const auto aside, intake.kept_aside());
  if (context.json()) {
    nlohmann::ordered_json document{{"devices", nlohmann::ordered_json::array()},
                                    {"kept_aside", nlohmann::ordered_json::array()}};
    for (const auto& device : reports) document["devices"].push_back(to_json(device));
    for (const auto& file : aside) {
      document["kept_aside"].push_back({{"file", crypto::to_hex(file.file.view())},
                                        {"reason", file.reason},
                                        {"received", to_iso(file.received)}});
    }
    answer(document);
    return Exit::done;
  }
  say(fmt::format("{:<20} {:<11} {:>7} {:>7}  {}", "device", "state", "batches", "visits",
                  "numbers"));
  for (const auto& device : reports) say_device(device);
  for (const auto& file : aside) {
    say(fmt::format("kept aside since {}: a batch file, {}", to_iso(file.received), file.reason));
  }
  return Exit::done;
}

}  // namespace parvis::hub::cli
