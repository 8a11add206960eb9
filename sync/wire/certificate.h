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
inline constexpr crypto::Domain kGrownRootDomain{"parvis/root", 2};  // with a lineage or restarts
inline constexpr crypto::Domain kSuccessionDomain{"parvis/succession", 1};

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

struct RootDocument;
// Whose signature counts as the authority's: one key, or a line of keys that handed over to one another. What an earlier one
// signed (a pack, a device's certificate) stays valid after it has handed over.
class Authorities {
 public:
  // Implicit: whoever knows one key only is a line of one.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Authorities(const crypto::VerifyKey& only) : keys_{only} {}
  // The authority that signed `newest`, which MUST be verified, and those before it.
  explicit Authorities(const RootDocument& newest);
  // Newest first.
  [[nodiscard]] const std::vector<crypto::VerifyKey>& keys() const { return keys_; }

 private:
  std::vector<crypto::VerifyKey> keys_;
};

// Errc::forged when none of them signed it, else as any decoder. Dates are the caller's to judge: a wrong clock must not stop a visit.
[[nodiscard]] Result<Certificate> verify_certificate(const Signed& document,
                                                     const Authorities& authorities);

struct Revocation {
  crypto::KeyId key;  // key_id of Certificate::key
  // For a device: batches after this number wait in quarantine for the paper count sheets. Absent: nothing more that
  // this key signs is accepted.
  std::optional<BatchNumber> lost_at_batch;
  bool operator==(const Revocation&) const = default;
};

// The authority hands over to another key; the one before signs it. Whoever pinned any key of the line follows it to the last.
struct Succession {
  crypto::VerifyKey from, to;
  UtcTime issued;
  bool operator==(const Succession&) const = default;
};
// `successor` agrees by giving its key: Errc::invalid when it is the same.
[[nodiscard]] Result<Signed> hand_over(const crypto::SigningKey& from,
                                       const crypto::SigningKey& successor, UtcTime now);
[[nodiscard]] Result<Succession> verify_succession(const Signed& document);

// The hub lost the end of its log and the authority lets it go on: what stood in the log `old_origin` at `size` is the
// beginning of the log `new_origin`. Kiosks keep the receipts of both, and send again every batch that is not proved in the
// new one.
struct LogRestart {
  std::string old_origin;
  std::uint64_t size = 0;
  crypto::Sha256 root;  // of the old log's first `size` leaves
  std::string new_origin;
  bool operator==(const LogRestart&) const = default;
};

inline constexpr std::size_t kMaxSuccessions = 32;
inline constexpr std::size_t kMaxRestarts = 64;
inline constexpr std::size_t kMaxCertificates = 1024;
inline constexpr std::size_t kMaxRevocations = 1024;
inline constexpr std::size_t kMaxCertificateBytes = 1024;

struct RootDocument {
  std::uint64_t number = 0;               // only ever goes up on a kiosk
  UtcTime issued;                         // a source for the time floor
  std::string city;                       // "Ville de Mulhouse"
  std::string hub_url;                    // "https://hub.example:8443"
  std::string log_origin;                 // C2SP origin: "hub.example/parvis"
  std::vector<Signed> certificates;       // in order of their serial
  std::vector<Revocation> revocations;    // sign() sorts them by key
  std::vector<Signed> lineage = {};       // successions of the authority, oldest first
  std::vector<LogRestart> restarts = {};  // of the log, oldest first; the last leads to log_origin
  crypto::VerifyKey authority = {};       // who signed this and its certificates; not written
  bool operator==(const RootDocument&) const = default;
};
// With neither lineage nor restarts it is written as version 1, which every program reads.
[[nodiscard]] Result<Signed> sign(const RootDocument& root, const crypto::SigningKey& authority);
// Who pinned an authority follows the successions from it. Every certificate inside verifies too, under the key that signed the
// document. Errc::forged, Errc::invalid.
[[nodiscard]] Result<RootDocument> verify_root(const Signed& document, const Authorities& pinned);
// Whether `newer` may come after `older`: the authority's line only grows. A key that has handed over signs no later document.
[[nodiscard]] bool continues_line(const RootDocument& newer, const RootDocument& older);
// Certificates of one purpose that are not revoked, newest serial first.
[[nodiscard]] std::vector<Certificate> certificates_of(const RootDocument& root, Purpose purpose);

}  // namespace parvis::wire
