// Whose batches count: the kiosks that the root document certifies, where a revocation ends their word, and what people decided
// about the batches behind that end.
//
// Threads: values.
#pragma once

#include "sync/hub/desk/verdicts.h"

namespace parvis::hub {

inline constexpr std::string_view kRevoked = "device-revoked";

class TrustedDevices {
 public:
  // `root` MUST be verified.
  TrustedDevices(const wire::RootDocument& root, Verdicts verdicts);

  // Why the word of this manifest's kiosk does not count, or "". kRevoked is what people may decide otherwise.
  [[nodiscard]] std::string objection(const wire::Signed& document,
                                      const wire::Manifest& manifest) const;
  // Whether any kiosk is revoked from some batch on.
  [[nodiscard]] bool has_lost() const;
  // Null for a kiosk that is not certified, or did not sign the manifest.
  [[nodiscard]] const wire::Certificate* signer(const wire::Signed& document,
                                                const wire::Manifest& manifest) const;
  [[nodiscard]] const Verdicts& verdicts() const { return verdicts_; }

 private:
  struct Device {
    wire::Certificate certificate;
    std::optional<wire::BatchNumber> lost_at;  // later batches wait for people
  };
  std::map<wire::ChainId, Device> devices_;
  Verdicts verdicts_;
};

}  // namespace parvis::hub
