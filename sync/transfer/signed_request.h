// How a kiosk signs what it asks of the hub. The transport key signs origin, method, path, query, offset, the body's digest
// and a nonce of the hub's, so that a request can't be replayed elsewhere, altered, or kept; PROTOCOL.md has the bytes.
//
// Threads: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sync/crypto/crypto.h"

namespace parvis::transfer {

inline constexpr crypto::Domain kRequestDomain{"parvis/request", 1};

// Names of the headers, in lower case.
inline constexpr std::string_view kKeyHeader = "parvis-key";      // base64 of the transport key
inline constexpr std::string_view kNonceHeader = "parvis-nonce";  // as the hub gave it
inline constexpr std::string_view kSignatureHeader = "parvis-signature";  // base64 of 64 bytes
inline constexpr std::string_view kOriginHeader = "parvis-origin";  // in answers: the log's origin

struct RequestFacts {
  std::string_view origin;  // of the hub's log
  std::string_view method;
  std::string_view path;
  std::string_view query;
  std::uint64_t offset = 0;  // first byte asked for with Range
  ByteView body;
  std::string_view nonce;
};

[[nodiscard]] crypto::Signature sign_request(const RequestFacts& request,
                                             const crypto::SigningKey& transport);
// Errc::forged.
[[nodiscard]] Status verify_request(const RequestFacts& request, const crypto::VerifyKey& transport,
                                    const crypto::Signature& signature);

// The offset of "bytes=<offset>-", the only form of Range that is used; nullopt for any other.
[[nodiscard]] std::optional<std::uint64_t> range_offset(std::string_view range);

}  // namespace parvis::transfer
