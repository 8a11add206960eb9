#include "sync/crypto/crypto.h"

#include <catch2/catch.hpp>

#include "tests/support/result.h"

using namespace parvis;
using namespace parvis::crypto;
using support::code;
using support::value;

namespace {
constexpr Domain kA{"parvis/test-a", 1};
constexpr Domain kB{"parvis/test-b", 1};
const bool started = init().has_value();
}  // namespace

TEST_CASE("a signature holds for its message, its domain, its version and its key alone") {
  REQUIRE(started);
  const SigningKey key = SigningKey::generate();
  const Signature signature = key.sign(kA, as_bytes("bonjour"));
  REQUIRE_OK(verify(key.verify_key(), kA, as_bytes("bonjour"), signature));
  CHECK(code(verify(key.verify_key(), kA, as_bytes("Bonjour"), signature)) == Errc::forged);
  CHECK(code(verify(key.verify_key(), kB, as_bytes("bonjour"), signature)) == Errc::forged);
  CHECK(code(verify(key.verify_key(), {kA.tag, 2}, as_bytes("bonjour"), signature)) ==
        Errc::forged);
  CHECK(code(verify(SigningKey::generate().verify_key(), kA, as_bytes("bonjour"), signature)) ==
        Errc::forged);
  const SigningKey again = SigningKey::from_seed(key.seed());
  CHECK(again.verify_key() == key.verify_key());
}

TEST_CASE("what is sealed opens with one key, whole or not at all") {
  const OpeningKey key = OpeningKey::generate();
  Bytes box = seal(key.seal_key(), as_bytes("secret"));
  CHECK(box.size() == 6 + kSealOverhead);
  CHECK(as_text(value(key.open(box))) == "secret");
  CHECK(code(OpeningKey::generate().open(box)) == Errc::forged);
  for (std::size_t i = 0; i < box.size(); ++i) {
    box[i] ^= 1;
    CHECK_FALSE(key.open(box));
    box[i] ^= 1;
  }
  CHECK(code(key.open(ByteView{box}.first(10))) == Errc::invalid);
}

TEST_CASE("encryption covers its associated data") {
  const Secret<32> key = random_secret();
  const auto nonce = random_fixed<Nonce>();
  const Bytes cipher = encrypt(key, nonce, as_bytes("who"), as_bytes("what"));
  CHECK(as_text(value(decrypt(key, nonce, as_bytes("who"), cipher))) == "what");
  CHECK(code(decrypt(key, nonce, as_bytes("whom"), cipher)) == Errc::forged);
}

TEST_CASE("digests are those of the published vectors") {
  // RFC 7693 gives BLAKE2b-512; this BLAKE2b-256 of the empty message is libsodium's and b2sum -l
  // 256's.
  CHECK(to_hex(blake2b(ByteView{}).view()) ==
        "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  CHECK(to_hex(sha256({as_bytes("abc")}).view()) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2
  CHECK(blake2b({as_bytes("ab"), as_bytes("c")}) == blake2b(as_bytes("abc")));
}

TEST_CASE("hexadecimal and base64 accept only the canonical form") {
  CHECK(to_base64(as_bytes("parvis")) == "cGFydmlz");
  CHECK(as_text(value(from_base64("cGFydmk="))) == "parvi");
  for (const auto* text : {"cGFydmk", "cGFydml=", "cGFy dmk=", "cGFydmk=\n"}) {
    CHECK(code(from_base64(text)) == Errc::invalid);
  }
  CHECK(value(from_hex("00ff")) == Bytes{0, 255});
  for (const auto* text : {"00FF", "0", "0g", "00 ff"})
    CHECK(code(from_hex(text)) == Errc::invalid);
}

TEST_CASE("a password's key depends on the password and the salt") {
  constexpr Argon2Cost kCheap{8u << 20, 1};
  const Bytes salt(16, 7);
  const auto key = value(argon2id(as_bytes("123987"), salt, kCheap));
  CHECK(equal_constant_time(key.view(), value(argon2id(as_bytes("123987"), salt, kCheap)).view()));
  CHECK_FALSE(
      equal_constant_time(key.view(), value(argon2id(as_bytes("123986"), salt, kCheap)).view()));
  CHECK(code(argon2id(as_bytes("1"), Bytes(15), kCheap)) == Errc::invalid);
}
