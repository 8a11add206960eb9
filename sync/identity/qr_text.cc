#include "sync/identity/qr_text.h"

#include <algorithm>

#include "sync/crypto/crypto.h"

namespace parvis::identity {
namespace {

constexpr std::string_view kStart = "PARVIS1:";
constexpr std::string_view kLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr std::size_t kCheckBytes = 4;
constexpr std::size_t kMaxText = 2048;

std::string to_base45(ByteView bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const bool two = i + 1 < bytes.size();
    unsigned value = two ? bytes[i] * 256u + bytes[i + 1] : bytes[i];
    for (int letter = 0; letter < (two ? 3 : 2); ++letter, value /= 45)
      text += kLetters[value % 45];
  }
  return text;
}

// Three letters are two bytes, two at the end are one.
Result<Bytes> from_base45(std::string_view text) {
  Bytes bytes;
  while (!text.empty()) {
    const std::size_t taken = std::min<std::size_t>(3, text.size());
    unsigned value = 0;
    for (std::size_t i = taken; i-- > 0;) {
      const auto letter = kLetters.find(text[i]);
      if (letter == std::string_view::npos) return fail(Errc::invalid, "a letter of no QR text");
      value = value * 45 + static_cast<unsigned>(letter);
    }
    if (taken == 1 || value > (taken == 3 ? 0xffffu : 0xffu)) {
      return fail(Errc::invalid, "letters that stand for no bytes");
    }
    if (taken == 3) bytes.push_back(static_cast<std::uint8_t>(value >> 8));
    bytes.push_back(static_cast<std::uint8_t>(value & 0xff));
    text.remove_prefix(taken);
  }
  return bytes;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n";
  const auto first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  // A space is a letter of base45; at the end it was none when the rest is whole without it.
  const auto last = text.find_last_not_of("\t\r\n");
  return text.substr(first, last - first + 1);
}

Bytes request_check(ByteView request) {
  const auto digest = crypto::blake2b(request);
  return {digest.bytes.begin(), digest.bytes.begin() + kCheckBytes};
}

Result<Bytes> decode(std::string_view text) {
  PARVIS_TRY(Bytes bytes, from_base45(text));
  if (bytes.size() <= kCheckBytes) return fail(Errc::invalid, "too short");
  const Bytes check(bytes.begin(), bytes.begin() + kCheckBytes);
  bytes.erase(bytes.begin(), bytes.begin() + kCheckBytes);
  if (request_check(bytes) != check)
    return fail(Errc::invalid, "it was cut or altered; scan it again");
  return bytes;
}

}  // namespace

std::string to_qr_text(ByteView request) {
  Bytes bytes = request_check(request);
  append(bytes, request);
  return std::string(kStart) + to_base45(bytes);
}

Result<Bytes> from_qr_text(std::string_view text) {
  text = trimmed(text);
  if (text.size() > kMaxText || !text.starts_with(kStart)) {
    return fail(Errc::invalid, "QR text: a kiosk's request begins with PARVIS1:");
  }
  text.remove_prefix(kStart.size());
  auto bytes = decode(text);
  while (!bytes && text.ends_with(' ')) {
    text.remove_suffix(1);
    bytes = decode(text);
  }
  if (!bytes) return wrap(bytes.error(), "QR text");
  return bytes;
}

}  // namespace parvis::identity
