// Whether headphones are in the jack, as the kernel sees it: the switch SW_HEADPHONE_INSERT of its input devices (linux/input.h),
// or what the configuration says in its place.
//
//   auto jack = HeadphoneJack::open(HeadphonesSetting::detect);
//   poll on jack.fd(); when readable: now = jack.look();
//
// Not every jack has a switch: then it is unknown, and whoever asks should take it for a loudspeaker. Tried with pipes in place of
// devices only; on no real jack, sound card or USB headset yet. A device that comes after open() is not seen.
//
// Threads: one. Nothing here blocks.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "hardware/platform/files.h"

namespace parvis::devices {

enum class Headphones { unknown, out, in };

// always, never: for a jack without a switch, such as that of a handset that hangs on the kiosk, or of a kiosk that has none.
enum class HeadphonesSetting { detect, always, never };

class HeadphoneJack {
 public:
  // What a descriptor's headphone switch says; nothing: it has none, or it is gone. The kernel's answer, but for tests.
  using Ask = std::function<std::optional<Headphones>(int fd)>;
  static std::optional<Headphones> ask_kernel(int fd);

  // Never fails: without a readable switch below `directory` it is unknown.
  static HeadphoneJack open(HeadphonesSetting setting, const Path& directory = "/dev/input",
                            Ask ask = ask_kernel);
  HeadphoneJack(HeadphoneJack&& other) noexcept;
  HeadphoneJack& operator=(HeadphoneJack&&) = delete;
  ~HeadphoneJack();

  // Readable when look() may have news; -1 when nothing will ever change.
  [[nodiscard]] int fd() const { return watch_; }
  // Takes what has happened. In when any switch says so.
  Headphones look();

 private:
  HeadphoneJack(HeadphonesSetting setting, Ask ask) : setting_(setting), ask_(std::move(ask)) {}
  void watch(int file);

  HeadphonesSetting setting_;
  Ask ask_;
  std::vector<int> switches_;  // open input devices
  int watch_ = -1;             // an epoll over them
};

}  // namespace parvis::devices
