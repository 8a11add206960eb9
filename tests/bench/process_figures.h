// What the kernel says of a process: memory, processor time, descriptors, threads (proc(5)). Zero of everything for one that is gone.
//
// Threads: any.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace parvis::bench {

struct ProcessFigures {
  std::uint64_t rss = 0;   // bytes: pages in memory, those of shared libraries with them
  std::uint64_t heap = 0;  // bytes: of them, pages that belong to no file (RssAnon)
  std::uint64_t descriptors = 0;
  std::uint64_t threads = 0;
};
[[nodiscard]] ProcessFigures figures_of(pid_t process);

// Pages in memory, a shared one in equal parts to all that share it; bytes.
[[nodiscard]] std::uint64_t pss_of(pid_t process);
// User and system time since its start, with its ended threads; seconds, to a clock tick (10 ms).
[[nodiscard]] double cpu_seconds_of(pid_t process);
// The process, its children, theirs, as they are now.
[[nodiscard]] std::vector<pid_t> tree_of(pid_t process);

// The value below which that part (0 … 1) of all lies. `all` MUST NOT be empty.
[[nodiscard]] double percentile(std::vector<double> all, double part);
// Milliseconds: of a clock that only runs forward, and of the calling thread's processor time.
[[nodiscard]] double wall_ms();
[[nodiscard]] double thread_cpu_ms();

}  // namespace parvis::bench
