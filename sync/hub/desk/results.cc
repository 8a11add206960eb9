#include "sync/hub/desk/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "sync/hub/desk/packs.h"

namespace parvis::hub {
namespace {

using consultation::Consultation;
using consultation::Proposal;

bool is_idea(const Proposal& proposal) { return proposal.id.starts_with("i-"); }

// Adds up one consultation. Votes are counted under the proposal that their pack version names, whatever its index there.
class Counter {
 public:
  Counter(DeskStore& store, const wire::Authorities& authorities)
      : store_(store), shelf_(store, authorities) {}

  Result<Results> run(std::string_view slug) {
    results_.consultation = slug;
    PARVIS_TRY_VOID(list_proposals());
    PARVIS_TRY_VOID(sum_batches());
    PARVIS_TRY(suspects_, find_suspects(store_, slug));
    results_.suspects = suspects_.by_rule;
    PARVIS_TRY_VOID(store_.each_visit(
        [this](const OpenedVisit& visit) { return add(visit); },
        [](const std::string& damage) -> Status {
          return fail(Errc::corrupt,
                      damage + "; run audit --reopen to see all, then restore a backup");
        }));
    PARVIS_TRY_VOID(count_ideas());
    return std::move(results_);
  }

 private:
  // Those of the newest pack in its order, then those that only older ones had.
  Status list_proposals() {
    PARVIS_TRY(auto versions, shelf_.versions(results_.consultation));
    if (versions.empty()) {
      return fail(Errc::not_found, fmt::format("no consultation '{}' here: no pack of it was made",
                                               results_.consultation));
    }
    std::reverse(versions.begin(), versions.end());
    for (const auto version : versions) {
      PARVIS_TRY(const auto* pack, shelf_.find({results_.consultation, version}));
      PARVIS_CHECK(pack != nullptr);
      const bool newest = version == versions.front();
      if (newest) describe(*pack);
      auto& index = indices_[version];
      for (const auto& proposal : pack->proposals) index.push_back(place_of(proposal, newest));
    }
    return {};
  }

  void describe(const Consultation& pack) {
    const auto& first = pack.languages.empty() ? std::string("fr") : pack.languages.front().code;
    results_.title = consultation::in_language(pack.title, first, first);
    results_.question = consultation::in_language(pack.question, first, first);
    results_.practice = pack.practice;
    results_.statistics_note = pack.statistics_note;
    for (const auto& theme : pack.themes) results_.ideas.push_back({theme.key, {}, {}});
    results_.ideas.push_back({"", {}, {}});
  }

  std::size_t place_of(const Proposal& proposal, bool newest) {
    const auto [at, added] = places_.try_emplace(proposal.id, results_.proposals.size());
    if (added) {
      ProposalResult result;
      result.published_idea = is_idea(proposal);
      result.proposal = proposal.id;
      if (!result.published_idea) result.id = proposal.id;
      result.theme = proposal.theme;
      result.language = proposal.language;
      // An idea that left the packs was taken back by who had it: its words are no longer ours to show.
      result.current = newest;
      if (newest || !result.published_idea) result.text = proposal.text;
      result.example = proposal.example;
      result.online = proposal.statistics;
      results_.proposals.push_back(std::move(result));
    }
    return at->second;
  }

  Status sum_batches() {
    PARVIS_TRY(const auto batches, store_.batches());
    std::set<wire::SessionId> sessions;
    for (const auto& batch : batches) {
      if (batch.manifest.pack.consultation != results_.consultation) continue;
      leaves_.insert(batch.leaf);
      results_.sum.batches += 1;
      results_.sum.manifests += batch.manifest.visits;
      results_.sheets.arrived += batch.manifest.visits;
      for (const auto& sheet : batch.manifest.sessions) {
        if (sessions.insert(sheet.session).second) add(sheet.counts);
      }
    }
    return {};
  }

  void add(const wire::CountSheet& counts) {
    SheetSum& sheets = results_.sheets;
    sheets.sessions += 1;
    for (std::size_t i = 0; i < wire::kEndings; ++i) {
      sheets.endings[i] += counts.endings[i];
      sheets.started += counts.endings[i];
    }
    if (counts.head_count) {
      sheets.head_count += *counts.head_count;
      sheets.heads_counted_in += 1;
    }
  }

