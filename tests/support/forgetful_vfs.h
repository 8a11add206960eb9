// A disk that loses power. A SQLite VFS over the real one: what is written, truncated or deleted
// stays in memory until SQLite syncs the file, and only then reaches the real one. So _exit(), or
// forget(), is a power cut: every write that was not synced is gone. It can also cut the power
// itself, in the middle of the n-th sync.
//
//   ForgetfulVfs disk;                      // now SQLite's default VFS, until it goes
//   disk.cut_at_sync(3, Tear::some_sectors, seed);
//   … use the ledger until it fails …
//   close everything that is open; disk.power_on(); open again
//
// After a cut every operation on files that were open fails; they MUST be closed before power_on().
// Locks and the -shm file are the real VFS's. Nothing here fsyncs the real files: the lost memory
// is the power cut. A new file exists at once, empty, as on ext4. Files that do not come through
// SQLite are not its business: write_file() syncs by itself.
//
// Threads: any; one object at a time in a process.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace parvis::support {

// What of the writes before a sync is on the disk when the power goes during that sync.
enum class Tear { nothing, some_sectors, everything };

class ForgetfulVfs {
 public:
  ForgetfulVfs();
  ForgetfulVfs(const ForgetfulVfs&) = delete;
  ForgetfulVfs& operator=(const ForgetfulVfs&) = delete;
  ~ForgetfulVfs();

  // Cuts the power now.
  void forget();
  // Cuts it during the n-th sync from now, n ≥ 1, before SQLite learns that the sync was done.
  // `seed` chooses the sectors (512 bytes each) that some_sectors keeps.
  void cut_at_sync(std::uint64_t n, Tear tear = Tear::nothing, std::uint64_t seed = 0);
  [[nodiscard]] bool is_cut() const;
  // Files are as the cut left them. Aborts when one from before is still open.
  void power_on();

  // Syncs since the beginning, to know where one can cut.
  [[nodiscard]] std::uint64_t syncs() const;

  // Writes fail as on a full disk while `full` says so; an empty function ends it.
  void full_while(std::function<bool()> full);

  struct Disk;

 private:
  std::unique_ptr<Disk> disk_;
};

}  // namespace parvis::support
