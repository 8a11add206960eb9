// A receipt: a C2SP tlog-proof (c2sp.org/tlog-proof) that one signed manifest stands in the hub's
// log. Its `extra` line, which the specification leaves to applications, carries a consistency
// proof to a checkpoint that the kiosk already holds. FORMAT.md has the lines.
//
// Threads: pure functions. Errors: Errc::invalid for what is not a receipt (an HTML page, for
// instance), Errc::forged for one that does not hold, or holds for another batch.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sync/tlog/checkpoint.h"

namespace parvis::tlog {

// That the tree of `from` leaves is a prefix of that of `to` leaves.
struct Consistency {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
  Proof proof;
  bool operator==(const Consistency&) const = default;
};
[[nodiscard]] std::string format(const Consistency& consistency);
[[nodiscard]] Result<Consistency> parse_consistency(std::string_view text);

// The proof as it is written, nothing verified.
struct LogProof {
  std::optional<Bytes> extra;
  std::uint64_t index = 0;
  Proof inclusion;
  std::string checkpoint;  // the signed note
  bool operator==(const LogProof&) const = default;
};
inline constexpr std::size_t kMaxReceiptBytes = 96u << 10;
[[nodiscard]] std::string format(const LogProof& proof);
[[nodiscard]] Result<LogProof> parse_log_proof(std::string_view text);

struct Receipt {
  std::uint64_t index = 0;
  VerifiedCheckpoint checkpoint;
  std::optional<Consistency> consistency;  // unverified until consistent_with()
};

// `leaf` is wire::digest() of the signed manifest; the leaf's hash is leaf_hash() of its 32 bytes.
// Success means: a key of this log signed a checkpoint that includes exactly this manifest ("in the
// hub's log").
[[nodiscard]] Result<Receipt> verify_receipt(ByteView receipt, const crypto::Digest& leaf,
                                             const LogIdentity& log);

// Whether the receipt's checkpoint and one held before belong to one history ("received"). The
// receipt's may be the older of the two. Errc::not_found when the receipt brings no proof between
// these two sizes: ask the hub for one. Errc::forged when the hub shows two logs: keep both
// checkpoints, they are the evidence.
[[nodiscard]] Status consistent_with(const Receipt& receipt, const Checkpoint& held);

// The same through any chain of proofs that `others` bring: receipts whose checkpoints were verified, of any age and in any
// order. Receipts come by two roads, and each connects only with what was newest where it arrived.
[[nodiscard]] Status connected(const Receipt& receipt, const Checkpoint& held,
                               std::span<const Receipt> others);

}  // namespace parvis::tlog