  Status add(const OpenedVisit& row) {
    if (!leaves_.contains(row.leaf)) return {};
    const Standing standing = suspects_.standing(row);
    results_.sum.standings[static_cast<std::size_t>(standing)] += 1;
    const bool counts = standing == Standing::counted;
    if (standing == Standing::erased) {
      results_.endings[static_cast<std::size_t>(wire::Ending::erased)] += 1;
    }
    if (!counts && standing != Standing::suspect) return {};
    PARVIS_TRY(const wire::Visit visit, wire::decode_visit(row.content));
    const auto index = indices_.find(visit.pack.version);
    if (index == indices_.end())
      return fail(Errc::corrupt, "an opened visit names a pack that is gone");
    if (counts) {
      results_.endings[static_cast<std::size_t>(visit.ending)] += 1;
      results_.modes[static_cast<std::size_t>(visit.mode)] += 1;
      results_.languages[visit.language] += 1;
      results_.said += visit.ideas.size();
    }
    for (const auto& vote : visit.votes) {
      if (vote.proposal >= index->second.size()) {
        return fail(Errc::corrupt,
                    "an opened visit votes on a proposal that its pack does not have");
      }
      ProposalResult& result = results_.proposals[index->second[vote.proposal]];
      add(vote, counts ? result.by_mode[static_cast<std::size_t>(visit.mode)] : result.suspect,
          counts);
    }
    return {};
  }

  void add(const wire::CardVote& vote, consultation::Tally& tally, bool counts) {
    const auto kind = static_cast<std::size_t>(vote.vote);
    tally.votes[kind] += 1;
    if (counts) results_.votes += 1;
    for (std::size_t i = 0; i < consultation::kQualificationsPerVote; ++i) {
      if ((vote.qualifications >> i & 1u) == 0) continue;
      tally.qualifications[kind * consultation::kQualificationsPerVote + i] += 1;
      if (counts) results_.qualifications += 1;
    }
  }

  Status count_ideas() {
    PARVIS_TRY(const auto ideas, store_.ideas());
    for (const auto& idea : ideas) {
      if (idea.consultation != results_.consultation) continue;
      auto at = std::find_if(results_.ideas.begin(), results_.ideas.end(),
                             [&](const IdeaCount& count) { return count.theme == idea.theme; });
      if (at == results_.ideas.end()) --at;  // a theme of an older pack goes to those without
      at->states[static_cast<std::size_t>(idea.state)] += 1;
      if (idea.state == IdeaState::refused) at->refusals[idea.reason] += 1;
    }
    return {};
  }

  DeskStore& store_;
  PackShelf shelf_;
  Results results_;
  Suspects suspects_;
  std::set<std::uint64_t> leaves_;
  std::unordered_map<std::string, std::size_t> places_;                  // proposal's id → place
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> indices_;  // version → index → place
};

}  // namespace

consultation::Tally ProposalResult::counted() const {
  consultation::Tally sum;
  for (const auto& tally : by_mode) sum += tally;
  return sum;
}

consultation::Tally ProposalResult::with_suspect() const {
  consultation::Tally sum = counted();
  sum += suspect;
  return sum;
}

std::uint64_t ClosingSum::accounted() const {
  std::uint64_t sum = 0;
  for (const auto standing : standings) sum += standing;
  return sum;
}

Result<Results> count(DeskStore& store, const wire::Authorities& authorities,
                      std::string_view consultation) {
  return Counter(store, authorities).run(consultation);
}

Result<ClosingSum> closing_sum(DeskStore& store) {
  ClosingSum sum;
  PARVIS_TRY(const auto batches, store.batches());
  for (const auto& batch : batches) {
    sum.batches += 1;
    sum.manifests += batch.manifest.visits;
  }
  // A damaged row is no part of any standing: the sum does not close, which is what has to be seen.
  PARVIS_TRY_VOID(store.each_visit(
      [&](const OpenedVisit& visit) -> Status {
        sum.standings[static_cast<std::size_t>(visit.standing)] += 1;
        return {};
      },
      [](const std::string&) -> Status { return {}; }));
  return sum;
}

}  // namespace parvis::hub
