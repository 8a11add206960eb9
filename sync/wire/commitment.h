// What a kiosk signs about the visits it holds: the commitment of an open session (only the newest exists) and the
// manifest of a batch that leaves. FORMAT.md has the bytes.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/clock.h"
#include "sync/wire/visit.h"

namespace parvis::wire {

// Root over visits sorted by id, in the shape of RFC 6962 with BLAKE2b-256: leaf H(0 ‖ id ‖ digest), node H(1 ‖ l ‖ r),
// empty H(). `leaves` MUST be sorted by id, each id once.
struct VisitLeaf {
  VisitId id;
  crypto::Digest digest;
};
[[nodiscard]] crypto::Digest visits_root(std::span<const VisitLeaf> leaves);

// A document's bytes and a signature over them, under the document's Domain. Every sign() reads back what it wrote with
// the strict decoder before it signs: Errc::invalid when a limit of FORMAT.md is broken, and nothing is signed that the
// other end would refuse.
struct Signed {
  Bytes bytes;
  crypto::Signature signature;
  bool operator==(const Signed&) const = default;
};
// As a file of its own.
[[nodiscard]] Bytes encode(const Signed& document);
[[nodiscard]] Result<Signed> decode_signed(ByteView bytes);
// BLAKE2b-256 of bytes ‖ signature: what the next manifest names, and the leaf's data in the hub's log.
[[nodiscard]] crypto::Digest digest(const Signed& document);

inline constexpr crypto::Domain kCommitmentDomain{"parvis/commitment", 1};
inline constexpr crypto::Domain kManifestDomain{"parvis/manifest", 1};
inline constexpr crypto::Domain kBatchDomain{"parvis/batch", 1};  // names the file, signs nothing

using EndingCounts = std::array<std::uint32_t, kEndings>;  // by Ending

struct Commitment {
  DeviceId device;
  SessionId session;
  std::uint32_t visits = 0;  // closed ones, in the urn
  EndingCounts endings{};    // their sum is `visits`
  crypto::Digest root;
  crypto::Digest current;  // digest of the open visit's box; zero when there is none
  bool operator==(const Commitment&) const = default;
};
[[nodiscard]] Result<Signed> sign(const Commitment& commitment,
                                  const crypto::SigningKey& collection);
[[nodiscard]] Result<Commitment> verify_commitment(const Signed& document,
                                                   const crypto::VerifyKey& key);

// What the mediator counted when closing. started = sum of the endings.
struct CountSheet {
  EndingCounts endings{};
  std::optional<std::uint32_t> head_count;  // the mediator's own; their note is only a digest here
  crypto::Digest note;  // BLAKE2b-256 of salt ‖ note; zero when there is no note
  bool operator==(const CountSheet&) const = default;
};

struct SessionSheet {
  SessionId session;
  std::string place;  // key of a place in the pack, or the text a mediator typed; ≤ 120 bytes
  CivilDate day;      // in the pack's zone, at opening
  CountSheet counts;
  bool operator==(const SessionSheet&) const = default;
};

struct Manifest {
  ChainId chain;
  DeviceId device;
  BatchNumber number;
  crypto::Digest previous;   // of the chain's previous signed manifest; zero for number 1
  crypto::Digest abandoned;  // number 1 of a new chain names the old chain's head; else zero
  PackRef pack;
  std::vector<crypto::KeyId> recipients;
  // One session: its visits have that place and day. Several, joined because each was small: visits have none. A session
  // that fills several batches repeats its sheet in each. sign() sorts them by id: their order tells nothing.
  std::vector<SessionSheet> sessions;
  std::uint32_t visits = 0;
  crypto::Digest root;  // visits_root() over this batch's boxes
  std::string
      checkpoint;  // the newest checkpoint of the hub's log that the kiosk holds (a C2SP note), or ""
  bool operator==(const Manifest&) const = default;
};
[[nodiscard]] Result<Signed> sign(const Manifest& manifest, const crypto::SigningKey& collection);
// Bytes only; whose key must have signed them stands inside (device, chain).
[[nodiscard]] Result<Manifest> decode_manifest(ByteView bytes);
[[nodiscard]] Status verify_manifest(const Signed& document, const crypto::VerifyKey& key);

inline constexpr std::size_t kMaxBatchVisits = 128;
inline constexpr std::size_t kBatchBytesAim = 90'000;    // a batch is cut so as to stay under it
inline constexpr std::size_t kMaxBatchBytes = 2u << 20;  // what a reader accepts
inline constexpr std::size_t kMaxSessionSheets = 64;
inline constexpr std::size_t kMaxManifestBytes = 32u << 10;
inline constexpr std::size_t kMaxSignedBytes = 1u << 20;  // of any signed document that is a file

// A batch file: the same bytes over HTTPS and on a stick.
struct Batch {
  Signed manifest;
  std::vector<SealedVisit> visits;  // sorted by id
  bool operator==(const Batch&) const = default;
};
[[nodiscard]] Bytes encode(const Batch& batch);
// Syntax and order only. Errc::invalid.
[[nodiscard]] Result<Batch> decode_batch(ByteView bytes);
// Count and root of the manifest against the boxes: Errc::forged when they differ. Returns the manifest.
[[nodiscard]] Result<Manifest> check_batch(const Batch& batch);

}  // namespace parvis::wire
