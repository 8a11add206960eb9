// The expected values were worked out by hand from the formulas of product.md; the arithmetic stands beside each.
#include "sync/consultation/scores.h"

#include <catch2/catch.hpp>

namespace parvis::consultation {
namespace {

Approx about(double value) { return Approx(value).margin(1e-9).epsilon(0); }

// 100 votes: 60 agree (24 likeIt, 12 doable, 6 platitude), 30 disagree (15 noWay, 9 impossible, 3 platitude), 10 neutral.
const Tally kHundred{{60, 30, 10}, {24, 12, 6, 15, 9, 3, 1, 2, 3}};

TEST_CASE("an individual score is smoothed and never above one") {
  CHECK(individual(0, kVoteSmoothing, 0) == about(0.33));  // 0.33 / 1
  CHECK(individual(60, kVoteSmoothing, 100) == about(60.33 / 101));
  CHECK(individual(24, kQualificationSmoothing, 100) == about(24.01 / 101));
  CHECK(individual(3, kVoteSmoothing, 1) == 1.0);  // 3.33 / 2, cut
}

TEST_CASE("the margin is twice the standard error of Agresti and Coull") {
  CHECK(margin(0.5, 0) == about(0.5));                 // n' 4, p' 1/2: 2·√(1/16)
  CHECK(margin(0.5, 96) == about(0.1));                // n' 100, p' 50/100: 2·√(0.25/100)
  CHECK(margin(1.0, 12) == about(0.165359456941537));  // n' 16, p' 14/16: 2·√(0.109375/16)
}

TEST_CASE("scores of a hundred votes are those worked out by hand") {
  const Scores s = scores({kHundred, kHundred});
  CHECK(s.agree.value == about(60.33 / 101));
  CHECK(s.disagree.value == about(30.33 / 101));
  CHECK(s.neutral.value == about(10.33 / 101));
  CHECK(s.adhesion.value == s.agree.value);
  CHECK(s.greatness.value == about(9.0 / 101));    // 24.01 − 15.01
  CHECK(s.realistic.value == about(3.0 / 101));    // 12.01 − 9.01
  CHECK(s.platitude.value == about(9.02 / 101));   // 6.01 + 3.01
  CHECK(s.engagement.value == about(2.98 / 101));  // 9 + 3 − 9.02
  CHECK(s.top.value == about(63.31 / 101));        // 60.33 + 2.98
  CHECK(s.controversy.value ==
        about((30.33 + 15.01) / 101));  // min(60.33, 30.33) + min(24.01, 15.01)
  CHECK(s.zone == Zone::controversy);   // 0.597 < 0.6, disagree 0.300, neutral 0.102
}

TEST_CASE("margins of sums add in squares, of minima the larger one counts") {
  const Scores s = scores({kHundred, kHundred});
  const double agree = margin(60.33 / 101, 100);
  const double disagree = margin(30.33 / 101, 100);
  const double like_it = margin(24.01 / 101, 100);
  const double no_way = margin(15.01 / 101, 100);
  CHECK(s.agree.margin == about(agree));
  CHECK(s.greatness.margin * s.greatness.margin == about(like_it * like_it + no_way * no_way));
  CHECK(agree > disagree);
  CHECK(like_it > no_way);
  CHECK(s.controversy.margin * s.controversy.margin == about(agree * agree + like_it * like_it));
  CHECK(s.top.lower() == about(s.top.value - s.top.margin));
  CHECK(s.top.upper() == about(s.top.value + s.top.margin));
}

TEST_CASE("a score is the mean of the verified and the sequence one, its margin the sequence's") {
  const Tally sequence{{8, 1, 1}, {}};
  const Scores s = scores({kHundred, sequence});
  CHECK(s.agree.value == about((60.33 / 101 + 8.33 / 11) / 2));
  CHECK(s.agree.margin == about(margin(8.33 / 11, 10)));
}

TEST_CASE("zones have the limits of product.md") {
  CHECK(zone_of(0.6, 0.3, 0.1) == Zone::consensus);
  CHECK(zone_of(0.59, 0.3, 0.11) == Zone::controversy);
  CHECK(zone_of(0.5, 0.149, 0.39) == Zone::consensus);  // neutral < 0.4 and disagree < 0.15
  CHECK(zone_of(0.46, 0.14, 0.4) == Zone::limbo);       // neutral no longer under 0.4
  CHECK(zone_of(0.3, 0.6, 0.1) == Zone::rejection);
  CHECK(zone_of(0.149, 0.5, 0.39) == Zone::rejection);
  CHECK(zone_of(0.3, 0.3, 0.4) == Zone::limbo);
  CHECK(zone_of(0.45, 0.45, 0.1) == Zone::controversy);
  CHECK(key_of(Zone::limbo) == "limbo");
}

TEST_CASE("popular lists need a hundred votes and sort by the lower bound") {
  const auto of = [](std::uint64_t agree, std::uint64_t disagree) {
    const Tally tally{{agree, disagree, 0}, {}};
    return Statistics{tally, tally};
  };
  // 99 unanimous votes are too few. 104 of 130 have a higher value than 790 of 1,000 and a lower lower bound:
  // 0.7964 − 0.0700 against 0.7896 − 0.0258.
  const std::vector<Statistics> all{of(99, 0), of(104, 26), of(790, 210), of(20, 80)};
  CHECK(scores(all[1]).agree.value > scores(all[2]).agree.value);
  CHECK(popular(all) == std::vector<std::size_t>{2, 1, 3});
}

}  // namespace
}  // namespace parvis::consultation
