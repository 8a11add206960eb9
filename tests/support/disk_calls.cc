#include "tests/support/disk_calls.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "hardware/platform/result.h"

namespace parvis::support {
namespace {

std::atomic<DiskWatcher*> watching{nullptr};
std::atomic<int> without_syncs{0};

// libc's own function, or a sanitizer's that stands before it.
template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}
#define PARVIS_NEXT(function) (next<decltype(&::function)>(#function))

bool is_watched() { return watching.load() != nullptr; }

// MUST be watched.
long tell(const DiskCall& call, const Really& really) { return watching.load()->on(call, really); }

std::string whole_path(int directory, const char* path) {
  std::error_code error;
  std::filesystem::path base;
  if (path[0] != '/') {
    base = directory == AT_FDCWD ? std::filesystem::current_path(error)
                                 : std::filesystem::path(path_of_descriptor(directory));
  }
  return (base / path).lexically_normal().string();
}

bool makes(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

// The first bytes of a scattered write.
std::vector<iovec> first_bytes(std::span<const iovec> parts, std::size_t most) {
  std::vector<iovec> first;
  for (const iovec& part : parts) {
    const std::size_t size = std::min(part.iov_len, most);
    most -= size;
    if (size > 0) first.push_back({part.iov_base, size});
  }
  return first;
}

template <class Open>
int told_open(const char* verb, int directory, const char* path, int flags, Open really) {
  if (!is_watched()) return really();
  const DiskCall call{.kind = DiskCall::Kind::open,
                      .verb = verb,
                      .path = whole_path(directory, path),
                      .flags = flags};
  return static_cast<int>(tell(call, [&](std::size_t) { return really(); }));
}

template <class Write>
ssize_t told_write(const char* verb, int fd, const void* data, std::size_t size, off_t offset,
                   Write really) {
  if (!is_watched()) return really(size);
  const iovec part{const_cast<void*>(data), size};
  const DiskCall call{
      .kind = DiskCall::Kind::write, .verb = verb, .fd = fd, .parts = {&part, 1}, .offset = offset};
  return tell(call, [&](std::size_t most) { return really(std::min(size, most)); });
}

template <class Call>
long told(DiskCall::Kind kind, const char* verb, int fd, Call really) {
  if (!is_watched()) return really();
  return tell({.kind = kind, .verb = verb, .fd = fd}, [&](std::size_t) { return really(); });
}

template <class Call>
int told_sync(DiskCall::Kind kind, const char* verb, int fd, Call really) {
  const auto carried_out = [&]() -> long { return without_syncs.load() > 0 ? 0 : really(); };
  return static_cast<int>(told(kind, verb, fd, carried_out));
}

template <class Call>
int told_name(DiskCall::Kind kind, const char* verb, int directory, const char* path, Call really) {
  if (!is_watched()) return really();
  return static_cast<int>(tell({.kind = kind, .verb = verb, .path = whole_path(directory, path)},
                               [&](std::size_t) { return really(); }));
}

template <class Call>
int told_names(DiskCall::Kind kind, const char* verb, std::string from, std::string to,
               Call really) {
  return static_cast<int>(
      tell({.kind = kind, .verb = verb, .path = std::move(from), .target = std::move(to)},
           [&](std::size_t) { return really(); }));
}

}  // namespace

void watch_disk(DiskWatcher* watcher) {
  DiskWatcher* const before = watching.exchange(watcher);
  PARVIS_CHECK(watcher == nullptr || before == nullptr);
}

std::string path_of_descriptor(int fd) {
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd), error);
  return error ? std::string() : path.string();
}

NoSyncs::NoSyncs() { ++without_syncs; }
NoSyncs::~NoSyncs() { --without_syncs; }

}  // namespace parvis::support

// ---- in front of libc -----------------------------------------------------------------------------

using namespace parvis::support;
using Kind = DiskCall::Kind;

