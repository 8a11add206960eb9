// One thread that puts batches into the log in groups: whatever has come while the last group was being committed is the
// next group. That is what makes one fsync and one signature do for many kiosks.
//
// Threads: submit() from any; it waits for its batch's group. The sequencer's own thread ("sequencer") has the only writing
// Intake of this process. Ownership: clock and hook outlive it.
#pragma once

#include <functional>
#include <memory>

#include "sync/hub/intake/intake.h"

namespace parvis::hub {

class Sequencer {
 public:
  // `before_group` runs on the sequencer's thread with its Intake, for instance to install a newer root document.
  using BeforeGroup = std::function<void(Intake&)>;
  static Result<Sequencer> start(const Path& intake_db, LogSigner signer, const Clock& clock,
                                 BeforeGroup before_group);
  Sequencer(Sequencer&&) noexcept;
  Sequencer& operator=(Sequencer&&) = delete;
  // Commits what was submitted, then ends.
  ~Sequencer();

  // The outcome once it is durable. Errc::busy in recovery, no_space, io: nothing was accepted; the sender tries again.
  Result<Outcome> submit(Bytes file);

 private:
  struct State;
  explicit Sequencer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

inline constexpr std::size_t kMaxGroup = 64;  // batches in one commit

}  // namespace parvis::hub
