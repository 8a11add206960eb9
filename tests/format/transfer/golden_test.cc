// The bytes of the files that only a stick has (sync/transfer/STICK.md), pinned: a stick of today is read by a kiosk of next year.
#include <catch2/catch.hpp>

#include "sync/transfer/stick_papers.h"
#include "tests/support/result.h"
#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::transfer;
using support::value;

namespace {

const bool started = crypto::init().has_value();

tlog::Hash hash_of(std::uint8_t byte) {
  tlog::Hash hash;
  hash.bytes.fill(byte);
  return hash;
}

}  // namespace

TEST_CASE("golden: a list of leaves") {
  const std::string written = "parvis/leaves/v1\nville.example/parvis\n3\n" +
                              std::string(32, '\x11') + std::string(32, '\x22') +
                              std::string(32, '\x33');
  const auto list =
      value(LeafList::make("ville.example/parvis", {hash_of(0x11), hash_of(0x22), hash_of(0x33)}));
  CHECK(as_text(list.encode()) == written);
  const auto read = value(LeafList::decode(as_bytes(written)));
  CHECK(read.origin() == "ville.example/parvis");
  CHECK(read.size() == 3);
  CHECK(read.encode() == list.encode());
}

TEST_CASE("golden: statuses under the desk's signature") {
  REQUIRE(started);
  const std::string json = R"({"codes":{"K7M2Q":"logged"}})";
  const auto desk = crypto::SigningKey::from_seed(support::seed_of(0xd0));
  const auto document = value(sign_statuses(as_bytes(json), desk));
  CHECK(as_text(document.bytes) == json);
  CHECK(crypto::to_hex(document.signature.view()) ==
        "d5c06f495c81b483ecf1edd507945e859b5b079e4b1ddae5c1ef6e9864d382928b1aa4a2d6818f729f11c2ad52"
        "9d950b9cae5bd3e3e70d27a13497bb89e0fa02");
}
