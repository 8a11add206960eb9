#include "sync/crypto/crypto.h"

#include <sodium.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace parvis::crypto {
namespace detail {

std::uint8_t* allocate_secret(std::size_t size) {
  void* memory = sodium_malloc(size);
  if (memory == nullptr) {
    std::fputs("parvis: no guarded memory for a key (raise LimitMEMLOCK)\n", stderr);
    std::abort();
  }
  return static_cast<std::uint8_t*>(memory);
}

void free_secret(std::uint8_t* memory) noexcept { sodium_free(memory); }

}  // namespace detail

void wipe(std::span<std::uint8_t> bytes) { sodium_memzero(bytes.data(), bytes.size()); }

Status init() {
  if (sodium_init() < 0) return fail(Errc::internal, "libsodium did not start");
  const rlimit none{0, 0};
  if (setrlimit(RLIMIT_CORE, &none) != 0)
    return fail(Errc::internal, "core dumps can't be refused");
  return {};
}

KeyId key_id(const VerifyKey& key) {
  KeyId id;
  const Digest digest = blake2b(key.view());
  std::copy_n(digest.bytes.begin(), KeyId::kSize, id.bytes.begin());
  return id;
}

KeyId key_id(const SealKey& key) {
  VerifyKey same;
  same.bytes = key.bytes;
  return key_id(same);
}

// ---- digests
// -----------------------------------------------------------------------------------------

namespace {

Digest blake2b_parts(ByteView key, std::initializer_list<ByteView> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.empty() ? nullptr : key.data(), key.size(), Digest::kSize);
  for (const ByteView part : parts) crypto_generichash_update(&state, part.data(), part.size());
  Digest digest;
  crypto_generichash_final(&state, digest.bytes.data(), Digest::kSize);
  return digest;
}

}  // namespace

Digest blake2b(ByteView bytes) { return blake2b_parts({}, {bytes}); }
Digest blake2b(std::initializer_list<ByteView> parts) { return blake2b_parts({}, parts); }

Digest blake2b_keyed(ByteView key, std::initializer_list<ByteView> parts) {
  PARVIS_CHECK(key.size() >= crypto_generichash_KEYBYTES_MIN &&
               key.size() <= crypto_generichash_KEYBYTES_MAX);
  return blake2b_parts(key, parts);
}

Sha256 sha256(std::initializer_list<ByteView> parts) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const ByteView part : parts) crypto_hash_sha256_update(&state, part.data(), part.size());
  Sha256 digest;
  crypto_hash_sha256_final(&state, digest.bytes.data());
  return digest;
}

bool equal_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

// ---- signatures
// --------------------------------------------------------------------------------------

namespace {

Bytes with_domain(Domain domain, ByteView message) {
  Bytes bytes;
  bytes.reserve(domain.tag.size() + 2 + message.size());
  append(bytes, as_bytes(domain.tag));
  bytes.push_back(0);
  bytes.push_back(domain.version);
  append(bytes, message);
  return bytes;
}

}  // namespace

SigningKey SigningKey::generate() {
  SigningKey key;
  crypto_sign_keypair(key.public_.bytes.data(), key.secret_.data());
  return key;
}

SigningKey SigningKey::from_seed(const Secret<32>& seed) {
  SigningKey key;
  crypto_sign_seed_keypair(key.public_.bytes.data(), key.secret_.data(), seed.data());
  return key;
}

Secret<32> SigningKey::seed() const {
  Secret<32> seed;
  crypto_sign_ed25519_sk_to_seed(seed.data(), secret_.data());
  return seed;
}

Signature SigningKey::sign(Domain domain, ByteView message) const {
  return sign_raw(with_domain(domain, message));
}

Signature SigningKey::sign_raw(ByteView message) const {
  Signature signature;
  crypto_sign_detached(signature.bytes.data(), nullptr, message.data(), message.size(),
                       secret_.data());
  return signature;
}

Status verify(const VerifyKey& key, Domain domain, ByteView message, const Signature& signature) {
  return verify_raw(key, with_domain(domain, message), signature);
}

Status verify_raw(const VerifyKey& key, ByteView message, const Signature& signature) {
  if (crypto_sign_verify_detached(signature.bytes.data(), message.data(), message.size(),
                                  key.bytes.data()) != 0) {
    return fail(Errc::forged, "signature does not hold");
  }
  return {};
}

// ---- sealing
// -----------------------------------------------------------------------------------------

