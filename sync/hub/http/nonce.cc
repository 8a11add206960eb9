#include "sync/hub/http/nonce.h"

#include <array>

namespace parvis::hub {
namespace {

using TimeBytes = std::array<std::uint8_t, 8>;

crypto::Digest mac_of(const crypto::Secret<32>& key, const TimeBytes& time) {
  return crypto::blake2b_keyed(key.view(), {as_bytes("parvis/nonce"), time});
}

}  // namespace

std::string NonceMaker::make(UtcTime now) const {
  TimeBytes time;
  for (std::size_t i = 0; i < 8; ++i)
    time[i] = static_cast<std::uint8_t>(seconds_of(now) >> (56 - 8 * i));
  Bytes nonce(time.begin(), time.end());
  append(nonce, mac_of(key_, time).view());
  return crypto::to_base64(nonce);
}

Status NonceMaker::check(std::string_view nonce, UtcTime now) const {
  const auto bytes = crypto::from_base64(nonce);
  if (!bytes || bytes->size() != 8 + crypto::Digest::kSize)
    return fail(Errc::forged, "nonce: not one of ours");
  TimeBytes time;
  std::copy_n(bytes->begin(), 8, time.begin());
  if (!crypto::equal_constant_time(mac_of(key_, time).view(), ByteView(*bytes).subspan(8))) {
    return fail(Errc::forged, "nonce: not one of ours");
  }
  std::uint64_t seconds = 0;
  for (const auto byte : time) seconds = seconds << 8 | byte;
  PARVIS_TRY(const UtcTime made, utc_from_seconds(seconds));
  if (made > now || now - made > kNonceLife) return fail(Errc::timeout, "nonce: too old");
  return {};
}

}  // namespace parvis::hub
