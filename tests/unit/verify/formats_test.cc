// parvis-verify's own readers against what Parvis writes, and against the worked example of LOG_FORMAT.md.
#include "sync/verify/formats.h"

#include <catch2/catch.hpp>

#include "sync/tlog/tree.h"
#include "tests/support/result.h"

namespace parvis::verify {
namespace {

TEST_CASE("the worked example of LOG_FORMAT.md") {
  const Hash data = blake2b(bytes_of("parvis/withdrawn/v1\n2026-11-21T12:00:00Z\n1\n"));
  CHECK(to_hex(data) == "f4951a19a1279542a345d1dd98df1c45978faaca0c9a876121da4821fd9c9034");
  CHECK(to_hex(roots_of({leaf_hash(data)}).back()) ==
        "dedc6dac95dac7f6fc680ad097ef552cb56317d6ff478098365be25394e12683");
}

TEST_CASE("roots are those of RFC 6962 at every size, computed in another way") {
  std::vector<Hash> hashes;
  tlog::Tree tree;
  for (std::uint8_t i = 0; i < 70; ++i) {
    const Hash data = blake2b(Bytes{i});
    hashes.push_back(leaf_hash(data));
    tree.append(tlog::leaf_hash(data));
  }
  const auto roots = roots_of(hashes);
  REQUIRE(roots.size() == 71);
  for (std::uint64_t size = 0; size <= 70; ++size) {
    CHECK(roots[size] == support::value(tlog::root(size, tree)).bytes);
    for (std::uint64_t index = 0; index < size; ++index) {
      std::vector<Hash> proof;
      for (const auto& hash : support::value(tlog::inclusion_proof(index, size, tree)))
        proof.push_back(hash.bytes);
      CHECK(is_included(hashes[index], index, size, proof, roots[size]));
      CHECK_FALSE(is_included(hashes[index], index + 1, size, proof, roots[size]));
      if (proof.empty()) continue;
      proof.back()[3] ^= 1;
      CHECK_FALSE(is_included(hashes[index], index, size, proof, roots[size]));
    }
  }
}

TEST_CASE("numbers and lengths have one way to be written") {
  const auto reads = [](Bytes bytes) {
    Reader reader(bytes);
    reader.uint();
    return reader.done();
  };
  CHECK(reads({0x17}));
  CHECK(reads({0x18, 0x18}));
  CHECK_FALSE(reads({0x18, 0x17}));        // fits in one byte
  CHECK_FALSE(reads({0x19, 0x00, 0xff}));  // fits in two
  CHECK_FALSE(reads({0x1f}));              // indefinite
  CHECK_FALSE(reads({0x17, 0x00}));        // trailing
  CHECK_FALSE(reads({}));
  CHECK(from_decimal("0") == 0u);
  CHECK_FALSE(from_decimal("01"));
  CHECK_FALSE(from_decimal("9223372036854775808"));
  CHECK_FALSE(from_base64("AB=="));  // bits left over
}

}  // namespace
}  // namespace parvis::verify
