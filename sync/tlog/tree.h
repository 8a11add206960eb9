// The Merkle tree of RFC 6962, section 2.1 (SHA-256): roots, inclusion and consistency proofs, made
// and checked. A proof is a list of hashes in the RFC's order. Verifying follows RFC 9162,
// sections 2.1.3.2 and 2.1.4.2.
//
// Threads: pure functions; a Tree belongs to one thread. Errors: Errc::forged when a proof does not
// hold, Errc::invalid when an index or size makes no sense.
#pragma once

#include <cstdint>
#include <vector>

#include "sync/crypto/crypto.h"

namespace parvis::tlog {

using Hash = crypto::Sha256;
using Proof = std::vector<Hash>;

inline constexpr std::size_t kMaxProof =
    64;  // hashes; a tree of 2^63 leaves needs 63, and one more for consistency

[[nodiscard]] Hash leaf_hash(ByteView data);                        // SHA-256(0x00 ‖ data)
[[nodiscard]] Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 ‖ left ‖ right)
[[nodiscard]] Hash empty_root();                                    // SHA-256()

// Where complete subtrees are kept. Node (level, index) covers the leaves [index·2^level,
// (index+1)·2^level).
class NodeReader {
 public:
  virtual ~NodeReader() = default;
  // Only asked for nodes whose leaves are all in the tree.
  [[nodiscard]] virtual Result<Hash> node(unsigned level, std::uint64_t index) const = 0;
};

struct Node {
  unsigned level = 0;
  std::uint64_t index = 0;
  Hash hash;
};
// Every node that becomes complete when leaf number `index` is appended: the leaf first, then its
// ancestors.
[[nodiscard]] Result<std::vector<Node>> appended_nodes(std::uint64_t index, const Hash& leaf,
                                                       const NodeReader& nodes);

// The root at `size` leaves. Reads at most log2(size) nodes.
[[nodiscard]] Result<Hash> root(std::uint64_t size, const NodeReader& nodes);
// That leaf `index` stands in the tree of `size` leaves; index < size.
[[nodiscard]] Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size,
                                            const NodeReader& nodes);
// That the tree of `from` leaves is a prefix of that of `to` leaves; empty when from is 0 or equals
// to.
[[nodiscard]] Result<Proof> consistency_proof(std::uint64_t from, std::uint64_t to,
                                              const NodeReader& nodes);

[[nodiscard]] Status verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                                      const Proof& proof, const Hash& root);
[[nodiscard]] Status verify_consistency(std::uint64_t from, const Hash& from_root, std::uint64_t to,
                                        const Hash& to_root, const Proof& proof);

// A whole tree in memory, about 64 bytes a leaf: for tests, auditors and rebuilding.
class Tree final : public NodeReader {
 public:
  void append(const Hash& leaf);
  [[nodiscard]] std::uint64_t size() const { return levels_.empty() ? 0 : levels_.front().size(); }
  [[nodiscard]] Result<Hash> node(unsigned level, std::uint64_t index) const override;

 private:
  std::vector<std::vector<Hash>> levels_;
};

}  // namespace parvis::tlog