OpeningKey OpeningKey::generate() {
  OpeningKey key;
  crypto_box_keypair(key.public_.bytes.data(), key.secret_.data());
  return key;
}

OpeningKey OpeningKey::from_secret(const Secret<32>& secret) {
  OpeningKey key;
  std::copy_n(secret.data(), 32, key.secret_.data());
  crypto_scalarmult_base(key.public_.bytes.data(), key.secret_.data());
  return key;
}

Result<Bytes> OpeningKey::open(ByteView sealed) const {
  if (sealed.size() < kSealOverhead) return fail(Errc::invalid, "sealed key is too short");
  Bytes plain(sealed.size() - kSealOverhead);
  if (crypto_box_seal_open(plain.data(), sealed.data(), sealed.size(), public_.bytes.data(),
                           secret_.data()) != 0) {
    return fail(Errc::forged, "not sealed to this key");
  }
  return plain;
}

Bytes seal(const SealKey& to, ByteView plain) {
  Bytes sealed(plain.size() + kSealOverhead);
  PARVIS_CHECK(crypto_box_seal(sealed.data(), plain.data(), plain.size(), to.bytes.data()) == 0);
  return sealed;
}

Bytes encrypt(const Secret<32>& key, const Nonce& nonce, ByteView associated, ByteView plain) {
  Bytes cipher(plain.size() + kAeadOverhead);
  crypto_aead_xchacha20poly1305_ietf_encrypt(cipher.data(), nullptr, plain.data(), plain.size(),
                                             associated.data(), associated.size(), nullptr,
                                             nonce.bytes.data(), key.data());
  return cipher;
}

Result<Bytes> decrypt(const Secret<32>& key, const Nonce& nonce, ByteView associated,
                      ByteView cipher) {
  if (cipher.size() < kAeadOverhead) return fail(Errc::invalid, "ciphertext is too short");
  Bytes plain(cipher.size() - kAeadOverhead);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(
          plain.data(), nullptr, nullptr, cipher.data(), cipher.size(), associated.data(),
          associated.size(), nonce.bytes.data(), key.data()) != 0) {
    return fail(Errc::forged, "ciphertext does not open");
  }
  return plain;
}

// ---- passwords
// ---------------------------------------------------------------------------------------

Result<Secret<32>> argon2id(ByteView password, ByteView salt, Argon2Cost cost) {
  if (salt.size() != crypto_pwhash_SALTBYTES) return fail(Errc::invalid, "salt must be 16 bytes");
  Secret<32> key;
  const std::string_view text = as_text(password);
  if (crypto_pwhash(key.data(), key.size(), text.data(), text.size(), salt.data(), cost.passes,
                    cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(Errc::no_space, "no memory for Argon2id");
  }
  return key;
}

// ---- random
// ------------------------------------------------------------------------------------------

void random_bytes(std::span<std::uint8_t> into) {
  if (!into.empty()) randombytes_buf(into.data(), into.size());
}

Secret<32> random_secret() {
  Secret<32> secret;
  random_bytes(secret.span());
  return secret;
}

std::uint32_t random_below(std::uint32_t bound) {
  PARVIS_CHECK(bound > 0);
  return randombytes_uniform(bound);
}

std::uint64_t random_u64() {
  std::uint64_t value = 0;
  randombytes_buf(&value, sizeof value);
  return value;
}

// ---- text forms
// --------------------------------------------------------------------------------------

std::string to_hex(ByteView bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

Result<Bytes> from_hex(std::string_view text) {
  if (text.empty()) return Bytes{};  // libsodium is not to be given a null pointer
  Bytes bytes(text.size() / 2);
  std::size_t length = 0;
  const bool decoded = text.size() % 2 == 0 &&
                       sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr,
                                      &length, nullptr) == 0 &&
                       length == bytes.size();
  if (!decoded || to_hex(bytes) != text) return fail(Errc::invalid, "not lower-case hexadecimal");
  return bytes;
}

std::string to_base64(ByteView bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

Result<Bytes> from_base64(std::string_view text) {
  if (text.empty()) return Bytes{};  // libsodium is not to be given a null pointer
  if (text.size() % 4 != 0) return fail(Errc::invalid, "not canonical base64");
  Bytes bytes(text.size() / 4 * 3);
  std::size_t length = 0;
  const bool decoded =
      sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  bytes.resize(length);
  if (!decoded || to_base64(bytes) != text) return fail(Errc::invalid, "not canonical base64");
  return bytes;
}

}  // namespace parvis::crypto
