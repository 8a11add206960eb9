// How a PIN opens the collection key:
//
//   stretched = Argon2id(PIN, salt of this kiosk, cost)                       once an attempt
//   KEK       = BLAKE2b(key = board secret ‖ unlock factor, "parvis/slot" ‖ 00 ‖ stretched ‖ slot id)
//   wrapped   = XChaCha20-Poly1305(KEK, nonce, associated: device, slot, role and name; the key's seed)
//
// A secret that a kiosk, or a slot, does not have is 32 zeros. An envelope's slot is opened by its code in the place of a PIN.
// Threads: pure functions.
#pragma once

#include <optional>
#include <span>
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

inline constexpr std::size_t kMaxPersonName = 64;  // bytes

// Secrets that are not in the files. SECURITY.md says what a PIN alone is worth.
struct Factors {
  const crypto::Secret<32>* board =
      nullptr;  // the computer's one-time-programmable key, where there is one
  std::span<const crypto::Secret<32>> sticks = {};  // the key sticks that are in
};

// What opens a slot.
enum class Opens : std::uint8_t { pin = 0, pin_and_stick = 1, envelope = 2 };

struct Slot {
  crypto::Fixed<struct SlotTag, 16> id;  // random, new with each PIN
  Person person;
  Opens opens = Opens::pin;
  crypto::Nonce nonce;
  Bytes wrapped;
};

struct Stretching {
  crypto::Fixed<struct SaltTag, 16> salt;
  crypto::Argon2Cost cost{};
};
// Errc::no_space when there is no memory for it.
[[nodiscard]] Result<crypto::Secret<32>> stretch(std::string_view pin, const Stretching& how);

// With pin_and_stick the first of the sticks; there MUST be one.
[[nodiscard]] Slot close_slot(Person person, Opens opens, const crypto::Secret<32>& seed,
                              const wire::DeviceId& device, const crypto::Secret<32>& stretched,
                              const Factors& factors);
// Nothing when it is another's PIN, another's stick or none, or the slot was altered.
[[nodiscard]] std::optional<crypto::Secret<32>> open_slot(const Slot& slot,
                                                          const wire::DeviceId& device,
                                                          const crypto::Secret<32>& stretched,
                                                          const Factors& factors);

// Version 1 of `device` has only slots that a PIN opens.
enum class SlotForm { pins_only = 1, any = 2 };
void put(wire::cbor::Writer& writer, const Slot& slot, SlotForm form);
[[nodiscard]] Slot get_slot(wire::cbor::Reader& reader, SlotForm form);

}  // namespace parvis::identity
