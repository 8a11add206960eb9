#include "tests/network/cable.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "tests/network/sockets.h"

namespace parvis::network {

Cable::Cable(std::uint16_t to) : to_(to), listener_(listen_on_loopback()) {
  port_ = port_of(listener_);
  thread_ = std::jthread([this] { run(); });
}

Cable::~Cable() {
  ending_ = true;
  thread_.join();
  ::close(listener_);
}

void Cable::mend() {
  broken_ = false;
  for (auto& limit : cut_after_) limit = UINT64_MAX;
  for (auto& byte : flipped_) byte = UINT64_MAX;
}

void Cable::cut(Way way, std::uint64_t bytes) {
  mend();
  cut_after_.at(static_cast<std::size_t>(way)) = bytes;
}

void Cable::flip(Way way, std::uint64_t byte) {
  mend();
  flipped_.at(static_cast<std::size_t>(way)) = byte;
}

void Cable::run() {
  while (!ending_) {
    pollfd ready{listener_, POLLIN, 0};
    if (::poll(&ready, 1, kLook) != 1) continue;
    const Socket client(::accept(listener_, nullptr, nullptr));
    const Socket server(connect_on_loopback(to_));
    if (server.get() >= 0 && !broken_) carry(client.get(), server.get());
  }
}

void Cable::carry(int client, int server) {
  for (auto& count : passed_) count = 0;
  while (!ending_) {
    if (std::ranges::any_of(cut_after_, [](const auto& limit) { return limit == 0; }))
      broken_ = true;
    if (broken_) return;
    pollfd ready[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    if (::poll(ready, 2, kLook) < 1) continue;
    if (ready[0].revents != 0 && !pass(client, server, Way::up)) return;
    if (ready[1].revents != 0 && !pass(server, client, Way::down)) return;
  }
}

bool Cable::pass(int from, int to, Way way) {
  const auto index = static_cast<std::size_t>(way);
  auto& passed = passed_.at(index);
  const std::uint64_t left = cut_after_.at(index) - passed;
  char buffer[16384];
  const ssize_t got = ::recv(from, buffer, std::min<std::uint64_t>(sizeof buffer, left), 0);
  if (got <= 0) return false;
  const auto count = static_cast<std::size_t>(got);
  const std::uint64_t flipped = flipped_.at(index);
  if (flipped >= passed && flipped < passed + count)
    buffer[flipped - passed] = static_cast<char>(buffer[flipped - passed] ^ 4);
  if (!send_all(to, {buffer, count})) return false;
  passed += count;
  broken_ = passed >= cut_after_.at(index);
  return !broken_;
}

}  // namespace parvis::network
