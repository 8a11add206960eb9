#include "kiosk/app/app.h"

#include <algorithm>
#include <utility>

#include "hardware/platform/forget.h"
#include "hardware/platform/log.h"
#include "kiosk/app/corner.h"
#include "kiosk/app/hint_files.h"
#include "kiosk/app/keeper.h"
#include "kiosk/app/narrator.h"
#include "kiosk/app/screen_words.h"
#include "kiosk/app/worker.h"
#include "kiosk/screens/mediator/mediator_screens.h"
#include "kiosk/screens/resident/resident_screens.h"
#include "kiosk/speech/recordings.h"
#include "kiosk/ui/theme.h"
#include "sync/pack/pack.h"
#include "sync/wire/receipt_code.h"

namespace parvis::app {
namespace {

flow::VisitStart random_start() {
  return {crypto::random_fixed<wire::VisitId>(), crypto::random_u64()};
}

// Languages whose words the program has; the pack may know more, and then shows its own texts only.
std::vector<std::string> catalogues(const Path& directory) {
  std::vector<std::string> tags;
  if (const auto files = list_files(directory, ".mo")) {
    for (const auto& file : *files) tags.push_back(file.stem().string());
  }
  return tags;
}

ui::Look look_of(flow::Contrast contrast) {
  switch (contrast) {
    case flow::Contrast::light:
      return ui::Look::light;
    case flow::Contrast::dark:
      return ui::Look::dark;
    case flow::Contrast::high:
      return ui::Look::high_contrast;
  }
  return ui::Look::light;
}

ui::Theme theme_of(const ui::Display& display, const flow::Display& wanted) {
  return ui::make_theme(
      display, look_of(wanted.contrast), static_cast<ui::TextSize>(wanted.text_size),
      wanted.motion == flow::Motion::reduced ? ui::Motion::reduced : ui::Motion::normal,
      wanted.hand == flow::Hand::left ? ui::Hand::left : ui::Hand::right);
}

ui::Display part_of(const ui::Display& display, const flow::Display& wanted) {
  return wanted.reach == flow::Reach::lower && display.tall() ? display.lowered() : display;
}

// The pack's own voices, by what they say. Nothing is copied.
std::shared_ptr<const speech::PackRecordings> recordings_of(const flow::Content& content) {
  auto found = std::make_shared<speech::PackRecordings>();
  for (const auto& [said, bytes] : pack::recordings_by_text(*content.consultation)) {
    found->emplace(std::pair(said.first, speech::recording_name(said.second)), bytes);
  }
  return found;
}

// The speaker's changes come to the main thread as everybody else's.
std::unique_ptr<speech::Speaker> speaker_of(const std::optional<speech::SpeakerOptions>& options,
                                            MainQueue& queue) {
  speech::SpeakerOptions wanted;
  if (options) {
    wanted = *options;
  } else {
    wanted.voice.clear();
    wanted.sound.to = speech::SoundOptions::To::nothing;
  }
  wanted.wake = [&queue] { queue.push([] {}); };
  return speech::Speaker::open(std::move(wanted));
}

// What the mediator reads, and residents before they have chosen.
std::string first_language(const flow::Content& content) {
  const auto& languages = content.consultation->languages;
  return languages.empty() ? "fr" : languages.front().code;
}

}  // namespace

struct App::State {
  State(AppOptions given, const Clock& the_clock, std::unique_ptr<Keeper> opened,
        text::Languages words)
      : options(std::move(given)),
        clock(the_clock),
        keeper(std::move(opened)),
        languages(std::move(words)),
        content(keeper->content()),
        name(keeper->name()),
        resident(keeper->device(), content,
                 options.visit_start ? options.visit_start : random_start),
        queue(options.wake),
        narrator(speaker_of(options.speech, queue), languages),
        codes("codes", queue),
        ledger("ledger", queue) {}

  // ---- what a flow wants done
  void carry_out(const flow::ResidentFlow::Effects& effects);
  void carry_out(const flow::MediatorFlow::Effects& effects);
  void perform(const flow::Save& effect);
  void perform(const flow::Close& effect);
  void perform(const flow::PrepareCode&);
  void perform(const flow::ReadAloud&) { read_all = true; }
  void perform(const flow::Silence&) { narrator.silence(); }
  void perform(const flow::Wipe&);
  void perform(const flow::CheckPin& effect);
  void perform(const flow::BeginSession& effect);
  void perform(const flow::ReadCounts&);
  void perform(const flow::EndSession& effect);
  void perform(const flow::TakeScreen&);
  void perform(const flow::GiveScreen&);
  void perform(const flow::GiveHelped&);
  void perform(const flow::EndVisit&);
  void perform(const flow::ReadSync&);
  void perform(const flow::RequestSend&);
  void perform(const flow::RequestStick&);
  void perform(const flow::PowerOff&) { off = true; }

