// Looks at the headphone jack on a thread of its own ("jack"), since SDL's sleep can't wait for a descriptor: an idle kiosk
// still sleeps. Where the jack can't be seen there is no thread.
//
// Threads: state() on the main thread; `wake` is called on the thread of the jack.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "hardware/devices/headphones.h"
#include "kiosk/flow/resident_events.h"

namespace parvis::app {

class JackWatch {
 public:
  JackWatch(devices::HeadphonesSetting setting, std::function<void()> wake);
  JackWatch(const JackWatch&) = delete;
  JackWatch& operator=(const JackWatch&) = delete;
  ~JackWatch();
  // A jack that can't be seen is taken for a loudspeaker.
  [[nodiscard]] flow::Headphones state() const;

 private:
  void watch(const std::stop_token& stop);

  devices::HeadphoneJack jack_;  // the thread's, once it runs
  std::function<void()> wake_;
  std::atomic<devices::Headphones> state_;
  int stop_ = -1;  // an eventfd
  std::jthread thread_;
};

}  // namespace parvis::app
