#include "tests/fault/failing_calls.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdarg>
#include <map>
#include <mutex>

namespace parvis::fault {
namespace {

// What a call does, to know which faults can meet it.
enum class Call : std::uint8_t {
  open,
  open_to_write,
  create,
  name,
  write,
  grow,
  sync,
  change,
  read
};

struct State {
  std::mutex guard;
  std::string below;                 // empty while nobody listens
  std::map<int, std::string> files;  // every open one, whether anybody listens or not
  Fault fault = Fault::io;
  Lasting lasting = Lasting::once;
  std::uint64_t at = 0;  // 0: none fails
  std::uint64_t seen = 0;
  std::optional<std::string> failed;
};

// Never destroyed: calls come until the very end of the process.
State& state() {
  static auto* const one = new State;
  return *one;
}

bool meets(Fault fault, Call call) {
  switch (fault) {
    case Fault::no_space:
      return call == Call::create || call == Call::name || call == Call::write ||
             call == Call::grow || call == Call::sync;
    case Fault::io:
      return true;
    case Fault::read_only:
      return call != Call::open && call != Call::read && call != Call::sync;
    case Fault::too_many_files:
      return call == Call::open || call == Call::open_to_write || call == Call::create;
    case Fault::short_write:
      return call == Call::write;
    case Fault::interrupted:
      return call == Call::write || call == Call::read;
  }
  return false;
}

constexpr std::array<int, kFaults> kErrors{ENOSPC, EIO, EROFS, EMFILE, 0, EINTR};

// With the lock held. Whether this call is to fail.
bool struck(State& now, Call call, std::string_view verb, const std::string& path) {
  if (!meets(now.fault, call)) return false;
  ++now.seen;
  if (now.at == 0 || now.seen < now.at) return false;
  if (now.lasting == Lasting::once && now.seen > now.at) return false;
  if (!now.failed) {
    now.failed = std::string(verb) + " " + path;
  }
  return true;
}

std::string path_of(int directory, const char* path) {
  if (path[0] == '/') return path;
  auto& now = state();
  if (const auto known = now.files.find(directory); known != now.files.end()) {
    return known->second + "/" + path;
  }
  return {};
}

bool is_below(const State& now, const std::string& path) {
  return !now.below.empty() && path.starts_with(now.below);
}

// Sets errno and says true when the call on this path has to fail.
bool strikes(Call call, std::string_view verb, int directory, const char* path) {
  auto& now = state();
  const std::scoped_lock lock(now.guard);
  const std::string whole = path_of(directory, path);
  if (!is_below(now, whole) || !struck(now, call, verb, whole)) return false;
  errno = kErrors[static_cast<std::size_t>(now.fault)];
  return true;
}

enum class Strike : std::uint8_t { none, error, half };

Strike strikes(Call call, std::string_view verb, int fd) {
  auto& now = state();
  const std::scoped_lock lock(now.guard);
  const auto file = now.files.find(fd);
  if (file == now.files.end() || !is_below(now, file->second) ||
      !struck(now, call, verb, file->second)) {
    return Strike::none;
  }
  if (now.fault == Fault::short_write) return Strike::half;
  errno = kErrors[static_cast<std::size_t>(now.fault)];
  return Strike::error;
}

int opened(int fd, int directory, const char* path) {
  auto& now = state();
  const std::scoped_lock lock(now.guard);
  if (fd < 0) return fd;
  now.files[fd] = path_of(directory, path);
  return fd;
}

void forget(int fd) {
  auto& now = state();
  const std::scoped_lock lock(now.guard);
  now.files.erase(fd);
}

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

// A file that is there takes no room when it is opened again.
Call call_of(int flags, int directory, const char* path) {
  if ((flags & O_CREAT) != 0 && ::faccessat(directory, path, F_OK, 0) != 0) return Call::create;
  return (flags & O_ACCMODE) == O_RDONLY ? Call::open : Call::open_to_write;
}

// At least one byte of a short write, so that it is one.
std::size_t half_of(std::size_t bytes) { return bytes < 2 ? bytes : bytes / 2; }

}  // namespace

std::string_view to_string(Fault fault) {
  constexpr std::array<std::string_view, kFaults> kNames{"ENOSPC", "EIO",         "EROFS",
                                                         "EMFILE", "short write", "EINTR"};
  return kNames[static_cast<std::size_t>(fault)];
}

FailingCalls::FailingCalls(const Path& below) {
  auto& now = state();
  const std::scoped_lock lock(now.guard);
  PARVIS_CHECK(now.below.empty());
  now.below = std::filesystem::weakly_canonical(below).string();
  now.at = 0;
}

FailingCalls::~FailingCalls() {
  auto& now = state();
  const std::scoped_lock lock(now.guard);
  now.below.clear();
  now.at = 0;
}

void FailingCalls::fail(Fault fault, std::uint64_t nth, Lasting lasting) {
  auto& now = state();
  const std::scoped_lock lock(now.guard);
  now.fault = fault;
  now.lasting = lasting;
  now.at = nth;
  now.seen = 0;
  now.failed.reset();
}

void FailingCalls::heal() {
  auto& now = state();
  const std::scoped_lock lock(now.guard);
  now.at = 0;
}

std::uint64_t FailingCalls::seen() const {
  const std::scoped_lock lock(state().guard);
  return state().seen;
}

std::optional<std::string> FailingCalls::failed() const {
  const std::scoped_lock lock(state().guard);
  return state().failed;
}

}  // namespace parvis::fault

