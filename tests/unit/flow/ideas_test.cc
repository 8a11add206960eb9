#include <catch2/catch.hpp>

#include "resident.h"

using namespace parvis;
using namespace parvis::flow;
using namespace parvis::flow::test;
using wire::Ending;
using S = ResidentScreen;

TEST_CASE("an idea: own age, theme, text, read back, confirm, then on with the cards") {
  Resident someone;
  someone.to_question();
  REQUIRE(someone.does(OpenIdea{}).view().screen == S::own_age);
  REQUIRE(someone.does(ChooseOwnAge{false}).view().screen == S::idea_theme);
  REQUIRE(someone.does(ChooseTheme{"work"}).view().screen == S::idea_write);
  CHECK(someone.view().idea.prefix == "Il faut");
  someone.does(EditIdea{"plus de bancs dans les rues"});
  REQUIRE(someone.does(ValidateIdea{}).view().screen == S::idea_read);
  CHECK(someone.view().idea.whole == "Il faut plus de bancs dans les rues");
  CHECK(someone.saves.empty());
  REQUIRE(someone.does(ConfirmIdea{}).view().screen == S::idea_kept);
  REQUIRE(someone.kept.front().ideas.size() == 1);
  CHECK(someone.kept.front().ideas.front() ==
        wire::Idea{"work", "Il faut plus de bancs dans les rues"});
  CHECK(someone.view().idea.typed.empty());
  REQUIRE(someone.does(Advance{}).view().screen == S::card);
}

TEST_CASE("an idea comes back to the card it left") {
  Resident someone;
  someone.to_cards().votes(2).proposes("plus de bancs dans les rues").does(Advance{});
  CHECK(someone.view().screen == S::card);
  CHECK(someone.view().card.index == 2);
  someone.votes(4);
  CHECK(someone.view().screen == S::halfway);
}

TEST_CASE("an unconfirmed idea is never stored, whatever ends the visit") {
  const std::string text = "plus de bancs dans les rues";
  SECTION("leaving") {
    Resident someone;
    someone.to_cards().votes(1).to_keyboard().does(EditIdea{text}).does(ValidateIdea{});
    someone.does(OpenPanel{Panel::help}).does(Finish{}).does(ConfirmLeave{});
    CHECK(someone.kept.front().ideas.empty());
    CHECK(someone.kept.front().ending == Ending::left);
  }
  SECTION("time") {
    Resident someone;
    someone.to_cards().votes(1).to_keyboard().does(EditIdea{text}).waits(std::chrono::minutes(5));
    CHECK(someone.kept.front().ideas.empty());
    CHECK(someone.kept.front().ending == Ending::timed_out);
  }
  SECTION("dropping it") {
    Resident someone;
    someone.to_cards().votes(1).to_keyboard().does(EditIdea{text}).does(ValidateIdea{});
    someone.does(DropIdea{});
    CHECK(someone.view().screen == S::card);
    CHECK(someone.view().idea.typed.empty());
    someone.does(OpenIdea{});
    CHECK(someone.view().idea.typed.empty());
    CHECK(someone.kept.front().ideas.empty());
  }
  SECTION("a glance with half an idea is a glance") {
    Resident someone;
    someone.to_question().to_keyboard().does(EditIdea{text}).waits(std::chrono::minutes(5));
    CHECK(someone.kept.empty());
    CHECK(someone.flow.glances() == 1);
  }
}

TEST_CASE("too short and too long block, and say by how much, prefix included") {
  Resident someone;
  someone.to_question().to_keyboard().does(EditIdea{"dab"}).does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_write);
  CHECK(someone.view().idea.hint == IdeaHint::too_short);
  CHECK(someone.view().idea.amount == 1);  // "Il faut dab" is 11
  CHECK(someone.view().idea.blocks);
  someone.does(EditIdea{"dabc"});
  CHECK(someone.view().idea.hint == IdeaHint::none);
  someone.does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_read);

  someone.does(CorrectIdea{}).does(EditIdea{std::string(133, 'x')}).does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_write);
  CHECK(someone.view().idea.hint == IdeaHint::too_long);
  CHECK(someone.view().idea.amount == 1);
  someone.does(EditIdea{std::string(132, 'x')}).does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_read);
}

