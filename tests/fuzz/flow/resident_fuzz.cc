// A resident's visit by somebody who does anything at any time, before a ledger that answers late, never or with an error.
// Each byte chooses what happens next. After each step:
//   what is to be kept can be encoded, votes are on cards of the pack, and only a last write says how it ended
//   at most one write is under way, and none comes after a visit has ended
//   the code on the screen is the one whose tag lies in the box
//   nothing that one person typed stands in what another one sees
//   whoever waits is woken later than now
// and at the end there is a way on from the screen, and time alone leads back to the waiting screen.
#include <set>

#include "tests/fuzz/flow/bytes.h"
#include "tests/unit/flow/resident.h"

using namespace parvis;
using namespace parvis::flow;
using namespace std::chrono_literals;

namespace {

// Thirty proposals; one in four was never translated, so that draws differ between languages.
std::shared_ptr<const consultation::Consultation> asked() {
  static const auto made = [] {
    auto all = std::make_shared<consultation::Consultation>(*test::consultation_of(30));
    for (std::size_t i = 0; i < all->proposals.size(); i += 4)
      all->proposals[i].translations.clear();
    return all;
  }();
  return made;
}

const std::vector<ResidentIntent>& plain_intents() {
  static const std::vector<ResidentIntent> all{
      Begin{},        Advance{},      OpenCards{},      OpenIdea{},    ShowVotes{},
      ShowText{},     ShowOriginal{}, NextCard{},       Back{},        ChildAgrees{},
      AdultAgrees{},  ValidateIdea{}, KeepIdea{},       CorrectIdea{}, DropIdea{},
      ConfirmIdea{},  ClosePanel{},   Listen{},         SayAgain{},    Finish{},
      ConfirmLeave{}, ConfirmErase{}, ShowCode{},       OpenReview{},  Leave{},
      StillHere{},    SomeoneNew{},   ConfirmTakeOut{}, TryAgain{},    Touch{}};
  return all;
}

class Fuzzed {
 public:
  explicit Fuzzed(ByteView bytes)
      : choices_(bytes), flow_(wire::DeviceId{{1}}, Content{asked(), {"essai", 3}}, [this] {
          wire::VisitId id;
          id.bytes[0] = static_cast<std::uint8_t>(++person_);
          id.bytes[1] = static_cast<std::uint8_t>(person_ >> 8);
          return VisitStart{id, static_cast<std::uint64_t>(person_) * 77};
        }) {}

  void play() {
    while (!choices_.over()) step();
    PARVIS_CHECK(has_a_way_on());
    comes_to_rest();
  }

