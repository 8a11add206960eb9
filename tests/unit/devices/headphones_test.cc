// Pipes stand for input devices: what is written to one is an event, and the test answers for the switch itself.
#include "hardware/devices/headphones.h"

#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/temporary_directory.h"

namespace parvis::devices {
namespace {

using support::TemporaryDirectory;

// A device with a switch.
class Device {
 public:
  explicit Device(const Path& path) {
    PARVIS_CHECK(::mkfifo(path.c_str(), 0600) == 0);
    fd_ = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  }
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device() { unplug(); }
  // The device itself goes.
  void unplug() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  void event() const {
    const input_event event{.time = {}, .type = EV_SW, .code = SW_HEADPHONE_INSERT, .value = 1};
    PARVIS_CHECK(::write(fd_, &event, sizeof event) == sizeof event);
  }

 private:
  int fd_ = -1;
};

bool readable(int fd) {
  pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
  return ::poll(&one, 1, 0) == 1;
}

}  // namespace

TEST_CASE("without a device, or with devices that have no such switch, it is unknown") {
  const TemporaryDirectory directory;
  HeadphoneJack none = HeadphoneJack::open(HeadphonesSetting::detect, directory / "nowhere");
  CHECK(none.look() == Headphones::unknown);
  CHECK(none.fd() == -1);
  std::ofstream(directory / "event0") << "no device";
  const Device keyboard(directory / "event1");
  HeadphoneJack plain = HeadphoneJack::open(HeadphonesSetting::detect, directory.path());
  CHECK(plain.look() == Headphones::unknown);
  CHECK(plain.fd() == -1);
}

TEST_CASE("the configuration's word stands above any device") {
  const TemporaryDirectory directory;
  const Device device(directory / "event0");
  const auto ask = [](int) { return std::optional(Headphones::out); };
  CHECK(HeadphoneJack::open(HeadphonesSetting::always, directory.path(), ask).look() ==
        Headphones::in);
  CHECK(HeadphoneJack::open(HeadphonesSetting::never, directory.path(), ask).look() ==
        Headphones::out);
}

TEST_CASE("plugging in and out is seen through the descriptor, once for each change") {
  const TemporaryDirectory directory;
  const Device device(directory / "event3");
  std::ofstream(directory / "mouse0") << "";
  Headphones truth = Headphones::out;
  HeadphoneJack jack = HeadphoneJack::open(HeadphonesSetting::detect, directory.path(),
                                           [&](int) { return std::optional(truth); });
  CHECK(jack.look() == Headphones::out);
  for (const Headphones next : {Headphones::in, Headphones::out}) {
    CHECK_FALSE(readable(jack.fd()));
    truth = next;
    for (int i = 0; i < 100; ++i) device.event();  // a contact that bounces
    CHECK(readable(jack.fd()));
    CHECK(jack.look() == next);
  }
  CHECK_FALSE(readable(jack.fd()));
}

TEST_CASE("of two jacks one with headphones is enough, and a device that goes is forgotten") {
  const TemporaryDirectory directory;
  const Device empty(directory / "event0");
  Device plugged(directory / "event1");
  struct stat second {};
  REQUIRE(::stat((directory / "event1").c_str(), &second) == 0);
  HeadphoneJack opened =
      HeadphoneJack::open(HeadphonesSetting::detect, directory.path(), [&](int fd) {
        struct stat file {};
        PARVIS_CHECK(::fstat(fd, &file) == 0);
        return std::optional(file.st_ino == second.st_ino ? Headphones::in : Headphones::out);
      });
  HeadphoneJack jack = std::move(opened);
  CHECK(jack.look() == Headphones::in);
  plugged.unplug();
  CHECK(jack.look() == Headphones::out);
  CHECK_FALSE(readable(jack.fd()));  // the end of a device wakes nobody twice
}

}  // namespace parvis::devices
