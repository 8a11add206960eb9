// Stands between two programs on loopback and cuts every connection after a number of bytes from the client or to it: a
// network that breaks at a chosen point.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <thread>

#include "hardware/platform/result.h"

namespace parvis::support {

class CuttingProxy {
 public:
  explicit CuttingProxy(std::uint16_t to)
      : to_(to), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    PARVIS_CHECK(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    PARVIS_CHECK(::listen(listener_, 16) == 0);
    PARVIS_CHECK(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { run(); });
  }
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy() {
    ending_ = true;
    thread_.join();
    ::close(listener_);
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  // Of the next connections: how many bytes pass, both ways together.
  void cut_after(std::uint64_t bytes) { budget_ = bytes; }
  // Passed by the last connection that ended.
  [[nodiscard]] std::uint64_t passed() const { return passed_; }

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

  void run() {
    while (!ending_) {
      pollfd ready{listener_, POLLIN, 0};
      if (::poll(&ready, 1, 50) != 1) continue;
      const int client = ::accept(listener_, nullptr, nullptr);
      const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in address = loopback(to_);
      if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0)
        carry(client, server);
      ::close(client);
      ::close(server);
    }
  }

  void carry(int client, int server) {
    std::uint64_t left = budget_;
    std::uint64_t count = 0;
    char buffer[16384];
    while (!ending_ && left > 0) {
      pollfd ready[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (::poll(ready, 2, 50) < 1) continue;
      const bool up = (ready[0].revents & (POLLIN | POLLHUP)) != 0;
      const ssize_t got =
          ::recv(up ? client : server, buffer, std::min<std::uint64_t>(sizeof buffer, left), 0);
      if (got <= 0) break;
      if (::send(up ? server : client, buffer, static_cast<std::size_t>(got), MSG_NOSIGNAL) != got)
        break;
      left -= static_cast<std::uint64_t>(got);
      count += static_cast<std::uint64_t>(got);
    }
    passed_ = count;
  }

  std::uint16_t to_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<std::uint64_t> budget_{UINT64_MAX};
  std::atomic<std::uint64_t> passed_{0};
  std::atomic<bool> ending_{false};
  std::jthread thread_;
};

}  // namespace parvis::support
