#include "kiosk/flow/mediator_flow.h"

#include <catch2/catch.hpp>

#include "kiosk/flow/delays.h"

using namespace parvis;
using namespace parvis::flow;
using namespace std::chrono_literals;
using S = MediatorScreen;

namespace {

struct Mediator {
  MediatorFlow flow;
  MonoTime now{std::chrono::hours(1)};
  MediatorFlow::Effects last;

  Mediator& does(const MediatorIntent& intent) {
    last = flow.handle(intent, now);
    return *this;
  }
  Mediator& told(const MediatorReport& report) {
    last = flow.handle(report, now);
    return *this;
  }
  Mediator& waits(std::chrono::milliseconds by) {
    now += by;
    last = flow.tick(now);
    return *this;
  }
  Mediator& types(std::string_view pin) {
    for (const char digit : pin) does(PinDigit{digit});
    return *this;
  }
  Mediator& opens_session() {
    types("482913").told(Unlocked{"Amina", {}});
    return does(ChoosePlace{"foyer"}).does(OpenSession{}).told(SessionOpened{}).does(HandBack{});
  }
  Mediator& opens_menu() { return does(CornerHeld{}).types("482913").told(Unlocked{"Amina", {}}); }
  [[nodiscard]] const MediatorView& view() const { return flow.view(); }
  template <class Effect>
  [[nodiscard]] const Effect* asked() const {
    for (const auto& effect : last) {
      if (const auto* found = std::get_if<Effect>(&effect)) return found;
    }
    return nullptr;
  }
};

constexpr wire::EndingCounts kCounts{30, 3, 2, 1, 2};

}  // namespace

TEST_CASE("the sixth digit submits the PIN, and no digit is kept") {
  Mediator amina;
  amina.types("48291");
  CHECK(amina.view().digits == 5);
  CHECK(amina.asked<CheckPin>() == nullptr);
  amina.types("3");
  REQUIRE(amina.asked<CheckPin>() != nullptr);
  CHECK(amina.asked<CheckPin>()->pin == "482913");
  CHECK(amina.view().busy);
  CHECK(amina.view().digits == 0);
}

TEST_CASE("a digit can be erased, letters are no digits") {
  Mediator amina;
  amina.types("48x2").does(PinErase{});
  CHECK(amina.view().digits == 2);
}

TEST_CASE("after a wrong PIN with a delay no digit is taken until the second is over") {
  Mediator amina;
  amina.types("000000").told(PinRefused{.free_attempts = 0, .wait = 15s});
  CHECK(amina.view().wrong_pin);
  CHECK(amina.view().wait == 15s);
  amina.types("482913");
  CHECK(amina.view().digits == 0);
  CHECK(amina.flow.next_wake() == amina.now + 1s);
  amina.waits(14001ms);
  CHECK(amina.view().wait == 1s);
  amina.types("4");
  CHECK(amina.view().digits == 0);
  amina.waits(999ms);
  CHECK(amina.view().wait == 0s);
  amina.types("4");
  CHECK(amina.view().digits == 1);
}

TEST_CASE(
    "a key stick is asked for before the PIN, and beside a wrong one that may have wanted it") {
  Mediator amina;
  amina.told(StickMissing{});
  CHECK(amina.view().stick_missing);
  CHECK_FALSE(amina.view().wrong_pin);
  amina.types("482913").told(StickMissing{});
  CHECK_FALSE(amina.view().busy);
  CHECK_FALSE(amina.view().wrong_pin);
  amina.types("482913").told(PinRefused{.free_attempts = 4, .stick = true});
  CHECK(amina.view().wrong_pin);
  CHECK(amina.view().stick_missing);
  amina.types("482913").told(PinRefused{.free_attempts = 3});
  CHECK_FALSE(amina.view().stick_missing);
}

TEST_CASE(
    "whoever unlocks is told what room the disk has, before a session and in the middle of it") {
  using Room = SyncState::Room;
  Mediator amina;
  amina.types("482913").told(Unlocked{"Amina", {}});
  CHECK(amina.asked<ReadSync>() != nullptr);
  amina.told(SyncState{.room = Room::none});
  CHECK(amina.view().sync.room == Room::none);
  amina.does(ChoosePlace{"foyer"}).does(OpenSession{}).told(SessionFailed{Errc::no_space});
  CHECK(amina.view().failed == Errc::no_space);
  amina.told(SyncState{.room = Room::little}).does(OpenSession{}).told(SessionOpened{});
  amina.does(HandBack{}).does(CornerHeld{}).types("482913").told(Unlocked{"Amina", {}});
  CHECK(amina.view().screen == S::menu);
  CHECK(amina.asked<ReadSync>() != nullptr);
}

