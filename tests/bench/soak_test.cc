#include "tests/bench/soak.h"

#include <catch2/catch.hpp>

#include "sync/crypto/crypto.h"
#include "tests/support/result.h"

using namespace parvis;
using bench::SoakOptions;

namespace {

constexpr std::int64_t kMegabyte = 1 << 20;
const bool started = crypto::init().has_value();

SoakOptions options(std::size_t visits) {
  REQUIRE(started);
  SoakOptions made;
  made.consultation = Path(PARVIS_SOURCE_DIR) / "assets/consultations/mulhouse-solidaire";
  made.city = Path(PARVIS_SOURCE_DIR) / "deploy/demo-city.toml";
  made.share = PARVIS_SHARE;
  made.visits = visits;
  made.warm_up = visits * 3 / 5;  // until every language, size and ending has filled its caches
  made.every = visits / 10;
  made.in_a_session = 60;
  made.drawing = ui::Drawing::none;  // painting is most of the time; parvis-soak paints
  return made;
}

}  // namespace

TEST_CASE("five hundred visits in a row leave memory, descriptors and threads as they were") {
  const auto report = support::value(bench::soak(options(500)));
  CHECK(report.descriptors_and_threads_constant());
  CHECK(report.in_use_growth() < kMegabyte);
  CHECK(report.rss_growth() < 3 * kMegabyte);  // what the allocator keeps is its own affair
  // The visits were what they say: every language, every ending, ideas, and batches for the city.
  CHECK(report.said.languages.size() == 8);
  CHECK(report.said.endings.size() == 4);
  CHECK(report.said.ideas > 30);
  CHECK(report.batches >= 5);
}

TEST_CASE("what each visit leaves behind is seen: the soak can fail") {
  auto leaking = options(80);
  leaking.leaked = 128 << 10;
  const auto report = support::value(bench::soak(leaking));
  CHECK(report.in_use_growth() > 3 * kMegabyte);
  CHECK(report.rss_growth() > 3 * kMegabyte);
}
