#include "sync/transfer/stick_papers.h"

#include <catch2/catch.hpp>

#include "sync/transfer/exchange.h"
#include "sync/transfer/stick_status.h"
#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::transfer;
using support::code;
using support::value;

namespace {

const bool started = crypto::init().has_value();

std::vector<tlog::Hash> leaves(std::size_t count) {
  std::vector<tlog::Hash> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(tlog::leaf_hash(as_bytes("leaf " + std::to_string(i))));
  return made;
}

tlog::Checkpoint head(const std::vector<tlog::Hash>& all, std::size_t size) {
  tlog::Tree tree;
  for (std::size_t i = 0; i < size; ++i) tree.append(all[i]);
  return {"hub.example/parvis", size, value(tlog::root(size, tree))};
}

}  // namespace

TEST_CASE("a list of leaves is written as STICK.md says, and read back") {
  const auto list = value(LeafList::make("hub.example/parvis", leaves(2)));
  const Bytes bytes = list.encode();
  const std::string_view front = "parvis/leaves/v1\nhub.example/parvis\n2\n";
  CHECK(as_text(bytes).substr(0, front.size()) == front);
  CHECK(bytes.size() == front.size() + 64);
  CHECK(value(LeafList::decode(bytes)).encode() == bytes);
  CHECK(value(LeafList::decode(bytes)).origin() == "hub.example/parvis");
}

TEST_CASE("a list of leaves that says otherwise than it holds is refused") {
  const std::string leaf(32, 'x');
  for (const std::string& text :
       {std::string(), std::string("parvis/leaves/v1\n"), "parvis/leaves/v2\na\n1\n" + leaf,
        "parvis/leaves/v1\n\n1\n" + leaf, "parvis/leaves/v1\na\n01\n" + leaf,
        "parvis/leaves/v1\na\n2\n" + leaf, "parvis/leaves/v1\na\n1\n" + leaf + "y",
        "parvis/leaves/v1\na\n-1\n" + leaf, "parvis/leaves/v1\na\n18446744073709551615\n" + leaf,
        "parvis/leaves/v1\na\n1048577\n" + leaf}) {
    CHECK(code(LeafList::decode(as_bytes(text))) == Errc::invalid);
  }
}

TEST_CASE(
    "leaves connect any two checkpoints up to their end, in either order, and no other log's") {
  const auto all = leaves(40);
  const auto list = value(LeafList::make("hub.example/parvis", all));
  std::size_t tried = 0;
  for (std::size_t from = 1; from <= 40; from += 3) {
    for (std::size_t to = from; to <= 40; to += 5, ++tried) {
      const auto older = head(all, from);
      const auto newer = head(all, to);
      for (const auto& proof : {list.connect(older, newer), list.connect(newer, older)}) {
        REQUIRE(proof);
        CHECK(tlog::verify_consistency(from, older.root, to, newer.root, proof->proof).has_value());
      }
    }
  }
  CHECK(tried > 50);
  auto longer = head(all, 40);
  longer.size = 41;
  CHECK_FALSE(list.connect(head(all, 3), longer));
  auto other = head(all, 40);
  other.root = {};
  CHECK_FALSE(list.connect(head(all, 3), other));
  // The newer one is this log's, the older one not: the proof is made, and does not hold. That is the evidence.
  auto fork = head(all, 3);
  fork.root = {};
  const auto proof = list.connect(fork, head(all, 40));
  REQUIRE(proof);
  CHECK(code(tlog::verify_consistency(3, fork.root, 40, head(all, 40).root, proof->proof)) ==
        Errc::forged);
}

TEST_CASE("names on a stick have one way to be written") {
  const std::string device = "00112233445566778899aabbccddeeff";
  const auto name = parse_journal_name(device + "-parvis-sync.head", ".head");
  REQUIRE(name);
  CHECK(stem(*name) == device + "-parvis-sync");
  for (const std::string& wrong :
       {device + "-parvis-sync", device + "-parvis-hub.head", device + "-.head",
        std::string("x.head"), std::string("00112233445566778899AABBCCDDEEFF-parvis-sync.head"),
        device + "parvis-sync.head", "../" + device + "-parvis-sync.head", std::string(".head"),
        std::string()}) {
    CHECK_FALSE(parse_journal_name(wrong, ".head"));
  }
  CHECK(parse_name(device + "-00000007.batch", ".batch")->number.value == 7);
  CHECK_FALSE(parse_name(device + "-7.batch", ".batch"));
  CHECK_FALSE(parse_name(".batch", ".batch"));
}
