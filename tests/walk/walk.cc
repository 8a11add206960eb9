#include "tests/walk/walk.h"

#include <algorithm>
#include <iterator>

#include "kiosk/ui/theme.h"
#include "sync/pack/build.h"
#include "tests/support/result.h"
#include "tests/unit/flow/resident.h"

namespace parvis::screens::test {
namespace {

using flow::test::Resident;
using support::value;

const Path kAssets{PARVIS_SOURCE_DIR "/assets"};
constexpr wire::EndingCounts kCounts{29, 4, 3, 1, 1};

// The longest idea a person may write.
const std::string kLongIdea =
    "ouvrir un lieu gratuit dans chaque quartier, avec un médiateur qui aide à remplir les "
    "papiers et à trouver un médecin le soir";

class Walk {
 public:
  Walk(Asked asked, std::string language, flow::Display display)
      : asked_(std::move(asked)), language_(std::move(language)), display_(display) {}

  std::vector<Stop> residents() {
    beginning();
    cards();
    crossroads();
    idea();
    ending();
    said();
    trial();
    panels();
    others();
    return std::move(stops_);
  }

  std::vector<Stop> mediators();

 private:
  Resident someone() const {
    Resident made(asked_);
    made.does(flow::Begin{}).does(flow::ChooseLanguage{language_});
    made.does(flow::ChangeDisplay{display_}).does(flow::Advance{});
    return made;
  }
  void stop(const std::string& name, const flow::ResidentView& view) {
    auto seen = view;
    if (seen.screen == flow::ResidentScreen::attract) seen.language = language_;
    stops_.push_back({name, seen});
  }
  // The proposal with the longest text in this language stands on the card.
  flow::ResidentView with_longest(flow::ResidentView view) const {
    for (const auto& proposal : asked_->proposals) {
      const auto* text = proposal.text_in(language_);
      if (text != nullptr && text->size() > view.card.text.size()) view.card.text = *text;
    }
    return view;
  }

  void beginning();
  void cards();
  void crossroads();
  void idea();
  void ending();
  void said();
  void trial();
  void panels();
  void others();

