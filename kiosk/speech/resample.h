// Turns the samples of a source into those of the ear (kSampleRate): a windowed sinc of 16 taps, exact in time. Our own and not
// SDL's, whose buffers are not overwritten.
//
// Threads: one.
#pragma once

#include <span>
#include <vector>

#include "kiosk/speech/wiped.h"

namespace parvis::speech {

class Resampler {
 public:
  // `rate`: 8,000 to 48,000 samples a second.
  explicit Resampler(int rate);
  // Appends to `out` what can be known so far; the rest follows with the next samples.
  void push(std::span<const Sample> in, Samples& out);
  // The end: what was held back.
  void finish(Samples& out);

 private:
  static constexpr int kTaps = 16;
  static constexpr int kHalf = kTaps / 2;
  [[nodiscard]] Sample sample_at(std::size_t first, std::size_t phase) const;

  std::size_t up_;            // output samples …
  std::size_t down_;          // … for so many input samples
  std::vector<float> table_;  // up_ rows of kTaps
  Samples waiting_;           // input still needed, from the first tap of the next output
  std::size_t phase_ = 0;     // 0 … up_-1, between two input samples
};

}  // namespace parvis::speech
