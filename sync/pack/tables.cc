#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sync/consultation/text.h"
#include "sync/pack/csv.h"
#include "sync/pack/sources.h"
#include "sync/wire/codec.h"

namespace parvis::pack {
namespace {

using consultation::Consultation;
using consultation::Proposal;
using consultation::Tally;

tl::unexpected<Error> wrong(const std::string& file, std::size_t line, std::string_view what) {
  return fail(Errc::invalid, fmt::format("{}:{}: {}", file, line, what));
}

std::string explain(consultation::IdeaProblem problem, const consultation::IdeaCheck& check) {
  using enum consultation::IdeaProblem;
  switch (problem) {
    case too_short:
      return fmt::format("{} characters; a proposal has at least {}", check.graphemes,
                         consultation::kMinIdeaGraphemes);
    case too_long:
      return fmt::format("{} characters; a proposal has at most {}: shorten it", check.graphemes,
                         consultation::kMaxIdeaGraphemes);
    case too_many_bytes:
      return fmt::format("{} bytes; a proposal has at most {}", check.text.size(),
                         consultation::kMaxIdeaTextBytes);
    case control_character:
      return "an invisible control character: type the text again";
    case direction_override:
      return "a character that turns the direction of text: remove it";
    case stacked_marks:
      return "too many accents on one letter";
    case not_text:
      return "characters that are no text";
  }
  return {};
}

// The rules of an idea; and as nobody corrects a file behind its author's back, tidy spaces and NFC are asked for.
Status check_text(const std::string& text, const std::string& file, std::size_t line) {
  const auto check = consultation::check_idea(text);
  if (!check.ok()) return wrong(file, line, explain(check.problems.front(), check));
  if (check.text != text)
    return wrong(file, line,
                 "two spaces in a row, a space at an end, or accents not in NFC: write it again");
  return {};
}

Result<std::vector<std::string>> split_keywords(const std::string& cell, const std::string& file,
                                                std::size_t line) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  while (begin <= cell.size() && !cell.empty()) {
    const std::size_t end = std::min(cell.find(';', begin), cell.size());
    words.push_back(cell.substr(begin, end - begin));
    if (words.back().empty()) return wrong(file, line, "an empty keyword: one ';' too many");
    begin = end + 1;
  }
  return words;
}

Result<CsvTable> read_table(const Path& file, std::span<const std::string_view> columns) {
  PARVIS_TRY(const std::string text, read_source(file));
  return parse_csv(text, file.filename().string(), columns);
}

Proposal* find_proposal(Consultation& all, std::string_view id) {
  const auto found = std::ranges::find(all.proposals, id, &Proposal::id);
  return found == all.proposals.end() ? nullptr : &*found;
}

Status read_originals(const Path& file, bool examples, Consultation& into) {
  static constexpr std::array<std::string_view, 5> kColumns{"id", "theme", "author", "keywords",
                                                            "text"};
  const std::string name = file.filename().string();
  PARVIS_TRY(const CsvTable table, read_table(file, kColumns));
  for (const CsvRow& row : table.rows) {
    Proposal proposal;
    proposal.id = row.cells[0];
    proposal.theme = row.cells[1];
    proposal.author = row.cells[2];
    PARVIS_TRY(proposal.keywords, split_keywords(row.cells[3], name, row.line));
    proposal.text = row.cells[4];
    proposal.language = into.languages.front().code;
    proposal.example = examples;
    if (!wire::is_slug(proposal.id))
      return wrong(name, row.line, "an id is a-z, 0-9 and '-', at most 64");
    if (find_proposal(into, proposal.id) != nullptr) {
      return wrong(name, row.line, fmt::format("id '{}' comes twice", proposal.id));
    }
    if (!proposal.theme.empty() && into.theme(proposal.theme) == nullptr) {
      return wrong(name, row.line,
                   fmt::format("there is no theme '{}' in consultation.toml", proposal.theme));
    }
    PARVIS_TRY_VOID(check_text(proposal.text, name, row.line));
    into.proposals.push_back(std::move(proposal));
  }
  return {};
}

Status read_translated(const Path& file, const std::string& language, Consultation& into) {
  static constexpr std::array<std::string_view, 3> kColumns{"id", "by", "text"};
  const std::string name = file.filename().string();
  auto table = read_table(file, kColumns);
  if (!table && table.error().code == Errc::not_found) return {};
  if (!table) return tl::unexpected(table.error());
  for (const CsvRow& row : table->rows) {
    Proposal* proposal = find_proposal(into, row.cells[0]);
    if (proposal == nullptr) {
      return wrong(name, row.line,
                   fmt::format("there is no proposal '{}' in proposals.csv", row.cells[0]));
    }
    if (row.cells[1] != "human" && row.cells[1] != "machine") {
      return wrong(name, row.line, "the column 'by' is human or machine");
    }
    PARVIS_TRY_VOID(check_text(row.cells[2], name, row.line));
    const auto by = row.cells[1] == "human" ? consultation::Translator::human
                                            : consultation::Translator::machine;
    if (!proposal->translations.try_emplace(language, consultation::Translation{row.cells[2], by})
             .second) {
      return wrong(name, row.line, fmt::format("'{}' comes twice", row.cells[0]));
    }
  }
  return {};
}

Status read_place_table(const Path& file, const Consultation& all,
                        std::vector<consultation::Place>& into) {
  const std::string name = file.filename().string();
  PARVIS_TRY(const std::string text, read_source(file));
  PARVIS_TRY(const CsvTable table, parse_csv(text, name));
  const std::string& first = all.languages.front().code;
  const bool columns_fit =
      table.columns.size() >= 2 && table.columns[0] == "key" && table.columns[1] == first &&
      std::all_of(table.columns.begin() + 1, table.columns.end(), [&](const std::string& column) {
        return std::ranges::find(all.languages, column, &consultation::LanguageInfo::code) !=
               all.languages.end();
      });
  if (!columns_fit)
    return wrong(name, 1, fmt::format("the columns must be key,{} and further languages", first));
  for (const CsvRow& row : table.rows) {
    consultation::Place place;
    place.key = row.cells[0];
    if (!wire::is_slug(place.key))
      return wrong(name, row.line, "a key is a-z, 0-9 and '-', at most 64");
    if (row.cells[1].empty()) return wrong(name, row.line, "the name is missing");
    if (std::ranges::find(into, place.key, &consultation::Place::key) != into.end()) {
      return wrong(name, row.line, fmt::format("key '{}' comes twice", place.key));
    }
    for (std::size_t i = 1; i < row.cells.size(); ++i) {
      if (!row.cells[i].empty()) place.name[table.columns[i]] = row.cells[i];
    }
    into.push_back(std::move(place));
  }
  return {};
}

Result<Tally> read_tally(const CsvRow& row, const std::string& name) {
  std::array<std::uint64_t, consultation::kVotes + consultation::kQualifications> counts{};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::string& cell = row.cells[2 + i];
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), counts[i]);
    if (error != std::errc() || end != cell.data() + cell.size() || counts[i] > 1'000'000'000) {
      return wrong(name, row.line, fmt::format("'{}' is no count", cell));
    }
  }
  Tally tally;
  std::copy_n(counts.begin(), tally.votes.size(), tally.votes.begin());
  std::copy_n(counts.begin() + consultation::kVotes, tally.qualifications.size(),
              tally.qualifications.begin());
  for (std::size_t i = 0; i < tally.qualifications.size(); ++i) {
    if (tally.qualifications[i] > tally.votes[i / consultation::kQualificationsPerVote]) {
      return wrong(name, row.line, "a qualification outnumbers its vote");
    }
  }
  return tally;
}

}  // namespace

