#include "kiosk/speech/sound_queue.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace parvis::speech {
namespace {

constexpr float kDecibelsPerStep = 3;
constexpr int kFullScale = 10;

Sample scaled(Sample sample, float gain) {
  return static_cast<Sample>(std::lround(static_cast<float>(sample) * gain));
}

}  // namespace

void SoundQueue::cut(Ticket valid) {
  const std::lock_guard lock(mutex_);
  valid_ = valid;
  const std::size_t left = std::min(count_, kFade);
  for (std::size_t i = 0; i < left; ++i) {
    at(i) = scaled(at(i), 1.0F - static_cast<float>(i + 1) / static_cast<float>(left));
  }
  for (std::size_t i = left; i < count_; ++i) at(i) = 0;
  count_ = left;
  changed_.notify_all();
}

void SoundQueue::set_volume(int volume) {
  const int steps = kFullScale - std::clamp(volume, 0, kFullScale);
  const float decibels = -kDecibelsPerStep * static_cast<float>(steps);
  const std::lock_guard lock(mutex_);
  target_ = steps == kFullScale ? 0.0F : std::pow(10.0F, decibels / 20);
}

std::optional<std::size_t> SoundQueue::push(Ticket ticket, std::span<const Sample> samples) {
  const std::lock_guard lock(mutex_);
  if (ticket != valid_) return std::nullopt;
  const std::size_t taken = std::min(samples.size(), kCapacity - count_);
  for (std::size_t i = 0; i < taken; ++i) at(count_ + i) = samples[i];
  count_ += taken;
  return taken;
}

bool SoundQueue::valid(Ticket ticket) const {
  const std::lock_guard lock(mutex_);
  return ticket == valid_;
}

bool SoundQueue::empty() const {
  const std::lock_guard lock(mutex_);
  return count_ == 0;
}

void SoundQueue::wait_for_room(Ticket ticket, std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, longest, [&] { return count_ < kCapacity || ticket != valid_; });
}

void SoundQueue::wait_until_empty(Ticket ticket, std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, longest, [&] { return count_ == 0 || ticket != valid_; });
}

std::size_t SoundQueue::pull(std::span<Sample> out) {
  constexpr float kStep = 1.0F / static_cast<float>(kFade);
  const std::lock_guard lock(mutex_);
  ++pulls_;
  const std::size_t taken = std::min(count_, out.size());
  for (std::size_t i = 0; i < taken; ++i) {
    gain_ += std::clamp(target_ - gain_, -kStep, kStep);
    out[i] = scaled(std::exchange(at(i), Sample{0}), gain_);
  }
  // In silence a new volume needs no ramp.
  if (taken == 0) gain_ = target_;
  std::fill(out.begin() + static_cast<std::ptrdiff_t>(taken), out.end(), Sample{0});
  first_ = (first_ + taken) % kCapacity;
  count_ -= taken;
  changed_.notify_all();
  return taken;
}

std::uint64_t SoundQueue::pulls() const {
  const std::lock_guard lock(mutex_);
  return pulls_;
}

}  // namespace parvis::speech
