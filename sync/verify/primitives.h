// What the formats are made of: bytes, hashes, signatures, base64, and the CBOR subset. All of it is checked here from
// scratch, with libsodium's Ed25519, BLAKE2b and SHA-256 and nothing of Parvis' own. Call sodium_init() first.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parvis::verify {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
template <std::size_t N>
using Fixed = std::array<std::uint8_t, N>;
using Hash = Fixed<32>;  // BLAKE2b-256 or SHA-256; the function that makes it says which
using Key = Fixed<32>;   // Ed25519 public key
using Signature = Fixed<64>;

inline View bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] Hash blake2b(View a, View b = {});  // of a ‖ b
[[nodiscard]] Hash sha256(View a, View b = {}, View c = {});
// Plain Ed25519.
[[nodiscard]] bool is_signed(const Key& key, View message, View signature);

[[nodiscard]] std::string to_hex(View bytes);
[[nodiscard]] std::string to_base64(View bytes);
// The canonical form only, with padding.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);
[[nodiscard]] std::optional<Hash> hash_from_base64(std::string_view text);
// Decimal, no leading zero, below 2^63.
[[nodiscard]] std::optional<std::uint64_t> from_decimal(std::string_view text);
// Well-formed (RFC 3629), and no control character but the newline.
[[nodiscard]] bool is_plain_utf8(std::string_view text);

// Reads one document of the CBOR subset from front to back. The first thing that is not as the format says spoils it: all
// after it reads as zero or empty, and done() is false.
class Reader {
 public:
  explicit Reader(View bytes) : bytes_(bytes) {}
  std::uint64_t uint(std::uint64_t max = UINT64_MAX);
  Bytes bytes(std::size_t max);
  std::string text(std::size_t max);
  std::size_t array(std::size_t max);  // how many items follow
  template <std::size_t N>
  Fixed<N> fixed() {
    Fixed<N> value{};
    const Bytes read = bytes(N);
    if (read.size() != N) spoil();
    for (std::size_t i = 0; ok_ && i < N; ++i) value[i] = read[i];
    return value;
  }
  template <std::size_t N>
  std::optional<Fixed<N>> perhaps() {  // an array of none or one
    if (array(1) == 0) return std::nullopt;
    return fixed<N>();
  }
  std::optional<std::uint64_t> perhaps_uint(std::uint64_t max);
  void spoil_unless(bool rule) { ok_ = ok_ && rule; }
  [[nodiscard]] bool ok() const { return ok_; }
  // Everything was as it should be, and nothing is left over.
  [[nodiscard]] bool done() const { return ok_ && at_ == bytes_.size(); }

 private:
  void spoil() { ok_ = false; }
  std::uint64_t head(unsigned major, std::uint64_t max);
  View take(std::uint64_t count);
  View bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace parvis::verify