 private:
  // ---- what happens ------------------------------------------------------------------------------
  void step() {
    const std::size_t choice = choices_.next(64);
    if (choice < plain_intents().size()) return does(plain_intents()[choice]);
    switch (choice) {
      case 30:
      case 31:
      case 32:
        return does(CastVote{static_cast<consultation::Vote>(choice - 30)});
      case 33:
        return does(ToggleQualification{static_cast<std::uint8_t>(choices_.next(5))});
      case 34:
        return does(ChooseLanguage{pick({"fr", "en", "xx"})});
      case 35:
        return does(ChooseOwnAge{choices_.next(2) == 1});
      case 36:
        return does(ChooseTheme{pick({"housing", "work", "", "none"})});
      case 37:
        return does(EditIdea{typed()});
      case 38:
        return does(ChooseAge{pick({"25-39", "", "old"})});
      case 39:
        return does(ChooseNeighbourhood{pick({"drouot", "elsewhere", "", "none"})});
      case 40:
        return does(OpenPanel{static_cast<Panel>(choices_.next(12))});
      case 41:
        return does(ChangeDisplay{{.text_size = static_cast<std::uint8_t>(choices_.next(9))}});
      case 42:
        return does(ChangeListening{{.voice = static_cast<Voice>(choices_.next(2)),
                                     .picture = static_cast<Picture>(choices_.next(2)),
                                     .rate = static_cast<int>(choices_.next(30)) - 9,
                                     .volume = static_cast<int>(choices_.next(30)) - 9}});
      case 43:
        return does(ChooseHelper{static_cast<Helper>(choices_.next(4))});
      case 44:
        return does(ChangeAnswer{choices_.next(20)});
      case 45:
        return does(UseAids{choices_.next() & 0x3fu});
      case 46:
      case 47:
        return answer_write();
      case 48:
        return fail_write();
      case 49:
        return answer_code();
      case 50:
        return told(VoiceIs{static_cast<VoiceHealth>(choices_.next(4))});
      case 51:
        return told(static_cast<Speaking>(choices_.next(2)));
      case 52:
        return told(HeadphonesAre{static_cast<Headphones>(choices_.next(2))});
      case 53:
        paused_ = true;
        return told(Paused{});
      case 54:
        paused_ = false;
        return told(HandedBack{});
      case 55:
        return told(HelpedStart{});
      case 56:
        return told(SessionClosing{});
      case 57:
        flow_.offer(Content{asked(), {"essai", ++pack_}});
        return judge({});
      default:
        return waits(std::chrono::seconds(1 + choices_.next(150)));
    }
  }
  std::string pick(std::initializer_list<const char*> from) {
    return *(from.begin() + choices_.next(from.size()));
  }
  // Each person types their own mark.
  std::string typed() {
    static const char* const kTexts[] = {" un banc devant la mairie",
                                         "",
                                         " x",
                                         " appelez-moi au 06 12 34 56 78",
                                         " \xff\xfe",
                                         " ÉCRIRE TOUT EN GRANDES LETTRES",
                                         " allez sur https://exemple.fr",
                                         " a\u0300\u0300\u0300\u0300\u0300\u0300\u0300\u0300"};
    std::string text = kTexts[choices_.next(std::size(kTexts))];
    if (choices_.next(8) == 7) text.append(choices_.next() * 5u, 'e');
    return text.empty() ? text : text + mark_of(person_);
  }
  static std::string mark_of(int person) { return " qzx" + std::to_string(person) + "qzx"; }

  void does(const ResidentIntent& intent) { judge(flow_.handle(intent, now_)); }
  void told(const ResidentReport& report) { judge(flow_.handle(report, now_)); }
  void waits(std::chrono::milliseconds by) {
    now_ += by;
    judge(flow_.tick(now_));
    const auto wake = flow_.next_wake();
    PARVIS_CHECK(!wake || *wake > now_);
  }
  void answer_write() {
    if (!under_way_) return;
    const auto done = *std::exchange(under_way_, std::nullopt);
    if (done.closes) {
      ended_.insert(done.visit.id);
      boxes_[done.visit.id] = done.visit;
    }
    told(Saved{done.visit.id});
  }
  void fail_write() {
    if (!under_way_) return;
    const auto failed = *std::exchange(under_way_, std::nullopt);
    told(SaveFailed{failed.visit.id, choices_.next(2) == 1 ? Errc::no_space : Errc::io});
  }
  // One code for each time that one was asked for, as the thread that makes them answers: in order.
  void answer_code() {
    if (codes_asked_ == codes_made_) return;
    ++codes_made_;
    wire::CodeTag tag;
    tag.bytes[0] = static_cast<std::uint8_t>(codes_made_);
    tag.bytes[1] = static_cast<std::uint8_t>(codes_made_ >> 8);
    tags_["CODE" + std::to_string(codes_made_)] = tag;
    told(CodeReady{"CODE" + std::to_string(codes_made_), tag});
  }

