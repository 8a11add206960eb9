#include "sync/tlog/tree.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::tlog;
using support::code;
using support::value;

namespace {

Hash hash_of_hex(std::string_view hex) { return value(Hash::from(value(crypto::from_hex(hex)))); }

// Leaf inputs and roots of the reference tests of RFC 6962's own implementation (certificate-transparency,
// merkle_tree_test; also transparency-dev/merkle, testonly/constants.go).
const std::vector<std::string> kReferenceLeaves{"",
                                                "00",
                                                "10",
                                                "2021",
                                                "3031",
                                                "40414243",
                                                "5051525354555657",
                                                "606162636465666768696a6b6c6d6e6f"};
const std::vector<std::string> kReferenceRoots{
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

Tree numbered_tree(std::uint64_t size) {
  Tree tree;
  for (std::uint64_t i = 0; i < size; ++i)
    tree.append(leaf_hash(as_bytes("leaf " + std::to_string(i))));
  return tree;
}

}  // namespace

TEST_CASE("roots are those of the reference implementation of RFC 6962") {
  Tree tree;
  for (std::size_t i = 0; i <= kReferenceLeaves.size(); ++i) {
    CHECK(value(root(i, tree)) == hash_of_hex(kReferenceRoots[i]));
    if (i < kReferenceLeaves.size())
      tree.append(leaf_hash(value(crypto::from_hex(kReferenceLeaves[i]))));
  }
  CHECK(empty_root() == hash_of_hex(kReferenceRoots[0]));
}

TEST_CASE("proofs are those that RFC 6962 draws for seven leaves") {
  // Section 2.1.3: nodes a–f are leaves, g = ab, h = cd, i = ef, k = gh, l = i and leaf 6.
  const Tree tree = numbered_tree(7);
  const auto at = [&](unsigned level, std::uint64_t index) {
    return value(tree.node(level, index));
  };
  const Hash l = node_hash(at(1, 2), at(0, 6));
  CHECK(value(inclusion_proof(0, 7, tree)) == Proof{at(0, 1), at(1, 1), l});
  CHECK(value(inclusion_proof(3, 7, tree)) == Proof{at(0, 2), at(1, 0), l});
  CHECK(value(inclusion_proof(4, 7, tree)) == Proof{at(0, 5), at(0, 6), at(2, 0)});
  CHECK(value(inclusion_proof(6, 7, tree)) == Proof{at(1, 2), at(2, 0)});
  CHECK(value(consistency_proof(3, 7, tree)) == Proof{at(0, 2), at(0, 3), at(1, 0), l});
  CHECK(value(consistency_proof(4, 7, tree)) == Proof{l});
  CHECK(value(consistency_proof(6, 7, tree)) == Proof{at(1, 2), at(0, 6), at(2, 0)});
}

TEST_CASE("every leaf of every tree up to 70 is proved, and no altered proof is believed") {
  const Tree tree = numbered_tree(70);
  for (std::uint64_t size = 1; size <= 70; ++size) {
    const Hash top = value(root(size, tree));
    for (std::uint64_t index = 0; index < size; ++index) {
      const Hash leaf = value(tree.node(0, index));
      Proof proof = value(inclusion_proof(index, size, tree));
      if (!verify_inclusion(leaf, index, size, proof, top))
        FAIL("refused " << index << " of " << size);
      if (size > 1 && verify_inclusion(leaf, (index + 1) % size, size, proof, top)) {
        FAIL("believed at another place: " << index << " of " << size);
      }
      for (auto& hash : proof) {
        hash.bytes[index % 32] ^= 1;
        if (verify_inclusion(leaf, index, size, proof, top)) FAIL("believed an altered proof");
        hash.bytes[index % 32] ^= 1;
      }
      proof.push_back(leaf);
      if (verify_inclusion(leaf, index, size, proof, top)) FAIL("believed a longer proof");
      proof.pop_back();
      if (!proof.empty()) {
        proof.pop_back();
        if (verify_inclusion(leaf, index, size, proof, top)) FAIL("believed a shorter proof");
      }
    }
  }
}

TEST_CASE("every pair of sizes up to 70 is proved consistent, and no altered proof is believed") {
  const Tree tree = numbered_tree(70);
  for (std::uint64_t to = 0; to <= 70; ++to) {
    const Hash new_root = value(root(to, tree));
    for (std::uint64_t from = 0; from <= to; ++from) {
      const Hash old_root = value(root(from, tree));
      Proof proof = value(consistency_proof(from, to, tree));
      if (!verify_consistency(from, old_root, to, new_root, proof))
        FAIL("refused " << from << " to " << to);
      Hash other = old_root;
      other.bytes[0] ^= 1;
      if (verify_consistency(from, other, to, new_root, proof)) FAIL("believed another old root");
      for (auto& hash : proof) {
        hash.bytes[31] ^= 0x80;
        if (verify_consistency(from, old_root, to, new_root, proof))
          FAIL("believed an altered proof");
        hash.bytes[31] ^= 0x80;
      }
      proof.push_back(old_root);
      if (verify_consistency(from, old_root, to, new_root, proof)) FAIL("believed a longer proof");
      proof.pop_back();
      if (!proof.empty()) {
        proof.pop_back();
        if (verify_consistency(from, old_root, to, new_root, proof))
          FAIL("believed a shorter proof");
      }
    }
  }
}

TEST_CASE("a log that was rewritten is not consistent with what it was") {
  const Tree honest = numbered_tree(20);
  Tree rewritten = numbered_tree(7);
  for (std::uint64_t i = 7; i < 20; ++i)
    rewritten.append(leaf_hash(as_bytes("other " + std::to_string(i))));
  const auto proof = value(consistency_proof(12, 20, rewritten));
  CHECK(code(verify_consistency(12, value(root(12, honest)), 20, value(root(20, rewritten)),
                                proof)) == Errc::forged);
}

TEST_CASE("nodes to store for an appended leaf rebuild the same tree") {
  struct Stored final : NodeReader {
    std::vector<Node> nodes;
    Result<Hash> node(unsigned level, std::uint64_t index) const override {
      for (const auto& stored : nodes) {
        if (stored.level == level && stored.index == index) return stored.hash;
      }
      return fail(Errc::not_found, "node");
    }
  } stored;
  const Tree tree = numbered_tree(33);
  for (std::uint64_t i = 0; i < 33; ++i) {
    const auto nodes = value(appended_nodes(i, value(tree.node(0, i)), stored));
    stored.nodes.insert(stored.nodes.end(), nodes.begin(), nodes.end());
    CHECK(value(root(i + 1, stored)) == value(root(i + 1, tree)));
  }
  CHECK(stored.nodes.size() == 33 + 16 + 8 + 4 + 2 + 1);
}

TEST_CASE("indexes and sizes that make no sense are refused") {
  const Tree tree = numbered_tree(3);
  CHECK(code(inclusion_proof(3, 3, tree)) == Errc::invalid);
  CHECK(code(inclusion_proof(0, 0, tree)) == Errc::invalid);
  CHECK(code(consistency_proof(3, 2, tree)) == Errc::invalid);
  CHECK(code(verify_inclusion({}, 5, 5, {}, {})) == Errc::invalid);
  CHECK(code(verify_consistency(5, {}, 4, {}, {})) == Errc::invalid);
  CHECK(code(verify_consistency(1, {}, UINT64_MAX, {}, {})) == Errc::invalid);
}
