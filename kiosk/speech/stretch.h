// Says a recording faster or slower without changing its pitch: WSOLA, after W. Verhelst and M. Roelands, "An overlap-add
// technique based on waveform similarity (WSOLA)", ICASSP 1993.
//
// The output is made of pieces of 15 ms. Each is cross-faded from the natural continuation of the piece before into the piece
// around the place where the input should be by now, moved by at most 10 ms to where both look most alike.
//
// Threads: one.
#pragma once

#include <span>

#include "kiosk/speech/wiped.h"

namespace parvis::speech {

class Stretch {
 public:
  // 2: twice as fast. 1 leaves every sample as it is. At least 0.25, at most 4.
  explicit Stretch(double speed) : speed_(speed) {}
  void push(std::span<const Sample> in, Samples& out);
  // The end: what was held back.
  void finish(Samples& out);

 private:
  void make(Samples& out);
  // Where in waiting_ the next piece begins best, near `wanted`.
  [[nodiscard]] std::size_t best_near(std::size_t wanted) const;
  [[nodiscard]] double likeness(std::size_t candidate, std::size_t step) const;

  double speed_;
  Samples waiting_;
  double wanted_ = 0;        // where the next piece should begin, in waiting_
  std::size_t natural_ = 0;  // where the piece before would go on, in waiting_
};

}  // namespace parvis::speech
