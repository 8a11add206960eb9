// Runs one of our own programs and keeps what it said: for tests of command lines.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/support/result.h"
#include "tests/support/temporary_directory.h"

namespace parvis::support {

struct Ran {
  int status = -1;  // exit status; 128 + signal when one ended it
  std::string out;
  std::string err;
};

// `environment` replaces ours: {"NAME=value"}.
inline Ran run(const std::string& program, std::vector<std::string> arguments,
               std::vector<std::string> environment = {}) {
  const TemporaryDirectory directory;
  const Path out = directory / "out";
  const Path err = directory / "err";
  posix_spawn_file_actions_t actions;
  PARVIS_CHECK(::posix_spawn_file_actions_init(&actions) == 0);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_CREAT | O_WRONLY,
                                     0600);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_CREAT | O_WRONLY,
                                     0600);
  arguments.insert(arguments.begin(), program);
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::vector<char*> envp;
  for (auto& entry : environment) envp.push_back(entry.data());
  envp.push_back(nullptr);
  pid_t child = 0;
  PARVIS_CHECK(
      ::posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), envp.data()) == 0);
  ::posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  PARVIS_CHECK(::waitpid(child, &status, 0) == child);
  Ran ran;
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  ran.out = as_text(value(read_file(out, 64u << 20)));
  ran.err = as_text(value(read_file(err, 64u << 20)));
  return ran;
}

// A program in the background whose first words are read: from its output, or from where it tells of errors. It gets our
// environment only when asked to.
class Running {
 public:
  enum class Listen { output = STDOUT_FILENO, errors = STDERR_FILENO };
  Running(const std::string& program, std::vector<std::string> arguments,
          Listen listen = Listen::output, char** environment = nullptr) {
    int ends[2];
    PARVIS_CHECK(::pipe(ends) == 0);
    posix_spawn_file_actions_t actions;
    PARVIS_CHECK(::posix_spawn_file_actions_init(&actions) == 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], static_cast<int>(listen));
    ::posix_spawn_file_actions_addclose(&actions, ends[0]);
    arguments.insert(arguments.begin(), program);
    std::vector<char*> argv;
    for (auto& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    char* none[] = {nullptr};
    PARVIS_CHECK(::posix_spawn(&child_, program.c_str(), &actions, nullptr, argv.data(),
                               environment == nullptr ? none : environment) == 0);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ends[0];
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() {
    if (child_ > 0) stop();
    ::close(out_);
  }
  // Everything up to the first "}" of its JSON answer.
  std::string first_answer() const {
    std::string text;
    char c = 0;
    while (::read(out_, &c, 1) == 1) {
      text += c;
      if (c == '}') break;
    }
    return text;
  }
  // Reads until `words` have come; false when it ends without saying them.
  bool says(std::string_view words) const {
    std::string text;
    char c = 0;
    while (text.find(words) == std::string::npos) {
      if (::read(out_, &c, 1) != 1) return false;
      text += c;
    }
    return true;
  }
  [[nodiscard]] pid_t id() const { return child_; }
  int stop() {
    ::kill(child_, SIGTERM);
    int status = 0;
    PARVIS_CHECK(::waitpid(child_, &status, 0) == child_);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t child_ = 0;
  int out_ = -1;
};

}  // namespace parvis::support
