// Results for people at a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "sync/hub/desk/results.h"

namespace parvis::hub {
namespace {

using consultation::Tally;

// At most `width` code points, so that a line of the table stays a line.
std::string shortened(std::string_view text, std::size_t width) {
  std::size_t points = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xc0u) != 0x80u;
    if (starts && ++points == width) end = i;
  }
  return points <= width ? std::string(text) : std::string(text.substr(0, end)) + "…";
}

template <class Enum, class Counts>
std::string listed(const Counts& counts) {
  std::string line;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    if (!line.empty()) line += " · ";
    line += fmt::format("{} {}", counts[i], to_string(static_cast<Enum>(i)));
  }
  return line.empty() ? "none" : line;
}

std::uint64_t percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : (100 * part + whole / 2) / whole;
}

std::string online_cell(const ProposalResult& proposal) {
  const Tally& online = proposal.online.verified;
  if (online.total() == 0) return "-";
  return fmt::format("{:>3}% of {}", percent(online.votes[0], online.total()), online.total());
}

std::string proposal_line(const ProposalResult& proposal, const Tally& counted, std::size_t width) {
  const auto scores = consultation::scores({counted, counted});
  const auto share = [&](std::size_t vote) {
    return percent(counted.votes[vote], counted.total());
  };
  std::string line =
      counted.total() == 0
          ? fmt::format("{:>6} {:>6} {:>6} {:>6}  {:<11} {:<12}  ", 0, "-", "-", "-", "-", "-")
          : fmt::format("{:>6} {:>5}% {:>5}% {:>5}%  {:<11} {:>5.2f} ± {:.2f}  ", counted.total(),
                        share(0), share(1), share(2), key_of(scores.zone), scores.top.value,
                        scores.top.margin);
  line += fmt::format("{:<13} ", online_cell(proposal));
  std::string text = proposal.published_idea ? "* " : "";
  text += proposal.text.empty() ? "(taken back)" : proposal.text;
  return line + shortened(text, std::max<std::size_t>(width, line.size() + 20) - line.size());
}

constexpr std::string_view kHeads =
    " votes  agree disagr  neutr  zone        top score     online agree  proposal\n";

std::string proposals_table(const Results& results, std::size_t width) {
  std::string out(kHeads);
  std::vector<std::size_t> order(results.proposals.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return results.proposals[a].counted().total() > results.proposals[b].counted().total();
  });
  for (const auto i : order) {
    out += proposal_line(results.proposals[i], results.proposals[i].counted(), width) + "\n";
  }
  return out;
}

// What the rules have set aside, and what would stand above with it. Nothing when they have found nothing.
std::string suspects_table(const Results& results, std::size_t width) {
  const auto suspect = results.sum.standings[static_cast<std::size_t>(Standing::suspect)];
  if (suspect == 0) return "";
  std::string out = fmt::format(
      "\n{} visits are suspect and not counted above: {} (a visit may meet several; `parvis-hub "
      "fraud` "
      "says what they are)\nWith them:\n{}",
      suspect, listed<fraud::Rule>(results.suspects), kHeads);
  for (const auto& proposal : results.proposals) {
    if (proposal.suspect.total() == 0) continue;
    out += proposal_line(proposal, proposal.with_suspect(), width) + "\n";
  }
  return out;
}

std::string ideas_lines(const Results& results) {
  std::string out;
  for (const auto& count : results.ideas) {
    const auto all = std::accumulate(count.states.begin(), count.states.end(), std::uint64_t{0});
    if (all == 0) continue;
    out += fmt::format("  {:<16} {}\n", count.theme.empty() ? "(no theme)" : count.theme,
                       listed<IdeaState>(count.states));
  }
  return out.empty() ? "  none\n" : out;
}

std::string sum_lines(const Results& results) {
  const ClosingSum& sum = results.sum;
  std::string out = fmt::format("The sum: {} visits in {} batches = {}: {}\n", sum.manifests,
                                sum.batches, listed<Standing>(sum.standings),
                                sum.closes() ? "it closes" : "IT DOES NOT CLOSE; run audit");
  const SheetSum& sheets = results.sheets;
  out += fmt::format("Count sheets: {} sessions, {} visits started ({}), {} arrived{}\n",
                     sheets.sessions, sheets.started, listed<wire::Ending>(sheets.endings),
                     sheets.arrived, sheets.started == sheets.arrived ? "" : ": THEY DIFFER");
  if (sheets.heads_counted_in > 0) {
    out += fmt::format("Mediators counted {} people in {} sessions\n", sheets.head_count,
                       sheets.heads_counted_in);
  }
  return out;
}

}  // namespace

std::string to_table(const Results& results, std::size_t width) {
  const auto visits = std::accumulate(results.modes.begin(), results.modes.end(), std::uint64_t{0});
  std::string out = fmt::format("{}: {}\n", results.title, results.question);
  if (results.practice) out += "PRACTICE: nothing here counts.\n";
  out += fmt::format("\n{} visits: {} | {}", visits, listed<wire::Ending>(results.endings),
                     listed<wire::Mode>(results.modes));
  for (const auto& [language, times] : results.languages)
    out += fmt::format(" | {} {}", language, times);
  out += fmt::format("\n{} votes, {} qualifications, {} ideas\n\n", results.votes,
                     results.qualifications, results.said);
  out += proposals_table(results, width);
  out += "  * said at a kiosk, accepted and published";
  if (!results.statistics_note.empty()) {
    out += fmt::format("; online: {}, never added to kiosks' votes", results.statistics_note);
  }
  out += "\n" + suspects_table(results, width) + "\nIdeas by theme\n" + ideas_lines(results) +
         "\n" + sum_lines(results);
  return out;
}

}  // namespace parvis::hub
