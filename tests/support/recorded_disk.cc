#include "tests/support/recorded_disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <optional>

#include "tests/support/disk_calls.h"

namespace parvis::support {

using Kind = DiskOperation::Kind;

// Everything is done with `mutex` held, the real call included, so that the recording has the disk's order.
struct RecordedDisk::State final : DiskWatcher {
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

  long on(const DiskCall& call, const Really& really) override;
  long on_open(const DiskCall& call, const Really& really);
  long on_write(const DiskCall& call, const Really& really);
  long on_resize(const DiskCall& call, const Really& really);
  long on_sync(const DiskCall& call, Kind kind, const Really& really);
  long on_name(const DiskCall& call, Kind kind, const Really& really);
  long on_two_names(const DiskCall& call, Kind kind, const Really& really);
};

long RecordedDisk::State::on(const DiskCall& call, const Really& really) {
  const std::lock_guard lock(mutex);
  switch (call.kind) {
    case DiskCall::Kind::open:
      return on_open(call, really);
    case DiskCall::Kind::close:
      open.erase(call.fd);
      return really(kAll);
    case DiskCall::Kind::read:
    case DiskCall::Kind::list:
      return really(kAll);
    case DiskCall::Kind::write:
      return on_write(call, really);
    case DiskCall::Kind::resize:
    case DiskCall::Kind::allocate:
      return on_resize(call, really);
    case DiskCall::Kind::sync:
      return on_sync(call, Kind::sync, really);
    case DiskCall::Kind::sync_all:
      return on_sync(call, Kind::sync_all, really);
    case DiskCall::Kind::unname:
      return on_name(call, Kind::unname, really);
    case DiskCall::Kind::make_directory:
      return on_name(call, Kind::make_directory, really);
    case DiskCall::Kind::link:
      return on_two_names(call, Kind::link, really);
    case DiskCall::Kind::rename:
      return on_two_names(call, Kind::rename, really);
  }
  return really(kAll);
}

long RecordedDisk::State::on_open(const DiskCall& call, const Really& really) {
  const auto place = find(call.path);
  const long fd = really(kAll);
  if (fd < 0 || !place) return fd;
  const Inode inode = place->inode.value_or(next);
  if (!place->inode) {
    ++next;
    add({.kind = Kind::make_file, .inode = inode, .name = place->name, .path = place->path});
  } else if ((call.flags & O_TRUNC) != 0) {
    add({.kind = Kind::resize, .inode = inode, .offset = 0, .path = place->path});
  }
  open[static_cast<int>(fd)] = inode;
  return fd;
}

long RecordedDisk::State::on_write(const DiskCall& call, const Really& really) {
  const auto inode = opened(call.fd);
  const long written = really(kAll);
  if (!inode || written <= 0) return written;
  const int error = errno;
  const off_t offset = call.offset >= 0 ? call.offset : ::lseek(call.fd, 0, SEEK_CUR) - written;
  DiskOperation operation{.kind = Kind::write, .inode = *inode, .path = path_of(*inode)};
  operation.offset = static_cast<std::uint64_t>(offset);
  for (const iovec& part : call.parts) {
    append(operation.bytes,
           ByteView(static_cast<const std::uint8_t*>(part.iov_base), part.iov_len));
  }
  operation.bytes.resize(static_cast<std::size_t>(written));
  add(std::move(operation));
  errno = error;
  return written;
}

long RecordedDisk::State::on_resize(const DiskCall& call, const Really& really) {
  const auto inode = opened(call.fd);
  const long result = really(kAll);
  if (!inode || result != 0) return result;
  struct stat info {};
  PARVIS_CHECK(::fstat(call.fd, &info) == 0);
  add({.kind = Kind::resize,
       .inode = *inode,
       .offset = static_cast<std::uint64_t>(info.st_size),
       .path = path_of(*inode)});
  return 0;
}

long RecordedDisk::State::on_sync(const DiskCall& call, Kind kind, const Really& really) {
  const auto inode = opened(call.fd);
  if (!inode) return really(kAll);
  add({.kind = kind, .inode = *inode, .path = path_of(*inode)});
  return 0;
}

// A call that takes a name away, or gives one to a new directory.
long RecordedDisk::State::on_name(const DiskCall& call, Kind kind, const Really& really) {
  const auto place = find(call.path);
  const long result = really(kAll);
  if (!place || result != 0) return result;
  const Inode inode = kind == Kind::make_directory ? next++ : place->inode.value_or(0);
  add({.kind = kind, .inode = inode, .name = place->name, .path = place->path});
  return 0;
}

long RecordedDisk::State::on_two_names(const DiskCall& call, Kind kind, const Really& really) {
  const auto source = find(call.path);
  const auto target = find(call.target);
  const long result = really(kAll);
  if (result != 0 || (!source && !target)) return result;
  PARVIS_CHECK(source && target && source->inode);  // into or out of the directory: not recorded
  DiskOperation operation{.kind = kind, .inode = *source->inode, .path = target->path};
  operation.name = kind == Kind::link ? target->name : source->name;
  operation.target = target->name;
  add(std::move(operation));
  return 0;
}

RecordedDisk::RecordedDisk(const Path& root) : state_(std::make_unique<State>()) {
  state_->root = root.string() + "/";
  state_->before = read_tree(root);
  state_->now = state_->before;
  state_->next = static_cast<Inode>(state_->before.names.size()) + 1;
  watch_disk(state_.get());
}

RecordedDisk::~RecordedDisk() { watch_disk(nullptr); }

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

}  // namespace parvis::support
