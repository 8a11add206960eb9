#include <algorithm>

#include "sync/verify/known.h"

namespace parvis::verify {
namespace {

void compare(Known& known, const Checkpoint& theirs, const std::string& text,
             const std::string& holder) {
  if (known.fits(theirs)) return;
  std::vector<std::string> evidence{text};
  const auto same = known.heads.find(theirs.size);
  if (same != known.heads.end()) {
    evidence.push_back(same->second);
  } else if (!known.heads.empty()) {
    evidence.push_back(known.heads.rbegin()->second);
  }
  if (theirs.size < known.roots.size()) {
    known.found(
        holder,
        join(holder, " has another root for ", theirs.size,
             " leaves than these leaves have: the log's key signed two histories. Both notes are "
             "the evidence."),
        evidence);
  } else if (known.whole) {
    known.found(
        holder,
        join(holder, " knows a log of ", theirs.size, " leaves; here are ", known.roots.size() - 1,
             ": its end was cut off, or two logs are shown. Both notes are the evidence."),
        evidence);
  }
}

// A note that says it is a checkpoint of this log. `holder` is who has it. Returns it when the log's key signed it,
// whether or not it fits these leaves.
std::optional<Checkpoint> judge(Known& known, const std::string& text, const std::string& holder) {
  const auto note = read_note(text);
  auto checkpoint = note ? read_checkpoint(note->text) : std::nullopt;
  if (!checkpoint) {
    known.found(holder, join(holder, " is no checkpoint."));
    return std::nullopt;
  }
  if (!is_signed(*note, known.log_keys)) {
    known.found(holder, join(holder, ": no certified receipt key signed this checkpoint of ",
                             checkpoint->size, " leaves."));
    return std::nullopt;
  }
  if (!known.witnesses.empty() && !is_signed(*note, known.witnesses)) {
    known.found(holder, join(holder, ": no certified witness cosigned this checkpoint of ",
                             checkpoint->size, " leaves."));
    return std::nullopt;
  }
  const auto survives = known.surviving(checkpoint->origin);
  if (!survives) {
    known.found(holder, join(holder, " is of ", checkpoint->origin,
                             ", which is no log of this root document."));
    return std::nullopt;
  }
  if (checkpoint->size > *survives) {
    known.remark(
        holder,
        join(holder, ": ", checkpoint->origin, " had ", checkpoint->size, " leaves; those from ",
             *survives, " on were lost when it was restarted, and come again from the kiosks."));
    return checkpoint;
  }
  compare(known, *checkpoint, text, holder);
  return checkpoint;
}

void wrong_root(Known& known, const Checkpoint& checkpoint, const NamedText& file,
                std::uint64_t good) {
  const std::string thing = join("checkpoint ", file.name);
  const auto note = read_note(file.text);
  if (!note || !is_signed(*note, known.log_keys) ||
      (!known.witnesses.empty() && !is_signed(*note, known.witnesses))) {
    judge(known, file.text, thing);
    return;
  }
  const auto same = known.heads.find(checkpoint.size);
  if (same != known.heads.end()) {
    compare(known, checkpoint, file.text, thing);
    return;
  }
  const std::string last = checkpoint.size - good <= 1 ? "" : join(" to ", checkpoint.size - 1);
  known.found(good < checkpoint.size ? join("leaf ", good) : thing,
              join("The leaves do not give the root that was signed for ", checkpoint.size,
                   " leaves. The first ", good,
                   " are as they were; altered, moved, added or dropped is one from ",
                   known.name_of(good), last, "."),
              {file.text});
}

// A file's name, <chain>-<number>.receipt, says whose it is.
const Batch* batch_called(const Known& known, const std::string& name) {
  for (const Batch& batch : known.batches) {
    std::string number = std::to_string(batch.manifest.number);
    if (number.size() < 8) number.insert(0, 8 - number.size(), '0');
    if (name == to_hex(batch.manifest.chain) + "-" + number + ".receipt") return &batch;
  }
  return nullptr;
}

void check_receipt(Known& known, const NamedText& file) {
  const std::string thing = join("receipt ", file.name);
  const auto receipt = read_receipt(file.text);
  if (!receipt) {
    known.found(thing, join(thing, " is no receipt."));
    return;
  }
  const auto head = judge(known, receipt->checkpoint, join(thing, ", its checkpoint"));
  const Batch* named = batch_called(known, file.name);
  if (!head) return;
  if (head->size > known.surviving(head->origin).value_or(0) &&
      receipt->index >= known.surviving(head->origin).value_or(0)) {
    known.remark(thing, join(thing, " is of the log before its restart; its batch ",
                             named == nullptr ? "has not come again yet."
                                              : "is " + known.name_of(*named) + " now."));
    return;
  }
  const auto batch = std::ranges::find(known.batches, receipt->index, &Batch::leaf);
  if (batch == known.batches.end()) {
    known.found(thing, join(thing, " is for leaf ", receipt->index, ", which is not here."));
  } else if (!is_included(leaf_hash(batch->digest), receipt->index, head->size, receipt->proof,
                          head->root)) {
    known.found(thing, join(thing, " does not prove ", known.name_of(*batch),
                            ": its proof was altered, or it was given for other bytes."));
  } else if (named != nullptr && named->leaf != batch->leaf) {
    known.found(thing, join(thing, " is kept for ", known.name_of(*named), " and proves ",
                            known.name_of(*batch), "."));
  } else {
    known.holds(thing, join(thing, " proves ", known.name_of(*batch), "."));
  }
}

}  // namespace

std::optional<std::uint64_t> Known::surviving(const std::string& origin) const {
  if (origin == root.origin) return UINT64_MAX;
  std::optional<std::uint64_t> size;
  for (const Restart& restart : root.restarts) {
    if (size) size = std::min(*size, restart.size);
    if (restart.old_origin == origin) size = restart.size;
  }
  return size;
}

void check_restarts(Known& known) {
  std::string origin;
  for (const Restart& restart : known.root.restarts) {
    const std::string thing = join("restart to ", restart.new_origin);
    if (!origin.empty() && restart.old_origin != origin)
      known.found(thing, join("The restart of ", restart.old_origin,
                              " does not begin where the one before it led."));
    origin = restart.new_origin;
    if (restart.size >= known.roots.size()) {
      known.found(thing, join("The log was restarted at ", restart.size, " leaves; only ",
                              known.roots.size() - 1, " of them are here."));
    } else if (known.roots[restart.size] != restart.root) {
      known.found(thing,
                  join("The first ", restart.size, " leaves are not those of ", restart.old_origin,
                       " with which the authority let the log go on: one of them was altered."));
    } else {
      known.holds(thing,
                  join("The authority restarted ", restart.old_origin, " as ", restart.new_origin,
                       "; their first ", restart.size, " leaves are the same."));
    }
  }
}

// From the smallest up, so that a root that is wrong names the leaves since the last that was right.
void check_checkpoints(Known& known) {
  struct Read {
    Checkpoint checkpoint;
    const NamedText* file;
  };
  std::vector<Read> all;
  for (const NamedText& file : known.log.checkpoints) {
    const auto note = read_note(file.text);
    const auto checkpoint = note ? read_checkpoint(note->text) : std::nullopt;
    all.push_back({checkpoint.value_or(Checkpoint{}), &file});
  }
  std::ranges::stable_sort(all, {}, [](const Read& read) { return read.checkpoint.size; });
  std::uint64_t good = 0, covered = 0, read = 0;
  for (const auto& [checkpoint, file] : all) {
    const std::uint64_t size = checkpoint.size;
    const std::string holder = join("checkpoint ", file->name);
    const bool fits = known.fits(checkpoint);
    const bool lost = size > known.surviving(checkpoint.origin).value_or(UINT64_MAX);
    if (fits || lost || size >= known.roots.size()) {
      if (!judge(known, file->text, holder)) continue;
      ++read;
      covered = std::max(covered, lost ? 0 : size);
      if (fits) known.heads.emplace(size, file->text);
      if (fits) good = std::max(good, size);
      continue;
    }
    wrong_root(known, checkpoint, *file, good);
    covered = std::max(covered, size);
  }
  known.report.checkpoints = read;
  if (covered < known.log.leaves.size())
    known.found(
        "checkpoints",
        join("Leaves ", covered, " to ", known.log.leaves.size() - 1, " (", known.name_of(covered),
             " first) are covered by no signed checkpoint: they were added afterwards, or the log "
             "was rolled back."));
  known.holds("checkpoints",
              join("Checkpoints signed by the log", known.witnesses.empty() ? "" : " and cosigned",
                   ": ", read, "; the leaves give their roots up to ", good, " leaves."));
}

// What kiosks were shown, by their own signed manifests.
void check_carried(Known& known) {
  std::uint64_t carried = 0;
  for (const Batch& batch : known.batches) {
    if (batch.manifest.checkpoint.empty()) continue;
    ++carried;
    const auto shown = judge(known, batch.manifest.checkpoint,
                             join(known.name_of(batch), ", the checkpoint that its kiosk held"));
    if (shown && shown->origin == known.root.origin && shown->size > batch.leaf) {
      known.found(join("leaf ", batch.leaf),
                  join(known.name_of(batch), " carries a checkpoint of ", shown->size,
                       " leaves, and stands before them: leaves were moved."));
    }
  }
  known.holds(
      "carried checkpoints",
      join("Checkpoints that kiosks held, by their manifests: ", carried, "; each was compared."));
}

void check_notes(Known& known) {
  for (const NamedText& note : known.log.notes)
    judge(known, note.text, join("the note ", note.name));
}

void check_receipts(Known& known) {
  for (const NamedText& receipt : known.log.receipts) check_receipt(known, receipt);
}

}  // namespace parvis::verify
