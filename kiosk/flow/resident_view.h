// Everything a resident's screen may know, as plain values. Screens read it and hold nothing of a visit themselves.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/flow/resident_events.h"
#include "sync/consultation/model.h"

namespace parvis::flow {

enum class ResidentScreen : std::uint8_t {
  attract,
  language,
  plain_words,
  question,
  card,
  halfway,    // once, after half of the cards
  last_card,  // after the last one
  own_age,    // before an idea: under 15?
  adult,      // a child and an adult, both tapping
  idea_theme,
  idea_write,
  idea_hint,  // something to reconsider; may be kept as it is
  idea_read,  // read back
  idea_kept,
  age,
  neighbourhood,
  review,       // what I said, on a tap only
  review_idea,  // one idea of it: keep, correct, take out
  thanks,
  erased,
  paused,   // the mediator has the screen
  stopped,  // answers can no longer be kept
};

// What is said about a typed idea, most urgent first. The keys of texts are "idea.hint." + to_string. The first three must
// be followed, the others may be kept as they are.
enum class IdeaHint : std::uint8_t {
  none,
  too_short,
  too_long,
  not_plain,  // characters that are no plain text: pasted, or a flood of marks
  contact,    // somebody's number or address would be read by all
  name,
  insult,
  link,
  several,
  capitals,
  prefix,
};
[[nodiscard]] std::string_view to_string(IdeaHint hint);

struct CardView {
  std::uint32_t index = 0;        // in the draw, from 0
  std::uint32_t proposal = 0;     // index in the pack
  std::string text;               // as it is to be shown
  std::string text_language;      // the language of `text`
  std::string original_language;  // the one it was written in
  std::string theme;
  bool example = false;
  std::string remark;  // stands where the text's origin does: an example that counts for nothing
  bool translated = false;  // `text` is a translation …
  bool by_machine = false;  // … made by a machine
  bool showing_original = false;
  bool votes_shown = false;  // second step of two, on a small screen in large text
  std::optional<wire::CardVote> vote;
};

struct IdeaView {
  std::string theme;
  std::string prefix;    // given, with no space after it; may be empty
  std::string typed;     // what follows
  std::string whole;     // as it would be read by others
  std::size_t used = 0;  // graphemes of `whole`
  std::size_t limit = 0;
  IdeaHint hint = IdeaHint::none;
  std::size_t amount = 0;  // graphemes missing or too many, for the first two hints
  bool blocks = false;     // the hint must be followed
  bool child_agreed = false, adult_agreed = false;
};

// One thing that the visit holds.
struct ReviewLine {
  enum class Kind : std::uint8_t { vote, idea, age, neighbourhood };
  Kind kind = Kind::vote;
  std::uint32_t index = 0;  // of the card in the draw, or of the idea
  std::string text = {};    // of the proposal or the idea; of an age or a neighbourhood its key
  std::string text_language = {};  // of a proposal's text, "" for the others
  wire::CardVote vote = {};        // of Kind::vote
  bool operator==(const ReviewLine&) const = default;
};

struct ReviewView {
  bool open = false;  // from the list, and from the screens that a line of it leads to
  std::vector<ReviewLine> lines;
  std::optional<wire::Idea> idea;  // the one that was tapped
};

// An example to vote on: lives in memory alone, and is forgotten when it is closed.
struct TrialView {
  std::optional<wire::CardVote> vote;
  bool votes_shown = false;  // second step of two, as on a card
  bool done = false;
};

struct ResidentView {
  ResidentScreen screen = ResidentScreen::attract;
  Panel panel = Panel::none;
  bool veiled = false;
  bool busy = false;           // an answer is on its way to the disk
  std::optional<Errc> failed;  // the last answer could not be kept: say so, offer TryAgain
  std::string language;
  Display display;
  Listening listening;
  VoiceHealth voice = VoiceHealth::works;
  Headphones headphones = Headphones::out;
  Speaking speaking = Speaking::ended;
  Helper helper = Helper::nobody;
  std::shared_ptr<const consultation::Consultation> consultation;
  bool begun = false;       // an answer is stored
  std::uint32_t cards = 0;  // in this visit's draw
  std::uint32_t voted = 0;  // stones laid
  CardView card;
  IdeaView idea;
  std::uint32_t ideas_kept = 0;
  bool may_propose = true;
  std::string age, neighbourhood;
  bool may_review = false;  // something was said, and nothing of it is being looked at
  ReviewView review;
  TrialView trial;
  std::string code;                   // ten characters, "" until shown
  bool code_ready = false;            // ShowCode would show one
  std::chrono::seconds clears_in{0};  // thanks and erased, rounded up to kCountdownStep
};

}  // namespace parvis::flow
