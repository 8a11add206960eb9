#include "sync/hub/desk/trusted_devices.h"

#include <algorithm>

namespace parvis::hub {

TrustedDevices::TrustedDevices(const wire::RootDocument& root, Verdicts verdicts)
    : verdicts_(std::move(verdicts)) {
  std::map<crypto::KeyId, wire::ChainId> newest;  // certificates stand in order of serial
  for (const auto& document : root.certificates) {
    const auto certificate = wire::verify_certificate(document, root.authority);
    if (!certificate || certificate->purpose != wire::Purpose::device || !certificate->chain)
      continue;
    newest.insert_or_assign(crypto::key_id(certificate->key), *certificate->chain);
    devices_.insert_or_assign(*certificate->chain, Device{*certificate, std::nullopt});
  }
  // lost_at_batch is a number of the newest chain: those that the same key had before have ended.
  for (const auto& revocation : root.revocations) {
    const auto chain = newest.find(revocation.key);
    if (chain != newest.end()) devices_.at(chain->second).lost_at = revocation.lost_at_batch;
  }
}

const wire::Certificate* TrustedDevices::signer(const wire::Signed& document,
                                                const wire::Manifest& manifest) const {
  const auto found = devices_.find(manifest.chain);
  if (found == devices_.end()) return nullptr;
  const wire::Certificate& certificate = found->second.certificate;
  const bool signed_it = certificate.device == manifest.device &&
                         wire::verify_manifest(document, certificate.key).has_value();
  return signed_it ? &certificate : nullptr;
}

std::string TrustedDevices::objection(const wire::Signed& document,
                                      const wire::Manifest& manifest) const {
  const auto found = devices_.find(manifest.chain);
  if (found == devices_.end()) return "device-unknown";
  if (signer(document, manifest) == nullptr) return "manifest-forged";
  const auto& lost_at = found->second.lost_at;
  if (!lost_at || manifest.number <= *lost_at) return "";
  const Verdict* verdict = verdicts_.find(wire::digest(document));
  const bool accepted = verdict != nullptr && verdict->kind == Verdict::Kind::accepted;
  return accepted ? "" : std::string(kRevoked);
}

bool TrustedDevices::has_lost() const {
  return std::any_of(devices_.begin(), devices_.end(),
                     [](const auto& entry) { return entry.second.lost_at.has_value(); });
}

}  // namespace parvis::hub