TEST_CASE("characters that are no plain text block") {
  Resident someone;
  someone.to_question().to_keyboard();
  someone.does(EditIdea{"plus de bancs \xE2\x80\xAE dans les rues"}).does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_write);
  CHECK(someone.view().idea.hint == IdeaHint::not_plain);
}

TEST_CASE("a hint can be kept as it is, and is not repeated until the text changes") {
  Resident someone;
  someone.to_question().to_keyboard();
  someone.does(EditIdea{"appeler Madame X au 03 89 12 34 56"}).does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_hint);
  CHECK(someone.view().idea.hint == IdeaHint::contact);
  CHECK_FALSE(someone.view().idea.blocks);
  someone.does(KeepIdea{});
  CHECK(someone.view().screen == S::idea_read);
  someone.does(CorrectIdea{}).does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_read);
  someone.does(CorrectIdea{}).does(EditIdea{"appeler Madame X au 03 89 12 34 57"});
  someone.does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_hint);
  someone.does(CorrectIdea{});
  CHECK(someone.view().screen == S::idea_write);
  CHECK(someone.view().idea.typed == "appeler Madame X au 03 89 12 34 57");
}

TEST_CASE(
    "under fifteen both the child and an adult have to agree, and the question is not repeated") {
  Resident someone;
  someone.to_question().does(OpenIdea{}).does(ChooseOwnAge{true});
  REQUIRE(someone.view().screen == S::adult);
  SECTION("the child first") {
    someone.does(ChildAgrees{});
    CHECK(someone.view().screen == S::adult);
    CHECK(someone.view().idea.child_agreed);
    someone.does(AdultAgrees{});
  }
  SECTION("the adult first") {
    someone.does(AdultAgrees{});
    CHECK(someone.view().screen == S::adult);
    someone.does(ChildAgrees{});
  }
  CHECK(someone.view().screen == S::idea_theme);
  someone.does(Back{}).does(OpenIdea{});
  CHECK(someone.view().screen == S::idea_theme);
}

TEST_CASE("the most urgent hint is shown: an address, then a name, then a word that hurts") {
  Resident someone;
  someone.flow.set_hint_lists(
      {{"fr", {consultation::WordList("nigaud", "fr"), consultation::WordList("Fatima", "fr")}}});
  const auto hint_of = [&](const std::string& typed) {
    someone.does(EditIdea{typed}).does(ValidateIdea{});
    const auto hint = someone.view().idea.hint;
    CHECK(someone.view().screen == S::idea_hint);
    someone.does(CorrectIdea{});
    return hint;
  };
  someone.to_question().to_keyboard();
  CHECK(hint_of("que Fatima, ce nigaud, appelle le 06 12 34 56 78") == IdeaHint::contact);
  CHECK(hint_of("que Fatima, ce nigaud, regarde www.exemple.fr") == IdeaHint::name);
  CHECK(hint_of("que ce nigaud regarde www.exemple.fr ; et des bancs") == IdeaHint::insult);
  CHECK(hint_of("regarder www.exemple.fr ; et des bancs") == IdeaHint::link);
  someone.does(OpenPanel{Panel::language}).does(ChooseLanguage{"en"});
  someone.does(EditIdea{"que ce nigaud parle"}).does(ValidateIdea{});
  CHECK(someone.view().screen == S::idea_read);  // another language, another list
}

TEST_CASE("an adult agrees to one idea of a child: the next one asks both again, and not the age") {
  Resident someone;
  someone.to_question().does(OpenIdea{}).does(ChooseOwnAge{true}).does(ChildAgrees{});
  someone.does(AdultAgrees{}).does(ChooseTheme{"work"}).does(EditIdea{"plus de jeux au parc"});
  someone.does(ValidateIdea{}).does(ConfirmIdea{});
  REQUIRE(someone.kept.front().ideas.size() == 1);
  REQUIRE(someone.does(OpenIdea{}).view().screen == S::adult);
  CHECK_FALSE(someone.view().idea.child_agreed);
  CHECK_FALSE(someone.view().idea.adult_agreed);
  someone.does(ChildAgrees{}).does(ChooseTheme{"work"});
  CHECK(someone.view().screen == S::adult);  // alone, a child proposes nothing
  someone.does(AdultAgrees{});
  CHECK(someone.view().screen == S::idea_theme);
}

