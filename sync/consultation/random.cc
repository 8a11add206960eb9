// Every operation here is one that IEEE 754 rounds exactly (+ − × ÷ √), or on integers. The build MUST NOT contract
// a·b + c into one rounding (-ffp-contract=off, set in CMakeLists.txt): AArch64 would, and x86-64 would not.
#include "sync/consultation/random.h"

#include <bit>
#include <cfloat>
#include <cmath>
#include <limits>

#include "hardware/platform/result.h"

static_assert(std::numeric_limits<double>::is_iec559 && FLT_EVAL_METHOD == 0,
              "the draw needs doubles of IEEE 754 without excess precision");
#ifdef __FAST_MATH__
#error "the draw can't be built with -ffast-math"
#endif

namespace parvis::consultation {
namespace {

constexpr int kMantissaBits = 52;
constexpr std::uint64_t kMantissaMask = (std::uint64_t{1} << kMantissaBits) - 1;
constexpr int kBias = 1023;
// ln 2 in two parts: the first has 33 bits, so that e · kLn2High is exact for every exponent e.
constexpr double kLn2High = 0x1.62e42fefp-1;
constexpr double kLn2Low = 0x1.473de6af278edp-34;
constexpr double kSqrt2 = 0x1.6a09e667f3bcdp+0;

std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// 2^e for a normal result.
double power_of_two(int e) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(e + kBias) << kMantissaBits);
}

}  // namespace

double exact_ln(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  PARVIS_CHECK(x >= std::numeric_limits<double>::min() && x <= std::numeric_limits<double>::max());
  int e = static_cast<int>(bits >> kMantissaBits) - kBias;
  double m =
      std::bit_cast<double>((bits & kMantissaMask) | (std::uint64_t{kBias} << kMantissaBits));
  if (m > kSqrt2) {
    m = m / 2;
    e = e + 1;
  }
  // ln m = 2 artanh t, t = (m − 1)/(m + 1), |t| ≤ 0.1716: eleven terms leave less than 2^-59.
  const double t = (m - 1) / (m + 1);
  const double t2 = t * t;
  double series = 0;
  for (int k = 21; k >= 1; k -= 2) series = series * t2 + 1.0 / k;
  const double exponent = e;
  return exponent * kLn2High + (2 * t * series + exponent * kLn2Low);
}

double exact_exp(double x) {
  PARVIS_CHECK(x <= 700);
  if (!(x >= -700)) return 0;
  // x = k ln 2 + r, |r| ≤ 0.35: fourteen terms of the series leave less than 2^-58.
  const double scaled = x / (kLn2High + kLn2Low);
  const int k = static_cast<int>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
  const double multiple = k;
  const double r = (x - multiple * kLn2High) - multiple * kLn2Low;
  double series = 1;
  for (int n = 14; n >= 1; --n) series = series * r / n + 1;
  return series * power_of_two(k);
}

Random::Random(std::uint64_t seed) {
  for (std::uint64_t& word : state_) word = splitmix64(seed);
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint64_t Random::below(std::uint64_t bound) {
  PARVIS_CHECK(bound > 0);
  // The low 2^64 mod bound values would favour small results: draw again.
  const std::uint64_t refused = (0 - bound) % bound;
  std::uint64_t value = next();
  while (value < refused) value = next();
  return value % bound;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Random::normal() {
  for (;;) {
    const double u = 2 * uniform() - 1;
    const double v = 2 * uniform() - 1;
    const double s = u * u + v * v;
    if (s > 0 && s < 1) return u * std::sqrt(-2 * exact_ln(s) / s);
  }
}

double Random::gamma(double shape) {
  PARVIS_CHECK(shape > 0);
  if (shape < 1) {
    const double more = gamma(shape + 1);
    double u = uniform();
    while (u <= 0) u = uniform();
    return more * exact_exp(exact_ln(u) / shape);
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double u = uniform();
    if (u > 0 && exact_ln(u) < x * x / 2 + d - d * v + d * exact_ln(v)) return d * v;
  }
}

double Random::beta(double a, double b) {
  const double x = gamma(a);
  const double y = gamma(b);
  const double sum = x + y;
  return sum > 0 ? x / sum : 0;
}

}  // namespace parvis::consultation
