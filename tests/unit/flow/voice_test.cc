// Listening: when the voice begins, is interrupted and ends, and that nobody who listens is taken for absent.
#include <catch2/catch.hpp>

#include "resident.h"

using namespace parvis;
using namespace parvis::flow;
using namespace parvis::flow::test;
using namespace std::chrono_literals;
using consultation::Vote;
using S = ResidentScreen;

TEST_CASE("Écouter begins the voice, interrupts it, and says the screen again") {
  Resident someone;
  someone.to_question().does(Listen{});
  CHECK(someone.view().listening.voice == Voice::on);
  CHECK(someone.readings == 1);
  someone.told(Speaking::begun).does(Listen{});
  CHECK(someone.silences == 1);
  CHECK(someone.readings == 1);
  someone.told(Speaking::ended).does(Listen{});
  CHECK(someone.readings == 2);
  CHECK(someone.view().screen == S::question);
}

TEST_CASE("a voice that can't speak says why instead, and the visit goes on") {
  for (const auto health :
       {VoiceHealth::no_voice, VoiceHealth::no_sound, VoiceHealth::no_language}) {
    Resident someone;
    someone.told(VoiceIs{health}).to_cards().does(Listen{});
    CHECK(someone.view().panel == Panel::speech);
    CHECK(someone.view().voice == health);
    CHECK(someone.readings == 0);
    someone.does(ClosePanel{}).votes(1);
    CHECK(someone.view().voted == 1);
  }
}

TEST_CASE("time during speech is not idle time") {
  Resident someone;
  someone.to_cards().votes(1).does(Listen{}).told(Speaking::begun);
  CHECK_FALSE(someone.flow.next_wake().has_value());
  someone.waits(5min);
  CHECK_FALSE(someone.view().veiled);
  someone.told(Speaking::ended);
  CHECK(someone.flow.next_wake() == someone.now + 40s);  // doubled for whoever listens
  someone.waits(40s);
  CHECK(someone.view().veiled);
}

TEST_CASE("who listened is known to the visit, and to nobody after it") {
  Resident someone;
  someone.to_cards().does(Listen{});
  auto faster = someone.view().listening;
  faster.rate = 6;
  faster.volume = 9;
  someone.does(ChangeListening{faster}).votes(1);
  CHECK((someone.saves.back().aids & wire::kAidSpeech) != 0);
  someone.does(OpenPanel{Panel::help}).does(Finish{}).does(ConfirmLeave{}).does(Leave{});
  CHECK(someone.view().screen == S::attract);
  CHECK(someone.view().listening == Listening{});
  someone.to_cards().votes(1);
  CHECK(someone.saves.back().aids == 0);
}

TEST_CASE("headphones that are plugged in begin the voice, on the waiting screen too") {
  Resident someone;
  someone.told(HeadphonesAre{Headphones::out}).told(HeadphonesAre{Headphones::in});
  CHECK(someone.view().screen == S::language);
  CHECK(someone.readings == 1);

  Resident voting;
  voting.told(HeadphonesAre{Headphones::out}).to_cards().told(HeadphonesAre{Headphones::in});
  CHECK(voting.view().listening.voice == Voice::on);
  CHECK(voting.view().screen == S::card);
}

TEST_CASE("who has switched the voice off is not spoken to again") {
  Resident someone;
  someone.told(HeadphonesAre{Headphones::out}).told(HeadphonesAre{Headphones::in}).to_question();
  auto off = someone.view().listening;
  off.voice = Voice::off;
  someone.does(ChangeListening{off}).does(UseAids{wire::kAidKeyboard});
  CHECK(someone.view().listening.voice == Voice::off);
  CHECK(someone.readings == 1);
  someone.told(HeadphonesAre{Headphones::out}).told(HeadphonesAre{Headphones::in});
  CHECK(someone.view().listening.voice == Voice::off);
}

TEST_CASE("headphones that stay in speak to whoever uses keys, not to whoever touches") {
  Resident someone;
  someone.told(HeadphonesAre{Headphones::in});  // as the program starts
  CHECK(someone.view().screen == S::attract);
  CHECK(someone.readings == 0);
  someone.does(Begin{});
  CHECK(someone.view().listening.voice == Voice::off);
  someone.does(UseAids{wire::kAidSwitches});
  CHECK(someone.view().listening.voice == Voice::on);
}

TEST_CASE("the picture is hidden only while the voice can say what is on it") {
  Resident someone;
  someone.to_question().does(Listen{});
  auto blind = someone.view().listening;
  blind.picture = Picture::hidden;
  someone.does(ChangeListening{blind});
  CHECK(someone.view().listening.picture == Picture::hidden);
  someone.told(VoiceIs{VoiceHealth::no_voice});
  CHECK(someone.view().listening.picture == Picture::shown);

  someone.told(VoiceIs{VoiceHealth::works}).does(ChangeListening{blind});
  blind.voice = Voice::off;
  someone.does(ChangeListening{blind});
  CHECK(someone.view().listening.picture == Picture::shown);
}

TEST_CASE("the mediator's pause interrupts the voice") {
  Resident someone;
  someone.to_cards().does(Listen{}).told(Speaking::begun).told(Paused{});
  CHECK(someone.silences == 1);
}

TEST_CASE("speed and volume stay within what there is") {
  Resident someone;
  someone.to_question().does(ChangeListening{{.voice = Voice::on, .rate = 99, .volume = -4}});
  CHECK(someone.view().listening.rate == kVoiceRates - 1);
  CHECK(someone.view().listening.volume == 0);
}
