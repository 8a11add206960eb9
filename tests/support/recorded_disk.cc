#include "tests/support/recorded_disk.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <optional>

namespace parvis::support {

using Kind = DiskOperation::Kind;

// Everything is done with `mutex` held, the real call included, so that the recording has the disk's order.
struct RecordedDisk::State {
  std::string root;  // with a slash at its end
  DiskTree before;
  DiskTree now;  // names only: contents would be copied at each write
  std::vector<DiskOperation> operations;
  std::map<int, Inode> open;  // by descriptor
  Inode next = 0;
  std::mutex mutex;

  struct Place {
    DiskName name;
    std::optional<Inode> inode;  // of what is there
    std::string path;
  };
  // Nothing for a path that is not below the root.
  [[nodiscard]] std::optional<Place> find(const Path& path) const {
    const std::string text = std::filesystem::absolute(path).lexically_normal().string();
    if (text + "/" == root || text == root) return Place{{}, kRootInode, "."};
    if (!text.starts_with(root)) return std::nullopt;
    Place place{{}, kRootInode, text.substr(root.size())};
    for (const Path& part : Path(place.path)) {
      if (!place.inode) return std::nullopt;  // its directory is not there: the call fails anyway
      if (part.empty()) continue;
      place.name = {*place.inode, part.string()};
      const auto found = now.names.find(place.name);
      place.inode = found == now.names.end() ? std::nullopt : std::optional(found->second);
    }
    return place;
  }
  void add(DiskOperation operation) {
    if (operation.kind != Kind::write && operation.kind != Kind::resize) apply(now, operation);
    operations.push_back(std::move(operation));
  }
  [[nodiscard]] std::optional<Inode> opened(int fd) const {
    const auto found = open.find(fd);
    return found == open.end() ? std::nullopt : std::optional(found->second);
  }
  [[nodiscard]] std::string path_of(Inode inode) const {
    for (const auto& [name, of] : now.names) {
      if (of != inode) continue;
      return name.directory == kRootInode ? name.name : path_of(name.directory) + "/" + name.name;
    }
    return inode == kRootInode ? "." : "(no name)";
  }
};

namespace {

std::atomic<RecordedDisk::State*> recording{nullptr};
std::atomic<int> without_syncs{0};

// libc's own function, or a sanitizer's that stands before it.
template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}
#define PARVIS_NEXT(function) (next<decltype(&::function)>(#function))

int opened(RecordedDisk::State& disk, const char* path, int flags, int fd, bool existed) {
  if (fd < 0) return fd;
  const auto place = disk.find(path);
  if (!place) return fd;
  Inode inode = place->inode.value_or(disk.next);
  if (!existed) {
    ++disk.next;
    disk.add({.kind = Kind::make_file, .inode = inode, .name = place->name, .path = place->path});
  } else if ((flags & O_TRUNC) != 0) {
    disk.add({.kind = Kind::resize, .inode = inode, .offset = 0, .path = place->path});
  }
  disk.open[fd] = inode;
  return fd;
}

template <class Open>
int do_open(const char* path, int flags, Open really) {
  auto* disk = recording.load();
  if (disk == nullptr) return really();
  const std::lock_guard lock(disk->mutex);
  const auto place = disk->find(path);
  const bool existed = !place || place->inode.has_value();
  const int fd = really();
  const int error = errno;
  opened(*disk, path, flags, fd, existed);
  errno = error;
  return fd;
}

// `offset` < 0: where the descriptor stood before the call.
template <class Write>
ssize_t do_write(int fd, const iovec* parts, int count, off_t offset, Write really) {
  auto* disk = recording.load();
  if (disk == nullptr) return really();
  const std::lock_guard lock(disk->mutex);
  const auto inode = disk->opened(fd);
  const ssize_t written = really();
  if (!inode || written <= 0) return written;
  const int error = errno;
  if (offset < 0) offset = ::lseek(fd, 0, SEEK_CUR) - written;
  DiskOperation operation{.kind = Kind::write, .inode = *inode, .path = disk->path_of(*inode)};
  operation.offset = static_cast<std::uint64_t>(offset);
  for (int i = 0; i < count; ++i) {
    const auto* data = static_cast<const std::uint8_t*>(parts[i].iov_base);
    append(operation.bytes, ByteView(data, parts[i].iov_len));
  }
  operation.bytes.resize(static_cast<std::size_t>(written));
  disk->add(std::move(operation));
  errno = error;
  return written;
}

template <class Resize>
int do_resize(int fd, Resize really) {
  auto* disk = recording.load();
  if (disk == nullptr) return really();
  const std::lock_guard lock(disk->mutex);
  const auto inode = disk->opened(fd);
  const int result = really();
  if (!inode || result != 0) return result;
  struct stat info {};
  PARVIS_CHECK(::fstat(fd, &info) == 0);
  disk->add({.kind = Kind::resize,
             .inode = *inode,
             .offset = static_cast<std::uint64_t>(info.st_size),
             .path = disk->path_of(*inode)});
  return 0;
}

template <class Sync>
int do_sync(int fd, Kind kind, Sync really) {
  auto* disk = recording.load();
  if (disk != nullptr) {
    const std::lock_guard lock(disk->mutex);
    if (const auto inode = disk->opened(fd)) {
      disk->add({.kind = kind, .inode = *inode, .path = disk->path_of(*inode)});
      return 0;
    }
  }
  return without_syncs.load() > 0 ? 0 : really();
}

// A call that takes a name away, or gives one to what `inode_of` says.
template <class Call>
int do_name(const char* path, Kind kind, Call really) {
  auto* disk = recording.load();
  if (disk == nullptr) return really();
  const std::lock_guard lock(disk->mutex);
  const auto place = disk->find(path);
  const int result = really();
  if (!place || result != 0) return result;
  const Inode inode = kind == Kind::make_directory ? disk->next++ : place->inode.value_or(0);
  disk->add({.kind = kind, .inode = inode, .name = place->name, .path = place->path});
  return 0;
}

template <class Call>
int do_two_names(const char* from, const char* to, Kind kind, Call really) {
  auto* disk = recording.load();
  if (disk == nullptr) return really();
  const std::lock_guard lock(disk->mutex);
  const auto source = disk->find(from);
  const auto target = disk->find(to);
  const int result = really();
  if (result != 0 || (!source && !target)) return result;
  PARVIS_CHECK(source && target && source->inode);  // into or out of the directory: not recorded
  DiskOperation operation{.kind = kind, .inode = *source->inode, .path = target->path};
  operation.name = kind == Kind::link ? target->name : source->name;
  operation.target = target->name;
  disk->add(std::move(operation));
  return 0;
}

std::string at_path(int directory, const char* path) {
  if (directory == AT_FDCWD || path[0] == '/') return path;
  std::error_code error;
  const auto base =
      std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(directory), error);
  return (base / path).string();
}

