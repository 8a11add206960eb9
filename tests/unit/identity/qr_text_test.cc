#include "sync/identity/qr_text.h"

#include <catch2/catch.hpp>

#include "sync/identity/enrolment.h"
#include "tests/support/wire_samples.h"

using namespace parvis;
using namespace parvis::identity;
using support::code;
using support::value;

namespace {

Bytes request() {
  return make_request(support::sample_device(), support::collection_key(),
                      support::transport_key());
}

}  // namespace

TEST_CASE("base45 is that of RFC 9285, behind the check and the prefix") {
  // "Hello!!" is %69 VD92EX0 there; here it stands behind four bytes of check, which keep the pairs.
  const std::string text = to_qr_text(as_bytes("Hello!!"));
  CHECK(text.starts_with("PARVIS1:"));
  CHECK(text.ends_with("%69 VD92EX0"));
  CHECK(text.size() == 8 + 6 + 11);
}

TEST_CASE(
    "an enrolment request fits one QR code and reads back, with whatever space stands around") {
  const Bytes bytes = request();
  const std::string text = to_qr_text(bytes);
  WARN("a request of " << bytes.size() << " bytes is " << text.size() << " letters of QR text");
  CHECK(text.size() <= 440);
  CHECK(value(from_qr_text(text)) == bytes);
  CHECK(value(from_qr_text("  " + text + "\r\n")) == bytes);
  CHECK(value(from_qr_text(text + " \n")) == bytes);
  CHECK(value(decode_request(value(from_qr_text(text)))).device == support::sample_device());
}

TEST_CASE("requests of every length and ending read back, spaces at their end too") {
  REQUIRE(support::crypto_started);
  std::size_t tried = 0;
  for (std::size_t length = 1; length <= 40; ++length) {
    for (unsigned byte = 0; byte < 256; byte += 5) {
      const Bytes bytes(length, static_cast<std::uint8_t>(byte));
      REQUIRE(value(from_qr_text(to_qr_text(bytes) + "\n")) == bytes);
      ++tried;
    }
  }
  WARN(tried << " requests");
}

TEST_CASE("a QR text with one letter changed, taken out or put in is refused") {
  const std::string text = to_qr_text(request());
  std::size_t tried = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    for (const char letter : {'0', 'Z', ':', 'a', ' ', '\n'}) {
      std::string changed = text;
      changed[at] = letter;
      if (changed == text) continue;
      REQUIRE(code(from_qr_text(changed)) == Errc::invalid);
      ++tried;
    }
    std::string cut = text;
    cut.erase(at, 1);
    REQUIRE(code(from_qr_text(cut)) == Errc::invalid);
    tried += 1;
  }
  WARN(tried << " changed texts, none taken");
  for (const char* bad : {"", "PARVIS1:", "PARVIS2:ABC", "PARVIS1:::::::::::", "parvis1:ABC"}) {
    CHECK(code(from_qr_text(bad)) == Errc::invalid);
  }
}
