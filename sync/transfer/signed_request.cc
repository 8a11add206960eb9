#include "sync/transfer/signed_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace parvis::transfer {
namespace {

// None of the parts can hold a newline: HTTP does not carry one in any of them, and origins have none.
std::string message_of(const RequestFacts& request) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", request.origin, request.method, request.path,
                     request.query, request.offset,
                     crypto::to_hex(crypto::blake2b(request.body).view()), request.nonce);
}

}  // namespace

crypto::Signature sign_request(const RequestFacts& request, const crypto::SigningKey& transport) {
  return transport.sign(kRequestDomain, as_bytes(message_of(request)));
}

Status verify_request(const RequestFacts& request, const crypto::VerifyKey& transport,
                      const crypto::Signature& signature) {
  return crypto::verify(transport, kRequestDomain, as_bytes(message_of(request)), signature);
}

std::optional<std::uint64_t> range_offset(std::string_view range) {
  constexpr std::string_view kPrefix = "bytes=";
  if (!range.starts_with(kPrefix) || !range.ends_with('-')) return std::nullopt;
  const auto digits = range.substr(kPrefix.size(), range.size() - kPrefix.size() - 1);
  std::uint64_t offset = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), offset);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
    return std::nullopt;
  return offset;
}

}  // namespace parvis::transfer
