// A process of ours that reads from one pipe and writes to another, and that never outlives its object: destroyed, it and whatever
// it started in its process group are killed and waited for.
//
// Threads: one, which MUST have SIGPIPE blocked or ignored.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "hardware/platform/result.h"

namespace parvis::speech {

class Child {
 public:
  // `words`: the program, looked for in PATH, and its arguments. It gets our environment and no open file but the two pipes; what
  // it writes to standard error is dropped.
  static Result<Child> start(std::vector<std::string> words);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  // Our ends; neither blocks.
  [[nodiscard]] int input() const { return input_; }
  [[nodiscard]] int output() const { return output_; }
  // The program reads to the end of what was written.
  void close_input();
  // Whether it ends by itself within `longest`, and well. Ends it in any case.
  bool finish(std::chrono::milliseconds longest);

 private:
  Child(pid_t process, int input, int output);
  int end();

  pid_t process_ = 0;
  int input_ = -1;
  int output_ = -1;
};

}  // namespace parvis::speech
