// How a kiosk and a hub come to know each other: a request that goes to the city on any stick, and an answer that comes
// back. Neither is secret. FORMAT.md has the bytes. Threads: pure functions.
#pragma once

#include <string>

#include "sync/wire/certificate.h"

namespace parvis::identity {

// What the hub certifies. The file is signed by both keys, so that nobody can have another's key certified.
struct EnrolmentRequest {
  wire::DeviceId device;
  crypto::VerifyKey collection;
  crypto::VerifyKey transport;
  bool operator==(const EnrolmentRequest&) const = default;
};
[[nodiscard]] Bytes make_request(const wire::DeviceId& device, const crypto::SigningKey& collection,
                                 const crypto::SigningKey& transport);
// Errc::forged when either signature does not hold.
[[nodiscard]] Result<EnrolmentRequest> decode_request(ByteView bytes);

// What files of one kiosk's enrolment are called on a stick: "parvis-1a2b3c4d.request" there, "parvis-1a2b3c4d.enrolment" back.
[[nodiscard]] std::string request_name(const wire::DeviceId& device);
[[nodiscard]] std::string answer_name(const wire::DeviceId& device);

// What the kiosk installs. Root document and certificate are signed by the authority and the pack by its publisher; the
// answer itself is a container, and Store::enrol() accepts it only whole.
struct EnrolmentAnswer {
  crypto::VerifyKey authority;
  wire::Signed root;
  wire::Signed certificate;
  Bytes pack;  // a pack file, or nothing
  bool operator==(const EnrolmentAnswer&) const = default;
};
inline constexpr std::size_t kMaxAnswerBytes = 256u << 20;  // a pack has pictures and sounds
[[nodiscard]] Bytes encode(const EnrolmentAnswer& answer);
// Syntax only.
[[nodiscard]] Result<EnrolmentAnswer> decode_answer(ByteView bytes);

// What a kiosk knows for certain: all of it verified against the authority's key.
struct Enrolment {
  crypto::VerifyKey authority;    // the one that was pinned; `root` names whom it handed over to
  wire::Certificate certificate;  // our own
  wire::RootDocument root;
  // Whether the root document revokes our own key. Such a kiosk still finishes and exports.
  [[nodiscard]] bool revoked() const;
};
// Verifies an answer. Errc::forged; Errc::invalid when the certificate is not a device's.
[[nodiscard]] Result<Enrolment> verify_answer(const EnrolmentAnswer& answer);

}  // namespace parvis::identity
