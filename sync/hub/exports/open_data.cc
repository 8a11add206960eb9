#include "sync/hub/exports/open_data.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "sync/hub/desk/packs.h"
#include "sync/hub/desk/results.h"

namespace parvis::hub {
namespace {

using consultation::Tally;
using consultation::Vote;

Column text(std::string name, std::string meaning) {
  return {std::move(name), ColumnType::text, std::move(meaning)};
}
Column whole(std::string name, std::string meaning) {
  return {std::move(name), ColumnType::whole, std::move(meaning)};
}

std::string key_at(std::size_t qualification) {
  const auto vote = static_cast<Vote>(qualification / consultation::kQualificationsPerVote);
  return std::string(qualification_key(vote, qualification % consultation::kQualificationsPerVote));
}

void add_counts(std::vector<std::string>& row, const Tally& tally) {
  for (const auto count : tally.votes) row.push_back(std::to_string(count));
  for (const auto count : tally.qualifications) row.push_back(std::to_string(count));
}

Table proposals_table(const Results& results) {
  Table table{"proposals", {}, {}};
  table.columns = {
      text("proposal", "which one; stays the same in every export"),
      text("from", "sources: written before; kiosk: said at a kiosk, accepted and published"),
      text("theme", "key of its theme, empty for none"),
      text("language", "the one it was written in"),
      text("text", "its words; empty when who said it has taken it back"),
      text("provenance",
           "autonomous, assisted, paper: votes of kiosks; suspect: left out of the three before, "
           "see "
           "suspects; "
           "online-verified, online-sequence: of the online platform, never added to the others")};
  for (std::size_t i = 0; i < consultation::kVotes; ++i) {
    table.columns.push_back(whole(std::string(key_of(static_cast<Vote>(i))), "votes of this kind"));
  }
  for (std::size_t i = 0; i < consultation::kQualifications; ++i) {
    table.columns.push_back(whole(key_at(i), "votes that bear this qualification"));
  }
  for (const auto& proposal : results.proposals) {
    const auto add = [&](std::string_view provenance, const Tally& tally) {
      std::vector<std::string> row{proposal.proposal, proposal.published_idea ? "kiosk" : "sources",
                                   proposal.theme,    proposal.language,
                                   proposal.text,     std::string(provenance)};
      add_counts(row, tally);
      table.rows.push_back(std::move(row));
    };
    for (std::size_t i = 0; i < kModes; ++i) {
      add(to_string(static_cast<wire::Mode>(i)), proposal.by_mode[i]);
    }
    add("suspect", proposal.suspect);
    add("online-verified", proposal.online.verified);
    add("online-sequence", proposal.online.sequence);
  }
  return table;
}

std::string qualifications_of(const wire::CardVote& vote) {
  std::vector<std::string_view> keys;
  for (std::size_t i = 0; i < consultation::kQualificationsPerVote; ++i) {
    if ((vote.qualifications >> i & 1u) != 0) keys.push_back(qualification_key(vote.vote, i));
  }
  return fmt::format("{}", fmt::join(keys, ";"));
}

Result<std::vector<wire::Visit>> counted_visits(DeskStore& store, std::string_view consultation) {
  std::vector<wire::Visit> visits;
  PARVIS_TRY(const Suspects suspects, find_suspects(store, consultation));
  PARVIS_TRY_VOID(store.each_visit(
      [&](const OpenedVisit& row) -> Status {
        if (suspects.standing(row) != Standing::counted) return {};
        PARVIS_TRY(auto visit, wire::decode_visit(row.content));
        if (visit.pack.consultation == consultation) visits.push_back(std::move(visit));
        return {};
      },
      [](const std::string& damage) -> Status {
        return fail(Errc::corrupt, damage + "; run audit");
      }));
  // Numbers given in a new order each time: two exports can't be laid beside each other to see who is new.
  for (std::size_t left = visits.size(); left > 1; --left) {
    std::swap(visits[left - 1], visits[crypto::random_below(static_cast<std::uint32_t>(left))]);
  }
  return visits;
}

Result<Table> votes_table(DeskStore& store, PackShelf& shelf, std::string_view consultation) {
  Table table{"votes", {}, {}};
  table.columns = {
      whole("participant", "a visit, numbered anew in every export; says nothing about order"),
      text("provenance", "autonomous, assisted or paper"), text("proposal", "see proposals"),
      text("vote", "agree, disagree or neutral"),
      text("qualifications", "keys separated by ';', empty for none")};
  PARVIS_TRY(const auto visits, counted_visits(store, consultation));
  std::uint64_t participant = 0;
  for (const auto& visit : visits) {
    ++participant;
    PARVIS_TRY(const auto* pack, shelf.find(visit.pack));
    for (const auto& vote : visit.votes) {
      if (pack == nullptr || vote.proposal >= pack->proposals.size()) {
        return fail(Errc::corrupt,
                    "an opened visit votes on what its pack does not have; run audit");
      }
      table.rows.push_back({std::to_string(participant), std::string(to_string(visit.mode)),
                            pack->proposals[vote.proposal].id, std::string(key_of(vote.vote)),
                            qualifications_of(vote)});
    }
  }
  return table;
}

Table ideas_table(const Results& results) {
  Table table{"ideas", {}, {}};
  table.columns = {text("theme", "key, empty for none"),
                   text("state", "pending, accepted, refused or postponed"),
                   text("reason", "of a refusal, else empty"), whole("ideas", "how many")};
  for (const auto& count : results.ideas) {
    for (std::size_t i = 0; i < kIdeaStates; ++i) {
      const auto state = static_cast<IdeaState>(i);
      if (state == IdeaState::refused || count.states[i] == 0) continue;
      table.rows.push_back(
          {count.theme, std::string(to_string(state)), "", std::to_string(count.states[i])});
    }
    for (const auto& [reason, times] : count.refusals) {
      table.rows.push_back({count.theme, "refused", reason, std::to_string(times)});
    }
  }
  return table;
}

Table sum_table(const Results& results) {
  Table table{"sum", {}, {}};
  table.columns = {
      text("standing", "manifests: visits that kiosks signed for; the lines below add up to it"),
      whole("visits", "how many")};
  table.rows.push_back({"manifests", std::to_string(results.sum.manifests)});
  for (std::size_t i = 0; i < kStandings; ++i) {
    table.rows.push_back({std::string(to_string(static_cast<Standing>(i))),
                          std::to_string(results.sum.standings[i])});
  }
  return table;
}

Table suspects_table(const Results& results) {
  Table table{"suspects", {}, {}};
  table.columns = {
      text("rule",
           "name of a published rule; visits that meet one are left out of votes and of every "
           "provenance but suspect"),
      text("says", "what it says, with its thresholds"),
      whole("visits", "how many met it; one may meet several, see sum for how many there are")};
  for (std::size_t i = 0; i < fraud::kRules; ++i) {
    const auto rule = static_cast<fraud::Rule>(i);
    table.rows.push_back(
        {std::string(to_string(rule)), fraud::explain(rule), std::to_string(results.suspects[i])});
  }
  return table;
}

Table dictionary_of(const std::vector<Table>& tables) {
  Table table{"dictionary", {}, {}};
  table.columns = {text("file", "name of the table"), text("column", "name of the column"),
                   text("type", "text or whole (a whole number)"), text("meaning", "what it says")};
  for (const auto& described : tables) {
    for (const auto& column : described.columns) {
      table.rows.push_back({described.name, column.name,
                            column.type == ColumnType::whole ? "whole" : "text", column.meaning});
    }
  }
  return table;
}

std::string cell(const std::string& value, ColumnType type) {
  std::string safe = value;
  if (type == ColumnType::text && !value.empty() &&
      std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos) {
    safe.insert(safe.begin(), '\'');
  }
  if (safe.find_first_of(",\"\n\r") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

Result<std::vector<Table>> open_data(DeskStore& store, const wire::Authorities& authorities,
                                     std::string_view consultation) {
  PARVIS_TRY(const Results results, count(store, authorities, consultation));
  PackShelf shelf(store, authorities);
  std::vector<Table> tables;
  tables.push_back(proposals_table(results));
  PARVIS_TRY(auto votes, votes_table(store, shelf, consultation));
  tables.push_back(std::move(votes));
  tables.push_back(ideas_table(results));
  tables.push_back(sum_table(results));
  tables.push_back(suspects_table(results));
  tables.push_back(dictionary_of(tables));
  return tables;
}

std::string to_csv(const Table& table) {
  std::string out;
  for (const auto& column : table.columns) {
    if (!out.empty()) out += ',';
    out += column.name;
  }
  out += '\n';
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out += ',';
      out += cell(row[i], table.columns[i].type);
    }
    out += '\n';
  }
  return out;
}

std::string to_json(std::string_view consultation, const std::vector<Table>& tables) {
  nlohmann::ordered_json out{{"format", "parvis-open-data/1"}, {"consultation", consultation}};
  for (const auto& table : tables) {
    auto rows = nlohmann::ordered_json::array();
    for (const auto& row : table.rows) {
      nlohmann::ordered_json entry;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const Column& column = table.columns[i];
        if (column.type == ColumnType::text) {
          entry[column.name] = row[i];
        } else {
          entry[column.name] = std::strtoull(row[i].c_str(), nullptr, 10);
        }
      }
      rows.push_back(std::move(entry));
    }
    out[table.name] = std::move(rows);
  }
  return out.dump(1) + "\n";
}

}  // namespace parvis::hub
