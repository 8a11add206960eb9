// A kiosk's identity in a temporary directory, with PINs that are quick to check.
#pragma once

#include "sync/identity/store.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/wire_samples.h"

namespace parvis::identity {

inline constexpr crypto::Argon2Cost kCheap{8u << 10, 1};  // the smallest that libsodium takes
inline constexpr MonoTime kBoot{std::chrono::hours(1)};

struct Kiosk {
  explicit Kiosk(const Factors& factors = {})
      : prepared(support::value(Store::prepare(files, transport, factors, kCheap))) {}
  support::TemporaryDirectory directory;
  Path files = directory / "identity";
  Path transport = directory.path() / "sync" / "transport.key";
  Prepared prepared;
  [[nodiscard]] Store open(MonoTime boot = kBoot) const {
    return support::value(Store::open(files, boot));
  }
  [[nodiscard]] Unlocked administrator(Store& store, const Factors& factors = {}) const {
    return support::value(
        store.unlock(Role::administrator, prepared.administrator_pin, kBoot, factors));
  }
};

inline std::string other_pin(const std::string& pin) {
  return pin == "204816" ? "204817" : "204816";
}

}  // namespace parvis::identity
