#include "hardware/platform/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>

namespace parvis {
namespace {

constexpr std::string_view kTemporary = ".part";

std::string at(std::string_view verb, const Path& path) {
  return fmt::format("{} {}", verb, path.string());
}

Path parent_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path{"."}; }

bool is_temporary(std::string_view name) {
  return name.starts_with('.') && name.ends_with(kTemporary);
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// `write_some` writes what it can of what is left, as write() does.
template <class WriteSome>
Status write_with(WriteSome write_some, ByteView bytes, const Path& file) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = write_some(bytes.subspan(done), done);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_errno(at("write", file), errno);
    if (written == 0) return fail(Errc::io, at("write", file) + ": nothing was taken");
    done += static_cast<std::size_t>(written);
  }
  return {};
}

}  // namespace

Status write_all(int descriptor, ByteView bytes, const Path& file) {
  const auto next = [descriptor](ByteView left, std::size_t) {
    return ::write(descriptor, left.data(), left.size());
  };
  return write_with(next, bytes, file);
}

Status write_all_at(int descriptor, ByteView bytes, std::uint64_t offset, const Path& file) {
  const auto next = [descriptor, offset](ByteView left, std::size_t done) {
    return ::pwrite(descriptor, left.data(), left.size(), static_cast<off_t>(offset + done));
  };
  return write_with(next, bytes, file);
}

AtomicFile::AtomicFile(Path target, Path temporary, int fd)
    : target_(std::move(target)), temporary_(std::move(temporary)), fd_(fd) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      fd_(std::exchange(other.fd_, -1)) {}

AtomicFile::~AtomicFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(temporary_.c_str());
}

Result<AtomicFile> AtomicFile::create(Path target, unsigned mode) {
  static std::atomic<unsigned> counter{0};
  for (;;) {
    Path temporary = parent_of(target) / fmt::format(".{}.{}.{}{}", target.filename().string(),
                                                     ::getpid(), counter++, kTemporary);
    const int fd =
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd >= 0) return AtomicFile(std::move(target), std::move(temporary), fd);
    // What a power cut left of a process that had our number: a machine that boots the same way numbers the same way.
    if (errno != EEXIST) return fail_errno(at("create", temporary), errno);
  }
}

Status AtomicFile::write(ByteView bytes) {
  PARVIS_CHECK(fd_ >= 0);
  return write_all(fd_, bytes, temporary_);
}

Status AtomicFile::commit(Existing existing) {
  PARVIS_CHECK(fd_ >= 0);
  if (::fsync(fd_) != 0) return fail_errno(at("fsync", temporary_), errno);
  // link() refuses an existing target, rename() replaces it: both are atomic.
  if (existing == Existing::keep) {
    if (::link(temporary_.c_str(), target_.c_str()) != 0) {
      return fail_errno(at("create", target_), errno);
    }
    ::unlink(temporary_.c_str());
  } else if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    return fail_errno(at("rename to", target_), errno);
  }
  const int closed = ::close(std::exchange(fd_, -1));
  if (closed != 0) return fail_errno(at("close", target_), errno);
  return sync_directory(parent_of(target_));
}

Status write_file(const Path& path, ByteView bytes, Existing existing, unsigned mode) {
  PARVIS_TRY(AtomicFile file, AtomicFile::create(path, mode));
  PARVIS_TRY_VOID(file.write(bytes));
  return file.commit(existing);
}

