#include "sync/consultation/model.h"

#include <catch2/catch.hpp>

namespace parvis::consultation {
namespace {

TEST_CASE("votes and qualifications bear Make.org's keys, in product.md's order") {
  const std::vector<std::pair<Vote, std::vector<std::string>>> table{
      {Vote::agree, {"likeIt", "doable", "platitudeAgree"}},
      {Vote::disagree, {"noWay", "impossible", "platitudeDisagree"}},
      {Vote::neutral, {"doNotUnderstand", "noOpinion", "doNotCare"}}};
  CHECK(key_of(Vote::agree) == "agree");
  CHECK(key_of(Vote::disagree) == "disagree");
  CHECK(key_of(Vote::neutral) == "neutral");
  for (const auto& [vote, keys] : table) {
    CHECK(vote_from_key(key_of(vote)) == vote);
    for (std::size_t i = 0; i < keys.size(); ++i) CHECK(qualification_key(vote, i) == keys[i]);
  }
  CHECK_FALSE(vote_from_key("Agree"));
  CHECK_FALSE(vote_from_key(""));
}

TEST_CASE("tallies add up field by field") {
  Tally sum{{1, 2, 3}, {1, 0, 0, 0, 2, 0, 0, 0, 3}};
  sum += Tally{{10, 20, 30}, {0, 1, 0, 0, 0, 0, 0, 0, 4}};
  CHECK(sum == Tally{{11, 22, 33}, {1, 1, 0, 0, 2, 0, 0, 0, 7}});
  CHECK(sum.total() == 66);
}

TEST_CASE("a proposal is read in its own language or a translation, and in no other") {
  Proposal proposal;
  proposal.language = "fr";
  proposal.text = "Il faut des bancs.";
  proposal.translations["en"] = {"We should have benches.", Translator::human};
  REQUIRE(proposal.text_in("fr") != nullptr);
  CHECK(*proposal.text_in("fr") == "Il faut des bancs.");
  REQUIRE(proposal.text_in("en") != nullptr);
  CHECK(*proposal.text_in("en") == "We should have benches.");
  CHECK(proposal.text_in("de") == nullptr);
}

TEST_CASE("a text missing in a language falls back, and then is empty") {
  const Texts texts{{"fr", "Bonjour"}, {"en", ""}};
  CHECK(in_language(texts, "fr", "fr") == "Bonjour");
  CHECK(in_language(texts, "de", "fr") == "Bonjour");
  CHECK(in_language(texts, "en", "fr").empty());  // empty on purpose: a prefix
  CHECK(in_language(texts, "de", "tr").empty());
}

TEST_CASE("a theme is found by its key") {
  Consultation consultation;
  consultation.themes = {{"rights", "", {}, {}, {}}, {"work", "", {}, {}, {}}};
  REQUIRE(consultation.theme("work") == &consultation.themes[1]);
  CHECK(consultation.theme("health") == nullptr);
  CHECK(consultation.theme("") == nullptr);
}

}  // namespace
}  // namespace parvis::consultation
