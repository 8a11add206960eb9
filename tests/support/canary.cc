#include "tests/support/canary.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

#include "sync/crypto/crypto.h"

namespace parvis::support {
namespace {

icu::UnicodeString normalized(std::string_view text, bool composed) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* form =
      composed ? icu::Normalizer2::getNFCInstance(error) : icu::Normalizer2::getNFDInstance(error);
  PARVIS_CHECK(U_SUCCESS(error));
  const auto source =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
  icu::UnicodeString result = form->normalize(source, error);
  PARVIS_CHECK(U_SUCCESS(error));
  return result;
}

std::string utf16(const icu::UnicodeString& text, bool little) {
  std::string bytes;
  for (std::int32_t i = 0; i < text.length(); ++i) {
    const char low = static_cast<char>(text[i] & 0xff);
    const char high = static_cast<char>(text[i] >> 8);
    bytes += little ? low : high;
    bytes += little ? high : low;
  }
  return bytes;
}

// What base64 makes of `text` after `before` other bytes: only the characters that depend on the
// text alone.
std::string base64_at(std::string_view text, std::size_t before) {
  const std::string shifted = std::string(before, 'x') + std::string(text);
  std::string code = crypto::to_base64(as_bytes(shifted));
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t end = shifted.size() * 8 / 6;
  return code.substr(first, end - first);
}

std::string url_alphabet(std::string code) {
  std::ranges::replace(code, '+', '-');
  std::ranges::replace(code, '/', '_');
  return code;
}

}  // namespace

Canary::Canary(std::string_view text) : begins_(1u << 16, false) {
  for (const bool composed : {true, false}) {
    const std::string suffix = composed ? " nfc" : " nfd";
    const icu::UnicodeString form = normalized(text, composed);
    std::string utf8;
    form.toUTF8String(utf8);
    add("utf-8" + suffix, utf8);
    add("utf-16le" + suffix, utf16(form, true));
    add("utf-16be" + suffix, utf16(form, false));
    for (std::size_t before = 0; before < 3; ++before) {
      const std::string code = base64_at(utf8, before);
      add("base64 +" + std::to_string(before) + suffix, code);
      add("base64url +" + std::to_string(before) + suffix, url_alphabet(code));
    }
    std::string hex = crypto::to_hex(as_bytes(utf8));
    add("hex" + suffix, hex);
    std::ranges::transform(hex, hex.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    add("HEX" + suffix, hex);
  }
  // Only now: views into strings that no longer move.
  for (std::size_t i = 0; i < forms_.size(); ++i) {
    const std::string_view bytes = forms_[i].second;
    for (std::size_t at = 0; at + kWindow <= bytes.size(); ++at) {
      const std::string_view window = bytes.substr(at, kWindow);
      windows_.emplace(window, i);
      begins_[static_cast<std::size_t>(static_cast<unsigned char>(window[0])) << 8 |
              static_cast<unsigned char>(window[1])] = true;
    }
  }
}

void Canary::add(std::string name, std::string bytes) {
  PARVIS_CHECK(bytes.size() >= kWindow);
  forms_.emplace_back(std::move(name), std::move(bytes));
}

Canary::Find Canary::search(ByteView bytes) const {
  const std::string_view text = as_text(bytes);
  for (std::size_t at = 0; at + kWindow <= bytes.size(); ++at) {
    if (!begins_[static_cast<std::size_t>(bytes[at]) << 8 | bytes[at + 1]]) continue;
    const auto found = windows_.find(text.substr(at, kWindow));
    if (found != windows_.end()) return {{}, at, forms_[found->second].first};
  }
  return {};
}

std::vector<Canary::Find> Canary::search(const Path& directory) const {
  std::vector<Find> finds;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    Find find = search(as_bytes(bytes));
    if (find.form.empty()) continue;
    find.file = entry.path();
    finds.push_back(std::move(find));
  }
  std::ranges::sort(finds, {}, &Find::file);
  return finds;
}

}  // namespace parvis::support
