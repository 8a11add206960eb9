// What other threads want done on the main thread, in the order it was handed over.
//
// Threads: push() from any thread; run() and wait() on the main thread.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

namespace parvis::app {

class MainQueue {
 public:
  // `wake` is called after each push, on the pushing thread: it gets the main thread out of its sleep.
  explicit MainQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  void push(std::function<void()> task);
  // Runs what has been pushed until now; says whether there was anything.
  bool run();
  // Sleeps until something is there: for programs without a window.
  void wait();

 private:
  std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::vector<std::function<void()>> tasks_;
};

}  // namespace parvis::app
