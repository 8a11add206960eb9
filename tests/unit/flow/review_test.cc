// What I said: shown on a tap, changed line by line, and back to where it was opened. And the example vote, which is nobody's.
#include <catch2/catch.hpp>

#include "resident.h"

using namespace parvis;
using namespace parvis::flow;
using namespace parvis::flow::test;
using consultation::Vote;
using wire::Ending;
using Kind = ReviewLine::Kind;
using S = ResidentScreen;

namespace {

const std::string kIdea = "plus de bancs dans les rues";

// Opens the line of that kind; the n-th of them.
Resident& opens(Resident& someone, Kind kind, int n = 0) {
  const auto& lines = someone.view().review.lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].kind == kind && n-- == 0) return someone.does(ChangeAnswer{i});
  }
  FAIL("no such line");
  return someone;
}

}  // namespace

TEST_CASE("what I said has a line for each vote, each idea, the age and the neighbourhood") {
  Resident someone;
  someone.to_cards().does(CastVote{Vote::disagree}).does(ToggleQualification{1}).does(NextCard{});
  someone.votes(5).proposes(kIdea).does(Finish{}).does(ChooseAge{"25-39"});
  someone.does(OpenPanel{Panel::help}).does(OpenReview{});
  REQUIRE(someone.view().screen == S::review);
  const auto& lines = someone.view().review.lines;
  REQUIRE(lines.size() == 8);
  CHECK(lines[0].kind == Kind::vote);
  CHECK(lines[0].vote.vote == Vote::disagree);
  CHECK(lines[0].vote.qualifications == 0b010);
  CHECK(lines[0].text.starts_with("Il faut faire la chose"));
  CHECK(lines[6].kind == Kind::idea);
  CHECK(lines[6].text == "Il faut " + kIdea);
  CHECK(lines[7].kind == Kind::age);
  CHECK(lines[7].text == "25-39");
}

TEST_CASE("nothing said, nothing to see, and no screen shows it without a tap") {
  Resident someone;
  someone.to_cards();
  CHECK_FALSE(someone.view().may_review);
  CHECK(someone.does(OpenReview{}).view().screen == S::card);
  someone.votes(6);
  CHECK(someone.view().may_review);
  CHECK(someone.view().screen == S::halfway);
  CHECK(someone.view().review.lines.empty());
}

TEST_CASE("a vote opens its card, Retour takes it back, another one comes back to the list") {
  Resident someone;
  someone.to_cards().votes(6).does(OpenReview{});
  const auto proposal = someone.view().review.lines[2].vote.proposal;
  opens(someone, Kind::vote, 2);
  REQUIRE(someone.view().screen == S::card);
  CHECK(someone.view().card.proposal == proposal);
  CHECK(someone.does(Back{}).view().voted == 5);
  CHECK(someone.view().screen == S::card);
  someone.does(CastVote{Vote::neutral}).does(ToggleQualification{0}).does(NextCard{});
  REQUIRE(someone.view().screen == S::review);
  CHECK(someone.view().review.lines[2].vote ==
        wire::CardVote{.proposal = proposal, .vote = Vote::neutral, .qualifications = 0b001});
  CHECK(someone.kept.front().votes.size() == 6);
  CHECK(someone.does(Back{}).view().screen == S::halfway);
  CHECK(someone.does(Advance{}).view().card.index == 6);
}

TEST_CASE(
    "a vote taken back and not given again leaves the list, and the card that was open stays") {
  Resident someone;
  someone.to_cards().votes(3).does(OpenPanel{Panel::help}).does(OpenReview{});
  opens(someone, Kind::vote, 0).does(Back{}).does(Back{});
  REQUIRE(someone.view().screen == S::review);
  CHECK(someone.view().review.lines.size() == 2);
  CHECK(someone.kept.front().votes.size() == 2);
  someone.does(Back{});
  CHECK(someone.view().screen == S::card);
  CHECK(someone.view().card.index == 3);
  CHECK_FALSE(someone.view().review.open);
}

