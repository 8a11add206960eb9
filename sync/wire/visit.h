// What one resident said, and the sealed box that holds it. FORMAT.md has the bytes.
//
// A Visit is encoded canonically, padded to a multiple of 512 bytes, encrypted under a fresh key, and that key is
// sealed to each recipient. The kiosk can't open what it seals. Threads: pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sync/consultation/model.h"
#include "sync/wire/ids.h"

namespace parvis::wire {

enum class Ending : std::uint8_t {
  completed = 0,
  left = 1,
  timed_out = 2,
  interrupted = 3,
  erased = 4
};
inline constexpr std::size_t kEndings = 5;
[[nodiscard]] std::string_view to_string(Ending ending);

enum class Mode : std::uint8_t { autonomous = 0, assisted = 1, paper = 2 };
[[nodiscard]] std::string_view to_string(Mode mode);

// Bits of Visit::aids.
enum Aid : std::uint32_t {
  kAidSpeech = 1,
  kAidLargeText = 2,
  kAidHighContrast = 4,
  kAidLowered = 8,
  kAidSwitches = 16,
  kAidLeftHanded = 32,
  kAidReducedMotion = 64,
  kAidKeyboard = 128,
};

// One vote and its qualifications, packed as FORMAT.md says: two bits for the vote, three for its qualifications.
struct CardVote {
  std::uint32_t proposal = 0;  // index in the pack
  consultation::Vote vote = consultation::Vote::neutral;
  std::uint8_t qualifications = 0;  // bit i is the vote's i-th qualification, 0 ≤ i < 3
  bool operator==(const CardVote&) const = default;
};

struct Idea {
  std::string theme;  // a theme's key, or "" for "I don't know"
  std::string text;   // NFC, 12 to 140 graphemes and at most 1,024 bytes, prefix included
  bool operator==(const Idea&) const = default;
};

struct Visit {
  VisitId id;
  DeviceId device;
  PackRef pack;
  std::string language;  // as the pack names it: "fr"
  Mode mode = Mode::autonomous;
  Ending ending = Ending::interrupted;
  std::uint32_t aids = 0;
  std::uint64_t seed = 0;       // of the draw: (pack, language, seed) gives the cards again
  std::vector<CardVote> votes;  // sorted by proposal index, each once
  std::vector<Idea> ideas;
  std::string age;            // key of an age class, "" when not said
  std::string neighbourhood;  // key from the pack, "" when not said
  std::optional<CodeTag> code;
  std::chrono::seconds spent{0};        // whole visit; kept in steps of 15 s, at most a day
  std::chrono::seconds median_card{0};  // at most an hour
  bool operator==(const Visit&) const = default;
};

inline constexpr std::size_t kMaxVotes = 64;
inline constexpr std::size_t kMaxIdeas = 4;
inline constexpr std::size_t kMaxIdeaBytes = 1024;
inline constexpr std::size_t kPadding = 512;          // bytes
inline constexpr std::size_t kMaxPaddedVisit = 8192;  // bytes
inline constexpr std::size_t kMaxRecipients = 4;

// Canonical bytes; `spent` and `median_card` are coarsened here, so that no caller can forget to. Errc::invalid when a
// limit above is broken.
[[nodiscard]] Result<Bytes> encode(const Visit& visit);
// Accepts only what encode() writes.
[[nodiscard]] Result<Visit> decode_visit(ByteView bytes);

// To whom a visit is sealed: a key that the authority has certified for reception.
struct Recipient {
  crypto::KeyId id;
  crypto::SealKey key;
  bool operator==(const Recipient&) const = default;
};

// A sealed visit as it lies in the ledger and travels in a batch.
struct SealedVisit {
  VisitId id;
  crypto::Nonce nonce;
  std::vector<Bytes> keys;  // the visit's key, sealed to each recipient, in the recipients' order
  Bytes cipher;
  bool operator==(const SealedVisit&) const = default;
};

// What is authenticated beside the ciphertext and not repeated in each box: the batch's manifest carries it.
struct SealContext {
  DeviceId device;
  PackRef pack;
  std::vector<Recipient> recipients;
};

// Errc::invalid as encode(). visit.device and visit.pack must be the context's.
[[nodiscard]] Result<SealedVisit> seal(const Visit& visit, const SealContext& context);

// Errc::not_found when none of `keys` is a recipient; Errc::forged when the box does not open, or when what stands
// inside (id, device, pack) is not what stands outside; Errc::invalid or unsupported_version when it opens and can't be
// read. Quarantine it, never count it.
struct Opened {
  Visit visit;
  Bytes encoded;  // what encode(visit) gives
};
[[nodiscard]] Result<Opened> open(const SealedVisit& box, const DeviceId& device,
                                  const PackRef& pack, std::span<const crypto::KeyId> recipients,
                                  std::span<const crypto::OpeningKey> keys);

[[nodiscard]] Bytes encode(const SealedVisit& box);
[[nodiscard]] Result<SealedVisit> decode_sealed_visit(ByteView bytes);
// BLAKE2b-256 of encode(box): what commitments and manifests cover.
[[nodiscard]] crypto::Digest digest(const SealedVisit& box);

}  // namespace parvis::wire
