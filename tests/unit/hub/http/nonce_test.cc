#include "sync/hub/http/nonce.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::hub;
using support::code;

namespace {
const bool started = crypto::init().has_value();
const UtcTime kNow = support::value(utc_from_seconds(1'700'000'000));
}  // namespace

TEST_CASE("a nonce is good for five minutes, at the hub that made it") {
  const NonceMaker maker;
  const std::string nonce = maker.make(kNow);
  REQUIRE_OK(maker.check(nonce, kNow));
  REQUIRE_OK(maker.check(nonce, kNow + kNonceLife));
  CHECK(code(maker.check(nonce, kNow + kNonceLife + std::chrono::seconds(1))) == Errc::timeout);
  CHECK(code(maker.check(nonce, kNow - std::chrono::seconds(1))) == Errc::timeout);
  CHECK(code(NonceMaker().check(nonce, kNow)) == Errc::forged);
}

TEST_CASE("a nonce whose time was altered, or that is anything else, is refused") {
  const NonceMaker maker;
  Bytes bytes = support::value(crypto::from_base64(maker.make(kNow)));
  bytes[7] ^= 1;
  CHECK(code(maker.check(crypto::to_base64(bytes), kNow)) == Errc::forged);
  for (const char* bad : {"", "AAAA", "not base64 at all", "=="})
    CHECK(code(maker.check(bad, kNow)) == Errc::forged);
}
