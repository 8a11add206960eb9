// Nonces that the server need not remember: time ‖ keyed BLAKE2b of it, good for five minutes. The key is drawn at start, so
// a restart makes all of them void and costs each kiosk one more HEAD.
//
// Threads: any.
#pragma once

#include <string>
#include <string_view>

#include "hardware/platform/clock.h"
#include "sync/crypto/crypto.h"

namespace parvis::hub {

inline constexpr std::chrono::seconds kNonceLife{300};

class NonceMaker {
 public:
  NonceMaker() : key_(crypto::random_secret()) {}
  // base64 of 8 bytes of seconds, big-endian, and 32 of BLAKE2b.
  [[nodiscard]] std::string make(UtcTime now) const;
  // Errc::forged when it is not ours, Errc::timeout when it is too old or from a future that a clock jump took back.
  [[nodiscard]] Status check(std::string_view nonce, UtcTime now) const;

 private:
  crypto::Secret<32> key_;
};

}  // namespace parvis::hub
