// How a PIN opens the collection key:
//
//   stretched = Argon2id(PIN, salt of this kiosk, cost)                       once an attempt
//   KEK       = BLAKE2b(key = board secret ‖ unlock factor, "parvis/slot" ‖ 00 ‖ stretched ‖ slot id)
//   wrapped   = XChaCha20-Poly1305(KEK, nonce, associated: device, slot, role and name; the key's seed)
//
// A secret that a kiosk does not have is 32 zeros. Threads: pure functions.
#pragma once

#include <optional>
#include <string>

#include "sync/identity/attempts.h"
#include "sync/wire/cbor.h"
#include "sync/wire/ids.h"

namespace parvis::identity {

struct Person {
  std::string name;  // 1 to 64 bytes
  Role role = Role::mediator;
  bool operator==(const Person&) const = default;
};

// Secrets that are not in the files. Either may be null: SECURITY.md says what a PIN alone is worth.
struct Factors {
  const crypto::Secret<32>* board = nullptr;   // the computer's one-time-programmable key
  const crypto::Secret<32>* unlock = nullptr;  // from the mediator's key stick, or a TPM
};

struct Slot {
  crypto::Fixed<struct SlotTag, 16> id;  // random, new with each PIN
  Person person;
  crypto::Nonce nonce;
  Bytes wrapped;
};

struct Stretching {
  crypto::Fixed<struct SaltTag, 16> salt;
  crypto::Argon2Cost cost{};
};
// Errc::no_space when there is no memory for it.
[[nodiscard]] Result<crypto::Secret<32>> stretch(std::string_view pin, const Stretching& how);

[[nodiscard]] Slot close_slot(Person person, const crypto::Secret<32>& seed,
                              const wire::DeviceId& device, const crypto::Secret<32>& stretched,
                              const Factors& factors);
// Nothing when it is another's PIN, or the slot was altered.
[[nodiscard]] std::optional<crypto::Secret<32>> open_slot(const Slot& slot,
                                                          const wire::DeviceId& device,
                                                          const crypto::Secret<32>& stretched,
                                                          const Factors& factors);

void put(wire::cbor::Writer& writer, const Slot& slot);
[[nodiscard]] Slot get_slot(wire::cbor::Reader& reader);

}  // namespace parvis::identity
