// A real pack of a small city: its publisher and reception keys are drawn for it, and certified by the city's authority.
#pragma once

#include "sync/pack/build.h"
#include "tests/support/pack_city.h"
#include "tests/support/small_city.h"

namespace parvis::support {

// With recordings to be more than one part of what the hub sends at a time.
inline consultation::Consultation large_consultation() {
  auto all = PackCity::spoken_consultation();
  for (auto& recording : all.recordings) recording.opus = PackCity::opus(400'000);
  return all;
}

inline Bytes small_pack(const SmallCity& city, std::uint64_t version,
                        const consultation::Consultation& all = PackCity::consultation()) {
  const auto publisher = crypto::SigningKey::generate();
  const auto reception = crypto::OpeningKey::generate();
  const UtcTime now = seconds(1'700'000'000);
  wire::RootDocument root;
  root.number = 1;
  root.issued = now;
  root.city = "Ville";
  root.hub_url = "https://localhost";
  root.log_origin = SmallCity::kOrigin;
  const auto certify = [&](wire::Purpose purpose, ByteView key) {
    wire::Certificate certificate;
    certificate.serial = root.certificates.size() + 1;
    certificate.purpose = purpose;
    certificate.name = std::string(to_string(purpose));
    certificate.key = value(crypto::VerifyKey::from(key));
    certificate.not_before = seconds(1'600'000'000);
    certificate.not_after = seconds(1'900'000'000);
    root.certificates.push_back(value(wire::sign(certificate, city.authority)));
  };
  certify(wire::Purpose::publisher, publisher.verify_key().view());
  certify(wire::Purpose::reception, reception.seal_key().view());
  return value(pack::build(all, {version, now, "", "0.1.0"}, publisher, city.authority.verify_key(),
                           value(wire::sign(root, city.authority)), {}));
}

}  // namespace parvis::support
