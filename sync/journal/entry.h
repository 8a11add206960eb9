// The bytes of a journal's file: a title, then entries, each in a frame. For journal.cc and audit.cc. FORMAT.md has them.
// Threads: pure functions.
#pragma once

#include "sync/journal/journal.h"

namespace parvis::journal {

inline constexpr crypto::Domain kJournalDomain{"parvis/journal", 1};
inline constexpr std::size_t kLengthBytes = 2;  // of a frame's body, most significant byte first
inline constexpr std::size_t kMaxEntryBytes = 2048;
inline constexpr std::size_t kFrameOverhead = kLengthBytes + crypto::Digest::kSize;

// Length, body, BLAKE2b-256 of the body.
[[nodiscard]] Bytes frame(ByteView body);

[[nodiscard]] Bytes encode_title(const wire::DeviceId& device, std::string_view program);
// The title at the front of a file; `head` is then that of a journal with no entries, and `at` behind the title.
[[nodiscard]] Status read_title(ByteView bytes, std::size_t& at, Head& head);

[[nodiscard]] Bytes encode_entry(const Entry& entry, const crypto::Digest& previous);
[[nodiscard]] Result<Entry> decode_entry(ByteView body, crypto::Digest& previous);

}  // namespace parvis::journal