TEST_CASE("an idea is taken out only after a question, and then it is gone") {
  Resident someone;
  someone.to_cards().votes(1).proposes(kIdea).does(OpenReview{});
  someone.does(OpenPanel{Panel::take_out});
  CHECK(someone.view().panel == Panel::none);  // no idea is shown yet
  opens(someone, Kind::idea);
  REQUIRE(someone.view().screen == S::review_idea);
  CHECK(someone.view().review.idea->text == "Il faut " + kIdea);
  someone.does(ConfirmTakeOut{});
  CHECK(someone.kept.front().ideas.size() == 1);  // nobody was asked
  someone.does(OpenPanel{Panel::take_out}).does(ClosePanel{});
  CHECK(someone.view().screen == S::review_idea);
  someone.does(OpenPanel{Panel::take_out}).does(ConfirmTakeOut{});
  CHECK(someone.view().screen == S::review);
  CHECK(someone.view().review.lines.size() == 1);
  CHECK(someone.kept.front().ideas.empty());
  CHECK(someone.does(Back{}).view().screen == S::idea_kept);
}

TEST_CASE("an idea that could not be taken out is still there") {
  Resident someone;
  someone.to_cards().proposes(kIdea).does(OpenReview{});
  opens(someone, Kind::idea).does(OpenPanel{Panel::take_out});
  someone.ledger_fails(Errc::io).does(ConfirmTakeOut{});
  CHECK(someone.view().failed == Errc::io);
  CHECK(someone.kept.front().ideas.size() == 1);
  someone.ledger_works().does(TryAgain{});
  CHECK(someone.view().screen == S::review);
  CHECK(someone.kept.front().ideas.empty());
}

TEST_CASE("an idea is corrected in its place, and dropping the correction keeps it as it was") {
  Resident someone;
  someone.to_cards().votes(2).proposes(kIdea).does(OpenReview{});
  opens(someone, Kind::idea).does(CorrectIdea{});
  REQUIRE(someone.view().screen == S::idea_write);
  CHECK(someone.view().idea.typed == kIdea);
  CHECK(someone.view().idea.theme == "housing");
  someone.does(EditIdea{"moins de bruit dans les rues"}).does(ValidateIdea{});
  SECTION("confirmed") {
    someone.does(ConfirmIdea{});
    CHECK(someone.view().screen == S::review);
    REQUIRE(someone.kept.front().ideas.size() == 1);
    CHECK(someone.kept.front().ideas.front().text == "Il faut moins de bruit dans les rues");
  }
  SECTION("dropped") {
    someone.does(DropIdea{});
    CHECK(someone.view().screen == S::review);
    CHECK(someone.kept.front().ideas.front().text == "Il faut " + kIdea);
  }
  SECTION("left with Retour") {
    someone.does(Back{}).does(Back{}).does(Back{});
    CHECK(someone.view().screen == S::review_idea);
    CHECK(someone.kept.front().ideas.front().text == "Il faut " + kIdea);
  }
  CHECK(someone.view().idea.typed.empty());
}

TEST_CASE("another idea, half written, waits while a kept one is corrected") {
  Resident someone;
  someone.to_cards().votes(1).proposes(kIdea).does(Advance{});
  someone.does(OpenIdea{}).does(ChooseTheme{"work"}).does(EditIdea{"un second mot"});
  someone.does(OpenPanel{Panel::help}).does(OpenReview{});
  opens(someone, Kind::idea).does(CorrectIdea{});
  CHECK(someone.view().idea.typed == kIdea);
  someone.does(EditIdea{kIdea + " et les parcs"}).does(ValidateIdea{}).does(ConfirmIdea{});
  CHECK(someone.does(Back{}).view().screen == S::idea_write);
  CHECK(someone.view().idea.typed == "un second mot");
  CHECK(someone.view().idea.theme == "work");
  CHECK(someone.kept.front().ideas.front().text == "Il faut " + kIdea + " et les parcs");
}

TEST_CASE("an idea written in another language is corrected as it stands") {
  Resident someone;
  someone.to_cards().votes(1).proposes(kIdea).does(OpenPanel{Panel::language});
  someone.does(ChooseLanguage{"en"}).does(OpenReview{});
  opens(someone, Kind::idea).does(CorrectIdea{});
  CHECK(someone.view().idea.whole == "Il faut " + kIdea);
  someone.does(ValidateIdea{}).does(ConfirmIdea{});
  CHECK(someone.kept.front().ideas.front().text == "Il faut " + kIdea);
}

