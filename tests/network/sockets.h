// Sockets on loopback, as the peer and the cable use them. Threads: any.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <string_view>

namespace parvis::network {

inline constexpr int kLook = 10;  // milliseconds between looks at whether the test has ended

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

// On a port that nobody else gets meanwhile; listening to it or not.
[[nodiscard]] int bound_on_loopback();
[[nodiscard]] int listen_on_loopback();
[[nodiscard]] std::uint16_t port_of(int listener);
// -1 when nobody listens there.
[[nodiscard]] int connect_on_loopback(std::uint16_t port);
// False when the other side has gone.
bool send_all(int to, std::string_view bytes);

}  // namespace parvis::network
