// Samples on their way to the ear: the voice thread pushes, the sound device (or a file) pulls, the main thread cuts.
//
// Every utterance has a ticket. A cut makes all earlier tickets void, so that a voice that has not noticed yet can add nothing.
//
// Threads: any; no verb holds the lock for longer than it takes to copy its samples.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>

#include "kiosk/speech/wiped.h"

namespace parvis::speech {

constexpr int kSampleRate = 48'000;  // a second, everywhere between a source and the ear
using Ticket = std::uint64_t;

class SoundQueue {
 public:
  static constexpr std::size_t kCapacity = 2 * kSampleRate;
  // What is still heard of an utterance that was cut, fading, so that it does not click: 5 ms.
  static constexpr std::size_t kFade = kSampleRate / 200;

  SoundQueue() : ring_(kCapacity) {}

  // From now on only `valid` may push.
  void cut(Ticket valid);
  // 0 (silent) to 10 (full scale), 3 dB a step; never above full scale, so nothing can clip.
  void set_volume(int volume);

  // How many were taken; nothing when the ticket is void.
  [[nodiscard]] std::optional<std::size_t> push(Ticket ticket, std::span<const Sample> samples);
  [[nodiscard]] bool valid(Ticket ticket) const;
  [[nodiscard]] bool empty() const;
  // Both return early when the ticket becomes void.
  void wait_for_room(Ticket ticket, std::chrono::milliseconds longest);
  void wait_until_empty(Ticket ticket, std::chrono::milliseconds longest);

  // Fills `out`, with silence where nothing is queued. How many were not silence.
  std::size_t pull(std::span<Sample> out);
  // How often pull() was called: whether a device is alive.
  [[nodiscard]] std::uint64_t pulls() const;

 private:
  Sample& at(std::size_t index) { return ring_[(first_ + index) % kCapacity]; }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Samples ring_;  // zero wherever nothing is queued
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  Ticket valid_ = 0;
  std::uint64_t pulls_ = 0;
  float gain_ = 0;  // moves to target_ over kFade samples
  float target_ = 0;
};

}  // namespace parvis::speech
