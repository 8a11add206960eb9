// The one place that knows libsodium (1.0.18 is enough). Keys, signatures, sealed boxes, digests,
// random.
//
//   digest      BLAKE2b-256 everywhere, except RFC 6962 trees, which are SHA-256 (see sync/tlog)
//   signature   Ed25519 over: domain tag ‖ 0x00 ‖ version ‖ bytes. C2SP notes are signed raw.
//   seal        XChaCha20-Poly1305 under a fresh key, itself sealed to each recipient (X25519)
//   password    Argon2id
//
// Threads: everything may be called from any thread after init(). Errors: Errc::forged when
// something does not verify or decrypt, Errc::invalid when lengths are wrong.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "hardware/platform/bytes.h"
#include "hardware/platform/result.h"
#include "sync/crypto/secret.h"

namespace parvis::crypto {

// Call once in main, before anything else here. Also refuses core dumps (RLIMIT_CORE 0).
Status init();

// A fixed number of bytes whose meaning is its type: two of different tags never mix.
template <class Tag, std::size_t N>
struct Fixed {
  std::array<std::uint8_t, N> bytes{};
  static constexpr std::size_t kSize = N;
  auto operator<=>(const Fixed&) const = default;
  [[nodiscard]] ByteView view() const { return bytes; }
  [[nodiscard]] bool is_zero() const { return bytes == std::array<std::uint8_t, N>{}; }
  // Errc::invalid unless exactly N bytes.
  static Result<Fixed> from(ByteView from) {
    if (from.size() != N) return fail(Errc::invalid, "wrong number of bytes");
    Fixed fixed;
    std::copy(from.begin(), from.end(), fixed.bytes.begin());
    return fixed;
  }
};

using Digest = Fixed<struct DigestTag, 32>;        // BLAKE2b-256
using Sha256 = Fixed<struct Sha256Tag, 32>;        // RFC 6962 and C2SP only
using VerifyKey = Fixed<struct VerifyKeyTag, 32>;  // Ed25519 public key
using Signature = Fixed<struct SignatureTag, 64>;  // Ed25519
using SealKey = Fixed<struct SealKeyTag, 32>;      // X25519 public key, to seal to
using KeyId = Fixed<struct KeyIdTag, 8>;           // first 8 bytes of BLAKE2b-256 of a public key

[[nodiscard]] KeyId key_id(const VerifyKey& key);
[[nodiscard]] KeyId key_id(const SealKey& key);

// ---- digests
// -----------------------------------------------------------------------------------------
[[nodiscard]] Digest blake2b(ByteView bytes);
// The digest of the parts' concatenation; make parts self-delimiting before they come here.
[[nodiscard]] Digest blake2b(std::initializer_list<ByteView> parts);
// Keyed BLAKE2b-256: a MAC. `key` is 16 to 64 bytes.
[[nodiscard]] Digest blake2b_keyed(ByteView key, std::initializer_list<ByteView> parts);
[[nodiscard]] Sha256 sha256(std::initializer_list<ByteView> parts);
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b);

// ---- signatures
// -------------------------------------------------------------------------------------- What a
// signature is for. A tag is never used for two meanings; new meanings get new tags.
struct Domain {
  std::string_view tag;  // for instance "parvis/manifest"
  std::uint8_t version = 1;
};

class SigningKey {
 public:
  static SigningKey generate();
  static SigningKey from_seed(const Secret<32>& seed);
  [[nodiscard]] const VerifyKey& verify_key() const { return public_; }
  [[nodiscard]] Secret<32> seed() const;
  [[nodiscard]] Signature sign(Domain domain, ByteView message) const;
  // Plain Ed25519, for formats that define their own message: C2SP signed notes.
  [[nodiscard]] Signature sign_raw(ByteView message) const;

 private:
  SigningKey() = default;
  Secret<64> secret_;
  VerifyKey public_;
};

[[nodiscard]] Status verify(const VerifyKey& key, Domain domain, ByteView message,
                            const Signature& signature);
[[nodiscard]] Status verify_raw(const VerifyKey& key, ByteView message, const Signature& signature);

// ---- sealing
// -----------------------------------------------------------------------------------------
class OpeningKey {  // X25519
 public:
  static OpeningKey generate();
  static OpeningKey from_secret(const Secret<32>& secret);
  [[nodiscard]] const SealKey& seal_key() const { return public_; }
  [[nodiscard]] const Secret<32>& secret() const { return secret_; }
  // crypto_box_seal_open. Errc::forged when it was not sealed to this key.
  [[nodiscard]] Result<Bytes> open(ByteView sealed) const;

 private:
  OpeningKey() = default;
  Secret<32> secret_;
  SealKey public_;
};

inline constexpr std::size_t kSealOverhead = 48;  // bytes a sealed box adds
[[nodiscard]] Bytes seal(const SealKey& to, ByteView plain);

inline constexpr std::size_t kAeadOverhead = 16;
using Nonce = Fixed<struct NonceTag, 24>;
// XChaCha20-Poly1305 (IETF). The key MUST be used for one message only, or with random nonces.
[[nodiscard]] Bytes encrypt(const Secret<32>& key, const Nonce& nonce, ByteView associated,
                            ByteView plain);
[[nodiscard]] Result<Bytes> decrypt(const Secret<32>& key, const Nonce& nonce, ByteView associated,
                                    ByteView cipher);

// ---- passwords
// ---------------------------------------------------------------------------------------
struct Argon2Cost {
  std::uint64_t memory_bytes;
  std::uint64_t passes;
};
inline constexpr Argon2Cost kPinCost{64u << 20, 3};          // a PIN slot
inline constexpr Argon2Cost kCodeCost{16u << 20, 2};         // a receipt code's tag
inline constexpr Argon2Cost kPassphraseCost{256u << 20, 3};  // the authority's file
// Argon2id. `salt` is 16 bytes. Errc::no_space when the memory can't be had.
[[nodiscard]] Result<Secret<32>> argon2id(ByteView password, ByteView salt, Argon2Cost cost);

// ---- random
// ------------------------------------------------------------------------------------------
void random_bytes(std::span<std::uint8_t> into);
template <class T>
[[nodiscard]] T random_fixed() {
  T value;
  random_bytes(value.bytes);
  return value;
}
[[nodiscard]] Secret<32> random_secret();
// Uniform in [0, bound); bound > 0.
[[nodiscard]] std::uint32_t random_below(std::uint32_t bound);
[[nodiscard]] std::uint64_t random_u64();

// ---- text forms
// --------------------------------------------------------------------------------------
[[nodiscard]] std::string to_hex(ByteView bytes);
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);  // lower case only, canonical
// Standard alphabet with padding, as C2SP notes want it; decoding accepts only the canonical form.
[[nodiscard]] std::string to_base64(ByteView bytes);
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);

}  // namespace parvis::crypto
