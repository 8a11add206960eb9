#include <catch2/catch.hpp>
#include <set>

#include "resident.h"

using namespace parvis;
using namespace parvis::flow;
using namespace parvis::flow::test;
using consultation::Vote;
using wire::Ending;
using S = ResidentScreen;

TEST_CASE("a whole visit: language, plain words, question, twelve votes, about you, thanks") {
  Resident someone;
  REQUIRE(someone.view().screen == S::attract);
  REQUIRE(someone.does(Begin{}).view().screen == S::language);
  REQUIRE(someone.does(ChooseLanguage{"fr"}).view().screen == S::plain_words);
  REQUIRE(someone.does(Advance{}).view().screen == S::question);
  REQUIRE(someone.view().cards == 12);
  REQUIRE(someone.does(OpenCards{}).view().screen == S::card);
  REQUIRE(someone.votes(6).view().screen == S::halfway);
  REQUIRE(someone.does(Advance{}).view().screen == S::card);
  REQUIRE(someone.view().card.index == 6);
  REQUIRE(someone.votes(6).view().screen == S::last_card);
  REQUIRE(someone.view().voted == 12);
  REQUIRE(someone.does(Finish{}).view().screen == S::age);
  REQUIRE(someone.does(ChooseAge{"25-39"}).view().screen == S::neighbourhood);
  REQUIRE(someone.does(ChooseNeighbourhood{"drouot"}).view().screen == S::thanks);
  REQUIRE_FALSE(someone.flow.visit_in_hand());

  REQUIRE(someone.kept.size() == 1);
  const auto& visit = someone.kept.front();
  CHECK(visit.ending == Ending::completed);
  CHECK(visit.votes.size() == 12);
  CHECK(visit.language == "fr");
  CHECK(visit.seed == 77);
  CHECK(visit.age == "25-39");
  CHECK(visit.neighbourhood == "drouot");
  CHECK(visit.pack == wire::PackRef{"essai", 3});
  CHECK(visit.mode == wire::Mode::autonomous);
  REQUIRE(someone.does(Leave{}).view().screen == S::attract);
  CHECK(someone.wipes == 1);
}

TEST_CASE("only the last write of a visit says how it ended") {
  Resident someone;
  someone.to_cards().votes(2);
  for (const auto& save : someone.saves) CHECK(save.ending == Ending::interrupted);
  CHECK(someone.closes.empty());
}

TEST_CASE("the cards of a visit are twelve different proposals, drawn from language and seed") {
  Resident one;
  Resident two;
  one.to_cards().votes(12);
  two.to_cards().votes(12);
  std::set<std::uint32_t> shown;
  for (const auto& vote : one.kept.front().votes) shown.insert(vote.proposal);
  CHECK(shown.size() == 12);
  CHECK(one.kept.front().votes == two.kept.front().votes);
}

TEST_CASE("the screen answers a vote only when the ledger has it") {
  Resident someone;
  someone.to_cards().ledger_waits().does(CastVote{Vote::disagree});
  CHECK(someone.view().busy);
  CHECK_FALSE(someone.view().card.vote);
  CHECK(someone.view().voted == 0);
  CHECK_FALSE(someone.flow.visit_in_hand());

  someone.told(Saved{someone.saves.back().id});
  CHECK_FALSE(someone.view().busy);
  REQUIRE(someone.view().card.vote);
  CHECK(someone.view().card.vote->vote == Vote::disagree);
  CHECK(someone.view().voted == 1);
  CHECK(someone.flow.visit_in_hand());
}

TEST_CASE("a finger quicker than the disk loses nothing") {
  Resident someone;
  someone.to_cards().ledger_waits().does(CastVote{Vote::agree}).does(NextCard{});
  CHECK(someone.view().card.index == 0);
  someone.told(Saved{someone.saves.back().id});
  CHECK(someone.view().card.index == 1);
}

TEST_CASE("a key pressed while the disk works does not push away the finger's answer") {
  Resident someone;
  someone.to_cards().ledger_waits().does(CastVote{Vote::agree}).does(NextCard{});
  someone.does(UseAids{wire::kAidKeyboard}).told(Saved{someone.saves.back().id});
  CHECK(someone.view().card.index == 1);
}

TEST_CASE("an answer to another visit's write is no answer") {
  Resident someone;
  someone.to_cards().ledger_waits().does(CastVote{Vote::agree});
  someone.told(Saved{wire::VisitId{{9, 9}}});
  CHECK(someone.view().busy);
  CHECK(someone.view().voted == 0);
}

TEST_CASE("qualifications are those of the vote, any number, and can be taken back") {
  Resident someone;
  someone.to_cards().does(ToggleQualification{0});
  CHECK(someone.saves.empty());  // no vote yet
  someone.does(CastVote{Vote::neutral}).does(ToggleQualification{0}).does(ToggleQualification{2});
  CHECK(someone.view().card.vote->qualifications == 0b101);
  someone.does(ToggleQualification{0}).does(ToggleQualification{3});
  CHECK(someone.view().card.vote->qualifications == 0b100);
  CHECK(someone.kept.front().votes.front().qualifications == 0b100);
}

