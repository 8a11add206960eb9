// A mediator's session by somebody who does anything at any time, with an identity and a ledger that answer late or with an
// error. Each byte chooses what happens next. After each step:
//   a PIN is checked whole, one at a time, never during a delay, and no digit of it stays
//   the residents' screen is given and taken in turn, and never closed under a session's feet
//   the sheet adds up, and nothing is signed while it does not
//   whoever waits is woken later than now
// and at the end there is a way on from the screen.
#include "kiosk/flow/mediator_flow.h"
#include "tests/fuzz/flow/bytes.h"

using namespace parvis;
using namespace parvis::flow;
using namespace std::chrono_literals;

namespace {

const std::vector<MediatorIntent>& plain_intents() {
  static const std::vector<MediatorIntent> all{
      PinErase{},   PinCancel{},         TypePlace{},    OpenSession{},
      CornerHeld{}, HandBack{},          Resume{},       StartHelped{},
      Pause{},      AskClose{},          HeadMore{},     HeadLess{},
      SendNow{},    ExplainDifference{}, SignAndClose{}, MediatorBack{},
      SwitchOff{},  AnotherSession{}};
  return all;
}

class Fuzzed {
 public:
  explicit Fuzzed(ByteView bytes) : choices_(bytes) {}

  void play() {
    while (!choices_.over()) step();
    while (asked_) answer();
    waits(1h);  // no PIN is refused for ever
    PARVIS_CHECK(has_a_way_on());
  }

 private:
  void step() {
    const std::size_t choice = choices_.next(40);
    if (choice < plain_intents().size()) return does(plain_intents()[choice]);
    switch (choice) {
      case 18:
      case 19:
        return does(PinDigit{static_cast<char>('0' + choices_.next(12))});
      case 20:  // a whole PIN
        for (const char digit : {'4', '8', '2', '9', '1', '3'}) does(PinDigit{digit});
        return;
      case 21:
        return does(ChoosePlace{choices_.next(2) == 1 ? "mairie" : ""});
      case 22:
        return does(
            EditPlace{std::string(choices_.next() * 2u, choices_.next(3) == 0 ? ' ' : 'a')});
      case 23:
        return does(EditNote{std::string(choices_.next(40), choices_.next(2) == 0 ? ' ' : 'n')});
      case 24:
        return told(VisitInHand{choices_.next(2) == 1});
      case 25:
        return told(SyncState{.closed = choices_.next(4),
                              .received = choices_.next(4),
                              .network = static_cast<SyncState::Network>(choices_.next(7)),
                              .last_try = std::to_string(choices_.next(3)),
                              .room = static_cast<SyncState::Room>(choices_.next(3))});
      case 26:
      case 27:
      case 28:
        return answer();
      default:
        return waits(std::chrono::seconds(choices_.next(100)));
    }
  }

  // As identity and the ledger may.
  void answer() {
    if (!asked_) return;
    const auto asked = *std::exchange(asked_, std::nullopt);
    const bool well = choices_.next(3) != 2;
    if (std::holds_alternative<CheckPin>(asked)) {
      const auto kind = choices_.next(5);
      if (kind == 0) return told(PinRefused{.free_attempts = 2, .wait = 0s});
      if (kind == 1) return told(PinRefused{.free_attempts = 0, .wait = 15s});
      if (kind == 2) return told(UnlockFailed{Errc::corrupt});
      const bool left_open = !session_ && kind == 3;
      session_ = session_ || left_open;
      return told(
          Unlocked{"Amina", left_open ? std::optional<std::string>("mairie") : std::nullopt});
    }
    if (std::holds_alternative<BeginSession>(asked)) {
      session_ = session_ || well;
      return well ? told(SessionOpened{}) : told(SessionFailed{Errc::no_space});
    }
    if (std::holds_alternative<EndSession>(asked)) {
      session_ = session_ && !well;
      return well ? told(SessionClosed{}) : told(SessionFailed{Errc::io});
    }
    if (!well) return told(SessionFailed{Errc::io});
    const auto some = [&] { return static_cast<std::uint32_t>(choices_.next(4)); };
    counted_ = true;
    told(Counted{{some(), some(), some(), some(), some()}});
  }
  void does(const MediatorIntent& intent) { judge(flow_.handle(intent, now_)); }
  void told(const MediatorReport& report) { judge(flow_.handle(report, now_)); }
  void waits(std::chrono::milliseconds by) {
    now_ += by;
    judge(flow_.tick(now_));
    const auto wake = flow_.next_wake();
    PARVIS_CHECK(!wake || *wake > now_);
  }