Status read_proposals(const Path& folder, bool examples, Consultation& into) {
  PARVIS_TRY_VOID(read_originals(folder / "proposals.csv", examples, into));
  for (std::size_t i = 1; i < into.languages.size(); ++i) {
    const std::string& language = into.languages[i].code;
    PARVIS_TRY_VOID(read_translated(folder / ("proposals." + language + ".csv"), language, into));
  }
  return {};
}

Status read_places(const Path& folder, Consultation& into) {
  PARVIS_TRY_VOID(read_place_table(folder / "places.csv", into, into.places));
  return read_place_table(folder / "neighbourhoods.csv", into, into.neighbourhoods);
}

Status read_statistics(const Path& file, Consultation& into) {
  static constexpr std::array<std::string_view, 14> kColumns{
      "id",        "kind",           "agree", "disagree",   "neutral",           "likeIt",
      "doable",    "platitudeAgree", "noWay", "impossible", "platitudeDisagree", "doNotUnderstand",
      "noOpinion", "doNotCare"};
  const std::string name = file.filename().string();
  PARVIS_TRY(const CsvTable table, read_table(file, kColumns));
  std::set<std::pair<std::string, std::string>> seen;
  for (const CsvRow& row : table.rows) {
    const std::string& kind = row.cells[1];
    Proposal* proposal = find_proposal(into, row.cells[0]);
    if (proposal == nullptr) {
      return wrong(name, row.line,
                   fmt::format("there is no proposal '{}' in proposals.csv", row.cells[0]));
    }
    if (kind != "verified" && kind != "sequence") {
      return wrong(name, row.line, "the column 'kind' is verified or sequence");
    }
    if (!seen.emplace(row.cells[0], kind).second) {
      return wrong(name, row.line,
                   fmt::format("'{}' has two lines of kind {}", row.cells[0], kind));
    }
    PARVIS_TRY(const Tally tally, read_tally(row, name));
    (kind == "sequence" ? proposal->statistics.sequence : proposal->statistics.verified) = tally;
  }
  return {};
}

}  // namespace parvis::pack
