// Results as JSON. Keys and their meaning: FORMAT.md.
#include <cmath>
#include <nlohmann/json.hpp>

#include "sync/hub/desk/results.h"

namespace parvis::hub {
namespace {

using consultation::Tally;
using consultation::Vote;
using nlohmann::ordered_json;

// Four digits: more would be the noise of the last bit.
double rounded(double value) {
  const double result = std::round(value * 1e4) / 1e4;
  return result == 0 ? 0 : result;  // never "-0.0"
}

ordered_json to_json(const Tally& tally) {
  ordered_json out;
  for (std::size_t i = 0; i < consultation::kVotes; ++i) {
    out[std::string(key_of(static_cast<Vote>(i)))] = tally.votes[i];
  }
  ordered_json qualifications;
  for (std::size_t i = 0; i < consultation::kQualifications; ++i) {
    const auto vote = static_cast<Vote>(i / consultation::kQualificationsPerVote);
    qualifications[std::string(qualification_key(vote, i % consultation::kQualificationsPerVote))] =
        tally.qualifications[i];
  }
  out["qualifications"] = qualifications;
  return out;
}

ordered_json to_json(const consultation::Estimate& estimate) {
  return {{"value", rounded(estimate.value)}, {"margin", rounded(estimate.margin)}};
}

ordered_json scores_json(const consultation::Statistics& statistics) {
  const auto scores = consultation::scores(statistics);
  return {{"votes", statistics.verified.total()},
          {"zone", key_of(scores.zone)},
          {"agree", to_json(scores.agree)},
          {"disagree", to_json(scores.disagree)},
          {"neutral", to_json(scores.neutral)},
          {"greatness", to_json(scores.greatness)},
          {"realistic", to_json(scores.realistic)},
          {"platitude", to_json(scores.platitude)},
          {"engagement", to_json(scores.engagement)},
          {"top", to_json(scores.top)},
          {"controversy", to_json(scores.controversy)}};
}

ordered_json to_json(const ProposalResult& proposal) {
  ordered_json out{
      {"id", proposal.id},           {"from", proposal.published_idea ? "kiosk" : "sources"},
      {"current", proposal.current}, {"example", proposal.example},
      {"theme", proposal.theme},     {"language", proposal.language},
      {"text", proposal.text}};
  for (std::size_t i = 0; i < kModes; ++i) {
    out["votes"][std::string(to_string(static_cast<wire::Mode>(i)))] = to_json(proposal.by_mode[i]);
  }
  out["votes"]["suspect"] = to_json(proposal.suspect);
  const Tally counted = proposal.counted();
  if (counted.total() > 0) out["scores"] = scores_json({counted, counted});
  if (proposal.suspect.total() > 0) {
    const Tally all = proposal.with_suspect();
    out["scores_with_suspect"] = scores_json({all, all});
  }
  if (proposal.online.verified.total() + proposal.online.sequence.total() > 0) {
    out["online"] = scores_json(proposal.online);
    out["online"]["verified"] = to_json(proposal.online.verified);
    out["online"]["sequence"] = to_json(proposal.online.sequence);
  }
  return out;
}

ordered_json to_json(const IdeaCount& count) {
  ordered_json out{{"theme", count.theme}};
  for (std::size_t i = 0; i < kIdeaStates; ++i) {
    out[std::string(to_string(static_cast<IdeaState>(i)))] = count.states[i];
  }
  out["refusals"] = ordered_json::object();
  for (const auto& [reason, times] : count.refusals) out["refusals"][reason] = times;
  return out;
}

template <class Counts>
ordered_json endings_json(const Counts& counts) {
  ordered_json out;
  for (std::size_t i = 0; i < wire::kEndings; ++i) {
    out[std::string(to_string(static_cast<wire::Ending>(i)))] = counts[i];
  }
  return out;
}

ordered_json visits_json(const Results& results) {
  ordered_json out{{"endings", endings_json(results.endings)}};
  for (std::size_t i = 0; i < kModes; ++i) {
    out["modes"][std::string(to_string(static_cast<wire::Mode>(i)))] = results.modes[i];
  }
  out["languages"] = ordered_json::object();
  for (const auto& [language, visits] : results.languages) out["languages"][language] = visits;
  return out;
}

ordered_json suspects_json(const Results& results) {
  ordered_json out{{"visits", results.sum.standings[static_cast<std::size_t>(Standing::suspect)]}};
  for (std::size_t i = 0; i < fraud::kRules; ++i) {
    out["rules"][std::string(to_string(static_cast<fraud::Rule>(i)))] = results.suspects[i];
  }
  return out;
}

// Without the number of batches: how visits were packed says nothing about what was said.
ordered_json to_json(const ClosingSum& sum) {
  ordered_json out{{"manifests", sum.manifests}};
  for (std::size_t i = 0; i < kStandings; ++i) {
    out[std::string(to_string(static_cast<Standing>(i)))] = sum.standings[i];
  }
  out["closes"] = sum.closes();
  return out;
}

ordered_json to_json(const SheetSum& sheets) {
  return {{"sessions", sheets.sessions},
          {"started", sheets.started},
          {"endings", endings_json(sheets.endings)},
          {"arrived", sheets.arrived},
          {"head_count", sheets.head_count},
          {"heads_counted_in", sheets.heads_counted_in}};
}

}  // namespace

std::string to_json(const Results& results) {
  ordered_json out{{"format", "parvis-results/1"},
                   {"consultation", results.consultation},
                   {"title", results.title},
                   {"question", results.question},
                   {"practice", results.practice},
                   {"statistics_note", results.statistics_note},
                   {"visits", visits_json(results)},
                   {"votes", results.votes},
                   {"qualifications", results.qualifications},
                   {"said", results.said},
                   {"suspect", suspects_json(results)}};
  out["proposals"] = ordered_json::array();
  for (const auto& proposal : results.proposals) out["proposals"].push_back(to_json(proposal));
  out["ideas"] = ordered_json::array();
  for (const auto& count : results.ideas) out["ideas"].push_back(to_json(count));
  out["sum"] = to_json(results.sum);
  out["sheets"] = to_json(results.sheets);
  return out.dump(2) + "\n";
}

}  // namespace parvis::hub