TEST_CASE("a child votes to the end without an adult") {
  Resident someone;
  someone.to_question().does(OpenIdea{}).does(ChooseOwnAge{true}).does(Back{}).does(Back{});
  someone.does(OpenCards{}).votes(12).does(Finish{}).does(ChooseAge{"-15"});
  someone.does(ChooseNeighbourhood{""});
  CHECK(someone.view().screen == S::thanks);
  CHECK(someone.kept.front().votes.size() == 12);
  CHECK(someone.kept.front().ending == Ending::completed);
}

TEST_CASE("whoever said under fifteen by mistake says so, and no adult is needed") {
  Resident someone;
  someone.to_question().does(OpenIdea{}).does(ChooseOwnAge{true}).does(Back{});
  someone.does(ChooseOwnAge{false}).does(ChooseTheme{"work"});
  someone.does(EditIdea{"plus de jeux au parc"}).does(ValidateIdea{}).does(ConfirmIdea{});
  CHECK(someone.does(OpenIdea{}).view().screen == S::idea_theme);
}

TEST_CASE("Je ne sais pas is a theme, an unknown theme is not") {
  Resident someone;
  someone.to_question().does(OpenIdea{}).does(ChooseOwnAge{false}).does(ChooseTheme{"atlantis"});
  CHECK(someone.view().screen == S::idea_theme);
  someone.does(ChooseTheme{""}).does(EditIdea{"plus de bancs dans les rues"});
  someone.does(ValidateIdea{}).does(ConfirmIdea{});
  CHECK(someone.kept.front().ideas.front().theme.empty());
}

TEST_CASE("Retour from the keyboard and back keeps what was typed, so does another language") {
  Resident someone;
  someone.to_question().to_keyboard().does(EditIdea{"plus de bancs dans les rues"});
  someone.does(Back{});
  CHECK(someone.view().screen == S::idea_theme);
  someone.does(ChooseTheme{"work"});
  CHECK(someone.view().idea.typed == "plus de bancs dans les rues");
  someone.does(OpenPanel{Panel::language}).does(ChooseLanguage{"en"});
  CHECK(someone.view().screen == S::idea_write);
  CHECK(someone.view().idea.whole == "We should plus de bancs dans les rues");
}

TEST_CASE("four ideas a visit, no fifth") {
  Resident someone;
  someone.to_question().proposes("plus de bancs dans les rues");
  for (int i = 0; i < 3; ++i) {
    someone.does(OpenIdea{}).does(ChooseTheme{""}).does(EditIdea{"plus de bancs dans les rues"});
    someone.does(ValidateIdea{}).does(ConfirmIdea{});
  }
  CHECK(someone.kept.front().ideas.size() == wire::kMaxIdeas);
  CHECK_FALSE(someone.view().may_propose);
  someone.does(OpenIdea{});
  CHECK(someone.view().screen == S::idea_kept);
}

TEST_CASE("after an idea the code is shown without asking") {
  Resident someone;
  someone.to_question().proposes("plus de bancs dans les rues");
  someone.told(CodeReady{"7K3QX2M9AB", wire::CodeTag{{5}}});
  someone.does(Finish{}).answers_about_you();
  CHECK(someone.view().code == "7K3QX2M9AB");
}

TEST_CASE("an idea that could not be kept is still there to be confirmed again") {
  Resident someone;
  someone.to_question().to_keyboard().does(EditIdea{"plus de bancs dans les rues"});
  someone.does(ValidateIdea{}).ledger_fails(Errc::io).does(ConfirmIdea{});
  CHECK(someone.view().screen == S::idea_read);
  CHECK(someone.view().failed == Errc::io);
  CHECK(someone.kept.empty());
  someone.ledger_works().does(TryAgain{});
  CHECK(someone.view().screen == S::idea_kept);
  CHECK_FALSE(someone.view().failed);
  CHECK(someone.kept.front().ideas.front().text == "Il faut plus de bancs dans les rues");
}
