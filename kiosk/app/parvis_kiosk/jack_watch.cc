#include "kiosk/app/parvis_kiosk/jack_watch.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "hardware/platform/log.h"

namespace parvis::app {

JackWatch::JackWatch(devices::HeadphonesSetting setting, std::function<void()> wake)
    : jack_(devices::HeadphoneJack::open(setting)), wake_(std::move(wake)), state_(jack_.look()) {
  if (jack_.fd() < 0) return;
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  if (stop_ >= 0) thread_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

JackWatch::~JackWatch() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  const std::uint64_t one = 1;
  if (::write(stop_, &one, sizeof one) < 0) log_warning("headphones: the watch can't be stopped");
  thread_.join();
  ::close(stop_);
}

flow::Headphones JackWatch::state() const {
  return state_.load() == devices::Headphones::in ? flow::Headphones::in : flow::Headphones::out;
}

void JackWatch::watch(const std::stop_token& stop) {
  ::pthread_setname_np(::pthread_self(), "jack");
  std::array<pollfd, 2> fds{pollfd{jack_.fd(), POLLIN, 0}, pollfd{stop_, POLLIN, 0}};
  while (!stop.stop_requested()) {
    if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR) return;
    if ((fds[0].revents & POLLIN) == 0) continue;
    state_.store(jack_.look());
    wake_();
  }
}

}  // namespace parvis::app
