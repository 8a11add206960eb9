#include "sync/transfer/signed_request.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::transfer;
using support::code;

namespace {
const bool started = crypto::init().has_value();
}  // namespace

TEST_CASE("a signature holds for exactly this request") {
  const auto key = crypto::SigningKey::generate();
  const Bytes body{1, 2, 3};
  const RequestFacts request{
      "hub.example/parvis", "POST", "/v1/batches", "from=3", 0, body, "bm9uY2U="};
  const auto signature = sign_request(request, key);
  REQUIRE_OK(verify_request(request, key.verify_key(), signature));
  const auto refused = [&](RequestFacts altered) {
    return code(verify_request(altered, key.verify_key(), signature)) == Errc::forged;
  };
  RequestFacts other = request;
  other.origin = "hub.example/other";
  CHECK(refused(other));
  other = request;
  other.method = "PUT";
  CHECK(refused(other));
  other = request;
  other.path = "/v1/batch";
  CHECK(refused(other));
  other = request;
  other.query = "from=4";
  CHECK(refused(other));
  other = request;
  other.offset = 1;
  CHECK(refused(other));
  const Bytes another{1, 2, 4};
  other = request;
  other.body = another;
  CHECK(refused(other));
  other = request;
  other.nonce = "bm9uY2V=";
  CHECK(refused(other));
  CHECK(code(verify_request(request, crypto::SigningKey::generate().verify_key(), signature)) ==
        Errc::forged);
}

TEST_CASE("the message is the one that PROTOCOL.md writes out") {
  const auto key = crypto::SigningKey::generate();
  const auto signature =
      sign_request({"hub.example/parvis", "GET", "/v1/kept", "", 0, {}, "AAAA"}, key);
  const std::string message =
      "hub.example/parvis\nGET\n/v1/kept\n\n0\n"
      "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8\nAAAA\n";
  REQUIRE_OK(crypto::verify(key.verify_key(), kRequestDomain, as_bytes(message), signature));
}

TEST_CASE("only one form of range is understood") {
  CHECK(range_offset("bytes=0-") == 0u);
  CHECK(range_offset("bytes=123456-") == 123456u);
  for (const char* bad :
       {"", "bytes=", "bytes=-", "bytes=-5", "bytes=0-5", "bytes=1-,3-", "bytes=1x-", "items=0-"}) {
    CHECK_FALSE(range_offset(bad).has_value());
  }
}
