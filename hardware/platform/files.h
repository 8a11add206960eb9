// Files that are whole or not there. Everything two processes hand each other goes through
// AtomicFile.
//
// Threads: functions are reentrant; an AtomicFile belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "hardware/platform/bytes.h"
#include "hardware/platform/result.h"

namespace parvis {

using Path = std::filesystem::path;

// Whether commit() may replace a file that is already there.
enum class Existing { replace, keep };

// A new version of a file: temporary beside the target → fsync → rename → fsync of the directory.
// Destroyed without commit(), nothing remains. After a failed commit() the old file is as it was.
class AtomicFile {
 public:
  static Result<AtomicFile> create(Path target, unsigned mode = 0640);
  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  Status write(ByteView bytes);
  // MUST be called for anything to exist. Errc::conflict when `keep` finds the target there
  // already.
  Status commit(Existing existing = Existing::replace);

 private:
  AtomicFile(Path target, Path temporary, int fd);
  Path target_;
  Path temporary_;
  int fd_ = -1;
};

// AtomicFile in one call.
Status write_file(const Path& path, ByteView bytes, Existing existing = Existing::replace,
                  unsigned mode = 0640);

// All of the bytes at the descriptor's position, or at `offset`, in as many calls as it takes. After a failure some of them may
// be there. `file` is its name, for the error.
Status write_all(int descriptor, ByteView bytes, const Path& file);
Status write_all_at(int descriptor, ByteView bytes, std::uint64_t offset, const Path& file);

// The whole file. Errc::not_found, or Errc::invalid when it is larger than `limit` bytes. Follows
// no symbolic link and opens nothing but a regular file.
[[nodiscard]] Result<Bytes> read_file(const Path& path, std::uint64_t limit);

// Regular files directly inside `directory` whose name ends in `suffix`, sorted by name;
// temporaries of AtomicFile are left out. Errc::not_found when the directory is missing.
[[nodiscard]] Result<std::vector<Path>> list_files(const Path& directory, std::string_view suffix);

// Removes the temporaries that a power cut left of AtomicFiles directly inside `directory`. MUST be called by its only
// writer, when it starts.
Status remove_temporaries(const Path& directory);

// Makes the directory and its parents (0750), and syncs the parent.
Status make_directories(const Path& directory);

// Removes a file and syncs its directory; a file that is not there is no error.
Status remove_file(const Path& path);

// For files that hold a secret. What stood there is overwritten in its place, then gone; flash may keep older copies of a page
// all the same. A file that is not there is no error.
Status destroy_file(const Path& path);
// write_file() that does the same to the file before, once the new one is whole. After an error either is there.
Status replace_secret_file(const Path& path, ByteView bytes, unsigned mode);

// fsync of a directory: what makes a rename or removal in it durable.
Status sync_directory(const Path& directory);

struct DiskSpace {
  std::uint64_t total = 0;      // bytes
  std::uint64_t available = 0;  // bytes a normal user may still write
};
[[nodiscard]] Result<DiskSpace> disk_space(const Path& path);

}  // namespace parvis
