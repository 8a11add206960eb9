// How a visit becomes a box, without the random part: for visit_box.cc, and for the golden vectors, which pin these bytes.
// Threads: pure functions.
#pragma once

#include "sync/wire/visit.h"

namespace parvis::wire {

inline constexpr crypto::Domain kVisitDomain{"parvis/visit", 1};

// ISO/IEC 7816-4: one byte 0x80, then zeros up to the next multiple of kPadding. At least one byte is added.
[[nodiscard]] Bytes pad(Bytes bytes);
// Errc::invalid when the padding is not exactly what pad() adds.
[[nodiscard]] Result<Bytes> unpad(Bytes bytes);

// What the ciphertext is bound to: ["parvis/visit", 1, device, slug, version, visit id, [recipients' key ids]].
[[nodiscard]] Bytes associated_data(const VisitId& id, const DeviceId& device, const PackRef& pack,
                                    std::span<const crypto::KeyId> recipients);

// The deterministic half of seal(): everything but the sealed keys. `key` and `nonce` MUST be fresh for each box.
[[nodiscard]] Result<Bytes> encrypt_visit(const Visit& visit, const SealContext& context,
                                          const crypto::Secret<32>& key,
                                          const crypto::Nonce& nonce);

}  // namespace parvis::wire
