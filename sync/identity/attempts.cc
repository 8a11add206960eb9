#include "sync/identity/attempts.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "sync/crypto/crypto.h"

namespace parvis::identity {
namespace {

using Counts = std::array<std::uint64_t, kRoles>;
constexpr std::size_t kFileSize = kRoles * 8 + crypto::Digest::kSize;
constexpr Counts kUnreadable{100, 100};  // the longest delay

// Two numbers of 8 bytes, the most significant first, and the digest of the 16 bytes.
Bytes encode(const Counts& counts) {
  Bytes bytes;
  for (const std::uint64_t count : counts) {
    for (int shift = 56; shift >= 0; shift -= 8)
      bytes.push_back(static_cast<std::uint8_t>(count >> shift));
  }
  append(bytes, crypto::blake2b(bytes).view());
  return bytes;
}

Counts decode(ByteView bytes) {
  Counts counts{};
  if (bytes.size() != kFileSize) return kUnreadable;
  for (std::size_t i = 0; i < kRoles * 8; ++i) counts[i / 8] = counts[i / 8] << 8 | bytes[i];
  return encode(counts) == to_bytes(bytes) ? counts : kUnreadable;
}

Status overwrite(const Path& file, ByteView bytes) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return fail_errno("count an attempt: open " + file.string(), errno);
  Status counted = write_all_at(fd, bytes, 0, file);
  if (counted && ::fdatasync(fd) != 0) counted = fail_errno("fdatasync " + file.string(), errno);
  ::close(fd);
  if (!counted) return wrap(counted.error(), "count an attempt");
  return {};
}

}  // namespace

std::chrono::seconds delay_after(std::uint64_t wrong) {
  if (wrong < kFreeAttempts) return std::chrono::seconds{0};
  std::chrono::seconds delay = kFirstDelay;
  for (std::uint64_t i = kFreeAttempts; i < wrong && delay < kLongestDelay; ++i) delay *= 2;
  return std::min(delay, kLongestDelay);
}

Status Attempts::create(const Path& file) {
  return write_file(file, encode({}), Existing::replace, 0600);
}

Result<Attempts> Attempts::open(Path file, MonoTime boot) {
  Attempts attempts;
  const auto bytes = read_file(file, kFileSize);
  attempts.wrong_ = bytes ? decode(*bytes) : kUnreadable;
  if (attempts.wrong_ == kUnreadable) {
    PARVIS_TRY_VOID(write_file(file, encode(kUnreadable), Existing::replace, 0600));
  }
  attempts.file_ = std::move(file);
  for (std::size_t i = 0; i < kRoles; ++i) {
    attempts.next_[i] = boot + delay_after(attempts.wrong_[i]);
  }
  return attempts;
}

Status Attempts::keep(const Counts& wrong) {
  PARVIS_TRY_VOID(overwrite(file_, encode(wrong)));
  wrong_ = wrong;
  return {};
}

Status Attempts::begin(Role role, MonoTime now) {
  const auto i = static_cast<std::size_t>(role);
  if (now < next_[i]) return fail(Errc::denied, "unlock: too early after wrong PINs");
  Counts wrong = wrong_;
  ++wrong[i];
  PARVIS_TRY_VOID(keep(wrong));
  next_[i] = now + delay_after(wrong[i]);
  return {};
}

Status Attempts::succeeded(Role role) {
  const auto i = static_cast<std::size_t>(role);
  next_[i] = {};
  Counts wrong = wrong_;
  wrong[i] = 0;
  return keep(wrong);
}

}  // namespace parvis::identity
