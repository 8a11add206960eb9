// The generator behind the draw: xoshiro256** seeded by splitmix64, and what is made from it with exact integer or
// IEEE 754 arithmetic only. Nothing of <random> or libm is used: their results differ between libraries. Changing one
// bit of what this returns changes every published draw: SELECTION.md says how it is frozen.
//
// Threads: a Random belongs to one thread. Not for keys: those come from sync/crypto.
#pragma once

#include <array>
#include <cstdint>

namespace parvis::consultation {

class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t next();                      // uniform over 64 bits
  std::uint64_t below(std::uint64_t bound);  // uniform in [0, bound); bound > 0
  double uniform();                          // a multiple of 2^-53 in [0, 1)
  double normal();  // mean 0, variance 1 (Marsaglia's polar method, second value dropped)
  double gamma(double shape);       // scale 1, shape > 0 (Marsaglia and Tsang 2000)
  double beta(double a, double b);  // a, b > 0

 private:
  std::array<std::uint64_t, 4> state_{};
};

// Natural logarithm of a positive normal number, and e^x (0 under -700, x ≤ 700), within 2 units of the last place, from
// + − × ÷ alone: the same bits wherever doubles are IEEE 754.
[[nodiscard]] double exact_ln(double x);
[[nodiscard]] double exact_exp(double x);

}  // namespace parvis::consultation
