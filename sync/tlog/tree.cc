#include "sync/tlog/tree.h"

#include <bit>

namespace parvis::tlog {
namespace {

constexpr std::uint8_t kLeafPrefix = 0x00;
constexpr std::uint8_t kNodePrefix = 0x01;

// The largest power of two smaller than n; n > 1. Where RFC 6962 splits a list of n leaves.
std::uint64_t split(std::uint64_t n) { return std::bit_floor(n - 1); }

// The hash of the leaves [start, start + size): a complete subtree is read, another is put together.
// `start` is a multiple of the smallest power of two that is not below `size`, as all splits make it.
Result<Hash> range(std::uint64_t start, std::uint64_t size, const NodeReader& nodes) {
  if (std::has_single_bit(size)) {
    const auto level = static_cast<unsigned>(std::countr_zero(size));
    return nodes.node(level, start >> level);
  }
  const std::uint64_t left = split(size);
  PARVIS_TRY(const Hash l, range(start, left, nodes));
  PARVIS_TRY(const Hash r, range(start + left, size - left, nodes));
  return node_hash(l, r);
}

// PATH(m, D[n]) of section 2.1.1, over the leaves from `start`.
Status path(std::uint64_t index, std::uint64_t start, std::uint64_t size, const NodeReader& nodes,
            Proof& proof) {
  if (size == 1) return {};
  const std::uint64_t left = split(size);
  if (index < left) {
    PARVIS_TRY_VOID(path(index, start, left, nodes, proof));
    PARVIS_TRY(const Hash right, range(start + left, size - left, nodes));
    proof.push_back(right);
  } else {
    PARVIS_TRY_VOID(path(index - left, start + left, size - left, nodes, proof));
    PARVIS_TRY(const Hash sibling, range(start, left, nodes));
    proof.push_back(sibling);
  }
  return {};
}

// Whether the verifier knows the hash of the old tree's part already (`b` of SUBPROOF in section 2.1.2).
enum class Part { whole, inner };

Status subproof(std::uint64_t from, std::uint64_t start, std::uint64_t size, Part part,
                const NodeReader& nodes, Proof& proof) {
  if (from == size) {
    if (part == Part::inner) {
      PARVIS_TRY(const Hash hash, range(start, size, nodes));
      proof.push_back(hash);
    }
    return {};
  }
  const std::uint64_t left = split(size);
  if (from <= left) {
    PARVIS_TRY_VOID(subproof(from, start, left, part, nodes, proof));
    PARVIS_TRY(const Hash right, range(start + left, size - left, nodes));
    proof.push_back(right);
  } else {
    PARVIS_TRY_VOID(subproof(from - left, start + left, size - left, Part::inner, nodes, proof));
    PARVIS_TRY(const Hash sibling, range(start, left, nodes));
    proof.push_back(sibling);
  }
  return {};
}

constexpr std::uint64_t kMaxSize = 1ull << 63;

}  // namespace

Hash leaf_hash(ByteView data) { return crypto::sha256({ByteView(&kLeafPrefix, 1), data}); }

Hash node_hash(const Hash& left, const Hash& right) {
  return crypto::sha256({ByteView(&kNodePrefix, 1), left.view(), right.view()});
}

Hash empty_root() { return crypto::sha256({}); }

Result<std::vector<Node>> appended_nodes(std::uint64_t index, const Hash& leaf,
                                         const NodeReader& nodes) {
  std::vector<Node> complete{{0, index, leaf}};
  // A leaf with an odd index completes its parent, and so on upwards.
  while ((complete.back().index & 1) == 1) {
    const Node& right = complete.back();
    PARVIS_TRY(const Hash left, nodes.node(right.level, right.index - 1));
    complete.push_back({right.level + 1, right.index >> 1, node_hash(left, right.hash)});
  }
  return complete;
}

Result<Hash> root(std::uint64_t size, const NodeReader& nodes) {
  if (size == 0) return empty_root();
  if (size >= kMaxSize) return fail(Errc::invalid, "tree: too large");
  return range(0, size, nodes);
}

Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const NodeReader& nodes) {
  if (index >= size || size >= kMaxSize)
    return fail(Errc::invalid, "inclusion proof: no such leaf");
  Proof proof;
  PARVIS_TRY_VOID(path(index, 0, size, nodes, proof));
  return proof;
}