  Asked asked_;
  std::string language_;
  flow::Display display_;
  std::vector<Stop> stops_;
};

void Walk::beginning() {
  Resident one(asked_);
  stop("attract", one.view());
  one.does(flow::Begin{});
  auto view = one.view();
  view.language = language_;
  view.display = display_;
  stop("language", view);
  one.does(flow::ChooseLanguage{language_}).does(flow::ChangeDisplay{display_});
  stop("plain-words", one.view());
  one.does(flow::Advance{});
  stop("question", one.view());
}

void Walk::cards() {
  auto one = someone();
  one.does(flow::OpenCards{});
  stop("card", one.view());
  stop("card-long", with_longest(one.view()));
  one.does(flow::ShowVotes{});
  stop("card-votes", with_longest(one.view()));
  one.votes(4);
  for (const auto vote :
       {consultation::Vote::agree, consultation::Vote::neutral, consultation::Vote::disagree}) {
    one.does(flow::CastVote{vote}).does(flow::ToggleQualification{1});
    stop("card-voted-" + std::string(consultation::key_of(vote)), one.view());
    if (vote == consultation::Vote::agree) stop("card-voted-long", with_longest(one.view()));
    one.does(flow::Back{});
  }
}

void Walk::crossroads() {
  auto one = someone();
  one.does(flow::OpenCards{}).votes(6);
  stop("halfway", one.view());
  one.votes(6);
  stop("last-card", one.view());
}

void Walk::idea() {
  auto one = someone();
  one.does(flow::OpenIdea{});
  stop("idea-own-age", one.view());
  one.does(flow::ChooseOwnAge{true}).does(flow::ChildAgrees{});
  stop("idea-adult", one.view());
  one.does(flow::AdultAgrees{});
  stop("idea-theme", one.view());
  one.does(flow::ChooseTheme{asked_->themes.front().key});
  stop("idea-write-empty", one.view());
  one.does(flow::EditIdea{"un"}).does(flow::ValidateIdea{});
  stop("idea-write-short", one.view());
  one.does(flow::EditIdea{"appeler Madame X au 03 89 12 34 56"}).does(flow::ValidateIdea{});
  stop("idea-hint", one.view());
  one.does(flow::CorrectIdea{}).does(flow::EditIdea{kLongIdea});
  stop("idea-write", one.view());
  one.does(flow::ValidateIdea{});
  stop("idea-read", one.view());
  one.does(flow::ConfirmIdea{});
  stop("idea-kept", one.view());
}

void Walk::ending() {
  auto one = someone();
  one.does(flow::OpenCards{}).votes(12);
  one.told(flow::CodeReady{"H7KQ4M2XRD", wire::CodeTag{{1}}}).does(flow::Finish{});
  stop("about-age", one.view());
  one.does(flow::ChooseAge{"25-39"});
  stop("about-place", one.view());
  one.does(flow::ChooseNeighbourhood{""});
  stop("thanks", one.view());
  one.does(flow::ShowCode{});
  stop("thanks-code", one.view());
  auto partly = someone();
  partly.does(flow::OpenCards{}).votes(2).does(flow::OpenPanel{flow::Panel::help});
  partly.does(flow::Finish{}).does(flow::ConfirmLeave{});
  stop("thanks-partly", partly.view());
  auto gone = someone();
  gone.does(flow::OpenCards{}).votes(2).does(flow::OpenPanel{flow::Panel::erase});
  gone.does(flow::ConfirmErase{});
  stop("erased", gone.view());
}

void Walk::said() {
  auto one = someone();
  one.does(flow::OpenCards{}).does(flow::CastVote{consultation::Vote::neutral});
  one.does(flow::ToggleQualification{0}).does(flow::ToggleQualification{1});
  one.does(flow::ToggleQualification{2});
  one.does(flow::NextCard{}).votes(11, consultation::Vote::disagree);
  one.proposes(kLongIdea).does(flow::Finish{}).does(flow::ChooseAge{"75+"});
  one.does(flow::OpenReview{});
  stop("said", one.view());
  one.does(flow::ChangeAnswer{12});
  stop("said-idea", one.view());
  one.does(flow::OpenPanel{flow::Panel::take_out});
  stop("said-take-out", one.view());
  one.does(flow::ConfirmTakeOut{});
  auto left = one.view();
  left.review.lines.clear();
  stop("said-nothing", left);
}

void Walk::trial() {
  auto one = someone();
  one.does(flow::OpenPanel{flow::Panel::trial});
  stop("trial", one.view());
  one.does(flow::ShowVotes{});
  stop("trial-votes", one.view());
  one.does(flow::CastVote{consultation::Vote::neutral}).does(flow::ToggleQualification{0});
  stop("trial-voted", one.view());
  one.does(flow::NextCard{});
  stop("trial-done", one.view());
}

void Walk::panels() {
  using flow::Panel;
  for (const auto& [name, panel] : {std::pair{"panel-language", Panel::language},
                                    {"panel-display", Panel::display},
                                    {"panel-help", Panel::help},
                                    {"panel-how", Panel::how},
                                    {"panel-helper", Panel::helper},
                                    {"panel-leave", Panel::leave},
                                    {"panel-erase", Panel::erase},
                                    {"panel-notice", Panel::notice},
                                    {"panel-speech", Panel::speech}}) {
    auto one = someone();
    one.does(flow::OpenCards{}).votes(1).does(flow::OpenPanel{panel});
    stop(name, one.view());
  }
}

void Walk::others() {
  auto one = someone();
  one.does(flow::OpenCards{}).votes(1);
  one.waits(std::chrono::seconds(display_.text_size > 0 ? 40 : 20));
  stop("veil", one.view());
  one.does(flow::StillHere{}).ledger_fails(Errc::io);
  one.does(flow::CastVote{consultation::Vote::agree});
  stop("not-kept", one.view());
  one.does(flow::TryAgain{});
  stop("stopped", one.view());
  one.told(flow::Paused{});
  stop("paused-resident", one.view());
}

std::vector<Stop> Walk::mediators() {
  MonoTime now{std::chrono::hours(1)};
  flow::MediatorFlow flow;
  const auto does = [&](const flow::MediatorIntent& intent) {
    static_cast<void>(flow.handle(intent, now));
  };
  const auto told = [&](const flow::MediatorReport& report) {
    static_cast<void>(flow.handle(report, now));
  };
  const auto types_pin = [&] {
    for (const char digit : {'4', '8', '2', '9', '1', '3'}) does(flow::PinDigit{digit});
  };
  const auto note = [&](const std::string& name) { stops_.push_back({name, flow.view()}); };
  const std::string place = asked_->places.empty() ? "ici" : asked_->places.front().key;

  note("mediator-pin");
  does(flow::PinDigit{'4'});
  does(flow::PinDigit{'8'});
  note("mediator-pin-typing");
  for (const char digit : {'2', '9', '1', '3'}) does(flow::PinDigit{digit});
  told(flow::PinRefused{.free_attempts = 3});
  note("mediator-pin-wrong");
  types_pin();
  told(flow::PinRefused{.free_attempts = 2, .stick = true});
  note("mediator-pin-wrong-stick");
  types_pin();
  told(flow::StickMissing{});
  note("mediator-pin-stick");
  types_pin();
  told(flow::PinRefused{.free_attempts = 0, .wait = std::chrono::seconds(15)});
  note("mediator-pin-wait");
  now += std::chrono::seconds(15);
  static_cast<void>(flow.tick(now));
  types_pin();
  told(flow::Unlocked{"Amina", place});
  note("mediator-resume");
  flow = {};
  types_pin();
  told(flow::Unlocked{"Amina", {}});
  note("mediator-place");
  using Room = flow::SyncState::Room;
  told(flow::SyncState{.room = Room::little});
  note("mediator-place-room");
  told(flow::SyncState{.room = Room::none});
  note("mediator-place-full");
  told(flow::SyncState{});
  does(flow::TypePlace{});
  does(flow::EditPlace{"Gare centrale, hall des voyageurs"});
  note("mediator-place-typed");
  does(flow::MediatorBack{});
  does(flow::ChoosePlace{place});
  note("mediator-place-chosen");
  does(flow::OpenSession{});
  told(flow::SessionFailed{Errc::no_space});
  note("mediator-place-failed");
  does(flow::OpenSession{});
  told(flow::SessionOpened{});
  note("mediator-opened");
  does(flow::HandBack{});
  does(flow::CornerHeld{});
  told(flow::VisitInHand{true});
  note("mediator-pin-corner");
  types_pin();
  told(flow::Unlocked{"Amina", {}});
  note("mediator-menu");
  told(flow::SyncState{.room = Room::little});
  note("mediator-menu-room");
  told(flow::SyncState{});
  does(flow::Pause{});
  note("mediator-paused");
  does(flow::CornerHeld{});
  types_pin();
  told(flow::Unlocked{"Amina", {}});
  does(flow::AskClose{});
  told(flow::Counted{kCounts});
  note("mediator-count");
  does(flow::HeadMore{});
  note("mediator-count-same");
  does(flow::HeadMore{});
  note("mediator-count-differs");
  does(flow::ExplainDifference{});
  does(flow::EditNote{"Un enfant a regardé sans voter."});
  note("mediator-note");
  does(flow::MediatorBack{});
  does(flow::SignAndClose{});
  told(flow::SessionClosed{});
  flow::SyncState waiting{
      .closed = 38, .on_kiosk = 38, .received = 26, .kept = 12, .waiting_batches = 1};
  told(waiting);
  note("mediator-safe");
  does(flow::SendNow{});
  note("mediator-safe-sending");
  told(flow::SyncState{.closed = 38, .on_kiosk = 38, .received = 38, .kept = 38});
  note("mediator-safe-all");
  told(flow::SyncState{.closed = 38, .on_kiosk = 9, .received = 38, .kept = 38});
  note("mediator-safe-purged");
  using Network = flow::SyncState::Network;
  for (const auto& [network, name] : {std::pair{Network::none, "none"},
                                      {Network::portal, "portal"},
                                      {Network::stranger, "stranger"},
                                      {Network::failed, "failed"},
                                      {Network::refused, "refused"},
                                      {Network::blocked, "blocked"},
                                      {Network::conflict, "conflict"},
                                      {Network::altered, "altered"}}) {
    auto troubled = waiting;
    troubled.network = network;
    told(troubled);
    note(std::string("mediator-safe-network-") + name);
  }
  told(flow::SyncState{.closed = 38, .on_kiosk = 38, .received = 38, .kept = 38, .damaged = true});
  note("mediator-safe-damaged");
  auto with_stick = waiting;
  using Stick = flow::SyncState::Stick;
  for (const auto& [stick, name] : {std::pair{Stick::none, "none"},
                                    {Stick::safe, "safe"},
                                    {Stick::full, "full"},
                                    {Stick::read_only, "readonly"},
                                    {Stick::mount, "mount"},
                                    {Stick::failed, "pulled"},
                                    {Stick::conflict, "conflict"}}) {
    with_stick.stick = stick;
    with_stick.on_stick = stick == Stick::safe ? 38 : 0;
    with_stick.stick_done = name;
    told(with_stick);
    note(std::string("mediator-safe-stick-") + name);
  }
  return std::move(stops_);
}

std::vector<LanguageTile> tiles(text::Languages& words, const consultation::Consultation& asked) {
  std::vector<LanguageTile> made;
  made.reserve(asked.languages.size());
  for (const auto& language : asked.languages) {
    if (!words.has(language.code, "language.name")) continue;
    made.push_back({.code = language.code,
                    .name = words.translate(language.code, "language.name"),
                    .greeting = words.translate(language.code, "language.greeting"),
                    .script = text::is_right_to_left(language.code) ? text::Script::arabic
                                                                    : text::Script::latin,
                    .remark = language.draft ? words.translate(language.code, "language.draft")
                                             : std::string{}});
  }
  return made;
}

MediatorWords mediator_words(const consultation::Consultation& asked, const std::string& language) {
  MediatorWords words;
  words.places.reserve(asked.places.size());
  for (const auto& place : asked.places) {
    words.places.push_back({place.key, consultation::in_language(place.name, language, "fr")});
  }
  words.kiosk = "borne-01";
  words.day = "samedi 21 novembre 2026";
  words.consultation = consultation::in_language(asked.title, language, "fr");
  words.phone = "03\u00a053\u00a001\u00a000\u00a001";  // as the kiosk makes it
  return words;
}

std::vector<std::string> codes(const consultation::Consultation& asked) {
  std::vector<std::string> all;
  for (const auto& language : asked.languages) all.push_back(language.code);
  return all;
}

ui::Theme theme_of(const ui::Display& display, const flow::Display& chosen) {
  return ui::make_theme(display, static_cast<ui::Look>(chosen.contrast),
                        static_cast<ui::TextSize>(chosen.text_size), ui::Motion::reduced,
                        static_cast<ui::Hand>(chosen.hand));
}

}  // namespace

Asked shipped_consultation(const std::string& slug) {
  pack::SourceOptions options;
  options.use = pack::Use::practice;
  options.opens = CivilDate{std::chrono::year{2026}, std::chrono::November, std::chrono::day{1}};
  options.closes = CivilDate{std::chrono::year{2026}, std::chrono::December, std::chrono::day{12}};
  auto asked = value(pack::load_sources(kAssets / "consultations" / slug, options));
  return std::make_shared<const consultation::Consultation>(std::move(asked));
}

std::vector<Stop> walk(const Asked& asked, const std::string& language,
                       const flow::Display& display) {
  Walk walk(asked, language, display);
  auto stops = walk.residents();
  // The mediator's screens know one size: theirs; and no Alsatian.
  if (display == flow::Display{} && language != "gsw") {
    auto mediators = Walk(asked, language, display).mediators();
    std::ranges::move(mediators, std::back_inserter(stops));
  }
  return stops;
}

Walker::Walker(const ui::Display& display, ui::Drawing drawing, const Asked& asked,
               const Shelves& shelves)
    : words_(value(text::Languages::open(
          shelves.words.empty() ? Path(PARVIS_LANGUAGES) : shelves.words, codes(*asked)))),
      display_(display),
      asked_(asked) {
  stage_ = value(ui::Stage::open(
      {.display = display,
       .fonts = kAssets / "fonts.conf",
       .pictures = shelves.pictures.empty() ? kAssets / "pictures" : shelves.pictures,
       .drawing = drawing},
      words_));
}

void Walker::show(const Stop& stop, const std::string& language, const flow::Display& chosen) {
  residents_.forget();
  residents_.set_languages(tiles(words_, *asked_));
  mediators_ = {};
  mediators_.set_words(mediator_words(*asked_, language));
  shown_ = stop;
  stage_->set_language(language);
  const auto part = chosen.reach == flow::Reach::lower ? display_.lowered() : display_;
  stage_->set_display(part);
  stage_->set_theme(pour_(theme_of(part, chosen)));
  stage_->set_focus({});
  // What slides in has arrived by the end of the second.
  for (int frame = 0; frame < 2; ++frame) static_cast<void>(draw());
}

Answer Walker::draw() {
  Answer answer;
  now_ += std::chrono::seconds(1);
  stage_->request_frame();
  stage_->settle(now_, [&](ui::Canvas& canvas) {
    if (const auto* resident = std::get_if<flow::ResidentView>(&shown_.view)) {
      if (auto intent = residents_.draw(*resident, canvas)) answer.resident = std::move(intent);
    } else {
      auto intent = mediators_.draw(std::get<flow::MediatorView>(shown_.view), canvas);
      if (intent) answer.mediator = std::move(intent);
    }
  });
  return answer;
}

Answer Walker::does(const ui::Event& event) {
  stage_->handle(event, now_);
  return draw();
}

Answer Walker::taps(std::string_view id) {
  support::ok(stage_->tap(id, now_));
  return draw();
}

bool Walker::turn_page() {
  const auto turns = [](const ui::Node& node) {
    return node.id.ends_with(".turn") || node.id == "how.next";
  };
  const auto found = std::ranges::find_if(stage_->nodes(), turns);
  if (found == stage_->nodes().end()) return false;
  static_cast<void>(taps(std::string(found->id)));
  return true;
}

std::vector<std::string> Walker::missing_words() const {
  return {words_.missing().begin(), words_.missing().end()};
}

}  // namespace parvis::screens::test
