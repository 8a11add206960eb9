#include "tests/unit/assets/prose.h"

#include <algorithm>
#include <cstdint>

namespace parvis::assets {
namespace {

constexpr char32_t kNoBreakSpace = 0xA0, kNarrowSpace = 0x202F, kApostrophe = 0x2019,
                   kEllipsis = 0x2026;

// Valid UTF-8 only: msgfmt and the pack reader have refused the rest.
std::u32string decode(std::string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<std::uint8_t>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t j = 1; j < length && i + j < text.size(); ++j) {
      point = (point << 6U) | (static_cast<std::uint8_t>(text[i + j]) & 0x3FU);
    }
    out += point;
    i += length;
  }
  return out;
}

std::string encode(char32_t point) {
  if (point < 0x80) return {static_cast<char>(point)};
  if (point < 0x800) {
    return {static_cast<char>(0xC0U | (point >> 6U)), static_cast<char>(0x80U | (point & 0x3FU))};
  }
  return {static_cast<char>(0xE0U | (point >> 12U)),
          static_cast<char>(0x80U | ((point >> 6U) & 0x3FU)),
          static_cast<char>(0x80U | (point & 0x3FU))};
}

bool is_space(char32_t c) { return c == ' ' || c == kNoBreakSpace || c == kNarrowSpace; }

// Letters and digits; general punctuation, signs of Latin-1 and ASCII punctuation are none.
bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= '0' && c <= '9') || ((c | 0x20U) >= 'a' && (c | 0x20U) <= 'z');
  return c >= 0xC0 && c != 0xD7 && c != 0xF7 && (c < 0x2000 || c > 0x206F);
}

}  // namespace

std::vector<std::string> sentences(std::string_view text) {
  std::vector<std::string> out(1);
  const auto points = decode(text);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const char32_t c = points[i];
    const bool mark = c == '.' || c == '!' || c == '?' || c == kEllipsis;
    const bool end = c == 0xB7 || (mark && (i + 1 == points.size() || is_space(points[i + 1])));
    if (end) {
      out.emplace_back();
    } else {
      out.back() += encode(c);
    }
  }
  std::erase_if(out, [](const std::string& s) { return count_words(s, "fr") == 0; });
  return out;
}

std::size_t count_words(std::string_view sentence, std::string_view language) {
  std::size_t words = 0;
  bool inside = false, braces = false;
  for (const char32_t c : decode(sentence)) {
    if (c == '{') braces = true;
    const bool joins = inside && (c == '-' || (c == kApostrophe && language != "fr"));
    const bool part = braces || is_letter(c) || joins;
    if (part && !inside) ++words;
    inside = part;
    if (c == '}') braces = inside = false;
  }
  return words;
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0, length = 0;
  bool braces = false;
  for (const char32_t c : decode(text)) {
    braces = c == '{' || (braces && c != '}');
    length = is_letter(c) && !braces ? length + 1 : 0;
    longest = std::max(longest, length);
  }
  return longest;
}

std::vector<std::string> placeholders(std::string_view text) {
  std::vector<std::string> out;
  for (auto open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) break;
    out.emplace_back(text.substr(open, close - open + 1));
  }
  std::ranges::sort(out);
  return out;
}

std::string badly_set(std::string_view text, std::string_view language) {
  const auto points = decode(text);
  if (points.empty()) return "empty";
  if (is_space(points.front()) || is_space(points.back())) return "space at an end";
  for (std::size_t i = 0; i < points.size(); ++i) {
    const char32_t c = points[i];
    const char32_t before = i > 0 ? points[i - 1] : 0;
    const char32_t after = i + 1 < points.size() ? points[i + 1] : 0;
    if (c == ' ' && before == ' ') return "double space";
    if (c == '\'' || c == '"') return "typewriter quote";
    if (c == '.' && before == '.') return "dots for an ellipsis";
    if (language != "fr") continue;
    if ((c == ';' || c == '!' || c == '?') && before != kNarrowSpace) return "space before ; ! ?";
    if (c == ':' && before != kNoBreakSpace) return "space before a colon";
    if ((c == 0xAB && after != kNoBreakSpace) || (c == 0xBB && before != kNoBreakSpace)) {
      return "space inside guillemets";
    }
  }
  return {};
}

}  // namespace parvis::assets