Result<Proof> consistency_proof(std::uint64_t from, std::uint64_t to, const NodeReader& nodes) {
  if (from > to || to >= kMaxSize)
    return fail(Errc::invalid, "consistency proof: sizes are the wrong way round");
  Proof proof;
  if (from == 0 || from == to) return proof;
  PARVIS_TRY_VOID(subproof(from, 0, to, Part::whole, nodes, proof));
  return proof;
}

Status verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                        const Proof& proof, const Hash& root) {
  if (index >= size || size >= kMaxSize)
    return fail(Errc::invalid, "inclusion proof: no such leaf");
  std::uint64_t position = index;
  std::uint64_t last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return fail(Errc::forged, "inclusion proof: too long");
    if ((position & 1) == 1 || position == last) {
      hash = node_hash(sibling, hash);
      while ((position & 1) == 0 && position != 0) {
        position >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    position >>= 1;
    last >>= 1;
  }
  if (last != 0) return fail(Errc::forged, "inclusion proof: too short");
  if (hash != root) return fail(Errc::forged, "inclusion proof: another root");
  return {};
}

Status verify_consistency(std::uint64_t from, const Hash& from_root, std::uint64_t to,
                          const Hash& to_root, const Proof& proof) {
  if (from > to || to >= kMaxSize)
    return fail(Errc::invalid, "consistency proof: sizes are the wrong way round");
  if (from == 0 || from == to) {
    if (!proof.empty()) return fail(Errc::forged, "consistency proof: too long");
    const Hash expected = from == 0 ? empty_root() : to_root;
    if (from_root != expected) return fail(Errc::forged, "consistency proof: another root");
    if (to == 0 && to_root != empty_root())
      return fail(Errc::forged, "consistency proof: another root");
    return {};
  }
  // When the old tree is a complete subtree of the new one its root is the first hash, left out of the proof.
  std::size_t next = 0;
  const bool complete = std::has_single_bit(from);
  if (!complete && proof.empty()) return fail(Errc::forged, "consistency proof: too short");
  Hash old_hash = complete ? from_root : proof[next++];
  Hash new_hash = old_hash;
  std::uint64_t position = from - 1;
  std::uint64_t last = to - 1;
  while ((position & 1) == 1) {
    position >>= 1;
    last >>= 1;
  }
  for (; next < proof.size(); ++next) {
    if (last == 0) return fail(Errc::forged, "consistency proof: too long");
    if ((position & 1) == 1 || position == last) {
      old_hash = node_hash(proof[next], old_hash);
      new_hash = node_hash(proof[next], new_hash);
      while ((position & 1) == 0 && position != 0) {
        position >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = node_hash(new_hash, proof[next]);
    }
    position >>= 1;
    last >>= 1;
  }
  if (last != 0) return fail(Errc::forged, "consistency proof: too short");
  if (old_hash != from_root || new_hash != to_root) {
    return fail(Errc::forged, "consistency proof: another root");
  }
  return {};
}

void Tree::append(const Hash& leaf) {
  Hash hash = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    auto& row = levels_[level];
    row.push_back(hash);
    if (row.size() % 2 == 1) return;
    hash = node_hash(row[row.size() - 2], row.back());
  }
}

Result<Hash> Tree::node(unsigned level, std::uint64_t index) const {
  if (level >= levels_.size() || index >= levels_[level].size()) {
    return fail(Errc::not_found, "tree: no such node");
  }
  return levels_[level][static_cast<std::size_t>(index)];
}

}  // namespace parvis::tlog
