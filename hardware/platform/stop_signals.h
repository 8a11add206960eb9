// Turns SIGTERM and SIGINT into a call, so that a program ends in order.
//
// Threads: makes one, on which `stop` is called, at most once. Both signals are blocked in the thread that makes this and in
// every one that is started later, so it MUST be made before any other thread.
#pragma once

#include <functional>
#include <memory>

namespace parvis {

class StopSignals {
 public:
  explicit StopSignals(std::function<void()> stop);
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();  // ends its thread; the signals stay blocked

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace parvis
