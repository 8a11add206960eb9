// Every byte that this process writes into a regular file below a directory while it exists: of files that are still there, of
// those that were replaced or removed, of pages that were written over (disk_calls.h).
//
//   WrittenBytes disk(directory);
//   … run the program …
//   disk.missed();                                   // "" when nothing went past
//   for (const auto& trail : disk.trails()) search(trail.bytes);
//
// What stdio writes does not come through write(): stderr has to be caught by itself. -shm files of SQLite are memory.
//
// Threads: any may write; one object at a time in a process. Call the rest when nobody writes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hardware/platform/files.h"

namespace parvis::support {

class WrittenBytes {
 public:
  // `root` MUST be absolute, without symbolic links.
  explicit WrittenBytes(const Path& root);
  WrittenBytes(const WrittenBytes&) = delete;
  WrittenBytes& operator=(const WrittenBytes&) = delete;
  ~WrittenBytes();

  // All that was written into one file, one write after the other, each with the 64 bytes of the file that stood around it, so
  // that what two writes made together is found too.
  struct Trail {
    std::string file;  // its name when it was first written
    Bytes bytes;
  };
  [[nodiscard]] const std::vector<Trail>& trails() const;
  [[nodiscard]] std::uint64_t writes() const;
  [[nodiscard]] std::uint64_t bytes() const;  // of payloads, without what stood around

  // The first file below the root that holds a byte other than 0 that no write has brought; "" when there is none. Files that were
  // there before are not looked at.
  [[nodiscard]] std::string missed() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace parvis::support