  // ---- what must hold ----------------------------------------------------------------------------
  void judge(const ResidentFlow::Effects& effects) {
    for (const auto& effect : effects) {
      if (const auto* save = std::get_if<Save>(&effect)) judge_write(save->visit, false);
      if (const auto* close = std::get_if<Close>(&effect)) judge_write(close->visit, true);
      if (std::holds_alternative<PrepareCode>(effect)) ++codes_asked_;
    }
    judge_view(flow_.view());
  }
  void judge_write(const wire::Visit& visit, bool closes) {
    PARVIS_CHECK(!under_way_);
    PARVIS_CHECK(!ended_.contains(visit.id));
    PARVIS_CHECK(closes || visit.ending == wire::Ending::interrupted);
    PARVIS_CHECK(wire::encode(visit).has_value());
    for (const auto& vote : visit.votes) PARVIS_CHECK(vote.proposal < asked()->proposals.size());
    PARVIS_CHECK(visit.ending != wire::Ending::erased ||
                 (visit.votes.empty() && visit.ideas.empty()));
    const int person = visit.id.bytes[0] + 256 * visit.id.bytes[1];
    for (const auto& idea : visit.ideas) PARVIS_CHECK(is_of(idea.text, person));
    under_way_ = Write{visit, closes};
  }
  void judge_view(const ResidentView& view) {
    for (const std::string* text : {&view.idea.typed, &view.idea.whole, &view.card.text})
      PARVIS_CHECK(is_of(*text, person_));
    for (const auto& line : view.review.lines) PARVIS_CHECK(is_of(line.text, person_));
    if (view.review.idea) PARVIS_CHECK(is_of(view.review.idea->text, person_));
    if (view.screen == ResidentScreen::attract) {
      PARVIS_CHECK(view.idea.typed.empty() && view.code.empty() && view.age.empty());
      PARVIS_CHECK(view.neighbourhood.empty() && view.voted == 0 && view.ideas_kept == 0);
      PARVIS_CHECK(view.helper == Helper::nobody && view.display == Display{});
      PARVIS_CHECK(view.listening == Listening{});
    }
    if (!view.code.empty()) {
      wire::VisitId id;
      id.bytes[0] = static_cast<std::uint8_t>(person_);
      id.bytes[1] = static_cast<std::uint8_t>(person_ >> 8);
      PARVIS_CHECK(boxes_.contains(id) && boxes_[id].code == tags_[view.code]);
    }
  }
  // Without a mark, or with this person's.
  static bool is_of(std::string_view text, int person) {
    const auto at = text.find(" qzx");
    return at == std::string_view::npos || text.substr(at).starts_with(mark_of(person));
  }

  // ---- the end -----------------------------------------------------------------------------------
  auto signature() const {
    const auto& v = flow_.view();
    return std::tuple(v.screen, v.panel, v.veiled, v.busy, v.failed, v.card.index, v.voted,
                      v.idea.typed, v.idea.child_agreed, v.idea.adult_agreed,
                      under_way_.has_value());
  }
  void settle() {
    while (under_way_) answer_write();
    if (paused_) {
      paused_ = false;
      told(HandedBack{});
    }
    told(Speaking::ended);
  }
  bool has_a_way_on() {
    settle();
    const auto before = signature();
    std::vector<ResidentIntent> all = plain_intents();
    all.insert(all.end(), {ChooseLanguage{"fr"}, CastVote{consultation::Vote::agree},
                           ChooseOwnAge{false}, ChooseTheme{""}, EditIdea{" un banc en bois"},
                           ChooseAge{""}, ChooseNeighbourhood{""}});
    for (const auto& intent : all) {
      does(intent);
      if (signature() != before) return true;
    }
    return false;
  }
  void comes_to_rest() {
    for (int i = 0; i < 100; ++i) {  // a countdown wakes in steps
      settle();
      const auto wake = flow_.next_wake();
      if (!wake) break;
      waits(std::chrono::ceil<std::chrono::milliseconds>(*wake - now_));
    }
    PARVIS_CHECK(flow_.view().screen == ResidentScreen::attract);
    PARVIS_CHECK(!flow_.visit_in_hand());
  }

  struct Write {
    wire::Visit visit;
    bool closes = false;
  };
  fuzz::Choices choices_;
  MonoTime now_{1h};
  int person_ = 0;
  std::uint64_t pack_ = 3;
  bool paused_ = false;
  std::optional<Write> under_way_;
  std::set<wire::VisitId> ended_;
  std::map<wire::VisitId, wire::Visit> boxes_;  // as they were closed
  int codes_asked_ = 0, codes_made_ = 0;
  std::map<std::string, wire::CodeTag> tags_;
  ResidentFlow flow_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size <= 4096) Fuzzed({data, size}).play();
  return 0;
}
