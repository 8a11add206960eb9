// What is said of a screen, and in which order: the semantic tree as sentences for the voice.
//
// Titles and texts come first, then what can be chosen, as they were drawn; the bar, keys and
// counters only when the focus stands on them or somebody asks. What a person has said themselves
// (a chosen vote and the qualifications that follow from it, typed words, a code) is confidential:
// with a loudspeaker it is left out, and one sentence says what headphones are for.
//
// In a language that is_said_by_catalog(), words that the catalog does not have are left to the
// speaker as `Source::recording_only`: a voice would guess them.
//
// Threads: pure functions; `words` is only read.
#pragma once

#include <string>
#include <vector>

#include "kiosk/text/languages.h"
#include "kiosk/ui/node.h"

namespace parvis::ui {

enum class Ears { loudspeaker, headphones };
enum class Source {
  any,             // a recording, else the synthetic voice
  recording_only,  // nothing but a recording is reliable
};

struct Sentence {
  std::string id;      // of the node
  std::string text;    // as it is written: what a recording is found by
  std::string spoken;  // as the synthetic voice is to say it; "": as it is written
  std::string language;
  Telling telling = Telling::open;
  Source source = Source::any;
  bool operator==(const Sentence&) const = default;
};
using Sentences = std::vector<Sentence>;

struct Listener {
  text::Languages& words;
  std::string language;  // of the screen
  Ears ears = Ears::loudspeaker;
};

// The whole screen, for whoever asks.
[[nodiscard]] Sentences read_screen(const std::vector<Node>& nodes, const Listener& listener);
// What a screen says by itself: the same without what changes all the time.
[[nodiscard]] Sentences read_arrival(const std::vector<Node>& nodes, const Listener& listener);
// One widget under the focus, with its state.
[[nodiscard]] Sentences read_node(const Node& node, const Listener& listener);
// The program's own remark ("C’est noté."), not on any screen.
[[nodiscard]] Sentence remark(const std::string& key, Telling telling, const Listener& listener);

}  // namespace parvis::ui
