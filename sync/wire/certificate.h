// What the authority signs: certificates of every other key, and numbered root documents that gather them, revoke them
// and say where the hub is. A kiosk pins one thing, the authority's key.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sync/wire/commitment.h"

namespace parvis::wire {

enum class Purpose : std::uint8_t {
  publisher = 1,  // signs packs
  reception = 2,  // visits are sealed to it (X25519)
  receipt = 3,    // signs the log's checkpoints
  witness = 4,    // cosigns checkpoints with a time
  desk = 5,       // signs kept notes and messages: "opened and backed up up to size s"
  device = 6,     // two keys: collection and transport
};
[[nodiscard]] std::string_view to_string(Purpose purpose);

inline constexpr crypto::Domain kCertificateDomain{"parvis/certificate", 1};
inline constexpr crypto::Domain kRootDomain{"parvis/root", 1};

struct Certificate {
  std::uint64_t serial = 0;  // counts up, one for each certificate of this authority
  Purpose purpose = Purpose::publisher;
  std::string consultation;  // slug; "" for keys that serve every consultation
  std::string
      name;  // for people: "borne-01", "Accueil des avis"; for receipt and witness the C2SP key name
  crypto::VerifyKey key;  // the X25519 key's bytes for `reception`; the collection key for `device`
  UtcTime not_before;
  UtcTime not_after;
  // For `device` only:
  std::optional<DeviceId> device;
  std::optional<ChainId> chain;
  std::optional<crypto::VerifyKey> transport;
  bool operator==(const Certificate&) const = default;
};
[[nodiscard]] Result<Signed> sign(const Certificate& certificate,
                                  const crypto::SigningKey& authority);
// Errc::forged when the authority did not sign it, else as any decoder. Dates are the caller's to judge: a wrong clock must not stop a visit.
[[nodiscard]] Result<Certificate> verify_certificate(const Signed& document,
                                                     const crypto::VerifyKey& authority);

struct Revocation {
  crypto::KeyId key;  // key_id of Certificate::key
  // For a device: batches after this number wait in quarantine for the paper count sheets. Absent: nothing more that
  // this key signs is accepted.
  std::optional<BatchNumber> lost_at_batch;
  bool operator==(const Revocation&) const = default;
};

inline constexpr std::size_t kMaxCertificates = 1024;
inline constexpr std::size_t kMaxRevocations = 1024;
inline constexpr std::size_t kMaxCertificateBytes = 1024;

struct RootDocument {
  std::uint64_t number = 0;             // only ever goes up on a kiosk
  UtcTime issued;                       // a source for the time floor
  std::string city;                     // "Ville de Mulhouse"
  std::string hub_url;                  // "https://hub.example:8443"
  std::string log_origin;               // C2SP origin: "hub.example/parvis"
  std::vector<Signed> certificates;     // in order of their serial
  std::vector<Revocation> revocations;  // sign() sorts them by key
  bool operator==(const RootDocument&) const = default;
};
[[nodiscard]] Result<Signed> sign(const RootDocument& root, const crypto::SigningKey& authority);
// Every certificate inside verifies too. Errc::forged, Errc::invalid.
[[nodiscard]] Result<RootDocument> verify_root(const Signed& document,
                                               const crypto::VerifyKey& authority);
// Certificates of one purpose that are not revoked, newest serial first.
[[nodiscard]] std::vector<Certificate> certificates_of(const RootDocument& root, Purpose purpose);

}  // namespace parvis::wire