bool makes(int flags) { return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE; }

}  // namespace

RecordedDisk::RecordedDisk(const Path& root) : state_(std::make_unique<State>()) {
  state_->root = root.string() + "/";
  state_->before = read_tree(root);
  state_->now = state_->before;
  state_->next = static_cast<Inode>(state_->before.names.size()) + 1;
  PARVIS_CHECK(recording.exchange(state_.get()) == nullptr);
}

RecordedDisk::~RecordedDisk() { recording.store(nullptr); }

void RecordedDisk::acknowledge() {
  const std::lock_guard lock(state_->mutex);
  state_->add({.kind = Kind::acknowledge});
}

const DiskTree& RecordedDisk::before() const { return state_->before; }
const std::vector<DiskOperation>& RecordedDisk::operations() const { return state_->operations; }

std::string RecordedDisk::missed() const {
  DiskTree said = state_->before;
  for (const auto& operation : state_->operations) apply(said, operation);
  const auto recorded = said.paths();
  const auto real = read_tree(state_->root).paths();
  for (const auto& [path, content] : recorded) {
    if (!real.contains(path)) return path;
  }
  for (const auto& [path, content] : real) {
    const auto found = recorded.find(path);
    if (found == recorded.end()) return path;
    if (path.ends_with("-shm")) continue;
    if ((content == nullptr) != (found->second == nullptr)) return path;
    if (content != nullptr && *content != *found->second) return path;
  }
  return "";
}

NoSyncs::NoSyncs() { ++without_syncs; }
NoSyncs::~NoSyncs() { --without_syncs; }

}  // namespace parvis::support

// ---- in front of libc -----------------------------------------------------------------------------

using namespace parvis::support;

