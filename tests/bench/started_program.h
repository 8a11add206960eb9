// A program with all the processes that it starts: a browser is a dozen. Ended with everything that is left of it when this goes.
//
// Threads: one.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "hardware/platform/result.h"

namespace parvis::bench {

class StartedProgram {
 public:
  // Gets our environment without SDL's choices; what it says goes to /dev/null. Errc::not_found when it can't be started.
  static Result<StartedProgram> start(std::vector<std::string> words);
  StartedProgram(StartedProgram&& other) noexcept;
  StartedProgram& operator=(StartedProgram&&) = delete;
  ~StartedProgram();

  [[nodiscard]] double began() const { return began_; }  // wall_ms, before it was started
  // Of all its processes as they are now; bytes, seconds.
  [[nodiscard]] std::uint64_t pss() const;
  [[nodiscard]] double cpu_seconds() const;
  [[nodiscard]] std::size_t processes() const;

 private:
  StartedProgram(pid_t process, double began) : process_(process), began_(began) {}
  pid_t process_ = 0;  // also its group
  double began_ = 0;
};

}  // namespace parvis::bench
