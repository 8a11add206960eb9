// Sees every write, resize, rename, link, removal and sync below a directory while it exists, by whomever in this process:
// our own files, SQLite's, the standard library's (disk_calls.h).
//
//   RecordedDisk disk(directory);
//   … run the program …
//   disk.acknowledge();                                  // it has said "stored" to someone
//   for (const auto& operation : disk.operations()) …    // a Kind::write has every byte that was ever written
//   disk.missed()                                        // "" when nothing went past the recording
//
// Syncs below the directory are recorded and not carried out. A -shm file of SQLite is mapped memory, not a file that
// anyone reads after a restart: its writes through the mapping are not seen.
//
// Threads: any may write; one RecordedDisk at a time in a process. Descriptors that were open before it began are not seen.
#pragma once

#include <memory>
#include <vector>

#include "tests/support/disk_tree.h"

namespace parvis::support {

class RecordedDisk {
 public:
  // `root` MUST be an absolute path without symbolic links.
  explicit RecordedDisk(const Path& root);
  RecordedDisk(const RecordedDisk&) = delete;
  RecordedDisk& operator=(const RecordedDisk&) = delete;
  ~RecordedDisk();

  void acknowledge();

  // What was there when the recording began.
  [[nodiscard]] const DiskTree& before() const;
  // Read it when nobody writes.
  [[nodiscard]] const std::vector<DiskOperation>& operations() const;
  // The first file that is not what the recording says; "" when all are.
  [[nodiscard]] std::string missed() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace parvis::support