TEST_CASE("digits left alone are forgotten") {
  Mediator amina;
  amina.types("482").waits(kPinForgottenAfter - 1ms);
  CHECK(amina.view().digits == 3);
  amina.waits(1ms);
  CHECK(amina.view().digits == 0);
}

TEST_CASE("PIN, place, session, residents") {
  Mediator amina;
  amina.types("482913").told(Unlocked{"Amina", {}});
  CHECK(amina.view().screen == S::place);
  CHECK(amina.asked<ReadSync>() != nullptr);  // a newer pack is taken before the first visit
  amina.does(OpenSession{});
  CHECK(amina.last.empty());  // no place yet
  amina.does(ChoosePlace{"foyer"}).does(OpenSession{});
  REQUIRE(amina.asked<BeginSession>() != nullptr);
  CHECK(amina.asked<BeginSession>()->place == "foyer");
  amina.told(SessionOpened{});
  CHECK(amina.view().screen == S::opened);
  amina.does(HandBack{});
  CHECK(amina.view().screen == S::residents);
  CHECK(amina.asked<GiveScreen>() != nullptr);
}

TEST_CASE("a typed place needs words and fits the manifest") {
  Mediator amina;
  amina.types("482913").told(Unlocked{"Amina", {}}).does(TypePlace{});
  CHECK(amina.view().screen == S::place_typed);
  amina.does(EditPlace{"   "}).does(OpenSession{});
  CHECK(amina.last.empty());
  amina.does(EditPlace{"Gare, hall"}).does(EditPlace{std::string(121, 'x')}).does(OpenSession{});
  REQUIRE(amina.asked<BeginSession>() != nullptr);
  CHECK(amina.asked<BeginSession>()->place == "Gare, hall");
}

TEST_CASE("a session that could not be opened says so and can be tried again") {
  Mediator amina;
  amina.types("482913").told(Unlocked{"Amina", {}}).does(ChoosePlace{"foyer"}).does(OpenSession{});
  amina.told(SessionFailed{Errc::no_space});
  CHECK(amina.view().screen == S::place);
  CHECK(amina.view().failed == Errc::no_space);
  amina.does(OpenSession{});
  CHECK_FALSE(amina.view().failed);
  CHECK(amina.asked<BeginSession>() != nullptr);
}

TEST_CASE("after a power cut the PIN leads back into the session that was open") {
  Mediator amina;
  amina.types("482913").told(Unlocked{"Amina", "foyer"});
  CHECK(amina.view().screen == S::resume);
  CHECK(amina.view().place == "foyer");
  SECTION("going on") {
    amina.does(HandBack{});
    CHECK(amina.view().screen == S::residents);
    CHECK(amina.asked<GiveScreen>() != nullptr);
  }
  SECTION("closing it") {
    amina.does(AskClose{});
    CHECK(amina.view().screen == S::count);
    CHECK(amina.asked<ReadCounts>() != nullptr);
  }
}

TEST_CASE("the corner asks for the PIN and hides the visit at once") {
  Mediator amina;
  amina.opens_session().does(CornerHeld{});
  CHECK(amina.view().screen == S::pin);
  CHECK(amina.asked<TakeScreen>() != nullptr);
  SECTION("cancelled") {
    amina.does(PinCancel{});
    CHECK(amina.view().screen == S::residents);
    CHECK(amina.asked<GiveScreen>() != nullptr);
  }
  SECTION("a resident found it: left alone, the screen comes back") {
    amina.waits(kPinForgottenAfter);
    CHECK(amina.view().screen == S::residents);
    CHECK(amina.asked<GiveScreen>() != nullptr);
  }
  SECTION("right") {
    amina.types("482913").told(Unlocked{"Amina", {}});
    CHECK(amina.view().screen == S::menu);
  }
}

