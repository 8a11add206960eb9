// Golden vectors of the draw (sync/consultation/SELECTION.md). They were computed by a second implementation, written
// from that page in another language, and the code agreed bit for bit. A change here changes what auditors replay: it
// needs a new version of the selection, not new numbers.
#include <catch2/catch.hpp>

#include <limits>

#include "sync/consultation/draw.h"
#include "sync/consultation/random.h"
#include "tests/support/synthetic_consultation.h"

namespace parvis::consultation {
namespace {

using Cards = std::vector<std::uint32_t>;

TEST_CASE("golden: the generator") {
  Random zero(
      0);  // the first number is that of the published test vectors for xoshiro256** seeded by splitmix64(0)
  CHECK(zero.next() == 0x99ec5f36cb75f2b4U);
  CHECK(zero.next() == 0xbf6e1f784956452aU);
  CHECK(zero.next() == 0x1a5f849d4933e6e0U);
}

TEST_CASE("golden: numbers drawn from distributions, to the last bit") {
  Random betas(42);
  CHECK(betas.beta(6.33, 5) == 0x1.8aca9f86dbab2p-2);
  CHECK(betas.beta(0.01, 11) == 0x1.4a850988ea244p-181);
  CHECK(betas.beta(900.33, 101) == 0x1.c92481d795aeep-1);
  CHECK(betas.beta(0.33, 1000) == 0x1.7c98196e1663ep-18);
  Random normals(42);
  CHECK(normals.normal() == -0x1.73d2feb0fb377p-1);
  CHECK(normals.normal() == 0x1.c5e21f7812a4ep-3);
  CHECK(exact_ln(10) == 0x1.26bb1bbb55516p+1);
  CHECK(exact_exp(-1.5) == 0x1.c8f87724b5c1dp-3);
}

TEST_CASE("golden: draws of the synthetic consultation") {
  const Consultation all = support::synthetic_consultation(30, 60);
  CHECK(draw(all, "fr", 0) == Cards{85, 70, 87, 36, 20, 49, 21, 68, 0, 33, 10, 52});
  CHECK(draw(all, "fr", 1) == Cards{70, 10, 55, 87, 33, 49, 20, 36, 68, 0, 52, 21});
  CHECK(draw(all, "fr", 2) == Cards{0, 68, 33, 49, 20, 55, 70, 10, 21, 36, 52, 87});
  CHECK(draw(all, "fr", 42) == Cards{49, 20, 10, 68, 0, 87, 70, 36, 33, 85, 21, 52});
  CHECK(draw(all, "fr", std::numeric_limits<std::uint64_t>::max()) ==
        Cards{82, 0, 20, 49, 68, 51, 21, 87, 36, 85, 70, 10});
  CHECK(draw(all, "en", 0) == Cards{68, 10, 72, 88, 82, 12, 0, 56, 52, 34, 36, 20});
  CHECK(draw(all, "en", 42) == Cards{72, 10, 70, 50, 52, 34, 0, 88, 22, 20, 36, 68});
}

TEST_CASE("golden: a draw that new proposals must fill") {
  CHECK(draw(support::synthetic_consultation(30, 5), "fr", 7) ==
        Cards{24, 6, 20, 30, 10, 21, 12, 3, 34, 15, 0, 27});
}

}  // namespace
}  // namespace parvis::consultation
