#include "sync/hub/desk/enrolment.h"

#include <fmt/format.h>

#include <algorithm>

#include "sync/hub/desk/packs.h"
#include "sync/hub/intake/intake.h"
#include "sync/identity/enrolment.h"

namespace parvis::hub {
namespace {

Result<RootChange> make_keys(const HubDirectory& hub, const FoundOptions& options, UtcTime now) {
  using wire::Purpose;
  const std::string& origin = options.settings.origin;
  struct Wanted {
    Purpose purpose;
    Path keys;
    std::string name;
  };
  const Wanted wanted[] = {
      {Purpose::publisher, hub.desk_keys(), options.settings.city},
      {Purpose::reception, hub.desk_keys(), options.settings.city},
      {Purpose::desk, hub.desk_keys(), desk_name(origin)},
      {Purpose::receipt, hub.intake_keys(), origin},
      {Purpose::witness, hub.intake_keys(), witness_name(origin)},
  };
  RootChange change;
  for (const auto& [purpose, keys, name] : wanted) {
    PARVIS_TRY(auto certificate,
               draw_key(key_file(keys, purpose), purpose, name, now, options.valid));
    change.certificates.push_back(std::move(certificate));
  }
  return change;
}

Status set_mode(const Path& directory, unsigned mode) {
  std::error_code error;
  std::filesystem::permissions(directory, static_cast<std::filesystem::perms>(mode), error);
  if (error) return fail_errno(directory.string(), error.value());
  return {};
}

// The pack that goes with an answer: the newest of the consultation.
Result<std::optional<wire::PackRef>> newest_pack(DeskStore& store, std::string_view consultation) {
  PARVIS_TRY(const auto packs, store.packs());
  std::optional<wire::PackRef> newest;
  for (const auto& pack : packs) {
    if (consultation.empty() || pack.consultation == consultation) {
      if (newest && newest->consultation != pack.consultation) {
        return fail(Errc::invalid, "several consultations are here: say which (--consultation)");
      }
      newest = pack;
    }
  }
  if (!newest && !consultation.empty()) {
    return fail(Errc::not_found, fmt::format("no pack of '{}' was made here", consultation));
  }
  return newest;
}

}  // namespace

Status check_name(std::string_view name) {
  const bool fine =
      !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
      });
  if (fine) return {};
  return fail(Errc::invalid,
              fmt::format("'{}' is no name: 1 to 64 of a-z, 0-9, '-' and '.'", name));
}

Result<crypto::VerifyKey> found(const HubDirectory& hub, const FoundOptions& options, UtcTime now) {
  std::error_code ignored;
  if (std::filesystem::exists(hub.settings(), ignored) ||
      std::filesystem::exists(hub.authority(), ignored)) {
    return fail(Errc::conflict, fmt::format("{} is a hub already", hub.root.string()));
  }
  if (!tlog::is_key_name(options.settings.origin)) {
    return fail(Errc::invalid,
                "the origin is the log's name, such as hub.example/parvis, without spaces");
  }
  PARVIS_TRY_VOID(make_directories(hub.packs()));
  for (const Path& directory : {hub.root, hub.exchange(), hub.packs()}) {
    PARVIS_TRY_VOID(set_mode(directory, 0755));
  }
  for (const Path& directory : {hub.intake(), hub.desk(), hub.intake_keys(), hub.desk_keys()}) {
    PARVIS_TRY_VOID(make_directories(directory));
    PARVIS_TRY_VOID(set_mode(directory, 0700));
  }
  PARVIS_TRY(const auto authority,
             Authority::create(hub.authority(), options.passphrase, options.cost));
  PARVIS_TRY(auto change, make_keys(hub, options, now));
  PARVIS_TRY(const auto root,
             issue_root(hub, authority, options.settings, nullptr, std::move(change), now));
  PARVIS_TRY(auto intake, Intake::create(hub.intake_db(), options.settings.origin));
  PARVIS_TRY_VOID(intake.install_root(root.document));
  PARVIS_TRY(const auto store, DeskStore::create(hub.desk_db()));
  PARVIS_TRY_VOID(write_file(hub.settings(), as_bytes(format_settings(options.settings)),
                             Existing::keep, 0644));
  return authority.verify_key();
}

Result<Enrolled> enrol(const HubDirectory& hub, const Authority& authority, ByteView request,
                       std::string_view name, std::string_view consultation, UtcTime now) {
  PARVIS_TRY_VOID(check_name(name));
  PARVIS_TRY(const auto wanted, identity::decode_request(request));
  PARVIS_TRY(const auto settings, load_settings(hub));
  PARVIS_TRY(const auto previous, load_root(hub));
  PARVIS_TRY(auto store, DeskStore::open(hub.desk_db()));
  PARVIS_TRY(const auto pack, newest_pack(store, consultation));
  const auto wanted_id = crypto::key_id(wanted.collection);
  if (std::ranges::find(previous.document.revocations, wanted_id, &wire::Revocation::key) !=
      previous.document.revocations.end()) {
    return fail(
        Errc::denied,
        "this kiosk's key is revoked: prepare it again, in an empty directory, for a new one");
  }
  for (const auto& other : wire::certificates_of(previous.document, wire::Purpose::device)) {
    if (other.name == name && other.device != wanted.device) {
      return fail(Errc::conflict, fmt::format("another device is called {} already", name));
    }
  }
  wire::Certificate certificate =
      certificate_for(wire::Purpose::device, std::string(name), wanted.collection.view(), now,
                      std::chrono::days(2 * 365));
  certificate.device = wanted.device;
  certificate.chain = crypto::random_fixed<wire::ChainId>();
  certificate.transport = wanted.transport;
  PARVIS_TRY(const auto root,
             issue_root(hub, authority, settings, &previous, {{certificate}, {}, {}}, now));
  Enrolled enrolled;
  identity::EnrolmentAnswer answer;
  answer.authority = authority.verify_key();
  answer.root = root.signed_document;
  answer.certificate = root.document.certificates.back();
  PARVIS_TRY(enrolled.certificate,
             wire::verify_certificate(answer.certificate, authority.verify_key()));
  if (pack) {
    enrolled.pack = *pack;
    PARVIS_TRY(answer.pack, store.pack(*pack));
  }
  enrolled.root = root.document.number;
  enrolled.answer = identity::encode(answer);
  return enrolled;
}

}  // namespace parvis::hub
