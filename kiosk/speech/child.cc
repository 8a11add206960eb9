#include "kiosk/speech/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace parvis::speech {
namespace {

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_, O_CLOEXEC) != 0) ends_[0] = ends_[1] = -1;
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends_) {
      if (end >= 0) ::close(end);
    }
  }
  [[nodiscard]] bool open() const { return ends_[0] >= 0; }
  [[nodiscard]] int reading() const { return ends_[0]; }
  [[nodiscard]] int writing() const { return ends_[1]; }
  // One end, not blocking, for whoever keeps it.
  int keep(int which) {
    ::fcntl(ends_[which], F_SETFL, O_NONBLOCK);
    return std::exchange(ends_[which], -1);
  }

 private:
  int ends_[2] = {-1, -1};
};

// What a child begins with: a process group of its own, no signal blocked or ignored.
class Attributes {
 public:
  Attributes() {
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    ::sigaddset(&signals, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
  }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

class Files {
 public:
  Files(int input, int output) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
    ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  ~Files() { ::posix_spawn_file_actions_destroy(&actions_); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

Child::Child(pid_t process, int input, int output)
    : process_(process), input_(input), output_(output) {}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, 0)),
      input_(std::exchange(other.input_, -1)),
      output_(std::exchange(other.output_, -1)) {}

Child::~Child() {
  close_input();
  if (output_ >= 0) ::close(output_);
  end();
}

Result<Child> Child::start(std::vector<std::string> words) {
  Pipe in;
  Pipe out;
  if (!in.open() || !out.open()) return fail_errno("pipe", errno);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const Attributes attributes;
  const Files files(in.reading(), out.writing());
  pid_t process = 0;
  if (const int error = ::posix_spawnp(&process, arguments[0], files.get(), attributes.get(),
                                       arguments.data(), environ);
      error != 0) {
    return fail_errno("start " + words.front(), error);
  }
  return Child(process, in.keep(1), out.keep(0));
}

void Child::close_input() {
  if (input_ >= 0) ::close(std::exchange(input_, -1));
}

// The wait status. The group is killed before its leader is waited for: until then no other process can have its number.
int Child::end() {
  if (process_ == 0) return 0;
  ::kill(-process_, SIGKILL);
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = 0;
  return status;
}

bool Child::finish(std::chrono::milliseconds longest) {
  // The C library's own wrapper has C++ linkage in glibc 2.36.
  const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
  if (handle >= 0) {
    pollfd ended{.fd = handle, .events = POLLIN, .revents = 0};
    ::poll(&ended, 1, static_cast<int>(longest.count()));
    ::close(handle);
  }
  const int status = end();
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace parvis::speech
