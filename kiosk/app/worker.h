// A thread with a name that does one thing after another, so that the main thread never waits for a disk or for Argon2.
//
// Threads: ask() and busy() on the main thread; the work runs on the worker's, and its answer back on the main thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "kiosk/app/main_queue.h"

namespace parvis::app {

class Worker {
 public:
  // `name` is seen in `top`: at most 15 characters. `answers` MUST outlive the worker.
  Worker(std::string name, MainQueue& answers);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  // What was asked for before is still done; answers that have not run are dropped with the queue.
  ~Worker();

  // `work` runs on the worker's thread; `answer` gets what it returned, on the main thread.
  template <class Work, class Answer>
  void ask(Work work, Answer answer) {
    ++under_way_;
    post([this, work = std::move(work), answer = std::move(answer)]() mutable {
      answers_.push([this, answer = std::move(answer), result = work()]() mutable {
        --under_way_;
        answer(std::move(result));
      });
    });
  }
  // Whether an answer is still to come.
  [[nodiscard]] bool busy() const { return under_way_ > 0; }

 private:
  void post(std::function<void()> task);
  void run(const std::stop_token& stop);

  MainQueue& answers_;
  std::size_t under_way_ = 0;  // main thread only
  std::mutex mutex_;
  std::condition_variable_any filled_;
  std::deque<std::function<void()>> tasks_;
  std::jthread thread_;  // last: it starts when all else is there, and ends first
};

}  // namespace parvis::app
