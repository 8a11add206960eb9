// A cable between two programs on loopback, for what is sealed by TLS: it knows nothing of what passes, and breaks or
// changes it at a chosen byte.
//
// Threads: one of its own, which carries a connection at a time. Orders count for the next connection.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>

namespace parvis::network {

class Cable {
 public:
  enum class Way : std::uint8_t { up, down };  // from the kiosk, to the kiosk

  explicit Cable(std::uint16_t to);
  Cable(const Cable&) = delete;
  Cable& operator=(const Cable&) = delete;
  ~Cable();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  void lead_to(std::uint16_t port) { to_ = port; }

  void mend();
  // The connection ends after so many bytes this way, and no other one comes through until mend().
  void cut(Way way, std::uint64_t bytes);
  // One bit of this byte is changed.
  void flip(Way way, std::uint64_t byte);
  // Bytes of the newest connection.
  [[nodiscard]] std::uint64_t passed(Way way) const {
    return passed_.at(static_cast<std::size_t>(way));
  }

 private:
  void run();
  void carry(int client, int server);
  // False when the connection is over.
  bool pass(int from, int to, Way way);

  std::atomic<std::uint16_t> to_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::array<std::atomic<std::uint64_t>, 2> cut_after_{UINT64_MAX, UINT64_MAX};
  std::array<std::atomic<std::uint64_t>, 2> flipped_{UINT64_MAX, UINT64_MAX};
  std::array<std::atomic<std::uint64_t>, 2> passed_{0, 0};
  std::atomic<bool> broken_{false};
  std::atomic<bool> ending_{false};
  std::jthread thread_;
};

}  // namespace parvis::network
