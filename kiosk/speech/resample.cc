#include "kiosk/speech/resample.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "kiosk/speech/sound_queue.h"

namespace parvis::speech {
namespace {

// sinc(x) under a Blackman window of half width `half`: J. O. Smith, "Digital Audio Resampling", 2002.
double windowed_sinc(double x, double half) {
  if (std::abs(x) >= half) return 0;
  const double turn = std::numbers::pi * x;
  const double sinc = x == 0 ? 1 : std::sin(turn) / turn;
  return sinc * (0.42 + 0.5 * std::cos(turn / half) + 0.08 * std::cos(2 * turn / half));
}

}  // namespace

Resampler::Resampler(int rate) : waiting_(kHalf - 1) {
  const int common = std::gcd(rate, kSampleRate);
  up_ = static_cast<std::size_t>(kSampleRate / common);
  down_ = static_cast<std::size_t>(rate / common);
  if (up_ == down_) return;  // nothing to do
  table_.reserve(up_ * kTaps);
  for (std::size_t phase = 0; phase < up_; ++phase) {
    const double between = static_cast<double>(phase) / static_cast<double>(up_);
    double row[kTaps];
    double sum = 0;
    for (int tap = 0; tap < kTaps; ++tap) {
      row[tap] = windowed_sinc(tap - (kHalf - 1) - between, kHalf);
      sum += row[tap];
    }
    for (const double value : row) table_.push_back(static_cast<float>(value / sum));
  }
}

Sample Resampler::sample_at(std::size_t first, std::size_t phase) const {
  float sum = 0;
  for (std::size_t tap = 0; tap < kTaps; ++tap) {
    sum += table_[phase * kTaps + tap] * static_cast<float>(waiting_[first + tap]);
  }
  return static_cast<Sample>(std::lround(std::clamp(sum, -32768.0F, 32767.0F)));
}

void Resampler::push(std::span<const Sample> in, Samples& out) {
  if (up_ == down_) {
    out.insert(out.end(), in.begin(), in.end());
    return;
  }
  waiting_.insert(waiting_.end(), in.begin(), in.end());
  std::size_t first = 0;
  while (first + kTaps <= waiting_.size()) {
    out.push_back(sample_at(first, phase_));
    phase_ += down_;
    first += phase_ / up_;
    phase_ %= up_;
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(first));
}

void Resampler::finish(Samples& out) {
  const Sample silence[kHalf] = {};
  if (up_ != down_) push(silence, out);
}

}  // namespace parvis::speech