TEST_CASE("the corner is nowhere but on the residents' screen") {
  Mediator amina;
  amina.does(CornerHeld{});
  CHECK(amina.last.empty());
  CHECK(amina.view().screen == S::pin);
  CHECK_FALSE(amina.view().in_session);
}

TEST_CASE("the menu hands back, starts a helped visit, pauses") {
  Mediator amina;
  amina.opens_session().opens_menu();
  SECTION("hand back") {
    amina.does(HandBack{});
    CHECK(amina.asked<GiveScreen>() != nullptr);
  }
  SECTION("helped") {
    amina.does(StartHelped{});
    CHECK(amina.asked<GiveHelped>() != nullptr);
  }
  SECTION("pause") {
    amina.does(Pause{});
    CHECK(amina.view().screen == S::paused);
    CHECK(amina.asked<GiveScreen>() == nullptr);
    amina.does(CornerHeld{}).does(PinCancel{});
    CHECK(amina.view().screen == S::paused);
    amina.does(Resume{});
    CHECK(amina.view().screen == S::residents);
    CHECK(amina.asked<GiveScreen>() != nullptr);
  }
}

TEST_CASE("the count sheet: the visit in hand ends first, and started is the sum of the endings") {
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{});
  REQUIRE(amina.last.size() == 2);
  CHECK(std::holds_alternative<EndVisit>(amina.last[0]));
  CHECK(std::holds_alternative<ReadCounts>(amina.last[1]));
  CHECK(amina.view().busy);
  amina.does(SignAndClose{});
  CHECK(amina.last.empty());
  amina.told(Counted{kCounts});
  CHECK(amina.view().started == 38);
  CHECK_FALSE(amina.view().head_count);
  CHECK_FALSE(amina.view().differs);
}

TEST_CASE("a head count that differs needs a note") {
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{}).told(Counted{kCounts});
  amina.does(HeadMore{});
  CHECK(amina.view().head_count == 38u);
  CHECK(amina.view().may_sign);
  amina.does(HeadMore{});
  CHECK(amina.view().head_count == 39u);
  CHECK(amina.view().differs);
  CHECK_FALSE(amina.view().may_sign);
  amina.does(SignAndClose{});
  CHECK(amina.last.empty());
  amina.does(ExplainDifference{});
  CHECK(amina.view().screen == S::note);
  amina.does(EditNote{"un enfant a regardé"}).does(MediatorBack{}).does(SignAndClose{});
  REQUIRE(amina.asked<EndSession>() != nullptr);
  CHECK(amina.asked<EndSession>()->head_count == 39u);
  CHECK(amina.asked<EndSession>()->note == "un enfant a regardé");
}

TEST_CASE("a note written for a difference that is gone is not signed") {
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{}).told(Counted{kCounts});
  amina.does(HeadLess{}).does(HeadLess{}).does(ExplainDifference{}).does(EditNote{"erreur"});
  amina.does(MediatorBack{}).does(HeadMore{}).does(SignAndClose{});
  REQUIRE(amina.asked<EndSession>() != nullptr);
  CHECK(amina.asked<EndSession>()->head_count == 38u);
  CHECK(amina.asked<EndSession>()->note.empty());
}

TEST_CASE("a head count never goes below nobody") {
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{}).told(Counted{{}});
  amina.does(HeadLess{}).does(HeadLess{});
  CHECK(amina.view().head_count == 0u);
}

TEST_CASE("closed: what is safe where is read every five seconds, and sending can be asked for") {
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{}).told(Counted{kCounts});
  amina.does(SignAndClose{}).told(SessionClosed{});
  CHECK(amina.view().screen == S::safe);
  CHECK(amina.asked<ReadSync>() != nullptr);
  amina.told(SyncState{.closed = 38, .waiting_batches = 1});
  amina.does(SendNow{});
  CHECK(amina.asked<RequestSend>() != nullptr);
  CHECK(amina.view().sending);
  CHECK(amina.flow.next_wake() == amina.now + kSyncLookedAtEvery);
  amina.waits(kSyncLookedAtEvery);
  CHECK(amina.asked<ReadSync>() != nullptr);
  amina.told(SyncState{.closed = 38, .waiting_batches = 1});
  CHECK(amina.view().sending);  // nothing has been tried yet
  amina.told(SyncState{.closed = 38, .received = 38});
  CHECK_FALSE(amina.view().sending);
  CHECK(amina.view().sync.received == 38);
  amina.does(AnotherSession{});
  CHECK(amina.view().screen == S::pin);
  CHECK_FALSE(amina.view().in_session);
}

