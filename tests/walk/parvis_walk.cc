// parvis-walk [--full] [--only TEXT]: walks every screen and prints what is not as it must be, one finding a line.
//
//   parvis-walk          the pairwise cover, painted: about a minute
//   parvis-walk --full   every display × language × size × look × hand × reach: several minutes
//   --only "portrait, gsw"   those combinations whose name has it
#include <fmt/core.h>

#include <cstdio>
#include <string_view>

#include "sync/crypto/crypto.h"
#include "tests/support/result.h"
#include "tests/walk/checks.h"

using namespace parvis;
using namespace parvis::screens::test;

int main(int argc, char** argv) {
  bool full = false;
  std::string_view only;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--full") {
      full = true;
    } else if (word == "--only" && i + 1 < argc) {
      only = argv[++i];
    } else {
      std::fputs("usage: parvis-walk [--full] [--only TEXT]\n", stderr);
      return 2;
    }
  }
  support::ok(crypto::init());
  const auto asked = shipped_consultation();
  std::size_t walked = 0;
  std::size_t count = 0;
  for (const auto& combination : full ? everything(asked) : pairwise(asked)) {
    if (combination.name().find(only) == std::string::npos) continue;
    std::fprintf(stderr, "%s\n", combination.name().c_str());
    const auto found = check_painted(asked, combination);
    ++walked;
    count += found.size();
    fmt::print("{}", listed(found));
  }
  fmt::print("{} combinations, {} findings\n", walked, count);
  return count == 0 ? 0 : 1;
}