// NOLINTBEGIN(*): libc's names and types.
extern "C" {

#define PARVIS_OPEN(name)                                                   \
  int name(const char* path, int flags, ...) {                              \
    mode_t mode = 0;                                                        \
    if (makes(flags)) {                                                     \
      va_list more;                                                         \
      va_start(more, flags);                                                \
      mode = va_arg(more, mode_t);                                          \
      va_end(more);                                                         \
    }                                                                       \
    static const auto really = PARVIS_NEXT(name);                           \
    return do_open(path, flags, [&] { return really(path, flags, mode); }); \
  }
PARVIS_OPEN(open)
PARVIS_OPEN(open64)

#define PARVIS_OPENAT(name)                                               \
  int name(int directory, const char* path, int flags, ...) {             \
    mode_t mode = 0;                                                      \
    if (makes(flags)) {                                                   \
      va_list more;                                                       \
      va_start(more, flags);                                              \
      mode = va_arg(more, mode_t);                                        \
      va_end(more);                                                       \
    }                                                                     \
    static const auto really = PARVIS_NEXT(name);                         \
    return do_open(at_path(directory, path).c_str(), flags,               \
                   [&] { return really(directory, path, flags, mode); }); \
  }
PARVIS_OPENAT(openat)
PARVIS_OPENAT(openat64)

int close(int fd) {
  static const auto really = PARVIS_NEXT(close);
  if (auto* disk = recording.load(); disk != nullptr) {
    const std::lock_guard lock(disk->mutex);
    disk->open.erase(fd);
    return really(fd);
  }
  return really(fd);
}

ssize_t write(int fd, const void* data, size_t size) {
  static const auto really = PARVIS_NEXT(write);
  const iovec part{const_cast<void*>(data), size};
  return do_write(fd, &part, 1, -1, [&] { return really(fd, data, size); });
}
ssize_t writev(int fd, const iovec* parts, int count) {
  static const auto really = PARVIS_NEXT(writev);
  return do_write(fd, parts, count, -1, [&] { return really(fd, parts, count); });
}
#define PARVIS_PWRITE(name)                                                                \
  ssize_t name(int fd, const void* data, size_t size, off_t offset) {                      \
    static const auto really = PARVIS_NEXT(name);                                          \
    const iovec part{const_cast<void*>(data), size};                                       \
    return do_write(fd, &part, 1, offset, [&] { return really(fd, data, size, offset); }); \
  }
PARVIS_PWRITE(pwrite)
PARVIS_PWRITE(pwrite64)

#define PARVIS_TRUNCATE(name)                               \
  int name(int fd, off_t size) noexcept {                   \
    static const auto really = PARVIS_NEXT(name);           \
    return do_resize(fd, [&] { return really(fd, size); }); \
  }
PARVIS_TRUNCATE(ftruncate)
PARVIS_TRUNCATE(ftruncate64)

#define PARVIS_FALLOCATE(name)                                      \
  int name(int fd, off_t offset, off_t size) {                      \
    static const auto really = PARVIS_NEXT(name);                   \
    return do_resize(fd, [&] { return really(fd, offset, size); }); \
  }
PARVIS_FALLOCATE(posix_fallocate)
PARVIS_FALLOCATE(posix_fallocate64)

int fsync(int fd) {
  static const auto really = PARVIS_NEXT(fsync);
  return do_sync(fd, Kind::sync, [&] { return really(fd); });
}
int fdatasync(int fd) {
  static const auto really = PARVIS_NEXT(fdatasync);
  return do_sync(fd, Kind::sync, [&] { return really(fd); });
}
int syncfs(int fd) noexcept {
  static const auto really = PARVIS_NEXT(syncfs);
  return do_sync(fd, Kind::sync_all, [&] { return really(fd); });
}

int unlink(const char* path) noexcept {
  static const auto really = PARVIS_NEXT(unlink);
  return do_name(path, Kind::unname, [&] { return really(path); });
}
int unlinkat(int directory, const char* path, int flags) noexcept {
  static const auto really = PARVIS_NEXT(unlinkat);
  return do_name(at_path(directory, path).c_str(), Kind::unname,
                 [&] { return really(directory, path, flags); });
}
int rmdir(const char* path) noexcept {
  static const auto really = PARVIS_NEXT(rmdir);
  return do_name(path, Kind::unname, [&] { return really(path); });
}
int remove(const char* path) noexcept {
  static const auto really = PARVIS_NEXT(remove);
  return do_name(path, Kind::unname, [&] { return really(path); });
}
int mkdir(const char* path, mode_t mode) noexcept {
  static const auto really = PARVIS_NEXT(mkdir);
  return do_name(path, Kind::make_directory, [&] { return really(path, mode); });
}
int link(const char* from, const char* to) noexcept {
  static const auto really = PARVIS_NEXT(link);
  return do_two_names(from, to, Kind::link, [&] { return really(from, to); });
}
int rename(const char* from, const char* to) noexcept {
  static const auto really = PARVIS_NEXT(rename);
  return do_two_names(from, to, Kind::rename, [&] { return really(from, to); });
}

}  // extern "C"
// NOLINTEND(*)
