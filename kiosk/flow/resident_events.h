// What can happen to a resident's visit: what a person does on the screen (an Intent, made by kiosk/screens), what
// the ledger and its thread report, and what the flow wants done (an Effect, carried out by kiosk/app). Pure values.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hardware/platform/result.h"
#include "sync/wire/visit.h"

namespace parvis::flow {

// How the screen looks for this person. Forgotten at the end of the visit.
enum class Contrast : std::uint8_t { light, dark, high };
enum class Hand : std::uint8_t { right, left };
enum class Motion : std::uint8_t { full, reduced };
enum class Reach : std::uint8_t { whole, lower };  // lower: all in a tall screen's lower half
inline constexpr std::uint8_t kTextSizes = 4;  // 0 normal … 3 largest; a 7" screen offers three
struct Display {
  std::uint8_t text_size = 0;
  Contrast contrast = Contrast::light;
  Hand hand = Hand::right;
  Motion motion = Motion::full;
  Reach reach = Reach::whole;
  bool operator==(const Display&) const = default;
};

// How the screen is heard. Forgotten at the end of the visit.
enum class Voice : std::uint8_t { off, on };
enum class Picture : std::uint8_t { shown, hidden };  // hidden: for ears alone, on request
inline constexpr int kVoiceRates = 7;                 // 0 slowest, 3 as recorded, 6 fastest
inline constexpr int kVoiceVolumes = 11;              // 0 silent, 5 as people talk
struct Listening {
  Voice voice = Voice::off;
  Picture picture = Picture::shown;
  int rate = 3;
  int volume = 5;
  bool operator==(const Listening&) const = default;
};

// Whether the screen's words can be said now, and if not, why.
enum class VoiceHealth : std::uint8_t {
  works,
  no_language,  // this language has no voice, on purpose
  no_voice,     // the speech program is missing or does not answer
  no_sound,     // there is no loudspeaker and no headphones
};
enum class Headphones : std::uint8_t { out, in };

// Who sits beside the resident. Only "somebody or nobody" goes into the visit.
enum class Helper : std::uint8_t { nobody, relative, mediator, interpreter };

enum class Panel : std::uint8_t {
  none,
  language,  // the tiles again, without leaving the screen behind
  display,   // Aa
  help,
  how,       // how it works, three pages
  helper,    // who helps me
  leave,     // finish now?
  erase,     // erase everything and leave?
  notice,    // the paged data notice
  speech,    // how the voice speaks, or why it can't
  trial,     // an example to vote on that counts for nothing
  take_out,  // take the idea out that is shown?
};

// ---- intents -------------------------------------------------------------------------------------------
struct Touch {};  // a finger anywhere: nothing but a sign of life
struct Begin {};  // on the waiting screen
struct ChooseLanguage {
  std::string code;
};
struct Advance {
};  // the main button of a screen that only leads on: Commencer, Encore 6, Voter encore …
struct OpenCards {};     // Donner mon avis
struct OpenIdea {};      // J'ai une idée, Proposer une idée
struct ShowVotes {};     // on a small screen in large text: from the idea's text to the three votes
struct ShowText {};      // and back
struct ShowOriginal {};  // the idea in the language it was written in, and back
struct CastVote {
  consultation::Vote vote;
};
struct ToggleQualification {
  std::uint8_t index;
};  // 0 ≤ index < 3, of the vote given
struct NextCard {};
struct Back {};  // Retour: closes a panel, undoes a vote, else one screen back
struct ChooseOwnAge {
  bool under_fifteen;
};  // before writing an idea
struct ChildAgrees {};
struct AdultAgrees {};
struct ChooseTheme {
  std::string key;
};  // "" is Je ne sais pas
struct EditIdea {
  std::string text;
};                       // what follows the prefix, as typed so far
struct ValidateIdea {};  // to the read-back, or to a hint
struct KeepIdea {};      // Garder ainsi, on a hint that does not block
struct CorrectIdea {};
struct DropIdea {};
struct ConfirmIdea {};
struct ChooseAge {
  std::string key;
};  // "" is Je préfère ne pas dire
struct ChooseNeighbourhood {
  std::string key;
};  // the same; "elsewhere" is Ailleurs
struct OpenPanel {
  Panel panel;
};
struct ClosePanel {};  // also puts away the word about an answer that was not kept
struct ChangeDisplay {
  Display display;
};
struct Listen {};  // Écouter: the voice begins, is interrupted, or says the screen again
struct SayAgain {};
struct ChangeListening {
  Listening listening;
};
struct ChooseHelper {
  Helper helper;
};
struct Finish {};  // Terminer: asks in the help panel, goes on to the end elsewhere
struct ConfirmLeave {};
struct ConfirmErase {};
struct ShowCode {};
struct OpenReview {};  // Voir mes réponses: what I said, line by line
struct ChangeAnswer {
  std::size_t line;
};  // to where a line of it was said; what is given there comes back to the lines
struct ConfirmTakeOut {};  // the idea that is shown leaves the visit, and no way leads back
struct Leave {};           // the last button: the screen is wiped at once
struct StillHere {};       // Continuer, on the veil
struct SomeoneNew {};      // Nouvelle personne
struct TryAgain {};        // after an answer that could not be kept
struct UseAids {
  std::uint32_t aids;
};  // bits of wire::Aid that the machine noticed: keyboard, switches

using ResidentIntent =
    std::variant<Touch, Begin, ChooseLanguage, Advance, OpenCards, OpenIdea, ShowVotes, ShowText,
                 ShowOriginal, CastVote, ToggleQualification, NextCard, Back, ChooseOwnAge,
                 ChildAgrees, AdultAgrees, ChooseTheme, EditIdea, ValidateIdea, KeepIdea,
                 CorrectIdea, DropIdea, ConfirmIdea, ChooseAge, ChooseNeighbourhood, OpenPanel,
                 ClosePanel, ChangeDisplay, Listen, SayAgain, ChangeListening, ChooseHelper, Finish,
                 ConfirmLeave, ConfirmErase, ShowCode, OpenReview, ChangeAnswer, ConfirmTakeOut,
                 Leave, StillHere, SomeoneNew, TryAgain, UseAids>;

// ---- reports -------------------------------------------------------------------------------------------
struct Saved {
  wire::VisitId id;
};  // the last Save or Close of this visit is durable
struct SaveFailed {
  wire::VisitId id;
  Errc code;
};
struct CodeReady {    // answers PrepareCode
  std::string code;   // for the person: ten characters
  wire::CodeTag tag;  // for the box
};
struct VoiceIs {  // after each change, and when the language changes
  VoiceHealth health;
};
enum class Speaking : std::uint8_t { ended, begun };  // while it speaks nobody is idle
struct HeadphonesAre {                                // at the start, and after each change
  Headphones headphones;
};
struct Paused {};          // the mediator took the screen
struct HandedBack {};      // and gave it back: the visit in hand comes back under the veil
struct HelpedStart {};     // the mediator starts a visit marked as helped
struct SessionClosing {};  // a visit in hand ends as interrupted
using ResidentReport = std::variant<Saved, SaveFailed, CodeReady, VoiceIs, Speaking, HeadphonesAre,
                                    Paused, HandedBack, HelpedStart, SessionClosing>;

// ---- effects -------------------------------------------------------------------------------------------
// At most one Save or Close is ever under way: the flow waits for its Saved or SaveFailed.
struct Save {
  wire::Visit visit;
};  // ledger.save(); the ending is still `interrupted`
struct Close {
  wire::Visit visit;
};                      // ledger.finish(); the visit says how it really ended
struct PrepareCode {};  // make a receipt code and its tag, off this thread
struct ReadAloud {};    // say what stands on the screen, from its beginning
struct Silence {};      // interrupt what is being said
struct Wipe {};  // everything of this person is to go: field, keyboard, drawn texts, settings
using ResidentEffect = std::variant<Save, Close, PrepareCode, ReadAloud, Silence, Wipe>;

}  // namespace parvis::flow