  // Asks the keeper on its worker; its report goes back into `flow`.
  template <class Flow, class Verb>
  void ask_keeper(Flow& flow, Verb verb) {
    ledger.ask([this, verb = std::move(verb)] { return verb(*keeper); },
               [this, &flow](const auto& report) { carry_out(flow.handle(report, clock.mono())); });
  }
  void tell_resident(const flow::ResidentReport& report) {
    carry_out(resident.handle(report, clock.mono()));
  }

  // ---- what is drawn
  [[nodiscard]] bool residents_have_screen() const {
    return mediator.view().screen == flow::MediatorScreen::residents;
  }
  void give_words();
  void draw(ui::Canvas& canvas);
  void dress_stage();
  void narrate();
  void tick();
  // False when the event was for the curtain or the voice alone.
  [[nodiscard]] bool concerns_screen(const ui::Event& event);

  AppOptions options;
  const Clock& clock;
  std::unique_ptr<Keeper> keeper;  // touched by the ledger's worker alone from here on
  text::Languages languages;
  std::unique_ptr<ui::Stage> stage;
  flow::Content content;
  std::string name;
  flow::ResidentFlow resident;
  flow::MediatorFlow mediator;
  screens::ResidentScreens resident_screens;
  screens::MediatorScreens mediator_screens;
  Corner corner;
  flow::Display dressed;
  bool off = false;
  bool voice_works = true;     // as the mediator's screens say
  bool read_all = false;       // when the next frame stands
  bool lifts_curtain = false;  // the finger that is down has done nothing else
  // Last: workers end before what they work on.
  MainQueue queue;
  Narrator narrator;
  Worker codes;
  Worker ledger;
};

// ---- effects -------------------------------------------------------------------------------------------

void App::State::carry_out(const flow::ResidentFlow::Effects& effects) {
  if (stage) stage->request_frame();
  for (const auto& effect : effects) {
    std::visit([this](const auto& e) { perform(e); }, effect);
  }
}

void App::State::carry_out(const flow::MediatorFlow::Effects& effects) {
  if (stage) stage->request_frame();
  for (const auto& effect : effects) {
    std::visit([this](const auto& e) { perform(e); }, effect);
  }
}

void App::State::perform(const flow::Save& effect) {
  ledger.ask([this, visit = effect.visit] { return keeper->save(visit); },
             [this](const flow::ResidentReport& report) {
               if (std::holds_alternative<flow::Saved>(report)) narrator.answer_is_safe();
               tell_resident(report);
             });
}

void App::State::perform(const flow::Close& effect) {
  ask_keeper(resident, [visit = effect.visit](Keeper& k) { return k.close(visit); });
}

void App::State::perform(const flow::PrepareCode&) {
  codes.ask(
      [slug = content.pack.consultation]() -> Result<flow::CodeReady> {
        std::string code = wire::new_receipt_code();
        PARVIS_TRY(const wire::CodeTag tag, wire::receipt_code_tag(code, slug));
        return flow::CodeReady{std::move(code), tag};
      },
      [this](const Result<flow::CodeReady>& ready) {
        if (ready) return tell_resident(*ready);
        log_warning("receipt code: {}", ready.error().message());  // the visit goes on without one
      });
}

void App::State::perform(const flow::Wipe&) {
  resident_screens.forget();
  narrator.forget();
  read_all = false;
  stage->forget_visit();
  wipe_stack();
}

void App::State::perform(const flow::CheckPin& effect) {
  give_words();  // the day may be another one since
  ask_keeper(mediator, [pin = effect.pin](Keeper& k) { return k.check_pin(pin); });
}

void App::State::perform(const flow::BeginSession& effect) {
  ask_keeper(mediator, [place = effect.place](Keeper& k) { return k.begin_session(place); });
}

void App::State::perform(const flow::ReadCounts&) {
  ask_keeper(mediator, [](Keeper& k) { return k.read_counts(); });
}

void App::State::perform(const flow::EndSession& effect) {
  ask_keeper(mediator, [effect](Keeper& k) { return k.end_session(effect); });
}

void App::State::perform(const flow::TakeScreen&) {
  const bool in_hand = resident.visit_in_hand();
  tell_resident(flow::Paused{});
  carry_out(mediator.handle(flow::VisitInHand{in_hand}, clock.mono()));
}

void App::State::perform(const flow::GiveScreen&) { tell_resident(flow::HandedBack{}); }
void App::State::perform(const flow::EndVisit&) { tell_resident(flow::SessionClosing{}); }

void App::State::perform(const flow::GiveHelped&) {
  tell_resident(flow::HandedBack{});
  tell_resident(flow::HelpedStart{});
}

void App::State::perform(const flow::ReadSync&) {
  ledger.ask([this] { return keeper->take_inbox(); },
             [this](const Keeper::Arrivals& arrivals) {
               if (arrivals.content) {
                 content = *arrivals.content;
                 resident.offer(content);
                 narrator.set_pack_recordings(recordings_of(content));
                 give_words();
               }
               carry_out(mediator.handle(arrivals.sync, clock.mono()));
             });
}

void App::State::perform(const flow::RequestSend&) {
  ledger.ask([this] { return keeper->request_send(); },
             [](const Status& asked) {
               if (!asked) log_warning("send now: {}", asked.error().message());
             });
}

void App::State::perform(const flow::RequestStick&) {
  ledger.ask([this] { return keeper->request_stick(); },
             [](const Status& asked) {
               if (!asked) log_warning("copy to a stick: {}", asked.error().message());
             });
}

// ---- drawing -------------------------------------------------------------------------------------------

void App::State::give_words() {
  resident_screens.set_languages(language_tiles(*content.consultation, languages));
  const std::string language = first_language(content);
  auto words = mediator_words(content, name, language, clock.utc(), languages);
  if (words.remark.empty() && options.speech && !narrator.works()) {
    words.remark = languages.translate(language, "error.speech");
  }
  mediator_screens.set_words(std::move(words));
}

void App::State::dress_stage() {
  const bool residents = residents_have_screen();
  const flow::Display wanted = residents ? resident.view().display : flow::Display{};
  if (wanted != dressed) {
    const ui::Display part = part_of(options.display, wanted);
    stage->set_display(part);
    stage->set_theme(theme_of(part, wanted));
    dressed = wanted;
  }
  const std::string language = residents ? resident.view().language : first_language(content);
  if (!language.empty()) stage->set_language(language);
  const bool hidden = residents && resident.view().listening.picture == flow::Picture::hidden;
  stage->set_curtain(hidden ? ui::Curtain::closed : ui::Curtain::open);
}

void App::State::narrate() {
  if (!residents_have_screen()) return narrator.pause();
  if (std::exchange(read_all, false)) {
    narrator.read_all(*stage, resident.view());
  } else {
    narrator.follow(*stage, resident.view());
  }
}

void App::State::draw(ui::Canvas& canvas) {
  if (residents_have_screen()) {
    const auto intent = resident_screens.draw(resident.view(), canvas);
    if (intent) carry_out(resident.handle(*intent, clock.mono()));
  } else {
    const auto intent = mediator_screens.draw(mediator.view(), canvas);
    if (intent) carry_out(mediator.handle(*intent, clock.mono()));
  }
  dress_stage();
}

void App::State::tick() {
  const MonoTime now = clock.mono();
  const auto due = [now](const std::optional<MonoTime>& at) { return at && *at <= now; };
  if (due(resident.next_wake())) carry_out(resident.tick(now));
  if (due(mediator.next_wake())) carry_out(mediator.tick(now));
  if (corner.held(now)) carry_out(mediator.handle(flow::CornerHeld{}, now));
}

// ---- the app -------------------------------------------------------------------------------------------

App::App(std::unique_ptr<State> state) : state_(std::move(state)) {}
App::~App() = default;

Result<std::unique_ptr<App>> App::open(AppOptions options, const Clock& clock) {
  PARVIS_TRY(auto keeper, Keeper::open(options.data, clock, options.factors));
  const Path words = options.share / "languages";
  PARVIS_TRY(auto languages, text::Languages::open(words, catalogues(words)));
  auto state =
      std::make_unique<State>(std::move(options), clock, std::move(keeper), std::move(languages));
  const AppOptions& o = state->options;
  PARVIS_TRY(state->stage, ui::Stage::open({.display = o.display,
                                            .fonts = o.share / "fonts.conf",
                                            .pictures = o.share / "pictures",
                                            .drawing = o.drawing},
                                           state->languages));
  state->stage->set_theme(theme_of(o.display, {}));
  state->stage->set_scanning(o.scanning);
  state->resident.set_hint_lists(read_hint_files(o.share / "hints"));
  state->narrator.set_pack_recordings(recordings_of(state->content));
  state->narrator.set_headphones(o.headphones);
  state->tell_resident(flow::HeadphonesAre{o.headphones});
  if (state->keeper->wants_stick()) {
    state->carry_out(state->mediator.handle(flow::StickMissing{}, clock.mono()));
  }
  state->give_words();
  state->dress_stage();
  return std::unique_ptr<App>(new App(std::move(state)));
}

// A touch or a key interrupts the voice, unless it is the button of the voice itself: that one knows whether to stop it. A
// finger on a closed curtain opens it and does nothing else.
bool App::State::concerns_screen(const ui::Event& event) {
  const auto* touch = std::get_if<ui::Touch>(&event);
  const bool key =
      std::holds_alternative<ui::KeyPress>(event) || std::holds_alternative<ui::Typed>(event);
  if (touch != nullptr && touch->phase != ui::Phase::down) {
    const bool lifted = touch->phase != ui::Phase::move;
    return !(lifted ? std::exchange(lifts_curtain, false) : lifts_curtain);
  }
  auto listening = resident.view().listening;
  if (touch != nullptr && residents_have_screen() && listening.picture == flow::Picture::hidden) {
    listening.picture = flow::Picture::shown;
    lifts_curtain = true;
    carry_out(resident.handle(flow::ChangeListening{listening}, clock.mono()));
    return false;
  }
  if ((touch != nullptr || key) && !narrator.speaking()) return true;
  const std::string at = touch != nullptr ? stage->target_at(touch->x, touch->y) : stage->focus();
  const bool on_voice = at == "bar.listen" || at == "key.listen";
  if ((touch != nullptr || key) && !on_voice) narrator.silence();
  return true;
}

void App::set_headphones(flow::Headphones headphones) {
  state_->narrator.set_headphones(headphones);
  state_->stage->request_frame();
}

void App::handle(const ui::Event& event) {
  State& s = *state_;
  const MonoTime now = s.clock.mono();
  if (!s.concerns_screen(event)) return;
  if (const auto* touch = std::get_if<ui::Touch>(&event)) {
    s.corner.touch(*touch, s.options.display, now);
    if (s.residents_have_screen() && touch->phase == ui::Phase::down) {
      s.carry_out(s.resident.handle(flow::Touch{}, now));
    }
  }
  const bool keyboard =
      std::holds_alternative<ui::KeyPress>(event) || std::holds_alternative<ui::Typed>(event);
  if (keyboard && s.residents_have_screen()) {
    const auto* press = std::get_if<ui::KeyPress>(&event);
    const bool switches = press != nullptr && (press->key == ui::Key::switch_next ||
                                               press->key == ui::Key::switch_choose);
    s.carry_out(
        s.resident.handle(flow::UseAids{switches ? wire::kAidSwitches : wire::kAidKeyboard}, now));
  }
  s.stage->handle(event, now);
}

ui::Damage App::step() {
  State& s = *state_;
  s.queue.run();
  for (const auto& report : s.narrator.news(s.resident.view())) {
    // Whoever plugs headphones in beside the mediator is heard when the screen is the residents' again.
    const bool jack = std::holds_alternative<flow::HeadphonesAre>(report);
    if (!jack || s.residents_have_screen()) s.tell_resident(report);
  }
  if (std::exchange(s.voice_works, s.narrator.works()) != s.narrator.works()) s.give_words();
  s.tick();
  const MonoTime now = s.clock.mono();
  if (!s.stage->needs_frame(now)) return {};
  ui::Damage damage = s.stage->settle(now, [&s](ui::Canvas& canvas) { s.draw(canvas); });
  s.narrate();
  return damage;
}

std::optional<MonoTime> App::next_wake() const {
  const State& s = *state_;
  std::optional<MonoTime> first;
  for (const auto& wake : {s.resident.next_wake(), s.mediator.next_wake(), s.corner.next_wake(),
                           s.stage->next_wake()}) {
    if (wake && (!first || *wake < *first)) first = wake;
  }
  return first;
}

bool App::busy() const {
  return state_->ledger.busy() || state_->codes.busy() || state_->narrator.speaking();
}

ui::Damage App::settle() {
  ui::Damage all;
  for (;;) {
    all.add(step());
    if (busy()) {
      state_->queue.wait();
    } else if (!state_->stage->needs_frame(state_->clock.mono())) {
      return all;
    }
  }
}

ui::Stage& App::stage() { return *state_->stage; }
const flow::ResidentView& App::resident() const { return state_->resident.view(); }
const flow::MediatorView& App::mediator() const { return state_->mediator.view(); }
bool App::switched_off() const { return state_->off; }

std::vector<std::string> App::missing_words() const {
  const auto& missing = state_->languages.missing();
  return {missing.begin(), missing.end()};
}

}  // namespace parvis::app