TEST_CASE("sending that is asked for ends with an attempt, or when nobody takes the request") {
  using Network = SyncState::Network;
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{}).told(Counted{kCounts});
  amina.does(SignAndClose{}).told(SessionClosed{});
  const SyncState before{.closed = 38, .waiting_batches = 1, .last_try = "08:00"};
  amina.told(before).does(SendNow{});
  SyncState after = before;
  after.network = Network::none;
  after.last_try = "08:01";
  amina.told(after);
  CHECK_FALSE(amina.view().sending);
  CHECK(amina.view().sync.network == Network::none);

  amina.does(SendNow{});
  amina.waits(kSendingGivenUpAfter - seconds{1}).told(after);
  CHECK(amina.view().sending);
  CHECK(amina.flow.next_wake() == amina.now + seconds{1});  // or nobody would notice in time
  amina.waits(seconds{1});
  CHECK_FALSE(amina.view().sending);
  CHECK(amina.view().unheard);
  amina.told(after);
  CHECK(amina.view().unheard);  // it stays said, until someone tries
  amina.does(SendNow{});
  CHECK_FALSE(amina.view().unheard);
}

TEST_CASE(
    "a stick that is in is written when the session closes, and again when the mediator asks") {
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{}).told(Counted{kCounts});
  amina.does(SignAndClose{}).told(SessionClosed{});
  CHECK(amina.asked<RequestStick>() != nullptr);
  CHECK(amina.view().copying);
  using Stick = SyncState::Stick;
  // What was said of another attempt ends nothing; a kiosk that takes no sticks says nothing of them.
  amina.told(SyncState{.closed = 38, .stick = Stick::none});
  CHECK(amina.view().copying);
  amina.told(SyncState{.closed = 38, .stick = Stick::full, .stick_done = "08:00"});
  CHECK_FALSE(amina.view().copying);
  amina.does(CopyToStick{});
  CHECK(amina.asked<RequestStick>() != nullptr);
  amina.told(SyncState{.closed = 38, .stick = Stick::safe, .on_stick = 38, .stick_done = "08:01"});
  CHECK_FALSE(amina.view().copying);
  CHECK(amina.view().sync.on_stick == 38);
  amina.does(CopyToStick{});
  amina.waits(kCopyingGivenUpAfter);
  CHECK_FALSE(amina.view().copying);
  amina.does(CopyToStick{}).told(SyncState{.closed = 38});
  CHECK_FALSE(amina.view().copying);
  amina.does(SendNow{});
  CHECK(amina.asked<RequestStick>() == nullptr);
  amina.told(SyncState{.closed = 38, .stick = Stick::full, .stick_done = "08:02"});
  amina.does(SendNow{});  // by both roads
  CHECK(amina.asked<RequestStick>() != nullptr);
}

TEST_CASE("a session that could not be closed stays open, and says so") {
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{}).told(Counted{kCounts});
  amina.does(SignAndClose{}).told(SessionFailed{Errc::io});
  CHECK(amina.view().screen == S::count);
  CHECK(amina.view().failed == Errc::io);
  amina.does(SignAndClose{});
  CHECK(amina.asked<EndSession>() != nullptr);
}

TEST_CASE("a sheet whose counts could not be read is not signed with those of before") {
  Mediator amina;
  amina.opens_session().opens_menu().does(AskClose{}).told(Counted{kCounts});
  amina.does(HeadMore{}).does(HeadMore{}).does(ExplainDifference{}).does(EditNote{"seen"});
  amina.does(MediatorBack{}).does(MediatorBack{}).does(AskClose{}).told(SessionFailed{Errc::io});
  CHECK_FALSE(amina.view().differs);
  amina.does(HeadMore{}).does(SignAndClose{});
  CHECK(amina.asked<EndSession>() == nullptr);
  amina.does(MediatorBack{}).does(AskClose{}).told(Counted{kCounts}).does(SignAndClose{});
  CHECK(amina.asked<EndSession>() != nullptr);
}
