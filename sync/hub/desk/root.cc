#include "sync/hub/desk/root.h"

#include <algorithm>

#include "sync/transfer/log_keys.h"

namespace parvis::hub {
namespace {

// A clock that is a little behind still finds a certificate valid.
constexpr std::chrono::hours kSkew{24};
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
  if (previous != nullptr) {
    if (previous->document.authority != authority.verify_key()) {
      return fail(Errc::denied, "this authority's key has handed over to another");
    }
    next.document = previous->document;
  }
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
  for (const auto& revocation : change.revocations) {
    std::erase_if(document.revocations,
                  [&](const auto& earlier) { return earlier.key == revocation.key; });
    document.revocations.push_back(revocation);
  }
  document.restarts.insert(document.restarts.end(), change.restarts.begin(), change.restarts.end());
  PARVIS_TRY(next.signed_document, wire::sign(document, authority.key()));
  PARVIS_TRY_VOID(
      write_file(hub.root_document(), wire::encode(next.signed_document), Existing::replace, 0644));
  return next;
}

Result<StoredRoot> succeed_root(const HubDirectory& hub, const Authority& from, const Authority& to,
                                UtcTime now) {
  PARVIS_TRY(StoredRoot next, load_root(hub));
  wire::RootDocument& document = next.document;
  if (document.authority != from.verify_key()) {
    return fail(Errc::denied, "this authority's key has handed over to another");
  }
  document.number += 1;
  document.issued = now;
  PARVIS_TRY(auto succession, wire::hand_over(from.key(), to.key(), now));
  document.lineage.push_back(std::move(succession));
  for (auto& certificate : document.certificates) {
    PARVIS_TRY(const auto same, wire::verify_certificate(certificate, from.verify_key()));
    PARVIS_TRY(certificate, wire::sign(same, to.key()));
  }
  document.authority = to.verify_key();
  PARVIS_TRY(next.signed_document, wire::sign(document, to.key()));
  PARVIS_TRY_VOID(
      write_file(hub.root_document(), wire::encode(next.signed_document), Existing::replace, 0644));
  return next;
}

wire::Certificate certificate_for(wire::Purpose purpose, std::string name, ByteView key,
                                  UtcTime now, std::chrono::days valid) {
  wire::Certificate certificate;
  certificate.purpose = purpose;
  certificate.name = std::move(name);
  std::copy(key.begin(), key.end(), certificate.key.bytes.begin());
  certificate.not_before = now - kSkew;
  certificate.not_after = now + valid;
  return certificate;
}

Result<wire::Certificate> draw_key(const Path& file, wire::Purpose purpose, std::string name,
                                   UtcTime now, std::chrono::days valid) {
  if (purpose == wire::Purpose::reception) {
    const auto key = crypto::OpeningKey::generate();
    PARVIS_TRY_VOID(write_key(file, purpose, key.secret()));
    return certificate_for(purpose, std::move(name), key.seal_key().view(), now, valid);
  }
  const auto key = crypto::SigningKey::generate();
  PARVIS_TRY_VOID(write_key(file, purpose, key.seed()));
  return certificate_for(purpose, std::move(name), key.verify_key().view(), now, valid);
}

Result<LogSigner> load_log_signer(const HubDirectory& hub) {
  PARVIS_TRY(const auto settings, load_settings(hub));
  const auto key_of = [&](wire::Purpose purpose) {
    return read_signing_key(key_file(hub.intake_keys(), purpose), purpose);
  };
  PARVIS_TRY(auto receipt, key_of(wire::Purpose::receipt));
  PARVIS_TRY(auto witness, key_of(wire::Purpose::witness));
  PARVIS_TRY(const auto root, load_root(hub));
  return LogSigner{settings.origin, std::move(receipt), witness_name(settings.origin),
                   std::move(witness), transfer::log_identity(root.document)};
}

}  // namespace parvis::hub
