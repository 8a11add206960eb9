#include "sync/transfer/stick_calls.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace parvis::transfer {
namespace {

// As the kernel writes it: glibc gives one entry at a time and keeps a buffer that we don't need.
struct Entry64 {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
};
constexpr std::size_t kEntryHead = 19;  // bytes before the name: the struct without its padding

std::vector<std::string> names_of(std::span<const char> bytes) {
  std::vector<std::string> names;
  while (bytes.size() > kEntryHead) {
    Entry64 entry{};
    std::memcpy(&entry, bytes.data(), kEntryHead);
    if (entry.length <= kEntryHead || entry.length > bytes.size()) break;
    const char* name = bytes.data() + kEntryHead;
    names.emplace_back(name, ::strnlen(name, entry.length - kEntryHead));
    bytes = bytes.subspan(entry.length);
  }
  std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
  return names;
}

int open_at(int folder, const std::string& name, int flags, mode_t mode = 0) {
  return ::openat(folder, name.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, mode);
}

}  // namespace

Result<int> StickCalls::open_root(const Path& directory) {
  const int handle = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return fail_errno("open " + directory.string(), errno);
  return handle;
}

Result<int> StickCalls::open_folder(int parent, const std::string& name) {
  const int handle = open_at(parent, name, O_RDONLY | O_DIRECTORY);
  if (handle >= 0) return handle;
  if (errno == ENOTDIR || errno == ELOOP)
    return fail(Errc::invalid, "stick: " + name + " is no folder");
  return fail_errno("stick: open " + name, errno);
}

Status StickCalls::make_folder(int parent, const std::string& name) {
  if (::mkdirat(parent, name.c_str(), 0755) == 0) return {};
  return fail_errno("stick: make " + name, errno);
}

Result<StickCalls::Mount> StickCalls::mount(int folder) {
  struct statvfs info {};
  if (::fstatvfs(folder, &info) != 0) return fail_errno("stick: measure", errno);
  constexpr unsigned long kTame = ST_NOSUID | ST_NODEV | ST_NOEXEC;
  return Mount{.available = static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize,
               .block = std::max<std::uint64_t>(info.f_bsize, 512),
               .read_only = (info.f_flag & ST_RDONLY) != 0,
               .tame = (info.f_flag & kTame) == kTame};
}

Result<std::vector<std::string>> StickCalls::next_names(int folder) {
  for (;;) {
    alignas(8) std::array<char, 32u << 10> buffer;
    const long got = ::syscall(SYS_getdents64, folder, buffer.data(), buffer.size());
    if (got < 0) return fail_errno("stick: list", errno);
    if (got == 0) return std::vector<std::string>{};
    auto names = names_of(std::span(buffer).first(static_cast<std::size_t>(got)));
    if (!names.empty()) return names;
  }
}

Result<StickCalls::Opened> StickCalls::open_file(int folder, const std::string& name, Cache cache) {
  struct stat info {};
  // Before it is opened: opening a device can make it do something.
  if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
    return fail_errno("stick: look at " + name, errno);
  if (!S_ISREG(info.st_mode)) return fail(Errc::invalid, "stick: no regular file: " + name);
  Opened opened;
  if (cache == Cache::bypassed) opened.file = open_at(folder, name, O_RDONLY | O_DIRECT);
  opened.bypass = opened.file >= 0 ? Bypass::direct : Bypass::none;
  if (opened.file < 0) opened.file = open_at(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (opened.file < 0) return fail_errno("stick: open " + name, errno);
  if (::fstat(opened.file, &info) != 0 || !S_ISREG(info.st_mode)) {
    const int error = errno;
    ::close(opened.file);
    return S_ISREG(info.st_mode) ? Result<Opened>(fail_errno("stick: look at " + name, error))
                                 : fail(Errc::invalid, "stick: no regular file: " + name);
  }
  if (cache == Cache::bypassed && opened.bypass == Bypass::none) {
    if (::posix_fadvise(opened.file, 0, 0, POSIX_FADV_DONTNEED) == 0)
      opened.bypass = Bypass::dropped;
  }
  opened.size = static_cast<std::uint64_t>(info.st_size);
  return opened;
}

Result<std::size_t> StickCalls::read(int file, std::span<std::uint8_t> into) {
  for (;;) {
    const ssize_t got = ::read(file, into.data(), into.size());
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) return fail_errno("stick: read", errno);
  }
}

Result<int> StickCalls::create_file(int folder, const std::string& name) {
  const int file = open_at(folder, name, O_WRONLY | O_CREAT | O_EXCL, 0644);
  if (file < 0) return fail_errno("stick: create " + name, errno);
  return file;
}

Result<std::size_t> StickCalls::write(int file, ByteView bytes) {
  for (;;) {
    const ssize_t wrote = ::write(file, bytes.data(), bytes.size());
    if (wrote > 0) return static_cast<std::size_t>(wrote);
    if (wrote == 0) return fail_errno("stick: write", ENOSPC);
    if (errno != EINTR) return fail_errno("stick: write", errno);
  }
}

Status StickCalls::sync(int handle) {
  if (::fsync(handle) == 0) return {};
  // Some file systems have nothing to sync about a folder and say so; sync_all() comes after it in any case.
  struct stat info {};
  const int error = errno;
  if (error == EINVAL && ::fstat(handle, &info) == 0 && S_ISDIR(info.st_mode)) return {};
  return fail_errno("stick: fsync", error);
}

Status StickCalls::sync_all(int folder) {
  if (::syncfs(folder) == 0) return {};
  return fail_errno("stick: syncfs", errno);
}

Status StickCalls::rename(int folder, const std::string& from, const std::string& to) {
  if (::renameat(folder, from.c_str(), folder, to.c_str()) == 0) return {};
  return fail_errno("stick: rename to " + to, errno);
}

Status StickCalls::remove(int folder, const std::string& name) {
  if (::unlinkat(folder, name.c_str(), 0) == 0 || errno == ENOENT) return {};
  return fail_errno("stick: remove " + name, errno);
}

void StickCalls::close(int handle) { ::close(handle); }

}  // namespace parvis::transfer