// NOLINTBEGIN(*): libc's names and types.
extern "C" {

#define PARVIS_OPEN(name)                                                                      \
  int name(const char* path, int flags, ...) {                                                 \
    mode_t mode = 0;                                                                           \
    if (makes(flags)) {                                                                        \
      va_list more;                                                                            \
      va_start(more, flags);                                                                   \
      mode = va_arg(more, mode_t);                                                             \
      va_end(more);                                                                            \
    }                                                                                          \
    static const auto really = PARVIS_NEXT(name);                                              \
    return told_open(#name, AT_FDCWD, path, flags, [&] { return really(path, flags, mode); }); \
  }
PARVIS_OPEN(open)
PARVIS_OPEN(open64)

#define PARVIS_OPENAT(name)                                                 \
  int name(int directory, const char* path, int flags, ...) {               \
    mode_t mode = 0;                                                        \
    if (makes(flags)) {                                                     \
      va_list more;                                                         \
      va_start(more, flags);                                                \
      mode = va_arg(more, mode_t);                                          \
      va_end(more);                                                         \
    }                                                                       \
    static const auto really = PARVIS_NEXT(name);                           \
    return told_open(#name, directory, path, flags,                         \
                     [&] { return really(directory, path, flags, mode); }); \
  }
PARVIS_OPENAT(openat)
PARVIS_OPENAT(openat64)

int close(int fd) {
  static const auto really = PARVIS_NEXT(close);
  return static_cast<int>(told(Kind::close, "close", fd, [&] { return really(fd); }));
}

ssize_t read(int fd, void* to, size_t size) {
  static const auto really = PARVIS_NEXT(read);
  return told(Kind::read, "read", fd, [&] { return really(fd, to, size); });
}
#define PARVIS_PREAD(name)                                                            \
  ssize_t name(int fd, void* to, size_t size, off_t offset) {                         \
    static const auto really = PARVIS_NEXT(name);                                     \
    return told(Kind::read, #name, fd, [&] { return really(fd, to, size, offset); }); \
  }
PARVIS_PREAD(pread)
PARVIS_PREAD(pread64)

// At the end of a directory errno is as it was before: the caller tells an error by it.
#define PARVIS_READDIR(name, entry)                                                 \
  entry* name(DIR* directory) {                                                     \
    static const auto really = PARVIS_NEXT(name);                                   \
    if (!is_watched()) return really(directory);                                    \
    const int before = errno;                                                       \
    entry* found = nullptr;                                                         \
    const auto look = [&]() -> long {                                               \
      errno = before;                                                               \
      found = really(directory);                                                    \
      return 0;                                                                     \
    };                                                                              \
    return told(Kind::list, #name, ::dirfd(directory), look) < 0 ? nullptr : found; \
  }
PARVIS_READDIR(readdir, dirent)
PARVIS_READDIR(readdir64, dirent64)

ssize_t write(int fd, const void* data, size_t size) {
  static const auto really = PARVIS_NEXT(write);
  return told_write("write", fd, data, size, -1,
                    [&](std::size_t some) { return really(fd, data, some); });
}
#define PARVIS_PWRITE(name)                                                              \
  ssize_t name(int fd, const void* data, size_t size, off_t offset) {                    \
    static const auto really = PARVIS_NEXT(name);                                        \
    return told_write(#name, fd, data, size, offset,                                     \
                      [&](std::size_t some) { return really(fd, data, some, offset); }); \
  }
PARVIS_PWRITE(pwrite)
PARVIS_PWRITE(pwrite64)

ssize_t writev(int fd, const iovec* parts, int count) {
  static const auto really = PARVIS_NEXT(writev);
  if (!is_watched()) return really(fd, parts, count);
  const std::span<const iovec> all(parts, static_cast<std::size_t>(count));
  const DiskCall call{.kind = Kind::write, .verb = "writev", .fd = fd, .parts = all};
  return tell(call, [&](std::size_t most) {
    const auto some = first_bytes(all, most);
    return really(fd, some.data(), static_cast<int>(some.size()));
  });
}

#define PARVIS_TRUNCATE(name)                                                                 \
  int name(int fd, off_t size) noexcept {                                                     \
    static const auto really = PARVIS_NEXT(name);                                             \
    return static_cast<int>(told(Kind::resize, #name, fd, [&] { return really(fd, size); })); \
  }
PARVIS_TRUNCATE(ftruncate)
PARVIS_TRUNCATE(ftruncate64)

#define PARVIS_FALLOCATE(name)                                                      \
  int name(int fd, off_t offset, off_t size) {                                      \
    static const auto really = PARVIS_NEXT(name);                                   \
    return static_cast<int>(                                                        \
        told(Kind::allocate, #name, fd, [&] { return really(fd, offset, size); })); \
  }
PARVIS_FALLOCATE(posix_fallocate)
PARVIS_FALLOCATE(posix_fallocate64)

#define PARVIS_SYNC(name, kind, exception)                                   \
  int name(int fd) exception {                                               \
    static const auto really = PARVIS_NEXT(name);                            \
    return told_sync(kind, #name, fd, [&]() -> long { return really(fd); }); \
  }
PARVIS_SYNC(fsync, Kind::sync, )
PARVIS_SYNC(fdatasync, Kind::sync, )
PARVIS_SYNC(syncfs, Kind::sync_all, noexcept)

#define PARVIS_UNNAME(name)                                                              \
  int name(const char* path) noexcept {                                                  \
    static const auto really = PARVIS_NEXT(name);                                        \
    return told_name(Kind::unname, #name, AT_FDCWD, path, [&] { return really(path); }); \
  }
PARVIS_UNNAME(unlink)
PARVIS_UNNAME(rmdir)
PARVIS_UNNAME(remove)

int unlinkat(int directory, const char* path, int flags) noexcept {
  static const auto really = PARVIS_NEXT(unlinkat);
  return told_name(Kind::unname, "unlinkat", directory, path,
                   [&] { return really(directory, path, flags); });
}
int mkdir(const char* path, mode_t mode) noexcept {
  static const auto really = PARVIS_NEXT(mkdir);
  return told_name(Kind::make_directory, "mkdir", AT_FDCWD, path,
                   [&] { return really(path, mode); });
}
int mkdirat(int directory, const char* path, mode_t mode) noexcept {
  static const auto really = PARVIS_NEXT(mkdirat);
  return told_name(Kind::make_directory, "mkdirat", directory, path,
                   [&] { return really(directory, path, mode); });
}

#define PARVIS_TWO_NAMES(name, kind)                                                     \
  int name(const char* from, const char* to) noexcept {                                  \
    static const auto really = PARVIS_NEXT(name);                                        \
    if (!is_watched()) return really(from, to);                                          \
    return told_names(kind, #name, whole_path(AT_FDCWD, from), whole_path(AT_FDCWD, to), \
                      [&] { return really(from, to); });                                 \
  }
PARVIS_TWO_NAMES(link, Kind::link)
PARVIS_TWO_NAMES(rename, Kind::rename)

int renameat(int from, const char* name, int to, const char* other) noexcept {
  static const auto really = PARVIS_NEXT(renameat);
  if (!is_watched()) return really(from, name, to, other);
  return told_names(Kind::rename, "renameat", whole_path(from, name), whole_path(to, other),
                    [&] { return really(from, name, to, other); });
}

}  // extern "C"
// NOLINTEND(*)
