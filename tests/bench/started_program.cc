#include "tests/bench/started_program.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string_view>
#include <thread>
#include <utility>

#include "tests/bench/process_figures.h"

namespace parvis::bench {
namespace {

constexpr double kPatience = 5000;  // ms for an ending in order

std::vector<char*> environment_without_sdl() {
  std::vector<char*> kept;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with("SDL_")) kept.push_back(*entry);
  }
  kept.push_back(nullptr);
  return kept;
}

}  // namespace

Result<StartedProgram> StartedProgram::start(std::vector<std::string> words) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  PARVIS_CHECK(::posix_spawn_file_actions_init(&actions) == 0);
  PARVIS_CHECK(::posix_spawnattr_init(&attributes) == 0);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
  }
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  auto environment = environment_without_sdl();
  pid_t process = 0;
  const double began = wall_ms();
  const int failed = ::posix_spawnp(&process, argv.front(), &actions, &attributes, argv.data(),
                                    environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return fail(Errc::not_found, "start " + words.front(), failed);
  return StartedProgram(process, began);
}

StartedProgram::StartedProgram(StartedProgram&& other) noexcept
    : process_(std::exchange(other.process_, 0)), began_(other.began_) {}

StartedProgram::~StartedProgram() {
  if (process_ == 0) return;
  const auto tree = tree_of(process_);
  ::kill(process_, SIGTERM);
  const double end = wall_ms() + kPatience;
  while (::waitpid(process_, nullptr, WNOHANG) == 0) {
    if (wall_ms() > end) {
      ::kill(-process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  for (const pid_t child : tree) {
    while (child != process_ && ::kill(child, 0) == 0 && wall_ms() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
}

std::uint64_t StartedProgram::pss() const {
  std::uint64_t sum = 0;
  for (const pid_t process : tree_of(process_)) sum += pss_of(process);
  return sum;
}

double StartedProgram::cpu_seconds() const {
  double sum = 0;
  for (const pid_t process : tree_of(process_)) sum += cpu_seconds_of(process);
  return sum;
}

std::size_t StartedProgram::processes() const { return tree_of(process_).size(); }

}  // namespace parvis::bench