// ---- the calls ----------------------------------------------------------------------------------
// Each asks whether it has to fail, and is otherwise the next definition of its name: libc's, or a sanitizer's.

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
using parvis::fault::Call;
using parvis::fault::Strike;
namespace fault = parvis::fault;

#define REAL(name) static const auto next = fault::real<decltype(&::name)>(#name)

extern "C" {

int openat(int directory, const char* path, int flags, ...) {
  REAL(openat);
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  if (fault::strikes(fault::call_of(flags, directory, path), "open", directory, path)) return -1;
  return fault::opened(next(directory, path, flags, mode), directory, path);
}

int open(const char* path, int flags, ...) {
  REAL(open);
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  if (fault::strikes(fault::call_of(flags, AT_FDCWD, path), "open", AT_FDCWD, path)) return -1;
  return fault::opened(next(path, flags, mode), AT_FDCWD, path);
}

int open64(const char* path, int flags, ...) {
  REAL(open64);
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  if (fault::strikes(fault::call_of(flags, AT_FDCWD, path), "open", AT_FDCWD, path)) return -1;
  return fault::opened(next(path, flags, mode), AT_FDCWD, path);
}

int close(int fd) {
  REAL(close);
  fault::forget(fd);
  return next(fd);
}

ssize_t write(int fd, const void* bytes, size_t count) {
  REAL(write);
  const auto strike = fault::strikes(Call::write, "write", fd);
  if (strike == Strike::error) return -1;
  return next(fd, bytes, strike == Strike::half ? fault::half_of(count) : count);
}

ssize_t pwrite(int fd, const void* bytes, size_t count, off_t offset) {
  REAL(pwrite);
  const auto strike = fault::strikes(Call::write, "pwrite", fd);
  if (strike == Strike::error) return -1;
  return next(fd, bytes, strike == Strike::half ? fault::half_of(count) : count, offset);
}

ssize_t pwrite64(int fd, const void* bytes, size_t count, off64_t offset) {
  REAL(pwrite64);
  const auto strike = fault::strikes(Call::write, "pwrite", fd);
  if (strike == Strike::error) return -1;
  return next(fd, bytes, strike == Strike::half ? fault::half_of(count) : count, offset);
}

ssize_t writev(int fd, const iovec* parts, int count) {
  REAL(writev);
  const auto strike = fault::strikes(Call::write, "writev", fd);
  if (strike == Strike::error) return -1;
  if (strike == Strike::half && count > 0) return next(fd, parts, 1);
  return next(fd, parts, count);
}

ssize_t read(int fd, void* to, size_t count) {
  REAL(read);
  return fault::strikes(Call::read, "read", fd) == Strike::error ? -1 : next(fd, to, count);
}

ssize_t pread(int fd, void* to, size_t count, off_t offset) {
  REAL(pread);
  return fault::strikes(Call::read, "pread", fd) == Strike::error ? -1
                                                                  : next(fd, to, count, offset);
}

ssize_t pread64(int fd, void* to, size_t count, off64_t offset) {
  REAL(pread64);
  return fault::strikes(Call::read, "pread", fd) == Strike::error ? -1
                                                                  : next(fd, to, count, offset);
}

int ftruncate(int fd, off_t size) {
  REAL(ftruncate);
  return fault::strikes(Call::change, "ftruncate", fd) == Strike::error ? -1 : next(fd, size);
}

int ftruncate64(int fd, off64_t size) {
  REAL(ftruncate64);
  return fault::strikes(Call::change, "ftruncate", fd) == Strike::error ? -1 : next(fd, size);
}

int fsync(int fd) {
  REAL(fsync);
  return fault::strikes(Call::sync, "fsync", fd) == Strike::error ? -1 : next(fd);
}

int fdatasync(int fd) {
  REAL(fdatasync);
  return fault::strikes(Call::sync, "fdatasync", fd) == Strike::error ? -1 : next(fd);
}

// Gives the error back instead of setting errno.
int posix_fallocate(int fd, off_t from, off_t size) {
  REAL(posix_fallocate);
  return fault::strikes(Call::grow, "posix_fallocate", fd) == Strike::error ? errno
                                                                            : next(fd, from, size);
}

int rename(const char* from, const char* to) noexcept {
  REAL(rename);
  return fault::strikes(Call::name, "rename", AT_FDCWD, to) ? -1 : next(from, to);
}

int link(const char* from, const char* to) noexcept {
  REAL(link);
  return fault::strikes(Call::name, "link", AT_FDCWD, to) ? -1 : next(from, to);
}

int mkdir(const char* path, mode_t mode) noexcept {
  REAL(mkdir);
  return fault::strikes(Call::name, "mkdir", AT_FDCWD, path) ? -1 : next(path, mode);
}

int unlink(const char* path) noexcept {
  REAL(unlink);
  return fault::strikes(Call::change, "unlink", AT_FDCWD, path) ? -1 : next(path);
}
}
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
