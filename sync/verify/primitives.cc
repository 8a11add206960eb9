#include "sync/verify/primitives.h"

#include <sodium.h>

#include <algorithm>
#include <charconv>

namespace parvis::verify {
namespace {

enum Major : unsigned { kUint = 0, kBytes = 2, kText = 3, kArray = 4 };

// Bytes of the UTF-8 sequence at the front of `text`; 0 when it is not well-formed.
std::size_t sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4) return 0;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second > 0x9F;
  const bool beyond = lead == 0xF4 && second > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

Hash blake2b(View a, View b) {
  Hash out{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, out.size());
  crypto_generichash_update(&state, a.data(), a.size());
  crypto_generichash_update(&state, b.data(), b.size());
  crypto_generichash_final(&state, out.data(), out.size());
  return out;
}

Hash sha256(View a, View b, View c) {
  Hash out{};
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  for (const View part : {a, b, c}) crypto_hash_sha256_update(&state, part.data(), part.size());
  crypto_hash_sha256_final(&state, out.data());
  return out;
}

bool is_signed(const Key& key, View message, View signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     key.data()) == 0;
}

std::string to_hex(View bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string to_base64(View bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the terminating zero
  return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
  Bytes bytes(text.size() / 4 * 3 + 3);
  std::size_t length = 0;
  if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &length,
                        nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
    return std::nullopt;
  }
  bytes.resize(length);
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

std::optional<Hash> hash_from_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  if (!bytes || bytes->size() != Hash{}.size()) return std::nullopt;
  Hash hash{};
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

std::optional<std::uint64_t> from_decimal(std::string_view text) {
  if (text.empty() || text.size() > 19 || (text.size() > 1 && text.front() == '0'))
    return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > INT64_MAX)
    return std::nullopt;
  return value;
}

bool is_plain_utf8(std::string_view text) {
  return is_utf8(text) && std::ranges::all_of(text, [](unsigned char c) {
           return (c >= 0x20 || c == '\n') && c != 0x7F;
         });
}

View Reader::take(std::uint64_t count) {
  if (count > bytes_.size() - at_) spoil();
  if (!ok_) return {};
  const View view = bytes_.subspan(at_, static_cast<std::size_t>(count));
  at_ += static_cast<std::size_t>(count);
  return view;
}

// The value in an item's first bytes, which has one way to be written.
std::uint64_t Reader::head(unsigned major, std::uint64_t max) {
  const View first = take(1);
  if (!ok_) return 0;
  const unsigned info = first[0] & 31u;
  std::uint64_t value = info;
  spoil_unless(first[0] >> 5 == major && info <= 27);
  if (ok_ && info > 23) {
    const unsigned width = 1u << (info - 24);
    value = 0;
    for (const std::uint8_t byte : take(width)) value = value << 8 | byte;
    spoil_unless(value >= (width == 1 ? 24 : std::uint64_t{1} << (width * 4)));
  }
  spoil_unless(value <= max);
  return ok_ ? value : 0;
}

std::uint64_t Reader::uint(std::uint64_t max) { return head(kUint, max); }

Bytes Reader::bytes(std::size_t max) {
  const View view = take(head(kBytes, max));
  return {view.begin(), view.end()};
}

std::string Reader::text(std::size_t max) {
  const View view = take(head(kText, max));
  const std::string text(view.begin(), view.end());
  spoil_unless(is_utf8(text));
  return ok_ ? text : "";
}

std::size_t Reader::array(std::size_t max) {
  const std::uint64_t count = head(kArray, max);
  spoil_unless(count <= bytes_.size() - at_);  // each item takes a byte
  return ok_ ? static_cast<std::size_t>(count) : 0;
}

std::optional<std::uint64_t> Reader::perhaps_uint(std::uint64_t max) {
  if (array(1) == 0) return std::nullopt;
  return uint(max);
}

}  // namespace parvis::verify
