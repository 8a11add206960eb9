// A resident's visit as a state machine: attract → language → plain words → question → cards and ideas → about you →
// thanks, with the panels, the veil and the endings that can come at any time.
//
// Pure: no clock, no file, no thread. Time comes in with each event; next_wake() says when tick() is wanted next. What must
// become durable goes out as Save or Close, and the screen stays as it was until Saved comes back: an answer that the
// screen shows is safe. While waiting, one further intent is kept and handled afterwards, so that a quick finger loses
// nothing. A SaveFailed leaves the visit as it was last saved.
//
// A visit begins with its first stored answer; what ends before is a glance, counted here in memory and nowhere else. The
// language of the draw stands from that moment on, so that (pack, version, language, seed) gives the same cards for ever;
// changing the language afterwards changes every text and no card.
//
// Threads: one. Time: monotonic.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hardware/platform/clock.h"
#include "kiosk/flow/resident_events.h"
#include "kiosk/flow/resident_view.h"
#include "sync/consultation/model.h"
#include "sync/consultation/words.h"

namespace parvis::flow {

// What a visit is given at its start and never again.
struct VisitStart {
  wire::VisitId id;
  std::uint64_t seed = 0;
};

// A pack as the flow needs it: what is asked, and its exact name.
struct Content {
  std::shared_ptr<const consultation::Consultation> consultation;
  wire::PackRef pack;
};

class ResidentFlow {
 public:
  using Effects = std::vector<ResidentEffect>;
  // `visit_start` gives fresh random values; called once for each visit.
  ResidentFlow(wire::DeviceId device, Content content, std::function<VisitStart()> visit_start);
  ~ResidentFlow();
  ResidentFlow(ResidentFlow&&) noexcept;
  ResidentFlow& operator=(ResidentFlow&&) noexcept;

  [[nodiscard]] Effects handle(const ResidentIntent& intent, MonoTime now);
  [[nodiscard]] Effects handle(const ResidentReport& report, MonoTime now);
  // Time passed: veil, ends, countdowns. Harmless when nothing is due.
  [[nodiscard]] Effects tick(MonoTime now);
  // When tick() has something to do; nullopt on a screen that can wait for ever.
  [[nodiscard]] std::optional<MonoTime> next_wake() const;

  // By language: what hints about an idea look for. A language without lists gets the other hints alone.
  void set_hint_lists(std::map<std::string, consultation::HintLists> lists);

  // Taken at once when nobody is there, else when this visit has ended.
  void offer(Content content);

  // What the screens draw. Valid until the next call that is not const.
  [[nodiscard]] const ResidentView& view() const;
  // Whether a visit has begun (an answer is stored) and has not ended.
  [[nodiscard]] bool visit_in_hand() const;
  // People who touched the screen and left without an answer, since this object exists.
  [[nodiscard]] std::uint32_t glances() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace parvis::flow
