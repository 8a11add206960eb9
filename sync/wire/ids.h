// The names that both ends give to things. Each is its own type, so that none can be taken for another.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "sync/crypto/crypto.h"

namespace parvis::wire {

using VisitId = crypto::Fixed<struct VisitIdTag, 16>;      // random; sorts visits inside a batch
using SessionId = crypto::Fixed<struct SessionIdTag, 16>;  // random
using DeviceId = crypto::Fixed<struct DeviceIdTag, 16>;  // random, drawn when the kiosk is prepared
using ChainId = crypto::Fixed<struct ChainIdTag, 16>;  // random, one for each enrolment of a device
using CodeTag = crypto::Fixed<struct CodeTagTag, 32>;  // Argon2id of a receipt code

// Counts from 1 in each chain.
struct BatchNumber {
  std::uint64_t value = 0;
  auto operator<=>(const BatchNumber&) const = default;
};

// A consultation's pack: "mulhouse-solidaire" version 3. Same reference, same bytes, for ever.
struct PackRef {
  std::string consultation;  // slug: a-z, 0-9, '-', 1 to 64 characters
  std::uint64_t version = 0;
  auto operator<=>(const PackRef&) const = default;
};

}  // namespace parvis::wire
