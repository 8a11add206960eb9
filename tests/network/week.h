// A week of bad network in virtual time: the agent's machine, a real hub, and faults drawn from a seed. After each step its
// rules are looked at; what is broken comes out as sentences.
//
// Threads: one.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/unit/agent/road.h"

namespace parvis::network {

class Week {
 public:
  // `daily_bytes` of a metered link, 0 for none. `jitter` is the machine's, in [-1, 1] unless somebody plants a bug.
  Week(
      unsigned seed, std::uint64_t daily_bytes,
      std::function<double()> jitter = [] { return 0.3; });

  // Seven days, then a network that works for as long as it takes.
  void play();

  [[nodiscard]] const std::vector<std::string>& wrong() const { return wrong_; }
  [[nodiscard]] std::size_t requests() const { return requests_; }
  [[nodiscard]] std::size_t faults() const { return faults_; }
  [[nodiscard]] std::size_t frozen() const { return road_.batches.size(); }
  [[nodiscard]] std::size_t received() const { return road_.receipts(); }
  [[nodiscard]] std::uint64_t logged() const { return road_.logged(); }

 private:
  void step();
  void restart();
  void recover();
  void send(const agent::Event& event);
  [[nodiscard]] std::optional<agent::Answer> fault(const agent::Ask& ask);
  void look();
  void look_at_request(const agent::Ask& ask, std::size_t answer_bytes);
  void say(std::string what);
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  [[nodiscard]] std::int64_t day() const;

  agent::test::Road road_;
  std::mt19937 random_;
  std::uint64_t daily_bytes_;
  std::function<double()> jitter_;
  bool bad_ = true;
  std::vector<agent::Answer> receipts_before_;
  std::set<transfer::BatchName> looked_at_;
  std::vector<std::string> wrong_;
  std::size_t requests_ = 0, faults_ = 0;
  std::uint64_t used_today_ = 0;
  std::int64_t today_ = 0;
};

}  // namespace parvis::network
