// What the textual formats of C2SP share: lines, decimal numbers, base64 hashes. Strict: one way to write each.
#pragma once

#include <optional>
#include <string_view>

#include "sync/tlog/tree.h"

namespace parvis::tlog {

// Cuts the first line off `text` and returns it without its newline; nullopt when no newline is left.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& text);
// ASCII decimal without leading zeroes, "0" itself allowed, at most 2^63 − 1.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text);
// 32 bytes in canonical base64.
[[nodiscard]] std::optional<Hash> parse_hash(std::string_view line);
// "index 12" with prefix "index " gives "12"; nullopt when the line begins otherwise.
[[nodiscard]] std::optional<std::string_view> after_prefix(std::string_view line,
                                                           std::string_view prefix);
// Well-formed UTF-8 (no surrogates, no overlong forms) without ASCII controls other than newline.
[[nodiscard]] bool is_note_text(std::string_view text);

}  // namespace parvis::tlog