TEST_CASE("Retour takes a vote back, then goes to the card before, then to the question") {
  Resident someone;
  someone.to_cards().votes(1).does(CastVote{Vote::agree}).does(ToggleQualification{1});
  CHECK(someone.view().voted == 2);
  someone.does(Back{});
  CHECK(someone.view().card.index == 1);
  CHECK_FALSE(someone.view().card.vote);
  CHECK(someone.kept.front().votes.size() == 1);
  someone.does(Back{});
  CHECK(someone.view().card.index == 0);
  CHECK(someone.view().card.vote);
  someone.does(Back{});
  CHECK_FALSE(someone.view().card.vote);
  CHECK(someone.kept.front().votes.empty());
  someone.does(Back{});
  CHECK(someone.view().screen == S::question);
  CHECK(someone.flow.visit_in_hand());
}

TEST_CASE("a vote given again after taking it back carries no old qualification") {
  Resident someone;
  someone.to_cards().does(CastVote{Vote::agree}).does(ToggleQualification{0}).does(Back{});
  someone.does(CastVote{Vote::disagree});
  REQUIRE(someone.kept.front().votes.size() == 1);
  CHECK(someone.kept.front().votes.front().vote == Vote::disagree);
  CHECK(someone.kept.front().votes.front().qualifications == 0);
}

TEST_CASE("a card can't be left without a vote, nor voted twice by a double tap") {
  Resident someone;
  someone.to_cards().does(NextCard{});
  CHECK(someone.view().card.index == 0);
  someone.does(CastVote{Vote::agree}).does(CastVote{Vote::disagree});
  CHECK(someone.kept.front().votes.front().vote == Vote::agree);
}

TEST_CASE("halfway is asked once, ending there is complete") {
  Resident someone;
  someone.to_cards().votes(6);
  REQUIRE(someone.view().screen == S::halfway);
  someone.does(Back{});
  CHECK(someone.view().card.index == 5);
  someone.does(NextCard{});
  CHECK(someone.view().screen == S::card);
  CHECK(someone.view().card.index == 6);

  Resident other;
  other.to_cards().votes(6).does(Finish{}).answers_about_you();
  CHECK(other.view().screen == S::thanks);
  CHECK(other.kept.front().ending == Ending::completed);
  CHECK(other.kept.front().votes.size() == 6);
}

TEST_CASE("with few cards nobody is asked halfway") {
  Resident someone(consultation_of(6));
  someone.to_cards().votes(5);
  CHECK(someone.view().card.index == 5);
  someone.votes(1);
  CHECK(someone.view().screen == S::last_card);
}

TEST_CASE("a consultation without readable proposals still takes ideas") {
  Resident someone(consultation_of(0));
  someone.to_question().does(OpenCards{});
  CHECK(someone.view().screen == S::question);
  someone.proposes("plus de bancs dans les rues").does(Advance{});
  CHECK(someone.view().screen == S::age);
}

TEST_CASE("both questions about you can be skipped, and gone back over") {
  Resident someone;
  someone.to_cards().votes(6).does(Finish{}).does(ChooseAge{""});
  REQUIRE(someone.view().screen == S::neighbourhood);
  someone.does(Back{}).does(ChooseAge{"75+"}).does(Back{});
  CHECK(someone.view().age == "75+");
  someone.does(ChooseAge{""}).does(ChooseNeighbourhood{""});
  CHECK(someone.view().screen == S::thanks);
  CHECK(someone.kept.front().age.empty());
  CHECK(someone.kept.front().neighbourhood.empty());
}

TEST_CASE("answers that no screen offers are not stored") {
  Resident someone;
  someone.to_cards().votes(6).does(Finish{}).does(ChooseAge{"42"});
  CHECK(someone.view().screen == S::age);
  someone.does(ChooseAge{""}).does(ChooseNeighbourhood{"atlantis"});
  CHECK(someone.view().screen == S::neighbourhood);
  someone.does(ChooseNeighbourhood{"elsewhere"});
  CHECK(someone.kept.front().neighbourhood == "elsewhere");
}

TEST_CASE("changing the language in mid-visit changes every text and loses nothing") {
  Resident someone;
  someone.to_cards("fr").votes(3).does(CastVote{Vote::neutral}).does(ToggleQualification{1});
  const auto before = someone.view();
  const auto kept = someone.kept.front();
  someone.does(OpenPanel{Panel::language}).does(ChooseLanguage{"en"});
  const auto& after = someone.view();
  CHECK(after.screen == S::card);
  CHECK(after.panel == Panel::none);
  CHECK(after.card.index == before.card.index);
  CHECK(after.card.proposal == before.card.proposal);
  CHECK(after.card.vote == before.card.vote);
  CHECK(after.voted == before.voted);
  CHECK(after.card.text.starts_with("We should"));
  CHECK(after.card.translated);
  CHECK(someone.kept.front() == kept);
  someone.does(NextCard{}).votes(8);
  CHECK(someone.kept.front().votes.size() == 12);
  CHECK(someone.kept.front().language == "fr");  // of the draw, which can be replayed
}

