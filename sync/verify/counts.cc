#include <algorithm>

#include "sync/verify/known.h"

namespace parvis::verify {
namespace {

using Numbers = std::map<std::uint64_t, const Batch*>;
using Chains = std::map<Fixed<16>, Numbers>;

// Where more may still come.
struct Ends {
  std::set<Fixed<16>> gaps;                    // chains with a number missing
  std::map<Fixed<16>, std::uint64_t> highest;  // number of each chain
};

const std::vector<std::string> kStandings{"counted",     "suspect",   "withdrawn", "unopenable",
                                          "quarantined", "duplicate", "erased"};

void check_chain(Known& known, const Numbers& numbers, Ends& ends) {
  const Batch* before = nullptr;
  for (const auto& [number, batch] : numbers) {
    const std::uint64_t expected = before == nullptr ? 1 : before->manifest.number + 1;
    if (number > expected) {
      ends.gaps.insert(batch->manifest.chain);
      known.remark(
          join("leaf ", batch->leaf),
          join(known.name_of(*batch), ": ", number - expected, " batches before it, from number ",
               expected, ", have not come. They may be on a stick, or lost."));
    } else if (before != nullptr && batch->manifest.previous != before->digest) {
      known.found(
          join("leaf ", batch->leaf),
          join(known.name_of(*batch), " names another predecessor than ", known.name_of(*before),
               ": a copied or restored card, or one of the two was altered."));
    }
    before = batch;
  }
  ends.highest[before->manifest.chain] = before->manifest.number;
}

void check_abandoned(Known& known, const Batch& batch, const Chains& chains) {
  if (batch.manifest.abandoned == Hash{}) return;
  const auto head = std::ranges::find(known.batches, batch.manifest.abandoned, &Batch::digest);
  const std::string thing = join("leaf ", batch.leaf);
  if (head == known.batches.end()) {
    known.remark(thing, join(known.name_of(batch),
                             " begins a new chain after one whose last batch is not in the log (",
                             to_hex(batch.manifest.abandoned), ")."));
    return;
  }
  known.remark(thing,
               join(known.name_of(batch), " begins a new chain after ", known.name_of(*head), "."));
  for (const auto& [number, later] : chains.at(head->manifest.chain)) {
    if (number <= head->manifest.number) continue;
    known.found(join("leaf ", later->leaf),
                join(known.name_of(*later),
                     " goes on a chain that its kiosk has left: two kiosks have one "
                     "identity. Revoke the old chain's key."));
  }
}

void compare_sheet(Known& known, const Ends& ends, const Batch& last, std::uint64_t started,
                   std::uint64_t visits) {
  const std::string thing = join("leaf ", last.leaf);
  if (visits > started) {
    known.found(thing, join(known.name_of(last), ": ", visits,
                            " visits came of a session in which ", started, " began."));
  } else if (visits < started) {
    const bool may_come = ends.gaps.contains(last.manifest.chain) ||
                          ends.highest.at(last.manifest.chain) == last.manifest.number;
    known.say(may_come ? Sentence::Kind::remark : Sentence::Kind::found, thing,
              join(known.name_of(last), ": ", started, " visits began in its session and ", visits,
                   may_come ? " have come so far." : " came; the others were left out."));
  }
}

// A session's sheet is repeated in each of its batches; joined sessions come together.
void check_sheets(Known& known, const Ends& ends) {
  struct Group {
    std::vector<const Batch*> batches;
    std::uint64_t visits = 0;
  };
  std::map<std::set<Fixed<16>>, Group> groups;
  std::map<Fixed<16>, Sheet> sheets;
  for (const Batch& batch : known.batches) {
    std::set<Fixed<16>> sessions;
    for (const Sheet& sheet : batch.manifest.sheets) {
      sessions.insert(sheet.session);
      if (sheets.emplace(sheet.session, sheet).first->second == sheet) continue;
      known.found(join("leaf ", batch.leaf),
                  join(known.name_of(batch), " has another count sheet for session ",
                       to_hex(sheet.session), " than an earlier batch."));
    }
    groups[sessions].batches.push_back(&batch);
    groups[sessions].visits += batch.manifest.visits;
  }
  for (const auto& [sessions, group] : groups) {
    std::uint64_t started = 0;
    for (const auto& session : sessions) started += sheets.at(session).started();
    compare_sheet(known, ends, *group.batches.back(), started, group.visits);
  }
  std::uint64_t heads = 0, differ = 0;
  for (const auto& [session, sheet] : sheets) {
    if (!sheet.head_count) continue;
    ++heads;
    if (*sheet.head_count == sheet.started()) continue;
    ++differ;
    known.remark(join("session ", to_hex(session)),
                 join("In session ", to_hex(session), " the mediator counted ", *sheet.head_count,
                      " people and ", sheet.started(), " visits began."));
  }
  known.holds("count sheets",
              join("Count sheets: ", sheets.size(), "; with a mediator's head count: ", heads,
                   "; of these other than the visits that began: ", differ, "."));
}

// Whether a note of the desk speaks of these leaves.
bool stands(Known& known, const Checkpoint& said, const std::string& thing,
            const std::string& note) {
  const auto survives = known.surviving(said.origin);
  if (survives && said.size <= *survives && known.fits(said)) return true;
  if (survives && said.size > *survives) {
    known.remark(thing, join("The ", thing, " speaks of the log before its restart."));
    return false;
  }
  if (known.whole)
    known.found(thing,
                join("The ", thing, " speaks of other leaves than these: of ", said.size,
                     " leaves with another root."),
                {note});
  return false;
}

}  // namespace

void check_chains(Known& known) {
  Chains chains;
  Ends ends;
  for (const Batch& batch : known.batches) {
    const auto [place, fresh] = chains[batch.manifest.chain].emplace(batch.manifest.number, &batch);
    if (fresh) continue;
    known.found(
        join("leaf ", batch.leaf),
        join(known.name_of(batch), ": ", known.name_of(*place->second),
             " has this number already. Two kiosks have one identity, or a card was put back: "
             "enrol it again."));
  }
  for (const auto& [chain, numbers] : chains) check_chain(known, numbers, ends);
  for (const Batch& batch : known.batches) check_abandoned(known, batch, chains);
  known.holds("chains", join("Chains of batches: ", chains.size(),
                             "; numbers and predecessors were compared."));
  check_sheets(known, ends);
}

void check_kept(Known& known) {
  if (!known.log.kept) return;
  const auto note = read_note(*known.log.kept);
  const auto kept = note ? read_statement(note->text, "parvis/kept/v1", {"time"}) : std::nullopt;
  if (!kept || !is_signed(*note, known.desks)) {
    known.found("kept note", "The kept note is not signed by the desk, or is none.");
    return;
  }
  if (stands(known, kept->log, "kept note", *known.log.kept))
    known.holds("kept note", join("The desk has signed that the first ", kept->log.size,
                                  " leaves are opened and backed up."));
}

void check_sum(Known& known) {
  if (!known.log.sum) return;
  std::vector<std::string> keys{"manifests"};
  keys.insert(keys.end(), kStandings.begin(), kStandings.end());
  keys.emplace_back("time");
  const auto note = read_note(*known.log.sum);
  auto sum = note ? read_statement(note->text, "parvis/sum/v1", keys) : std::nullopt;
  if (!sum || !is_signed(*note, known.desks)) {
    known.found("sum", "The closing sum is not signed by the desk, or is none.");
    return;
  }
  if (!stands(known, sum->log, "sum", *known.log.sum)) return;
  std::uint64_t visits = 0, accounted = 0;
  for (const Batch& batch : known.batches) {
    if (batch.leaf < sum->log.size) visits += batch.manifest.visits;
  }
  for (const std::string& standing : kStandings) accounted += sum->numbers[standing];
  if (visits != sum->numbers["manifests"] || visits != accounted) {
    known.found("sum", join("The sum does not close: the kiosks signed for ", visits,
                            " visits, the desk says ", sum->numbers["manifests"],
                            " and accounts for ", accounted, "."));
  } else if (sum->numbers["withdrawn"] < known.withdrawn) {
    known.found("sum",
                join("The log says that ", known.withdrawn, " visits were withdrawn, the sum ",
                     sum->numbers["withdrawn"], ": what was taken back is counted again."));
  } else {
    known.holds("sum", join("The sum closes: ", visits, " visits signed for, ",
                            sum->numbers["counted"], " counted, ",
                            accounted - sum->numbers["counted"], " accounted for otherwise."));
  }
}

}  // namespace parvis::verify
