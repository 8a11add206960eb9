// Reads the screen aloud for whoever listens: follows what changes on it, the focus and the person's settings, and tells the
// flow when the voice begins, ends and fails.
//
// What stands on a screen that was there a moment before is not said again; whoever asks hears all of it. After an answer
// that is safe, headphones say so. Every touch and key interrupts.
//
// Threads: the main thread. Holds words of the screen while the voice is on, and forgets them with forget().
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "kiosk/flow/resident_events.h"
#include "kiosk/flow/resident_view.h"
#include "kiosk/speech/speaker.h"
#include "kiosk/text/languages.h"
#include "kiosk/ui/reading.h"
#include "kiosk/ui/stage.h"

namespace parvis::app {

class Narrator {
 public:
  // `words` MUST outlive it.
  Narrator(std::unique_ptr<speech::Speaker> speaker, text::Languages& words);

  // After each frame of a resident's screen.
  void follow(const ui::Stage& stage, const flow::ResidentView& view);
  // The whole screen, from its beginning.
  void read_all(const ui::Stage& stage, const flow::ResidentView& view);
  void silence();
  // The last answer is safe: said before what comes next.
  void answer_is_safe() { noted_ = true; }
  // The mediator's screens are not read.
  void pause();
  // A visit ended: nothing of it is left, and speed and volume are as at first.
  void forget();

  void set_headphones(flow::Headphones headphones);
  void set_pack_recordings(std::shared_ptr<const speech::PackRecordings> recordings);
  // What the flow does not know yet: whether the voice works in this language, speaks, has headphones.
  [[nodiscard]] std::vector<flow::ResidentReport> news(const flow::ResidentView& view);
  // Whether voice and sound were there when they were last wanted.
  [[nodiscard]] bool works() const { return speaker_->health() == speech::Health::works; }
  // Whether something is being said: tests wait for its end.
  [[nodiscard]] bool speaking() const { return speaker_->speaking(); }

 private:
  using Known = std::set<std::pair<std::string, std::string>>;  // id and words
  [[nodiscard]] ui::Listener listener(const flow::ResidentView& view) const;
  void dress(const flow::Listening& listening);
  void say(ui::Sentences sentences, const ui::Listener& listener);
  void remember(const ui::Stage& stage, const ui::Listener& listener);

  std::unique_ptr<speech::Speaker> speaker_;
  text::Languages& words_;
  flow::Headphones headphones_ = flow::Headphones::out;
  flow::Listening dressed_;
  Known known_;          // said, or passed over, on this screen
  std::string focused_;  // and how it was: id and state
  bool noted_ = false;
};

}  // namespace parvis::app
