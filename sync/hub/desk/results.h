// What residents said, counted. Votes of kiosks stand beside online ones and are never added to them; each provenance has a
// column of its own. Visits that a published rule sets aside (sync/hub/fraud) are counted apart, and scores are shown without
// and with them.
//
// results are a pure function of what was said, how fast, and in which session: no id that was drawn here, no key and no time is in
// them, and their order is that of the sources, then of the words. Two hubs that were told the same print the same bytes.
//
// Threads: one. Cost: about 6 µs a visit.
#pragma once

#include <map>

#include "sync/consultation/scores.h"
#include "sync/hub/desk/store.h"
#include "sync/hub/desk/suspects.h"
#include "sync/wire/certificate.h"

namespace parvis::hub {

inline constexpr std::size_t kModes = 3;  // wire::Mode

struct ProposalResult {
  std::string proposal;  // its id in the packs
  std::string
      id;  // the same of the sources; "" for an idea that was published: its id was drawn here
  std::string theme;
  std::string language;
  std::string text;
  bool example = false;
  bool published_idea = false;
  bool current = true;                              // in the newest pack
  std::array<consultation::Tally, kModes> by_mode;  // counted visits
  consultation::Tally suspect;
  [[nodiscard]] consultation::Tally counted() const;
  [[nodiscard]] consultation::Tally with_suspect() const;
  consultation::Statistics online;  // of the newest pack
};

struct IdeaCount {
  std::string theme;
  std::array<std::uint64_t, kIdeaStates> states{};
  std::map<std::string, std::uint64_t> refusals;  // by reason
};

// Σ visits of the manifests against what became of each box.
struct ClosingSum {
  std::uint64_t batches = 0;
  std::uint64_t manifests = 0;
  std::array<std::uint64_t, kStandings> standings{};
  [[nodiscard]] std::uint64_t accounted() const;
  [[nodiscard]] bool closes() const { return manifests == accounted(); }
};

// What mediators counted against what arrived.
struct SheetSum {
  std::uint64_t sessions = 0;
  wire::EndingCounts endings{};        // Σ of the count sheets, each session once
  std::uint64_t head_count = 0;        // Σ where a mediator counted
  std::uint64_t heads_counted_in = 0;  // sessions
  std::uint64_t started = 0;           // Σ endings
  std::uint64_t arrived = 0;           // boxes
};

struct Results {
  std::string consultation;
  std::string title;
  std::string question;
  bool practice = false;
  std::string statistics_note;
  std::vector<ProposalResult> proposals;
  std::vector<IdeaCount> ideas;                           // by theme, in the pack's order, "" last
  std::array<std::uint64_t, wire::kEndings> endings{};    // of counted and erased visits
  std::array<std::uint64_t, kModes> modes{};              // of counted visits
  std::map<std::string, std::uint64_t> languages;         // of counted visits
  std::uint64_t votes = 0, qualifications = 0, said = 0;  // of counted visits
  std::array<std::uint64_t, fraud::kRules> suspects{};    // by rule; a visit may meet several
  ClosingSum sum;
  SheetSum sheets;
};

[[nodiscard]] Result<Results> count(DeskStore& store, const wire::Authorities& authorities,
                                    std::string_view consultation);

// FORMAT.md has the keys.
[[nodiscard]] std::string to_json(const Results& results);
// For a terminal of `width` columns.
[[nodiscard]] std::string to_table(const Results& results, std::size_t width = 120);

// The closing sum over every consultation, of standings as they are stored: suspect visits are among the counted ones.
[[nodiscard]] Result<ClosingSum> closing_sum(DeskStore& store);

}  // namespace parvis::hub
