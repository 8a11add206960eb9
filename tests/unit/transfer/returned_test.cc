#include "sync/transfer/returned.h"

#include <catch2/catch.hpp>

#include "sync/crypto/crypto.h"
#include "tests/support/result.h"

namespace parvis::transfer {
namespace {

TEST_CASE("what is given back to a hub in recovery, byte by byte") {
  const Returned returned{{1, 2}, "r", "c"};
  const Bytes bytes = encode(returned);
  CHECK(crypto::to_hex(bytes) ==
        "856f7061727669732f72657475726e6564"  // array of 5, "parvis/returned"
        "01"                                  // version
        "420102"                              // a batch
        "6172"                                // its receipt
        "6163");                              // the newest checkpoint
  CHECK(support::value(decode_returned(bytes)) == returned);
  for (std::size_t cut = 0; cut < bytes.size(); ++cut)
    CHECK(support::code(decode_returned(ByteView{bytes}.first(cut))) == Errc::invalid);
}

}  // namespace
}  // namespace parvis::transfer
