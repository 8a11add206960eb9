// The stick laboratory: pulled at each call of export, hub import, hub back-export and kiosk import, what was not synced being
// lost, kept or torn; then everything again to the end.
#include <fmt/format.h>

#include "tests/stick/journey.h"

using namespace parvis;
using namespace parvis::stick_lab;

namespace {

constexpr std::size_t kBatches = 3;

// What the laboratory found, in words; empty when all held.
struct Findings {
  std::size_t pulls = 0;
  std::vector<std::string> wrong = {};
  void add(std::string_view stage, std::size_t call, std::string_view what) {
    wrong.push_back(fmt::format("{}, pulled at call {}: {}", stage, call, what));
  }
};

using Plant = std::function<void(SimulatedStick&)>;
void no_bug(SimulatedStick&) {}

bool all_on(const City& city, const SimulatedStick& stick) {
  for (std::size_t i = 0; i < city.batches.size(); ++i) {
    if (stick.held(city.on_stick(i)) != wire::encode(city.batches[i])) return false;
  }
  return true;
}

// Everything again, undisturbed: nothing may be missing and nothing counted twice.
void finish(const Journey& journey, Findings& findings, std::string_view stage, std::size_t call) {
  const auto exported = journey.export_batches();
  const auto taken = journey.receive();
  const auto back = journey.bring_back();
  const auto in = journey.take_in();
  if (!exported || !exported->safe())
    findings.add(stage, call, "export does not end well afterwards");
  if (!taken || taken->stopped) findings.add(stage, call, "the hub can't import afterwards");
  if (!back) findings.add(stage, call, "the hub can't write back afterwards");
  if (!in) findings.add(stage, call, "the kiosk can't import afterwards");
  if (journey.logged() != kBatches)
    findings.add(stage, call, fmt::format("{} batches in the log", journey.logged()));
  if (journey.received() != kBatches)
    findings.add(stage, call, fmt::format("{} receipts hold", journey.received()));
  for (const auto& paper : journey.papers_missing())
    findings.add(stage, call, "the kiosk never got the newest " + paper);
  if (!journey.outbox_is_whole()) findings.add(stage, call, "the outbox lost something");
}

// Plays `before`, then `pulled` with the stick pulled at its call `call`. False when it ended before that call.
bool pull_once(City& city, SimulatedStick::Loss loss, const Plant& plant, std::string_view stage,
               std::size_t call, Findings& findings) {
  SimulatedStick stick;
  stick.loss = loss;
  stick.at_once = 700;  // several writes a file
  plant(stick);
  const Journey journey(city, stick);
  const auto play = [&](std::string_view what) -> bool {
    if (what == "export") {
      const auto report = journey.export_batches();
      const bool safe = report && report->safe();
      return safe;
    }
    if (what == "hub import") {
      const auto report = journey.receive();
      return report && !report->stopped;
    }
    if (what == "hub back") return journey.bring_back().has_value();
    return journey.take_in().has_value();
  };
  for (const std::string_view before : {"export", "hub import", "hub back"}) {
    if (before == stage) break;
    if (!play(before)) findings.add(stage, call, fmt::format("{} fails undisturbed", before));
  }
  stick.pull_at = stick.calls() + call;
  const std::size_t first = stick.calls();
  const bool done = play(stage);
  const bool pulled = stick.calls() >= first + call;
  if (pulled) ++findings.pulls;
  if (pulled && done)
    findings.add(stage, call, "says that it is done although the stick was pulled");
  stick.replug();
  // Right after "safe" anyone may pull it.
  if (done && !all_on(city, stick)) findings.add(stage, call, "was called safe and is not there");
  if (journey.logged() > kBatches) findings.add(stage, call, "counted twice");
  plant(stick);
  finish(journey, findings, stage, call);
  return pulled;
}

enum class Until { end, first_finding };

Findings pull_everywhere(const Plant& plant, Until until) {
  City city(kBatches);
  city.hand_out();
  Findings findings;
  for (const auto loss :
       {SimulatedStick::Loss::dropped, SimulatedStick::Loss::kept, SimulatedStick::Loss::torn}) {
    for (const std::string_view stage : {"export", "hub import", "hub back", "kiosk import"}) {
      std::size_t call = 1;
      while (pull_once(city, loss, plant, stage, call, findings)) {
        ++call;
        if (until == Until::first_finding && !findings.wrong.empty()) return findings;
      }
    }
  }
  return findings;
}

}  // namespace

TEST_CASE(
    "a stick pulled at any call loses nothing, counts nothing twice and was never called safe") {
  const Findings findings = pull_everywhere(no_bug, Until::end);
  for (const auto& wrong : findings.wrong) UNSCOPED_INFO(wrong);
  CHECK(findings.wrong.empty());
  CHECK(findings.pulls > 300);
  fmt::print("stick laboratory: pulled at {} calls, 3 kinds of loss, each then played to the end\n",
             findings.pulls);
}

TEST_CASE(
    "the stick laboratory finds a program that forgets to sync files, folders, or to read back") {
  const auto finds = [](const Plant& plant) {
    return !pull_everywhere(plant, Until::first_finding).wrong.empty();
  };
  CHECK(finds([](SimulatedStick& stick) { stick.skip_file_sync = true; }));
  CHECK(finds([](SimulatedStick& stick) { stick.skip_folder_sync = true; }));
  CHECK(finds([](SimulatedStick& stick) {
    stick.skip_bypass = true;
    stick.keeps = 512;
  }));
}
