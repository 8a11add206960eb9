// The inside of ResidentFlow, shared by the files that implement it: resident_flow.cc (time and dispatch), _visit.cc (start,
// save, close, wipe), _cards.cc, _ideas.cc, _about.cc, _review.cc, _panels.cc, _voice.cc and
// _view.cc. Nobody else includes this.
#pragma once

#include <algorithm>
#include <utility>

#include "kiosk/flow/delays.h"
#include "kiosk/flow/idea_draft.h"
#include "kiosk/flow/resident_flow.h"
#include "kiosk/flow/visit_edits.h"

namespace parvis::flow {

using Screen = ResidentScreen;

struct ResidentFlow::State {
  State(wire::DeviceId device, Content content, std::function<VisitStart()> visit_start);

  // ---- one function an intent; an intent that its screen does not offer does nothing --------------------
  void on(const Touch&) {}
  void on(const Begin&);
  void on(const ChooseLanguage& intent);
  void on(const Advance&);
  void on(const OpenCards&);
  void on(const OpenIdea&);
  void on(const ShowVotes&);
  void on(const ShowText&);
  void on(const ShowOriginal&);
  void on(const CastVote& intent);
  void on(const ToggleQualification& intent);
  void on(const NextCard&);
  void on(const Back&);
  void on(const ChooseOwnAge& intent);
  void on(const ChildAgrees&);
  void on(const AdultAgrees&);
  void on(const ChooseTheme& intent);
  void on(const EditIdea& intent);
  void on(const ValidateIdea&);
  void on(const KeepIdea&);
  void on(const CorrectIdea&);
  void on(const DropIdea&);
  void on(const ConfirmIdea&);
  void on(const ChooseAge& intent);
  void on(const ChooseNeighbourhood& intent);
  void on(const OpenPanel& intent);
  void on(const ClosePanel&);
  void on(const ChangeDisplay& intent);
  void on(const Listen&);
  void on(const SayAgain&);
  void on(const ChangeListening& intent);
  void on(const ChooseHelper& intent);
  void on(const Finish&);
  void on(const ConfirmLeave&);
  void on(const ConfirmErase&);
  void on(const ShowCode&);
  void on(const OpenReview&);
  void on(const ChangeAnswer& intent);
  void on(const ConfirmTakeOut&);
  void on(const Leave&);
  void on(const StillHere&);
  void on(const SomeoneNew&);
  void on(const TryAgain&);
  void on(const UseAids& intent);

  void act(const ResidentIntent& intent);

  void on(const Saved& report);
  void on(const SaveFailed& report);
  void on(const CodeReady& report);
  void on(const VoiceIs& report);
  void on(const Speaking& report);
  void on(const HeadphonesAre& report);
  void on(const Paused&);
  void on(const HandedBack&);
  void on(const HelpedStart&);
  void on(const SessionClosing&);

  // ---- the visit ---------------------------------------------------------------------------------------
  using After = void (State::*)();  // what the screen does once the answer is safe
  void begin(Helper helper);
  void save(wire::Visit visit, After after);
  void close(wire::Ending ending, After after);
  void write(ResidentEffect effect, wire::Visit visit, After after);
  void reset();  // the person is gone: forget everything, take new content
  void reset_and_begin();
  void answer_stays() {}
  void draw_cards();
  [[nodiscard]] const consultation::Consultation& asked() const { return *content.consultation; }
  [[nodiscard]] const std::string& default_language() const;

  // ---- steps that several intents share ----------------------------------------------------------------
  void show(Screen next);
  void show_card(std::uint32_t index);
  void to_about_you();
  void to_thanks();
  void to_erased();
  void to_next_card();
  void both_may_agree();
  void idea_is_kept();
  void idea_leaves();
  void forget_ideas();  // those being written
  void age_is_kept();
  void to_review();
  void end_review();
  void correct_kept_idea();
  void idea_is_changed();
  void put_draft_back();
  [[nodiscard]] bool corrects_kept_idea() const;
  [[nodiscard]] std::vector<ReviewLine> review_lines() const;
  [[nodiscard]] CardView card_view(std::uint32_t card) const;
  [[nodiscard]] bool is_at_the_end() const;
  void set_prefix();
  void close_panel();
  void back_on_card();
  void back_in_panel();
  void listen_by_itself();
  void back_in_trial();
  [[nodiscard]] bool offers_panels() const;
  [[nodiscard]] std::optional<std::uint32_t> proposal() const;  // of the card shown

  // ---- time --------------------------------------------------------------------------------------------
  void tick();
  void end_by_time();
  [[nodiscard]] std::chrono::seconds slowed(std::chrono::seconds delay) const;
  [[nodiscard]] bool is_text() const;
  [[nodiscard]] std::optional<MonoTime> end_due() const;
  [[nodiscard]] std::optional<MonoTime> next_wake() const;

  void refresh();  // `view` from everything else

  // ---- what outlives a visit ---------------------------------------------------------------------------
  wire::DeviceId device;
  Content content;
  std::optional<Content> next_content;
  std::function<VisitStart()> visit_start;
  std::map<std::string, consultation::HintLists> hint_lists;
  std::uint32_t glances = 0;
  VoiceHealth voice_health = VoiceHealth::works;
  Headphones headphones = Headphones::out;
  bool jack_known = false;
  Speaking speaking = Speaking::ended;

  // ---- one visit; reset() puts it back -----------------------------------------------------------------
  struct Visit {
    bool touched = false;  // somebody is there
    bool begun = false;    // an answer is stored
    bool closed = false;   // and its ending too
    wire::Visit saved;     // as the ledger has it
    MonoTime started;
    std::uint32_t reported_aids = 0;
    bool answered_with_help = false;
    std::optional<CodeReady> code;
    std::vector<std::uint32_t> cards;  // indices in the pack
    std::uint32_t card = 0;
    MonoTime card_since;
    std::vector<std::chrono::nanoseconds> card_times;
    bool votes_shown = false, original_shown = false;
    bool halfway_offered = false;
    bool age_asked = false, under_fifteen = false;  // before an idea
    bool child_agreed = false, adult_agreed = false;
    Screen idea_from = Screen::question;
    Screen about_from = Screen::last_card;
    std::string language;
    Display display;
    Listening listening;
    bool voice_refused = false;  // switched off by this person
    Helper helper = Helper::nobody;
    bool code_shown = false;
    TrialView trial;
    // While somebody looks at what they said: where from, and what is corrected.
    struct Review {
      Screen from = Screen::question;
      std::uint32_t card = 0;           // that was open there
      std::optional<std::size_t> idea;  // of the visit's ideas
    };
    std::optional<Review> review;
  };
  Visit visit;
  IdeaDraft idea;
  std::optional<IdeaDraft> idea_aside;  // half written when a kept one was opened to be corrected
  Screen screen = Screen::attract;
  Panel panel = Panel::none;
  bool veiled = false;
  MonoTime last_touch{};
  std::optional<MonoTime> paused_at;
  bool closing = false;  // SessionClosing came while the ledger was busy

  // ---- what the ledger was asked -----------------------------------------------------------------------
  struct Asked {
    ResidentEffect effect;
    wire::Visit visit;
    After after = nullptr;
  };
  std::optional<Asked> asked_for;  // under way: busy
  std::optional<Asked> not_kept;   // failed: TryAgain asks again
  std::optional<Errc> failed;
  int failures_in_a_row = 0;
  std::optional<ResidentIntent> held;  // one intent while busy

  MonoTime now{};
  Effects effects;
  ResidentView view;
};

}  // namespace parvis::flow
