// parvis-sync without its command line: the machine, the network, the directories and the clock put together.
//
// Threads: one; request_stop() may be called from a signal handler. One agent a data directory (the journal is its lock).
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "sync/agent/settings.h"

namespace parvis::agent {

class Agent {
 public:
  // Errc::not_found before the kiosk is prepared and enrolled, Errc::invalid for a hub that can't be used, Errc::busy while
  // another agent runs. `clock` MUST outlive it.
  static Result<Agent> open(const Settings& settings, const Clock& clock);
  Agent(Agent&&) noexcept;
  Agent& operator=(Agent&&) = delete;
  ~Agent();

  // One round, now. What came of it.
  [[nodiscard]] SyncStatus once();
  // Until request_stop(): rounds when they are due, when a batch appears, when someone asks "send now".
  Status run();
  void request_stop();

 private:
  struct State;
  explicit Agent(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The status file for people, from what transfer::to_json() wrote. Errc::invalid.
[[nodiscard]] Result<std::string> to_words(std::string_view json);
// One sentence that says what a person can do; "" for none.
[[nodiscard]] std::string_view advice(Trouble trouble);

}  // namespace parvis::agent
