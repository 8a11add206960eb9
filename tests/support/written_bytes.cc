#include "tests/support/written_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <mutex>
#include <set>

#include "tests/support/disk_calls.h"

namespace parvis::support {

// `mutex` is held while anything here is touched, never during a write.
struct WrittenBytes::State final : DiskWatcher {
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

  long on(const DiskCall& call, const Really& really) override;

  static bool makes_empty(const DiskCall& open) {
    return (open.flags & O_TMPFILE) == O_TMPFILE || (open.flags & O_TRUNC) != 0 ||
           ((open.flags & O_CREAT) != 0 && !std::filesystem::exists(open.path));
  }

  // A new file may get the number of one that is gone, and keeps nothing of it.
  void start_again(int fd) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) return;
    const std::lock_guard lock(mutex);
    files.erase({info.st_dev, info.st_ino});
  }

  void resize(int fd) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) return;
    const std::lock_guard lock(mutex);
    const auto file = files.find({info.st_dev, info.st_ino});
    if (file != files.end()) file->second.image.resize(static_cast<std::size_t>(info.st_size));
  }

  // Null for what is no regular file below the root.
  File* find(int fd, const struct stat& info) {
    if (!S_ISREG(info.st_mode)) return nullptr;
    const std::string path = path_of_descriptor(fd);
    if (!path.starts_with(root)) return nullptr;
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

  void take(const DiskCall& call, std::size_t written) {
    Bytes payload;
    for (const iovec& part : call.parts) {
      append(payload, ByteView(static_cast<const std::uint8_t*>(part.iov_base), part.iov_len));
    }
    payload.resize(written);
    const off_t offset = call.offset >= 0
                             ? call.offset
                             : ::lseek(call.fd, 0, SEEK_CUR) - static_cast<off_t>(written);
    if (offset >= 0) take(call.fd, static_cast<std::size_t>(offset), payload);
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

long WrittenBytes::State::on(const DiskCall& call, const Really& really) {
  const bool fresh = call.kind == DiskCall::Kind::open && makes_empty(call);
  const long result = really(kAll);
  const int error = errno;
  if (fresh && result >= 0) start_again(static_cast<int>(result));
  if (call.kind == DiskCall::Kind::resize && result == 0) resize(call.fd);
  if (call.kind == DiskCall::Kind::write && result > 0) {
    take(call, static_cast<std::size_t>(result));
  }
  errno = error;
  return result;
}

WrittenBytes::WrittenBytes(const Path& root) : state_(std::make_unique<State>()) {
  state_->root = root.string() + "/";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    state_->before.insert(entry.path().string());
  }
  watch_disk(state_.get());
}

WrittenBytes::~WrittenBytes() { watch_disk(nullptr); }

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
