// What stands on loopback between the agent's curl and the hub's server, and can be anything a hall's Wi-Fi can be. It
// understands just enough HTTP to know where a request and an answer end; what it sends back is up to the test.
//
// Threads: one of its own, which serves a connection at a time, as an agent uses one. A Misbehaviour runs on that thread;
// set it while no request is under way.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace parvis::network {

// The requests of a round, in their order.
enum class Asked : std::uint8_t {
  hello,
  root,
  batch,
  kept,
  kept_proof,
  statuses,
  pack_head,
  pack_part,
  journal
};
inline constexpr std::size_t kAsked = 9;
inline constexpr std::array<Asked, kAsked> kRound{
    Asked::hello,    Asked::root,      Asked::batch,     Asked::kept,   Asked::kept_proof,
    Asked::statuses, Asked::pack_head, Asked::pack_part, Asked::journal};
[[nodiscard]] std::string_view to_string(Asked asked);

// One request on its way.
class Passing {
 public:
  Passing(int client, std::uint16_t hub_port, std::string request, const std::atomic<bool>& ending);

  [[nodiscard]] Asked asked() const { return asked_; }
  [[nodiscard]] const std::string& request() const { return request_; }
  // The hub's answer, header and body, as it came; each call sends the request once more.
  [[nodiscard]] std::string reach_hub() const { return reach_hub(request_); }
  [[nodiscard]] std::string reach_hub(std::string_view request) const;
  // False when the client has gone.
  bool send(std::string_view bytes) const;
  // Until the client gives up, or this test ends.
  void wait_for_the_client() const;
  // Waits for so long; true as soon as the client has given up, or this test ends.
  [[nodiscard]] bool gone_within(std::chrono::milliseconds time) const;
  void close_afterwards() { closes_ = true; }
  [[nodiscard]] bool closes() const { return closes_; }
  [[nodiscard]] bool ending() const { return ending_; }

 private:
  int client_;
  std::uint16_t hub_port_;
  std::string request_;
  Asked asked_;
  const std::atomic<bool>& ending_;
  bool closes_ = false;
};

using Misbehaviour = std::function<void(Passing&)>;

class Peer {
 public:
  explicit Peer(std::uint16_t hub_port);
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer();

  [[nodiscard]] std::uint16_t port() const { return port_; }

  void behave();
  // To every request of this kind, until behave().
  void misbehave(Asked to, Misbehaviour how);
  void misbehave(Misbehaviour how);  // to all of them
  // The line breaks when so many bytes of the round's request number `index` have come, or of its answer have gone, and
  // stays broken until behave().
  void cut_request(std::size_t index, std::size_t bytes);
  void cut_answer(std::size_t index, std::size_t bytes);

  // Of the last round in which all went well: bytes of its requests and answers, in their order.
  struct Sizes {
    std::array<std::size_t, kAsked> request{};
    std::array<std::size_t, kAsked> answer{};
  };
  [[nodiscard]] Sizes sizes() const;
  // Requests of this kind that reached the hub since it was made.
  [[nodiscard]] std::uint64_t passed() const { return passed_; }

 private:
  enum class Cut : std::uint8_t { none, request, answer };
  struct Orders {
    std::array<Misbehaviour, kAsked> misbehaviours{};
    Cut cut = Cut::none;
    std::size_t cut_index = 0;
    std::size_t cut_bytes = 0;
  };

  void run();
  bool serve_one(int client);
  bool serve_cut(int client, std::size_t limit);
  [[nodiscard]] Orders orders() const;

  std::uint16_t hub_port_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;  // guards the three below
  Orders orders_;
  Sizes sizes_;
  std::size_t index_ = 0;  // of the next request in its round
  std::atomic<bool> broken_{false};
  std::atomic<std::uint64_t> passed_{0};
  std::atomic<bool> ending_{false};
  std::jthread thread_;
};

}  // namespace parvis::network
