#include "hardware/platform/stop_signals.h"

#include <signal.h>

#include <atomic>
#include <thread>

namespace parvis {

struct StopSignals::State {
  std::function<void()> stop;
  std::atomic<bool> over{false};
  std::thread waiter;
};

StopSignals::StopSignals(std::function<void()> stop) : state_(std::make_unique<State>()) {
  state_->stop = std::move(stop);
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGTERM);
  ::sigaddset(&signals, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  state_->waiter = std::thread([state = state_.get(), signals] {
    int signal = 0;
    ::sigwait(&signals, &signal);
    if (!state->over.load()) state->stop();
  });
}

StopSignals::~StopSignals() {
  state_->over.store(true);
  ::pthread_kill(state_->waiter.native_handle(), SIGTERM);  // when nobody else has
  state_->waiter.join();
}

}  // namespace parvis
