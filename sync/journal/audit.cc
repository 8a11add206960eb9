#include <algorithm>
#include <array>

#include "sync/journal/entry.h"

namespace parvis::journal {
namespace {

// What stands in the file, before anyone asks whether it is in order.
struct Frame {
  Entry entry;
  crypto::Digest previous;
  crypto::Digest digest;
};

enum class Found { entry, end, torn, damaged };

bool is_digest_of(ByteView body, ByteView digest) {
  return std::ranges::equal(crypto::blake2b(body).bytes, digest);
}

// Whether a whole frame begins anywhere in these bytes.
bool holds_frame(ByteView bytes) {
  for (std::size_t at = 0; at + kFrameOverhead < bytes.size(); ++at) {
    const std::size_t length = std::size_t{bytes[at]} << 8 | bytes[at + 1];
    if (length == 0 || length > kMaxEntryBytes) continue;
    if (at + kFrameOverhead + length > bytes.size()) continue;
    const ByteView body = bytes.subspan(at + kLengthBytes, length);
    if (is_digest_of(body, bytes.subspan(at + kLengthBytes + length, crypto::Digest::kSize))) {
      return true;
    }
  }
  return false;
}

// What begins here is no whole entry. One is written when the one before is durable, so only the last can be unfinished,
// and of that the disk may have any of its sectors, in any order: the length too may be missing.
Found broken(ByteView rest) {
  // A file system may have grown the file before the data came.
  if (std::ranges::all_of(rest, [](auto b) { return b == 0; })) return Found::torn;
  const bool one_entry = rest.size() <= kFrameOverhead + kMaxEntryBytes;
  return one_entry && !holds_frame(rest.subspan(1)) ? Found::torn : Found::damaged;
}

// Reads the frame at `at` and moves behind it.
Found next_frame(ByteView bytes, std::size_t& at, Frame& frame) {
  const ByteView rest = bytes.subspan(at);
  if (rest.empty()) return Found::end;
  if (rest.size() < kFrameOverhead) return Found::torn;
  const std::size_t length = std::size_t{rest[0]} << 8 | rest[1];
  if (length > kMaxEntryBytes || rest.size() < kFrameOverhead + length) return broken(rest);
  const ByteView body = rest.subspan(kLengthBytes, length);
  const auto entry = decode_entry(body, frame.previous);
  const ByteView digest = rest.subspan(kLengthBytes + length, crypto::Digest::kSize);
  if (!entry || !is_digest_of(body, digest)) return broken(rest);
  frame.digest = crypto::blake2b(body);
  frame.entry = *entry;
  at += kFrameOverhead + length;
  return Found::entry;
}

// Why the frame after `entries` is not the next one.
std::optional<Damage> out_of_order(const Audit& audit, const Frame& frame) {
  const std::uint64_t expected = audit.head.entries + 1;
  using Kind = Damage::Kind;
  if (frame.entry.number == expected) {
    if (frame.previous == audit.head.last) return std::nullopt;
    // It names another predecessor than the one that stands before it: that one was changed.
    return Damage{Kind::edited, expected == 1 ? expected : expected - 1};
  }
  if (frame.entry.number > expected) return Damage{Kind::cut, expected};
  const Entry& there = audit.entries[frame.entry.number - 1];
  return Damage{there == frame.entry ? Kind::duplicated : Kind::edited, expected};
}

// A number that is missing here but stands further on was moved, not cut.
bool stands_later(ByteView bytes, std::size_t at, std::uint64_t number) {
  Frame frame;
  while (next_frame(bytes, at, frame) == Found::entry) {
    if (frame.entry.number == number) return true;
  }
  return false;
}

// The first head, in order of length, that the chain does not lead to.
void check_heads(Audit& audit, std::span<const crypto::Digest> digests,
                 std::span<const Head> heads) {
  std::vector<Head> ours;
  for (const Head& head : heads) {
    if (head.device == audit.head.device && head.program == audit.head.program)
      ours.push_back(head);
  }
  std::ranges::sort(ours, {}, &Head::entries);
  std::uint64_t proved = 0;
  for (const Head& head : ours) {
    if (head.entries > digests.size()) {
      // A torn end is no excuse for an entry that a head covers: it was durable before the head was
      // signed.
      const bool torn = audit.damage && audit.damage->kind == Damage::Kind::torn;
      const bool there = torn && head.entries == digests.size() + 1;
      if (!audit.damage || torn) {
        audit.damage = Damage{there ? Damage::Kind::edited : Damage::Kind::cut, digests.size() + 1};
      }
      return;
    }
    if (head.entries > 0 && digests[head.entries - 1] != head.last) {
      audit.damage = Damage{Damage::Kind::rewritten, proved + 1};
      return;
    }
    proved = head.entries;
  }
}

}  // namespace

std::string_view to_string(Damage::Kind kind) {
  constexpr std::array<std::string_view, 6> kNames{"edited",     "cut",       "reordered",
                                                   "duplicated", "rewritten", "torn"};
  return kNames[static_cast<std::size_t>(kind)];
}

Result<Audit> audit(ByteView bytes, std::span<const Head> heads) {
  Audit audit;
  std::size_t at = 0;
  PARVIS_TRY_VOID(read_title(bytes, at, audit.head));
  audit.good_bytes = at;
  std::vector<crypto::Digest> digests;
  while (!audit.damage) {
    Frame frame;
    const std::size_t before = at;
    const Found found = next_frame(bytes, at, frame);
    const std::uint64_t expected = audit.head.entries + 1;
    if (found == Found::end) break;
    if (found == Found::torn) audit.damage = Damage{Damage::Kind::torn, expected};
    if (found == Found::damaged) audit.damage = Damage{Damage::Kind::edited, expected};
    if (audit.damage) break;
    audit.damage = out_of_order(audit, frame);
    if (audit.damage) {
      const bool moved =
          audit.damage->kind == Damage::Kind::cut && stands_later(bytes, before, expected);
      if (moved) audit.damage->kind = Damage::Kind::reordered;
      break;
    }
    audit.entries.push_back(frame.entry);
    digests.push_back(frame.digest);
    audit.head.entries = expected;
    audit.head.last = frame.digest;
    audit.good_bytes = at;
  }
  check_heads(audit, digests, heads);
  return audit;
}

Result<Audit> audit_file(const Path& file, std::span<const Head> heads) {
  PARVIS_TRY(const Bytes bytes, read_file(file, kMaxJournalBytes));
  auto result = audit(bytes, heads);
  if (!result) return wrap(result.error(), file.string());
  return result;
}

Result<Carried> read_to_carry(const Path& file) {
  PARVIS_TRY(Bytes bytes, read_file(file, kMaxJournalBytes));
  auto found = audit(bytes);
  if (!found) return wrap(found.error(), file.string());
  Carried carried{std::move(found->head), std::move(bytes), found->good_bytes, found->damage};
  if (!carried.damage || carried.damage->kind == Damage::Kind::torn) {
    carried.bytes.resize(carried.covered);
    carried.damage.reset();
  }
  return carried;
}

}  // namespace parvis::journal
