// The calls with which this process touches a disk, before libc gets them. A test's executable that links this defines open(),
// write(), fsync() and the rest, so that our own files, SQLite and the C++ library call these first. One watcher at a time sees
// each call and carries it out, or does something else; without a watcher all goes straight through.
//
// What stdio does inside libc (fopen, fputs) does not come by here; nor do writes through a mapping.
//
// Threads: calls come from any; a watcher locks by itself. Set and take away a watcher when nobody is in a call.
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>

namespace parvis::support {

struct DiskCall {
  enum class Kind : std::uint8_t {
    open,
    close,
    read,
    list,  // readdir: the next name in a directory
    write,
    resize,    // ftruncate
    allocate,  // posix_fallocate, which gives its error back instead of setting errno
    sync,
    sync_all,  // syncfs
    unname,    // unlink, rmdir
    make_directory,
    link,
    rename,
  };
  Kind kind = Kind::open;
  const char* verb = "";  // "pwrite"
  int fd = -1;
  std::string path{};              // of a call that names a file; absolute
  std::string target{};            // the second name of link and rename
  int flags = 0;                   // of open
  std::span<const iovec> parts{};  // of a write
  off_t offset = -1;               // of a write; -1 is where the descriptor stands
};
// Carries the call out; a write takes no more than so many bytes. As the call itself: −1 and errno when it fails.
using Really = std::function<long(std::size_t most)>;
inline constexpr std::size_t kAll = SIZE_MAX;

class DiskWatcher {
 public:
  // What the program is told, with errno as after a call.
  virtual long on(const DiskCall& call, const Really& really) = 0;

 protected:
  ~DiskWatcher() = default;
};

// From now on; null: nobody. Aborts when there is one already.
void watch_disk(DiskWatcher* watcher);

// The file that a descriptor stands for; "" when it is none.
[[nodiscard]] std::string path_of_descriptor(int fd);

// While it exists no sync reaches a real disk, unless a watcher says so: for thousands of restarts of which none has to last.
class NoSyncs {
 public:
  NoSyncs();
  NoSyncs(const NoSyncs&) = delete;
  NoSyncs& operator=(const NoSyncs&) = delete;
  ~NoSyncs();
};

}  // namespace parvis::support
