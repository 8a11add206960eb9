#include "sync/consultation/random.h"

#include <catch2/catch.hpp>

#include <cmath>

namespace parvis::consultation {
namespace {

struct Moments {
  double mean = 0;
  double variance = 0;
};

template <class F>
Moments moments(int n, F&& draw) {
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = draw();
    sum += x;
    squares += x * x;
  }
  const double mean = sum / n;
  return {mean, squares / n - mean * mean};
}

TEST_CASE("our logarithm and exponential stay within two units of the last place") {
  Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const double x =
        std::ldexp(0.5 + random.uniform() / 2, static_cast<int>(random.below(200)) - 100);
    CHECK(std::abs(exact_ln(x) - std::log(x)) <= 4e-16 * std::abs(std::log(x)) + 1e-18);
    const double y = (random.uniform() - 0.5) * 1390;
    CHECK(std::abs(exact_exp(y) / std::exp(y) - 1) <= 4.5e-16);
  }
  CHECK(exact_ln(1) == 0);
  CHECK(exact_exp(0) == 1);
  CHECK(exact_exp(-701) == 0);
}

TEST_CASE("numbers below a bound are uniform and stay below it") {
  Random random(2);
  std::array<int, 7> seen{};
  for (int i = 0; i < 70'000; ++i) ++seen.at(random.below(7));
  for (const int count : seen) CHECK(std::abs(count - 10'000) < 4 * 93);  // 4 σ, σ = √(n/7 · 6/7)
  CHECK(random.below(1) == 0);
}

TEST_CASE("normal numbers have mean 0 and variance 1 within four standard errors") {
  Random random(3);
  const Moments m = moments(100'000, [&] { return random.normal(); });
  CHECK(std::abs(m.mean) < 4 / std::sqrt(100'000.0));
  CHECK(std::abs(m.variance - 1) < 4 * std::sqrt(2 / 100'000.0));
}

TEST_CASE("Beta numbers have the mean and variance of their distribution") {
  const auto [a, b] = GENERATE(std::pair(0.33, 11.0), std::pair(0.01, 11.0), std::pair(6.33, 5.0),
                               std::pair(900.33, 101.0), std::pair(1.0, 1.0));
  Random random(4);
  const int n = 50'000;
  const Moments m = moments(n, [&, a = a, b = b] { return random.beta(a, b); });
  const double mean = a / (a + b);
  const double variance = a * b / ((a + b) * (a + b) * (a + b + 1));
  CAPTURE(a, b);
  CHECK(std::abs(m.mean - mean) < 4 * std::sqrt(variance / n));
  CHECK(m.variance == Approx(variance).epsilon(0.25));
}

TEST_CASE("Beta numbers stay inside [0, 1], also where a gamma number vanishes") {
  Random random(5);
  int zeros = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double x = random.beta(0.01, 1500);
    REQUIRE(x >= 0);
    REQUIRE(x <= 1);
    zeros += x == 0 ? 1 : 0;
  }
  CHECK(zeros > 0);
  CHECK(zeros < 20'000);
}

}  // namespace
}  // namespace parvis::consultation