  void judge(const MediatorFlow::Effects& effects) {
    for (const auto& effect : effects) std::visit([&](const auto& e) { judge_effect(e); }, effect);
    const auto& view = flow_.view();
    PARVIS_CHECK(view.busy == asked_.has_value());
    PARVIS_CHECK(view.digits < 6);
    std::uint32_t sum = 0;
    for (const auto count : view.endings) sum += count;
    PARVIS_CHECK(view.started == sum);
    PARVIS_CHECK(view.differs == (view.head_count && *view.head_count != sum));
    PARVIS_CHECK((view.screen == MediatorScreen::residents) == residents_);
  }
  void judge_effect(const CheckPin& effect) {
    PARVIS_CHECK(!asked_ && effect.pin.size() == 6 && flow_.view().wait.count() == 0);
    PARVIS_CHECK(effect.pin.find_first_not_of("0123456789") == std::string::npos);
    asked_ = effect;
  }
  void judge_effect(const BeginSession& effect) {
    PARVIS_CHECK(!asked_ && !session_);
    PARVIS_CHECK(effect.place.size() <= 120 &&
                 effect.place.find_first_not_of(' ') != std::string::npos);
    asked_ = effect;
  }
  void judge_effect(const ReadCounts& effect) {
    PARVIS_CHECK(!asked_ && session_);
    counted_ = false;
    asked_ = effect;
  }
  void judge_effect(const EndSession& effect) {
    PARVIS_CHECK(!asked_ && session_ && !residents_ && counted_);
    const auto& view = flow_.view();
    PARVIS_CHECK(!view.differs || effect.note.find_first_not_of(' ') != std::string::npos);
    asked_ = effect;
  }
  void judge_effect(const TakeScreen&) {
    PARVIS_CHECK(residents_);
    residents_ = false;
  }
  void judge_effect(const GiveScreen&) { give(); }
  void judge_effect(const GiveHelped&) { give(); }
  void give() {
    PARVIS_CHECK(!residents_ && session_);
    residents_ = true;
  }
  void judge_effect(const EndVisit&) { PARVIS_CHECK(session_ && !residents_); }
  void judge_effect(const PowerOff&) { PARVIS_CHECK(!session_); }
  void judge_effect(const ReadSync&) {}
  void judge_effect(const RequestSend&) {}
  void judge_effect(const RequestStick&) {}

  auto signature() const {
    const auto& v = flow_.view();
    return std::tuple(v.screen, v.busy, v.digits, v.place, v.head_count, v.note, v.sending);
  }
  bool has_a_way_on() {
    const auto before = signature();
    std::vector<MediatorIntent> all = plain_intents();
    all.insert(all.end(),
               {PinDigit{'4'}, ChoosePlace{"gare"}, EditPlace{"la gare"}, EditNote{"seen"}});
    for (const auto& intent : all) {
      does(intent);
      if (signature() != before) return true;
    }
    return false;
  }

  fuzz::Choices choices_;
  MonoTime now_{1h};
  std::optional<MediatorEffect> asked_;  // what identity or the ledger still owe an answer
  bool session_ = false;                 // open in the ledger
  bool residents_ = false;               // have the screen
  bool counted_ = false;                 // the ledger's counts came since they were last asked for
  MediatorFlow flow_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= 4096) Fuzzed({data, size}).play();
  return 0;
}