TEST_CASE("age and neighbourhood are changed without ending the visit") {
  Resident someone;
  someone.to_cards().votes(6).does(Finish{}).does(ChooseAge{"25-39"});
  someone.does(OpenPanel{Panel::help}).does(OpenReview{});
  opens(someone, Kind::age);
  REQUIRE(someone.view().screen == S::age);
  someone.does(ChooseAge{"75+"});
  REQUIRE(someone.view().screen == S::review);
  CHECK(someone.kept.front().age == "75+");
  opens(someone, Kind::age).does(ChooseAge{""});
  CHECK(someone.kept.front().age.empty());
  CHECK(someone.closes.empty());
  someone.does(Back{});
  CHECK(someone.view().screen == S::neighbourhood);
  someone.does(ChooseNeighbourhood{"drouot"});
  CHECK(someone.view().screen == S::thanks);
  CHECK(someone.kept.front().ending == Ending::completed);
}

TEST_CASE("whoever looks at what they said leaves as from where they came") {
  for (const bool at_the_end : {false, true}) {
    Resident someone;
    someone.to_cards().votes(6);
    if (at_the_end) someone.does(Finish{});
    someone.does(OpenReview{}).does(OpenPanel{Panel::help}).does(Finish{}).does(ConfirmLeave{});
    CHECK(someone.view().screen == S::thanks);
    CHECK_FALSE(someone.view().review.open);
    CHECK(someone.kept.front().ending == (at_the_end ? Ending::completed : Ending::left));
    someone.does(OpenReview{});
    CHECK(someone.view().screen == S::thanks);  // the box is closed
  }
}

TEST_CASE("a list that nobody looks at is veiled, and ends like any screen to read") {
  Resident someone;
  someone.to_cards().votes(2).does(OpenReview{}).waits(std::chrono::seconds(20));
  CHECK(someone.view().veiled);
  someone.waits(std::chrono::seconds(100));
  CHECK(someone.view().screen == S::attract);
  CHECK(someone.view().review.lines.empty());
  CHECK(someone.kept.front().ending == Ending::timed_out);
}

TEST_CASE("the example vote asks the ledger for nothing and begins no visit") {
  Resident someone;
  someone.to_cards().does(OpenPanel{Panel::help}).does(OpenPanel{Panel::how});
  const auto card = someone.view().card;
  someone.does(OpenPanel{Panel::trial}).does(NextCard{});
  CHECK_FALSE(someone.view().trial.done);  // no vote, no end
  someone.does(CastVote{Vote::neutral}).does(ToggleQualification{2}).does(ToggleQualification{7});
  REQUIRE(someone.view().trial.vote);
  CHECK(someone.view().trial.vote->vote == Vote::neutral);
  CHECK(someone.view().trial.vote->qualifications == 0b100);
  someone.does(NextCard{});
  CHECK(someone.view().trial.done);
  someone.does(ClosePanel{});
  CHECK(someone.view().screen == S::card);
  CHECK(someone.view().panel == Panel::none);
  CHECK_FALSE(someone.view().trial.vote);
  CHECK_FALSE(someone.view().card.vote);
  CHECK(someone.view().card.proposal == card.proposal);
  CHECK_FALSE(someone.flow.visit_in_hand());
  CHECK(someone.saves.empty());
  CHECK(someone.codes == 0);
  someone.waits(std::chrono::minutes(5));
  CHECK(someone.flow.glances() == 1);
}

TEST_CASE("Retour in the example undoes what was done last, then leads back to how it works") {
  Resident someone;
  someone.to_question().does(OpenPanel{Panel::trial}).does(ShowVotes{});
  someone.does(CastVote{Vote::agree}).does(NextCard{});
  someone.does(Back{});
  CHECK_FALSE(someone.view().trial.done);
  CHECK(someone.view().trial.vote);
  someone.does(Back{});
  CHECK_FALSE(someone.view().trial.vote);
  CHECK(someone.view().trial.votes_shown);
  CHECK_FALSE(someone.does(Back{}).view().trial.votes_shown);
  CHECK(someone.does(Back{}).view().panel == Panel::how);
  CHECK(someone.view().screen == S::question);
  someone.does(OpenPanel{Panel::trial});
  CHECK_FALSE(someone.view().trial.vote);
}

TEST_CASE("an example vote in mid-visit leaves the visit as it was saved") {
  Resident someone;
  someone.to_cards().votes(2).does(OpenPanel{Panel::trial}).does(CastVote{Vote::disagree});
  someone.does(NextCard{}).does(ClosePanel{});
  CHECK(someone.saves.size() == 2);
  CHECK(someone.view().card.index == 2);
  CHECK_FALSE(someone.view().card.vote);
}