Result<Bytes> read_file(const Path& path, std::uint64_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.get() < 0) return fail_errno(at("open", path), errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return fail_errno(at("stat", path), errno);
  if (!S_ISREG(info.st_mode)) return fail(Errc::invalid, at("not a regular file:", path));
  if (static_cast<std::uint64_t>(info.st_size) > limit) {
    return fail(Errc::invalid, fmt::format("{} is larger than {} bytes", path.string(), limit));
  }
  Bytes bytes(static_cast<std::size_t>(info.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + done, bytes.size() - done);
    if (got < 0) {
      if (errno == EINTR) continue;
      return fail_errno(at("read", path), errno);
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

Result<std::vector<Path>> list_files(const Path& directory, std::string_view suffix) {
  std::error_code error;
  std::filesystem::directory_iterator entries(directory, error);
  if (error) return fail_errno(at("list", directory), error.value());
  std::vector<Path> found;
  while (entries != std::filesystem::directory_iterator{}) {
    const std::string name = entries->path().filename().string();
    if (!is_temporary(name) && name.ends_with(suffix) && entries->is_regular_file(error) &&
        !entries->is_symlink(error)) {
      found.push_back(entries->path());
    }
    // Checked here: an iterator that has failed stands at the end, as if that were all.
    entries.increment(error);
    if (error) return fail_errno(at("list", directory), error.value());
  }
  std::sort(found.begin(), found.end());
  return found;
}

Status remove_temporaries(const Path& directory) {
  std::error_code error;
  std::filesystem::directory_iterator entries(directory, error);
  if (error) return fail_errno(at("list", directory), error.value());
  std::vector<Path> left;
  while (entries != std::filesystem::directory_iterator{}) {
    if (is_temporary(entries->path().filename().string())) left.push_back(entries->path());
    entries.increment(error);
    if (error) return fail_errno(at("list", directory), error.value());
  }
  for (const Path& file : left) {
    if (::unlink(file.c_str()) != 0) return fail_errno(at("remove", file), errno);
  }
  return left.empty() ? Status{} : sync_directory(directory);
}

Status make_directories(const Path& directory) {
  if (directory.empty()) return {};
  struct stat info {};
  if (::stat(directory.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return {};
    return fail(Errc::conflict, at("not a directory:", directory));
  }
  PARVIS_TRY_VOID(make_directories(directory.parent_path()));
  if (::mkdir(directory.c_str(), 0750) != 0 && errno != EEXIST) {
    return fail_errno(at("make", directory), errno);
  }
  return sync_directory(parent_of(directory));
}

Status remove_file(const Path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return fail_errno(at("remove", path), errno);
  }
  return sync_directory(parent_of(path));
}

namespace {

// Zeros over everything that the descriptor's file holds.
Status overwrite(const Descriptor& file, const Path& path) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return fail_errno(at("stat", path), errno);
  const Bytes zeros(static_cast<std::size_t>(info.st_size));
  PARVIS_TRY_VOID(write_all_at(file.get(), zeros, 0, path));
  if (::fdatasync(file.get()) != 0) return fail_errno(at("sync", path), errno);
  return {};
}

Descriptor open_to_overwrite(const Path& path) {
  return Descriptor(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
}

}  // namespace

Status destroy_file(const Path& path) {
  const Descriptor file = open_to_overwrite(path);
  if (file.get() < 0) return errno == ENOENT ? Status{} : fail_errno(at("open", path), errno);
  PARVIS_TRY_VOID(overwrite(file, path));
  return remove_file(path);
}

Status replace_secret_file(const Path& path, ByteView bytes, unsigned mode) {
  const Descriptor before = open_to_overwrite(path);
  if (before.get() < 0 && errno != ENOENT) return fail_errno(at("open", path), errno);
  PARVIS_TRY_VOID(write_file(path, bytes, Existing::replace, mode));
  return before.get() < 0 ? Status{} : overwrite(before, path);
}

Status sync_directory(const Path& directory) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) return fail_errno(at("open", directory), errno);
  if (::fsync(opened.get()) != 0) return fail_errno(at("fsync", directory), errno);
  return {};
}

Result<DiskSpace> disk_space(const Path& path) {
  struct statvfs info {};
  if (::statvfs(path.c_str(), &info) != 0) return fail_errno(at("measure", path), errno);
  return DiskSpace{static_cast<std::uint64_t>(info.f_blocks) * info.f_frsize,
                   static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize};
}

}  // namespace parvis
