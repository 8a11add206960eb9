// For a test that this machine can't make, because it is not root or can't mount. ctest calls a test that says so "Skipped"
// (parvis_test in deploy/cmake/ParvisTargets.cmake), whatever else it did: it MUST have checked nothing. tests/README.md has the
// list.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string_view>

namespace parvis::support {

inline void say_not_tested(std::string_view why) {
  fmt::print("NOT_TESTED_HERE: {}\n", why);
  std::fflush(stdout);
}

}  // namespace parvis::support
