#include "tests/support/written_bytes.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <map>
#include <mutex>
#include <set>

namespace parvis::support {

// `mutex` is held while anything here is touched, never during a write.
struct WrittenBytes::State {
  static constexpr std::size_t kAround = 64;

  std::string root;  // with a slash at its end
  std::set<std::string> before;
  using FileId = std::pair<dev_t, ino_t>;
  struct File {
    std::string path;  // when it was first written
    std::size_t trail = 0;
    Bytes image;  // what it holds, as far as writes say
  };
  std::map<FileId, File> files;
  std::vector<Trail> trails;
  std::uint64_t writes = 0;
  std::uint64_t bytes = 0;
  std::mutex mutex;

  // Null for what is no regular file below the root.
  File* find(int fd, const struct stat& info) {
    if (!S_ISREG(info.st_mode)) return nullptr;
    std::error_code error;
    const auto path =
        std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", fd), error).string();
    if (error || !path.starts_with(root)) return nullptr;
    File& file = files[{info.st_dev, info.st_ino}];
    if (file.path != path) {
      // New, or renamed since; or its number belonged to a file that is gone.
      const auto content = read_file(path, std::uint64_t{1} << 30);
      const bool renamed = content && content->size() >= file.image.size() &&
                           std::equal(file.image.begin(), file.image.end(), content->begin());
      file = {path, trails.size(), renamed ? std::move(file.image) : Bytes()};
      trails.push_back({path.substr(root.size()), {}});
    }
    return &file;
  }

  void take(int fd, std::size_t offset, ByteView payload) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) return;
    const std::lock_guard lock(mutex);
    File* file = find(fd, info);
    if (file == nullptr) return;
    const std::size_t end = offset + payload.size();
    if (file->image.size() < end) file->image.resize(end);
    std::copy(payload.begin(), payload.end(),
              file->image.begin() + static_cast<std::ptrdiff_t>(offset));
    const std::size_t from = offset < kAround ? 0 : offset - kAround;
    const std::size_t to = std::min(end + kAround, file->image.size());
    append(trails[file->trail].bytes, ByteView(file->image).subspan(from, to - from));
    ++writes;
    bytes += payload.size();
  }
};

namespace {

std::atomic<WrittenBytes::State*> watching{nullptr};

// libc's own function, or a sanitizer's that stands before it.
template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// `offset` < 0: where the descriptor stands.
ssize_t watch(int fd, ByteView payload, off_t offset, ssize_t written) {
  auto* state = watching.load();
  if (state == nullptr || written <= 0) return written;
  const int error = errno;
  const auto size = static_cast<std::size_t>(written);
  if (offset < 0) offset = ::lseek(fd, 0, SEEK_CUR) - written;
  if (offset >= 0) state->take(fd, static_cast<std::size_t>(offset), payload.first(size));
  errno = error;
  return written;
}

ByteView view_of(const void* data, std::size_t size) {
  return {static_cast<const std::uint8_t*>(data), size};
}

}  // namespace

WrittenBytes::WrittenBytes(const Path& root) : state_(std::make_unique<State>()) {
  state_->root = root.string() + "/";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    state_->before.insert(entry.path().string());
  }
  PARVIS_CHECK(watching.exchange(state_.get()) == nullptr);
}

WrittenBytes::~WrittenBytes() { watching.store(nullptr); }

const std::vector<WrittenBytes::Trail>& WrittenBytes::trails() const { return state_->trails; }
std::uint64_t WrittenBytes::writes() const { return state_->writes; }
std::uint64_t WrittenBytes::bytes() const { return state_->bytes; }

std::string WrittenBytes::missed() const {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(state_->root)) {
    std::string path = entry.path().string();
    struct stat info {};
    if (!entry.is_regular_file() || path.ends_with("-shm") || state_->before.contains(path) ||
        ::stat(path.c_str(), &info) != 0) {
      continue;
    }
    const auto content = read_file(path, std::uint64_t{1} << 30);
    if (!content) return path;
    const auto seen = state_->files.find({info.st_dev, info.st_ino});
    const Bytes none;
    const Bytes& image = seen == state_->files.end() ? none : seen->second.image;
    for (std::size_t i = 0; i < content->size(); ++i) {
      if ((*content)[i] != (i < image.size() ? image[i] : 0)) return path;
    }
  }
  return "";
}

}  // namespace parvis::support

// ---- in front of libc -----------------------------------------------------------------------------

using parvis::support::next;
using parvis::support::view_of;
using parvis::support::watch;

// NOLINTBEGIN(*): libc's names and types.
extern "C" {

ssize_t write(int fd, const void* data, size_t size) {
  static const auto really = next<decltype(&::write)>("write");
  return watch(fd, view_of(data, size), -1, really(fd, data, size));
}

ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
  static const auto really = next<decltype(&::pwrite)>("pwrite");
  return watch(fd, view_of(data, size), offset, really(fd, data, size, offset));
}

ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
  static const auto really = next<decltype(&::pwrite64)>("pwrite64");
  return watch(fd, view_of(data, size), offset, really(fd, data, size, offset));
}

ssize_t writev(int fd, const iovec* parts, int count) {
  static const auto really = next<decltype(&::writev)>("writev");
  parvis::Bytes all;
  for (int i = 0; i < count; ++i) parvis::append(all, view_of(parts[i].iov_base, parts[i].iov_len));
  return watch(fd, all, -1, really(fd, parts, count));
}

}  // extern "C"
// NOLINTEND(*)