TEST_CASE("a language chosen before the first answer is the draw's") {
  Resident someone;
  someone.to_cards("fr").does(OpenPanel{Panel::language}).does(ChooseLanguage{"en"}).votes(1);
  CHECK(someone.kept.front().language == "en");
}

TEST_CASE("a translated card shows its original on a tap") {
  Resident someone;
  someone.to_cards("en").does(ShowOriginal{});
  CHECK(someone.view().card.showing_original);
  CHECK(someone.view().card.text.starts_with("Il faut"));
  CHECK(someone.view().card.text_language == "fr");
  someone.does(ShowOriginal{});
  CHECK(someone.view().card.text.starts_with("We should"));
}

TEST_CASE("two steps on a small screen: Retour leads from the votes back to the text") {
  Resident someone;
  someone.to_cards().does(ShowVotes{});
  CHECK(someone.view().card.votes_shown);
  someone.does(Back{});
  CHECK_FALSE(someone.view().card.votes_shown);
  CHECK(someone.view().screen == S::card);
  someone.does(ShowVotes{}).votes(1);
  CHECK_FALSE(someone.view().card.votes_shown);
}

TEST_CASE("the code is prepared with the first answer and shown on request") {
  Resident someone;
  someone.to_question();
  CHECK(someone.codes == 0);
  someone.does(OpenCards{}).votes(1);
  CHECK(someone.codes == 1);
  someone.told(CodeReady{"7K3QX2M9AB", wire::CodeTag{{5}}});
  someone.votes(5).does(Finish{}).answers_about_you();
  CHECK(someone.codes == 1);
  CHECK(someone.kept.front().code == wire::CodeTag{{5}});
  CHECK(someone.view().code.empty());
  CHECK(someone.view().code_ready);
  someone.does(ShowCode{});
  CHECK(someone.view().code == "7K3QX2M9AB");
  someone.does(Leave{});
  CHECK(someone.view().code.empty());
}

TEST_CASE("without a code in the box none is offered") {
  Resident someone;
  someone.to_cards().votes(6).does(Finish{}).answers_about_you();
  someone.told(CodeReady{"7K3QX2M9AB", wire::CodeTag{{5}}}).does(ShowCode{});
  CHECK_FALSE(someone.view().code_ready);
  CHECK(someone.view().code.empty());
}

TEST_CASE("a code that comes when its visit is over never replaces the next one's") {
  Resident someone;
  someone.to_cards().votes(1).does(OpenPanel{Panel::erase}).does(ConfirmErase{}).does(Leave{});
  const CodeReady late{"7K3QX2M9AB", wire::CodeTag{{5}}};
  SECTION("while nobody is there it is forgotten") {
    someone.told(late).to_cards().votes(1);
    CHECK_FALSE(someone.saves.back().code);
  }
  SECTION("in the next visit the one whose tag lies in the box is the one that is shown") {
    someone.to_cards().told(late).votes(1).does(OpenPanel{Panel::leave}).does(ConfirmLeave{});
    someone.told(CodeReady{"0000000000", wire::CodeTag{{6}}}).does(ShowCode{});
    CHECK(someone.closes.back().code == wire::CodeTag{{5}});
    CHECK(someone.view().code == "7K3QX2M9AB");
  }
}

TEST_CASE("a new pack waits for the end of the visit in hand") {
  Resident someone;
  auto newer = consultation_of(20);
  someone.to_cards().votes(2);
  someone.flow.offer({newer, {"essai", 4}});
  CHECK(someone.view().consultation != newer);
  someone.votes(4).does(Finish{}).answers_about_you();
  CHECK(someone.kept.front().pack.version == 3);
  someone.does(Leave{});
  CHECK(someone.view().consultation == newer);
  someone.to_cards().votes(1);
  CHECK(someone.kept.back().pack.version == 4);
}

TEST_CASE("a new pack is taken at once when nobody is there") {
  Resident someone;
  auto newer = consultation_of(20);
  someone.flow.offer({newer, {"essai", 4}});
  CHECK(someone.view().consultation == newer);
}

TEST_CASE("the next resident finds nothing of the last") {
  Resident someone;
  someone.to_cards("en").votes(3);
  someone.does(OpenPanel{Panel::display})
      .does(ChangeDisplay{{.text_size = 3, .contrast = Contrast::high}})
      .does(ClosePanel{});
  someone.told(CodeReady{"7K3QX2M9AB", wire::CodeTag{{5}}});
  someone.to_keyboard().does(EditIdea{"mon idée secrète"});
  someone.does(OpenPanel{Panel::help}).does(Finish{}).does(ConfirmLeave{}).does(Leave{});
  const auto& view = someone.view();
  CHECK(view.screen == S::attract);
  CHECK(view.language == "fr");
  CHECK(view.display == Display{});
  CHECK(view.idea.typed.empty());
  CHECK(view.idea.whole.find("secr") == std::string::npos);
  CHECK(view.code.empty());
  CHECK(view.voted == 0);
  someone.does(Begin{});
  CHECK(someone.visits_started == 2);
}
