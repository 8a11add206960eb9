#include "sync/hub/desk/root.h"

#include <algorithm>

namespace parvis::hub {
namespace {

constexpr std::uint64_t kMaxRootFile = 8u << 20;

std::uint64_t highest_serial(const wire::RootDocument& root, const crypto::VerifyKey& authority) {
  std::uint64_t highest = 0;
  for (const auto& document : root.certificates) {
    if (const auto certificate = wire::verify_certificate(document, authority)) {
      highest = std::max(highest, certificate->serial);
    }
  }
  return highest;
}

}  // namespace

Result<StoredRoot> load_root(const HubDirectory& hub) {
  PARVIS_TRY(const auto authority, read_authority_key(hub.authority_public()));
  PARVIS_TRY(const Bytes bytes, read_file(hub.root_document(), kMaxRootFile));
  StoredRoot root;
  PARVIS_TRY(root.signed_document, wire::decode_signed(bytes));
  PARVIS_TRY(root.document, wire::verify_root(root.signed_document, authority));
  return root;
}

Result<StoredRoot> issue_root(const HubDirectory& hub, const Authority& authority,
                              const HubSettings& settings, const StoredRoot* previous,
                              RootChange change, UtcTime now) {
  StoredRoot next;
  if (previous != nullptr) next.document = previous->document;
  wire::RootDocument& document = next.document;
  document.number += 1;
  document.issued = now;
  document.city = settings.city;
  document.hub_url = settings.url;
  document.log_origin = settings.origin;
  std::uint64_t serial = highest_serial(document, authority.verify_key());
  for (auto& certificate : change.certificates) {
    certificate.serial = ++serial;
    PARVIS_TRY(auto signed_certificate, wire::sign(certificate, authority.key()));
    document.certificates.push_back(std::move(signed_certificate));
  }
  document.revocations.insert(document.revocations.end(), change.revocations.begin(),
                              change.revocations.end());
  document.restarts.insert(document.restarts.end(), change.restarts.begin(), change.restarts.end());
  PARVIS_TRY(next.signed_document, wire::sign(document, authority.key()));
  PARVIS_TRY_VOID(
      write_file(hub.root_document(), wire::encode(next.signed_document), Existing::replace, 0644));
  return next;
}

Result<LogSigner> load_log_signer(const HubDirectory& hub) {
  PARVIS_TRY(const auto settings, load_settings(hub));
  const auto key_of = [&](wire::Purpose purpose) {
    return read_signing_key(key_file(hub.intake_keys(), purpose), purpose);
  };
  PARVIS_TRY(auto receipt, key_of(wire::Purpose::receipt));
  PARVIS_TRY(auto witness, key_of(wire::Purpose::witness));
  return LogSigner{settings.origin, std::move(receipt), witness_name(settings.origin),
                   std::move(witness)};
}

}  // namespace parvis::hub
