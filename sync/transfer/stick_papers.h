// Two files that only a stick has (STICK.md): the list of the log's leaves, from which whoever holds a checkpoint makes the proof it
// needs, and the table of statuses under a signature of the desk's, since no TLS says whose it is.
//
// Threads: pure functions; a LeafList belongs to one thread. Errors: Errc::invalid for what is not such a file, Errc::forged.
#pragma once

#include <optional>
#include <string>

#include "sync/tlog/receipt.h"
#include "sync/wire/certificate.h"

namespace parvis::transfer {

inline constexpr std::size_t kMaxLeaves = 1u << 20;
inline constexpr std::size_t kMaxLeavesBytes = 32 * kMaxLeaves + 512;

// Unsigned, and believed only as far as a signed checkpoint bears it out.
class LeafList {
 public:
  // Leaf hashes in the log's order; at most kMaxLeaves.
  static Result<LeafList> make(std::string origin, const std::vector<tlog::Hash>& leaves);
  static Result<LeafList> decode(ByteView bytes);
  [[nodiscard]] Bytes encode() const;

  [[nodiscard]] const std::string& origin() const { return origin_; }
  [[nodiscard]] std::uint64_t size() const { return tree_.size(); }
  // A proof between two checkpoints, whichever is older, made from leaves that give the newer one's root. It holds unless the hub
  // has shown two logs. nullopt when this list ends before, or is another log's.
  [[nodiscard]] std::optional<tlog::Consistency> connect(const tlog::Checkpoint& one,
                                                         const tlog::Checkpoint& other) const;

 private:
  std::string origin_;
  tlog::Tree tree_;
};

inline constexpr crypto::Domain kStatusesDomain{"parvis/statuses", 1};
[[nodiscard]] Result<wire::Signed> sign_statuses(ByteView json, const crypto::SigningKey& desk);
// The JSON. `root` says whose signature counts.
[[nodiscard]] Result<Bytes> verify_statuses(const wire::Signed& document,
                                            const wire::RootDocument& root);

}  // namespace parvis::transfer
