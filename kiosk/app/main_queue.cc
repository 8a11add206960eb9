#include "kiosk/app/main_queue.h"

#include <utility>

namespace parvis::app {

void MainQueue::push(std::function<void()> task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  filled_.notify_one();
  if (wake_) wake_();
}

bool MainQueue::run() {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(mutex_);
    tasks.swap(tasks_);
  }
  for (auto& task : tasks) task();
  return !tasks.empty();
}

void MainQueue::wait() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [this] { return !tasks_.empty(); });
}

}  // namespace parvis::app
