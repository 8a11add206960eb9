// The calls to the operating system through which a stick is touched, and no others: narrow verbs, so that a test can make
// any of them fail, and so that none follows a symbolic link or leaves the folder it was given.
//
// Threads: one. Handles are file descriptors and MUST be closed with close(). Errors: errno's, by fail_errno(): a stick that was pulled
// is Errc::io, a full one no_space, a read-only one denied, what is no regular file or no folder invalid.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "hardware/platform/files.h"

namespace parvis::transfer {

class StickCalls {
 public:
  virtual ~StickCalls() = default;

  // How a file is opened for reading: as it comes, or past the page cache, to see what the stick itself holds.
  enum class Cache { any, bypassed };
  // How that was done: with O_DIRECT, or by asking the kernel to drop its pages.
  enum class Bypass { none, direct, dropped };
  struct Opened {
    int file = -1;
    std::uint64_t size = 0;
    Bypass bypass = Bypass::none;
  };
  struct Mount {
    std::uint64_t available = 0;  // bytes
    std::uint64_t block = 4096;   // bytes that a file is rounded up to
    bool read_only = false;
    bool tame = false;  // nosuid, nodev and noexec
  };

  [[nodiscard]] virtual Result<int> open_root(const Path& directory);
  [[nodiscard]] virtual Result<int> open_folder(int parent, const std::string& name);
  // Errc::conflict when something has that name.
  virtual Status make_folder(int parent, const std::string& name);
  [[nodiscard]] virtual Result<Mount> mount(int folder);
  // The next names in a folder, in no order, without "." and ".."; none when there are no more.
  [[nodiscard]] virtual Result<std::vector<std::string>> next_names(int folder);

  // Regular files only.
  [[nodiscard]] virtual Result<Opened> open_file(int folder, const std::string& name, Cache cache);
  // At most as much as fits; 0 at the end. `into` MUST be aligned to 4096 and as long as a multiple of it.
  [[nodiscard]] virtual Result<std::size_t> read(int file, std::span<std::uint8_t> into);
  // A new file. Errc::conflict when something has that name.
  [[nodiscard]] virtual Result<int> create_file(int folder, const std::string& name);
  // At least one byte.
  [[nodiscard]] virtual Result<std::size_t> write(int file, ByteView bytes);
  // fsync of a file or of a folder.
  virtual Status sync(int handle);
  // syncfs.
  virtual Status sync_all(int folder);
  virtual Status rename(int folder, const std::string& from, const std::string& to);
  // A name that is not there is no error.
  virtual Status remove(int folder, const std::string& name);
  virtual void close(int handle);
};

}  // namespace parvis::transfer
