#include "kiosk/app/worker.h"

#include <pthread.h>

#include "hardware/platform/forget.h"

namespace parvis::app {

Worker::Worker(std::string name, MainQueue& answers)
    : answers_(answers), thread_([this, name = std::move(name)](const std::stop_token& stop) {
        ::pthread_setname_np(::pthread_self(), name.c_str());
        run(stop);
      }) {}

Worker::~Worker() {
  thread_.request_stop();
  thread_.join();
}

void Worker::post(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  filled_.notify_one();
}

void Worker::run(const std::stop_token& stop) {
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      // False: asked to stop, and nothing is left to do.
      if (!filled_.wait(lock, stop, [this] { return !tasks_.empty(); })) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
    task = nullptr;
    wipe_stack();  // visits, codes and PINs pass through here, and nobody knows when the next task comes
  }
}

}  // namespace parvis::app
