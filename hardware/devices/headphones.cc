#include "hardware/devices/headphones.h"

#include <fcntl.h>
#include <linux/input.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <utility>

namespace parvis::devices {
namespace {

constexpr std::size_t kBits = sizeof(unsigned long) * CHAR_BIT;
using Switches = std::array<unsigned long, SW_MAX / kBits + 1>;

bool has_headphones(const Switches& switches) {
  return (switches[SW_HEADPHONE_INSERT / kBits] >> SW_HEADPHONE_INSERT % kBits & 1) != 0;
}

// Throws away the events themselves: the state is asked for, so that none can be missed. False when the device is gone.
bool drain(int fd) {
  std::array<char, 64 * sizeof(input_event)> events;
  for (;;) {
    const ssize_t count = ::read(fd, events.data(), events.size());
    if (count > 0 || (count < 0 && errno == EINTR)) continue;
    return count < 0 && errno == EAGAIN;
  }
}

}  // namespace

std::optional<Headphones> HeadphoneJack::ask_kernel(int fd) {
  Switches there{};
  Switches state{};
  if (::ioctl(fd, EVIOCGBIT(EV_SW, sizeof there), there.data()) < 0 || !has_headphones(there) ||
      ::ioctl(fd, EVIOCGSW(sizeof state), state.data()) < 0) {
    return std::nullopt;
  }
  return has_headphones(state) ? Headphones::in : Headphones::out;
}

HeadphoneJack HeadphoneJack::open(HeadphonesSetting setting, const Path& directory, Ask ask) {
  HeadphoneJack jack(setting, std::move(ask));
  if (setting != HeadphonesSetting::detect) return jack;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(directory, missing)) {
    if (!entry.path().filename().string().starts_with("event")) continue;
    const int file = ::open(entry.path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) continue;
    jack.ask_(file) ? jack.watch(file) : static_cast<void>(::close(file));
  }
  return jack;
}

void HeadphoneJack::watch(int file) {
  switches_.push_back(file);
  if (watch_ < 0) watch_ = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event event{.events = EPOLLIN, .data = {.fd = file}};
  ::epoll_ctl(watch_, EPOLL_CTL_ADD, file, &event);
}

HeadphoneJack::HeadphoneJack(HeadphoneJack&& other) noexcept
    : setting_(other.setting_),
      ask_(std::move(other.ask_)),
      switches_(std::move(other.switches_)),
      watch_(std::exchange(other.watch_, -1)) {
  other.switches_.clear();
}

HeadphoneJack::~HeadphoneJack() {
  for (const int file : switches_) ::close(file);
  if (watch_ >= 0) ::close(watch_);
}

Headphones HeadphoneJack::look() {
  if (setting_ == HeadphonesSetting::always) return Headphones::in;
  if (setting_ == HeadphonesSetting::never) return Headphones::out;
  Headphones found = Headphones::unknown;
  std::erase_if(switches_, [&](int file) {
    const auto now = drain(file) ? ask_(file) : std::nullopt;
    if (!now) {
      ::close(file);  // which also ends its watch
      return true;
    }
    found = std::max(found, *now);
    return false;
  });
  return found;
}

}  // namespace parvis::devices
