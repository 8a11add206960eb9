// A city small enough to live in one value: an authority, a publisher, a reception key and one kiosk enrolled in a
// directory. For tests and for people who drive a kiosk without a hub. The reception key is at hand, so that a test can open
// what the kiosk sealed.
#pragma once

#include <string>
#include <vector>

#include "hardware/platform/clock.h"
#include "hardware/platform/files.h"
#include "sync/wire/certificate.h"

namespace parvis::drive {

struct CitySources {
  Path consultation;  // a folder of assets/consultations
  Path city;          // values of [city]
};

class TestCity {
 public:
  TestCity();

  // Prepares and enrols a kiosk in `data`, with a pack that is valid around `now` and one mediator. Returns her PIN. The keys
  // are real; the PIN's Argon2 is cheap.
  Result<std::string> prepare_kiosk(const Path& data, const CitySources& sources,
                                    UtcTime now) const;

  // Every visit in the batch files of an outbox, opened.
  [[nodiscard]] Result<std::vector<wire::Visit>> open_outbox(const Path& outbox) const;

  [[nodiscard]] const crypto::SigningKey& authority() const { return authority_; }

 private:
  [[nodiscard]] Result<wire::Signed> certify(wire::Certificate certificate, UtcTime now) const;

  crypto::SigningKey authority_;
  crypto::SigningKey publisher_;
  crypto::OpeningKey reception_;
  crypto::SigningKey receipt_;
};

}  // namespace parvis::drive
