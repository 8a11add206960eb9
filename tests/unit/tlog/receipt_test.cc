#include "sync/tlog/receipt.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::tlog;
using support::code;
using support::value;

namespace {

const bool started = crypto::init().has_value();

// A log that can be asked for receipts of any size it ever had.
struct Log {
  crypto::SigningKey key = crypto::SigningKey::generate();
  crypto::SigningKey witness = crypto::SigningKey::generate();
  LogIdentity identity{"hub.example/parvis",
                       {{"hub.example/parvis", SignatureType::ed25519, key.verify_key()}},
                       {{"hub.example/witness", SignatureType::cosignature, witness.verify_key()}}};
  Tree tree;

  static crypto::Digest manifest(std::uint64_t i) {
    return crypto::blake2b(as_bytes("manifest " + std::to_string(i)));
  }
  void grow_to(std::uint64_t size) {
    while (tree.size() < size) tree.append(leaf_hash(manifest(tree.size()).view()));
  }
  Checkpoint head(std::uint64_t size) const {
    return {identity.origin, size, value(root(size, tree))};
  }
  LogProof proof(std::uint64_t index, std::uint64_t size) const {
    Note note{format(head(size)), {}};
    sign(note, identity.origin, key);
    cosign(note, "hub.example/witness", witness, value(utc_from_seconds(1'700'000'000)));
    return {std::nullopt, index, value(inclusion_proof(index, size, tree)), format(note)};
  }
  std::string receipt(std::uint64_t index, std::uint64_t size) const {
    return format(proof(index, size));
  }
  std::string receipt_with(std::uint64_t index, std::uint64_t size, std::uint64_t from,
                           std::uint64_t to) const {
    LogProof with = proof(index, size);
    with.extra =
        to_bytes(as_bytes(format(Consistency{from, to, value(consistency_proof(from, to, tree))})));
    return format(with);
  }
};

}  // namespace

TEST_CASE("a receipt is written as the tlog-proof specification says") {
  const Hash one = crypto::sha256({as_bytes("hash1")});
  const Hash two = crypto::sha256({as_bytes("hash2")});
  const std::string one64 = crypto::to_base64(one.view());
  const std::string two64 = crypto::to_base64(two.view());
  CHECK(format(LogProof{std::nullopt, 5, {one, two}, "checkpoint\n"}) ==
        "c2sp.org/tlog-proof@v1\nindex 5\n" + one64 + "\n" + two64 + "\n\ncheckpoint\n");
  CHECK(format(LogProof{to_bytes(as_bytes("extra information")), 10, {one}, "checkpoint\n"}) ==
        "c2sp.org/tlog-proof@v1\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n" + one64 +
            "\n\ncheckpoint\n");
  CHECK(format(LogProof{std::nullopt, 0, {}, "checkpoint\n"}) ==
        "c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n");
  const LogProof all{to_bytes(as_bytes("x")), 7, {two, one}, "a\n\nb\n"};
  CHECK(value(parse_log_proof(format(all))) == all);
}

TEST_CASE("a receipt proves one manifest and no other") {
  Log log;
  log.grow_to(11);
  const std::string receipt = log.receipt(4, 11);
  const auto verified = value(verify_receipt(as_bytes(receipt), Log::manifest(4), log.identity));
  CHECK(verified.index == 4);
  CHECK(verified.checkpoint.checkpoint == log.head(11));
  CHECK(verified.checkpoint.cosigned == value(utc_from_seconds(1'700'000'000)));
  CHECK(code(verify_receipt(as_bytes(receipt), Log::manifest(5), log.identity)) == Errc::forged);
  CHECK(code(verify_receipt(as_bytes(receipt), Log::manifest(4), Log().identity)) == Errc::forged);
}

TEST_CASE("no byte of a receipt can be changed") {
  Log log;
  log.grow_to(6);
  const std::string receipt = log.receipt(2, 6);
  for (std::size_t i = 0; i < receipt.size(); ++i) {
    std::string altered = receipt;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    if (verify_receipt(as_bytes(altered), Log::manifest(2), log.identity))
      FAIL("believed with byte " << i);
    if (verify_receipt(as_bytes(receipt).first(i), Log::manifest(2), log.identity))
      FAIL("believed cut at " << i);
  }
  REQUIRE_OK(verify_receipt(as_bytes(receipt), Log::manifest(2), log.identity));
}

TEST_CASE("what is not a receipt is refused as such") {
  const std::string hash(44, 'A');
  for (const std::string& bad :
       {std::string("<html>Log in to continue</html>"), std::string(),
        std::string("wrong-header\nindex 0\n\ncheckpoint\n"),
        std::string("c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n"),
        std::string("c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n"),
        std::string("c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n"),
        std::string("c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n"),
        std::string("c2sp.org/tlog-proof@v1\nindex 00\n\ncheckpoint\n"),
        std::string("c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n"),
        "c2sp.org/tlog-proof@v1\nindex 0\n" + hash + hash + "\n\ncheckpoint\n",
        std::string("c2sp.org/tlog-proof@v1\nindex 0\n"),
        std::string("c2sp.org/tlog-proof@v1\nindex 0\n\n"),
        "c2sp.org/tlog-proof@v1\nindex 0\n" + std::string(65 * 1024, 'a') + "\n"}) {
    CAPTURE(bad.substr(0, 80));
    CHECK(code(parse_log_proof(bad)) == Errc::invalid);
  }
  std::string long_proof = "c2sp.org/tlog-proof@v1\nindex 0\n";
  for (std::size_t i = 0; i <= kMaxProof; ++i)
    long_proof += crypto::to_base64(Hash{}.view()) + "\n";
  CHECK(code(parse_log_proof(long_proof + "\ncheckpoint\n")) == Errc::invalid);
}

TEST_CASE("a receipt is consistent with an older checkpoint through the proof it brings") {
  Log log;
  log.grow_to(20);
  const auto held = log.head(7);
  const auto good = value(
      verify_receipt(as_bytes(log.receipt_with(12, 20, 7, 20)), Log::manifest(12), log.identity));
  REQUIRE_OK(consistent_with(good, held));
  // No proof, or one between other sizes: not an alarm, but not "received" either.
  const auto bare =
      value(verify_receipt(as_bytes(log.receipt(12, 20)), Log::manifest(12), log.identity));
  CHECK(code(consistent_with(bare, held)) == Errc::not_found);
  const auto other = value(
      verify_receipt(as_bytes(log.receipt_with(12, 20, 8, 20)), Log::manifest(12), log.identity));
  CHECK(code(consistent_with(other, held)) == Errc::not_found);
}

TEST_CASE("an older receipt is consistent with a newer checkpoint") {
  Log log;
  log.grow_to(20);
  const auto old = value(
      verify_receipt(as_bytes(log.receipt_with(3, 9, 9, 20)), Log::manifest(3), log.identity));
  REQUIRE_OK(consistent_with(old, log.head(20)));
  REQUIRE_OK(consistent_with(old, log.head(9)));
  REQUIRE_OK(consistent_with(old, Checkpoint{log.identity.origin, 0, empty_root()}));
}

TEST_CASE("a hub that shows two logs is found out") {
  Log log;
  log.grow_to(20);
  Checkpoint held = log.head(7);
  held.root.bytes[3] ^= 1;
  const auto receipt = value(
      verify_receipt(as_bytes(log.receipt_with(12, 20, 7, 20)), Log::manifest(12), log.identity));
  CHECK(code(consistent_with(receipt, held)) == Errc::forged);
  Checkpoint same_size = log.head(20);
  same_size.root.bytes[0] ^= 1;
  CHECK(code(consistent_with(receipt, same_size)) == Errc::forged);
}

TEST_CASE("a consistency proof has one way to be written") {
  const std::string hash = crypto::to_base64(empty_root().view());
  const std::string good = "parvis/consistency/v1\nfrom 3\nto 7\n" + hash + "\n";
  CHECK(format(value(parse_consistency(good))) == good);
  for (const std::string& bad :
       {good + "\n", good.substr(0, good.size() - 1),
        "parvis/consistency/v1\nfrom 8\nto 7\n" + hash,
        std::string("parvis/consistency/v2\nfrom 3\nto 7\n"), good + "tail",
        std::string("parvis/consistency/v1\nfrom 03\nto 7\n")}) {
    CAPTURE(bad);
    CHECK(code(parse_consistency(bad)) == Errc::invalid);
  }
}

TEST_CASE(
    "receipts that came in any order lead to the checkpoint held, through each other's proofs") {
  Log log;
  log.grow_to(20);
  const auto verified = [&](std::uint64_t index, const std::string& text) {
    return value(verify_receipt(as_bytes(text), Log::manifest(index), log.identity));
  };
  // As two roads bring them: 9 first, then 12 from 9, then 5 and 7, each from the newest there.
  const std::vector<Receipt> all{
      verified(8, log.receipt(8, 9)), verified(11, log.receipt_with(11, 12, 9, 12)),
      verified(4, log.receipt_with(4, 5, 5, 12)), verified(6, log.receipt_with(6, 7, 7, 12))};
  for (const auto& receipt : all) {
    for (const auto& held : all) {
      CHECK(connected(receipt, held.checkpoint.checkpoint, all).has_value());
    }
  }
  CHECK(code(consistent_with(all[0], all[3].checkpoint.checkpoint)) == Errc::not_found);
  // One that nothing leads to stays apart.
  const auto apart = verified(14, log.receipt(14, 15));
  CHECK(code(connected(apart, log.head(12), all)) == Errc::not_found);
  // Another log's history is found out through whichever proof meets it.
  Checkpoint fork = log.head(12);
  fork.root = Hash{};
  CHECK(code(connected(all[2], fork, all)) == Errc::forged);
}
