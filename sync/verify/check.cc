#include "sync/verify/check.h"

#include <algorithm>
#include <set>
#include <sstream>

namespace parvis::verify {
namespace {

template <class... Parts>
std::string join(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

Fixed<8> key_id(const Key& key) {
  Fixed<8> id{};
  std::copy_n(blake2b(key).begin(), id.size(), id.begin());
  return id;
}

const std::vector<std::string> kStandings{"counted",     "suspect",   "withdrawn", "unopenable",
                                          "quarantined", "duplicate", "erased"};

struct Batch {
  std::uint64_t leaf = 0;
  Hash digest{};
  Manifest manifest;
};

class Checker {
 public:
  explicit Checker(const PublishedLog& log) : log_(log) {}

  Report run(const Key& authority) {
    if (!check_root(authority)) return std::move(report_);
    check_leaves();
    check_restarts();
    check_checkpoints();
    check_carried();
    check_chains();
    check_sheets();
    check_kept();
    check_sum();
    for (const NamedText& note : log_.notes) judge(note.text, join("the note ", note.name));
    for (const NamedText& receipt : log_.receipts) check_receipt(receipt);
    return std::move(report_);
  }

 private:
  using Kind = Sentence::Kind;
  void say(Kind kind, std::string thing, std::string text, std::vector<std::string> evidence = {}) {
    report_.sentences.push_back({kind, std::move(thing), std::move(text), std::move(evidence)});
  }

  // ---- who may sign -----------------------------------------------------------------------------
  bool check_root(const Key& authority) {
    std::string why;
    auto root = read_root(log_.root, authority, why);
    if (!root) {
      say(Kind::found, "root document",
          join("The root document is not the authority's: ", why,
               ". Nothing else can be checked."));
      return false;
    }
    root_ = std::move(*root);
    for (const Certificate& certificate : root_.certificates) {
      const Key& key = certificate.key;
      if (certificate.purpose == Purpose::receipt) log_keys_.push_back({certificate.name, 1, key});
      if (certificate.purpose == Purpose::witness) witnesses_.push_back({certificate.name, 4, key});
      if (certificate.purpose == Purpose::desk) desks_.push_back({certificate.name, 1, key});
      if (certificate.purpose == Purpose::device) devices_[certificate.chain] = certificate;
    }
    report_.kiosks = devices_.size();
    say(Kind::holds, "root document",
        join("Root document ", root_.number, " of ", root_.city, " is the authority's, with ",
             root_.certificates.size(), " certificates, ", root_.revocations.size(),
             " revocations, ", root_.successions, " successions of the authority and ",
             root_.restarts.size(), " restarts of the log."));
    return true;
  }

  // ---- leaves -----------------------------------------------------------------------------------
  std::string name_of(const Manifest& manifest) const {
    const auto device = devices_.find(manifest.chain);
    return join("batch ", manifest.number, " of ",
                device == devices_.end() ? "the unknown chain " + to_hex(manifest.chain)
                                         : device->second.name);
  }
  std::string name_of(const Batch& batch) const {
    return join("leaf ", batch.leaf, ", ", name_of(batch.manifest));
  }
  // For a leaf of any kind.
  std::string name_of(std::uint64_t leaf) const {
    const auto batch = std::ranges::find(batches_, leaf, &Batch::leaf);
    return batch == batches_.end() ? join("leaf ", leaf) : name_of(*batch);
  }

  void check_leaves() {
    std::vector<Hash> hashes;
    for (std::uint64_t index = 0; index < log_.leaves.size(); ++index) {
      const Leaf& leaf = log_.leaves[index];
      if (leaf.kind == Leaf::Kind::missing) {
        say(Kind::found, join("leaf ", index),
            join("Leaf ", index,
                 " is missing: the list of leaves has a hole. No root beyond it "
                 "can be computed."));
        whole_ = false;
      } else if (leaf.kind == Leaf::Kind::statement) {
        if (whole_) hashes.push_back(leaf_hash(blake2b(leaf.bytes)));
        check_statement(index, leaf.bytes);
      } else {
        const auto document = read_signed(leaf.bytes, 64u << 10);
        const Hash digest = document ? blake2b(document->bytes, document->signature) : Hash{};
        if (whole_) hashes.push_back(leaf_hash(digest));
        check_manifest(index, document, digest);
      }
    }
    roots_ = roots_of(hashes);
    report_.leaves = log_.leaves.size();
    report_.batches = batches_.size();
    for (const Batch& batch : batches_) report_.visits += batch.manifest.visits;
    say(Kind::holds, "leaves",
        join(log_.leaves.size(), " leaves: ", batches_.size(), " batches with ", report_.visits,
             " visits, ", statements_, " statements of the desk."));
  }

  void check_manifest(std::uint64_t index, const std::optional<Signed>& document,
                      const Hash& digest) {
    auto manifest = document ? read_manifest(document->bytes) : std::nullopt;
    const std::string thing = join("leaf ", index);
    if (!manifest) {
      say(Kind::found, thing, join("Leaf ", index, " is not a manifest: it was altered."));
      return;
    }
    const std::string name = join(thing, ", ", name_of(*manifest));
    const auto device = devices_.find(manifest->chain);
    if (device == devices_.end()) {
      say(Kind::found, thing, join(name, ": no kiosk is certified for this chain."));
    } else if (device->second.device != manifest->device) {
      say(Kind::found, thing, join(name, ": its chain belongs to another device."));
    } else if (!is_signed(device->second.key, "parvis/manifest", 1, *document)) {
      say(Kind::found, thing,
          join(name, ": ", device->second.name, " did not sign it", signer_of(*document), "."));
    } else {
      check_revocation(name, *manifest, device->second);
    }
    batches_.push_back({index, digest, std::move(*manifest)});
  }

  std::string signer_of(const Signed& document) const {
    for (const auto& [chain, device] : devices_) {
      if (is_signed(device.key, "parvis/manifest", 1, document))
        return join("; ", device.name, " did");
    }
    return "; nor did any other kiosk: its bytes or its signature were altered";
  }

  void check_revocation(const std::string& name, const Manifest& manifest,
                        const Certificate& device) {
    for (const Revocation& revocation : root_.revocations) {
      if (revocation.key_id != key_id(device.key) || !revocation.lost_at_batch ||
          manifest.number <= *revocation.lost_at_batch)
        continue;
      say(Kind::remark, name,
          join(name, " came after the kiosk was lost (at batch ", *revocation.lost_at_batch,
               "): its visits belong in quarantine."));
    }
  }

  // How many visits were withdrawn so far: a number that never goes down.
  void check_statement(std::uint64_t index, View bytes) {
    ++statements_;
    std::istringstream lines(std::string(bytes.begin(), bytes.end()));
    std::string title, time, count;
    std::getline(lines, title);
    std::getline(lines, time);
    std::getline(lines, count);
    const auto withdrawn = from_decimal(count);
    const std::string thing = join("leaf ", index);
    if (title != "parvis/withdrawn/v1" || !withdrawn) {
      say(Kind::found, thing, join("Leaf ", index, " is no statement that this program knows."));
    } else if (*withdrawn < withdrawn_) {
      say(Kind::found, thing,
          join("Leaf ", index, " says that ", *withdrawn, " visits were withdrawn; ", withdrawn_,
               " had been before."));
    } else {
      withdrawn_ = *withdrawn;
    }
  }

  // ---- checkpoints ------------------------------------------------------------------------------
  // How many leaves of an earlier or this origin's log are still the beginning of this one.
  std::optional<std::uint64_t> surviving(const std::string& origin) const {
    if (origin == root_.origin) return UINT64_MAX;
    std::optional<std::uint64_t> size;
    for (const Restart& restart : root_.restarts) {
      if (size) size = std::min(*size, restart.size);
      if (restart.old_origin == origin) size = restart.size;
    }
    return size;
  }

  void check_restarts() {
    std::string origin;
    for (const Restart& restart : root_.restarts) {
      const std::string thing = join("restart to ", restart.new_origin);
      if (!origin.empty() && restart.old_origin != origin)
        say(Kind::found, thing,
            join("The restart of ", restart.old_origin,
                 " does not begin where the one before it led."));
      origin = restart.new_origin;
      if (restart.size >= roots_.size()) {
        say(Kind::found, thing,
            join("The log was restarted at ", restart.size, " leaves; only ", roots_.size() - 1,
                 " of them are here."));
      } else if (roots_[restart.size] != restart.root) {
        say(Kind::found, thing,
            join("The first ", restart.size, " leaves are not those of ", restart.old_origin,
                 " with which the authority let the log go on: one of them was altered."));
      } else {
        say(Kind::holds, thing,
            join("The authority restarted ", restart.old_origin, " as ", restart.new_origin,
                 "; their first ", restart.size, " leaves are the same."));
      }
    }
  }

  // A note that says it is a checkpoint of this log. `holder` is who has it. Returns it when the log's key signed it,
  // whether or not it fits these leaves.
  std::optional<Checkpoint> judge(const std::string& text, const std::string& holder) {
    const auto note = read_note(text);
    const auto checkpoint = note ? read_checkpoint(note->text) : std::nullopt;
    if (!checkpoint) {
      say(Kind::found, holder, join(holder, " is no checkpoint."));
      return std::nullopt;
    }
    if (!is_signed(*note, log_keys_)) {
      say(Kind::found, holder,
          join(holder, ": no certified receipt key signed this checkpoint of ", checkpoint->size,
               " leaves."));
      return std::nullopt;
    }
    if (!witnesses_.empty() && !is_signed(*note, witnesses_)) {
      say(Kind::found, holder,
          join(holder, ": no certified witness cosigned this checkpoint of ", checkpoint->size,
               " leaves."));
      return std::nullopt;
    }
    const auto survives = surviving(checkpoint->origin);
    if (!survives) {
      say(Kind::found, holder,
          join(holder, " is of ", checkpoint->origin, ", which is no log of this root document."));
      return std::nullopt;
    }
    if (checkpoint->size > *survives) {
      say(Kind::remark, holder,
          join(holder, ": ", checkpoint->origin, " had ", checkpoint->size, " leaves; those from ",
               *survives, " on were lost when it was restarted, and come again from the kiosks."));
      return checkpoint;
    }
    compare(*checkpoint, text, holder);
    return checkpoint;
  }

  void compare(const Checkpoint& theirs, const std::string& text, const std::string& holder) {
    if (theirs.size < roots_.size() && roots_[theirs.size] == theirs.root) return;
    std::vector<std::string> evidence{text};
    const auto same = signed_.find(theirs.size);
    if (same != signed_.end()) {
      evidence.push_back(same->second);
    } else if (!signed_.empty()) {
      evidence.push_back(signed_.rbegin()->second);
    }
    if (theirs.size < roots_.size()) {
      say(Kind::found, holder,
          join(holder, " has another root for ", theirs.size,
               " leaves than these leaves have: the log's key signed two histories. Both notes are "
               "the evidence."),
          evidence);
    } else if (whole_) {
      say(Kind::found, holder,
          join(holder, " knows a log of ", theirs.size, " leaves; here are ", roots_.size() - 1,
               ": its end was cut off, or two logs are shown. Both notes are the evidence."),
          evidence);
    }
  }

  // From the smallest up, so that a root that is wrong names the leaves since the last that was right.
  void check_checkpoints() {
    struct Read {
      Checkpoint checkpoint;
      const NamedText* file;
    };
    std::vector<Read> all;
    for (const NamedText& file : log_.checkpoints) {
      const auto note = read_note(file.text);
      const auto checkpoint = note ? read_checkpoint(note->text) : std::nullopt;
      all.push_back({checkpoint.value_or(Checkpoint{}), &file});
    }
    std::ranges::stable_sort(all, {}, [](const Read& read) { return read.checkpoint.size; });
    std::uint64_t good = 0, covered = 0, read = 0;
    for (const auto& [checkpoint, file] : all) {
      const std::uint64_t size = checkpoint.size;
      const std::string holder = join("checkpoint ", file->name);
      const bool fits = size < roots_.size() && roots_[size] == checkpoint.root;
      const bool lost = size > surviving(checkpoint.origin).value_or(UINT64_MAX);
      if (fits || lost || size >= roots_.size()) {
        if (!judge(file->text, holder)) continue;
        ++read;
        covered = std::max(covered, lost ? 0 : size);
        if (fits) signed_.emplace(size, file->text);
        if (fits) good = std::max(good, size);
        continue;
      }
      wrong_root(checkpoint, *file, good);
      covered = std::max(covered, size);
    }
    report_.checkpoints = read;
    if (covered < log_.leaves.size())
      say(Kind::found, "checkpoints",
          join(
              "Leaves ", covered, " to ", log_.leaves.size() - 1, " (", name_of(covered),
              " first) are covered by no signed checkpoint: they were added afterwards, or the log "
              "was rolled back."));
    say(Kind::holds, "checkpoints",
        join(read, " checkpoints are signed by the log", witnesses_.empty() ? "" : " and cosigned",
             "; the leaves give their roots up to ", good, " leaves."));
  }

  void wrong_root(const Checkpoint& checkpoint, const NamedText& file, std::uint64_t good) {
    const std::string thing = join("checkpoint ", file.name);
    const auto note = read_note(file.text);
    if (!note || !is_signed(*note, log_keys_) ||
        (!witnesses_.empty() && !is_signed(*note, witnesses_))) {
      judge(file.text, thing);
      return;
    }
    const auto same = signed_.find(checkpoint.size);
    if (same != signed_.end()) {
      compare(checkpoint, file.text, thing);
      return;
    }
    const std::string last = checkpoint.size - good <= 1 ? "" : join(" to ", checkpoint.size - 1);
    say(Kind::found, good < checkpoint.size ? join("leaf ", good) : thing,
        join("The leaves do not give the root that was signed for ", checkpoint.size,
             " leaves. The first ", good,
             " are as they were; altered, moved, added or dropped is one from ", name_of(good),
             last, "."),
        {file.text});
  }

  // What kiosks were shown, by their own signed manifests.
  void check_carried() {
    std::uint64_t carried = 0;
    for (const Batch& batch : batches_) {
      if (batch.manifest.checkpoint.empty()) continue;
      ++carried;
      const auto shown = judge(batch.manifest.checkpoint,
                               join(name_of(batch), ", the checkpoint that its kiosk held"));
      if (shown && shown->origin == root_.origin && shown->size > batch.leaf) {
        say(Kind::found, join("leaf ", batch.leaf),
            join(name_of(batch), " carries a checkpoint of ", shown->size,
                 " leaves, and stands before them: leaves were moved."));
      }
    }
    say(Kind::holds, "carried checkpoints",
        join(carried, " manifests carry the checkpoint that their kiosk held; each was compared."));
  }

  // ---- chains -----------------------------------------------------------------------------------
  void check_chains() {
    std::map<Fixed<16>, std::map<std::uint64_t, const Batch*>> chains;
    std::set<std::pair<Fixed<16>, std::uint64_t>> twice;
    for (const Batch& batch : batches_) {
      const auto [place, fresh] =
          chains[batch.manifest.chain].emplace(batch.manifest.number, &batch);
      if (fresh) continue;
      say(Kind::found, join("leaf ", batch.leaf),
          join(name_of(batch), ": ", name_of(*place->second),
               " has this number already. Two kiosks have one identity, or a card was put back: "
               "enrol it again."));
    }
    for (const auto& [chain, numbers] : chains) check_chain(numbers);
    for (const Batch& batch : batches_) check_abandoned(batch, chains);
    say(Kind::holds, "chains",
        join(chains.size(), " chains: numbers and predecessors were compared."));
  }

  void check_chain(const std::map<std::uint64_t, const Batch*>& numbers) {
    const Batch* before = nullptr;
    for (const auto& [number, batch] : numbers) {
      const std::uint64_t expected = before == nullptr ? 1 : before->manifest.number + 1;
      if (number > expected) {
        gaps_.insert(batch->manifest.chain);
        say(Kind::remark, join("leaf ", batch->leaf),
            join(name_of(*batch), ": ", number - expected, " batches before it, from number ",
                 expected, ", have not come. They may be on a stick, or lost."));
      } else if (before != nullptr && batch->manifest.previous != before->digest) {
        say(Kind::found, join("leaf ", batch->leaf),
            join(name_of(*batch), " names another predecessor than ", name_of(*before),
                 ": a copied or restored card, or one of the two was altered."));
      }
      before = batch;
    }
    highest_[before->manifest.chain] = before->manifest.number;
  }

  void check_abandoned(const Batch& batch,
                       const std::map<Fixed<16>, std::map<std::uint64_t, const Batch*>>& chains) {
    if (batch.manifest.abandoned == Hash{}) return;
    const auto head = std::ranges::find(batches_, batch.manifest.abandoned, &Batch::digest);
    const std::string thing = join("leaf ", batch.leaf);
    if (head == batches_.end()) {
      say(Kind::remark, thing,
          join(name_of(batch), " begins a new chain after one whose last batch is not in the log (",
               to_hex(batch.manifest.abandoned), ")."));
      return;
    }
    say(Kind::remark, thing,
        join(name_of(batch), " begins a new chain after ", name_of(*head), "."));
    for (const auto& [number, later] : chains.at(head->manifest.chain)) {
      if (number <= head->manifest.number) continue;
      say(Kind::found, join("leaf ", later->leaf),
          join(name_of(*later),
               " goes on a chain that its kiosk has left: two kiosks have one "
               "identity. Revoke the old chain's key."));
    }
  }

  // ---- counts -----------------------------------------------------------------------------------
  // A session's sheet is repeated in each of its batches; joined sessions come together.
  void check_sheets() {
    struct Group {
      std::vector<const Batch*> batches;
      std::uint64_t visits = 0;
    };
    std::map<std::set<Fixed<16>>, Group> groups;
    std::map<Fixed<16>, Sheet> sheets;
    for (const Batch& batch : batches_) {
      std::set<Fixed<16>> sessions;
      for (const Sheet& sheet : batch.manifest.sheets) {
        sessions.insert(sheet.session);
        if (sheets.emplace(sheet.session, sheet).first->second == sheet) continue;
        say(Kind::found, join("leaf ", batch.leaf),
            join(name_of(batch), " has another count sheet for session ", to_hex(sheet.session),
                 " than an earlier batch."));
      }
      groups[sessions].batches.push_back(&batch);
      groups[sessions].visits += batch.manifest.visits;
    }
    for (const auto& [sessions, group] : groups) {
      std::uint64_t started = 0;
      for (const auto& session : sessions) started += sheets.at(session).started();
      compare_sheet(*group.batches.back(), started, group.visits);
    }
    std::uint64_t heads = 0, differ = 0;
    for (const auto& [session, sheet] : sheets) {
      if (!sheet.head_count) continue;
      ++heads;
      if (*sheet.head_count == sheet.started()) continue;
      ++differ;
      say(Kind::remark, join("session ", to_hex(session)),
          join("In session ", to_hex(session), " the mediator counted ", *sheet.head_count,
               " people and ", sheet.started(), " visits began."));
    }
    say(Kind::holds, "count sheets",
        join(sheets.size(), " sessions; in ", heads, " of them the mediator counted heads, ",
             differ, " differ from the visits that began."));
  }

  void compare_sheet(const Batch& last, std::uint64_t started, std::uint64_t visits) {
    const std::string thing = join("leaf ", last.leaf);
    if (visits > started) {
      say(Kind::found, thing,
          join(name_of(last), ": ", visits, " visits came of a session in which ", started,
               " began."));
    } else if (visits < started) {
      const bool may_come = gaps_.contains(last.manifest.chain) ||
                            highest_[last.manifest.chain] == last.manifest.number;
      say(may_come ? Kind::remark : Kind::found, thing,
          join(name_of(last), ": ", started, " visits began in its session and ", visits,
               may_come ? " have come so far." : " came; the others were left out."));
    }
  }

  void check_kept() {
    if (!log_.kept) return;
    const auto note = read_note(*log_.kept);
    const auto kept = note ? read_statement(note->text, "parvis/kept/v1", {"time"}) : std::nullopt;
    if (!kept || !is_signed(*note, desks_)) {
      say(Kind::found, "kept note", "The kept note is not signed by the desk, or is none.");
      return;
    }
    if (stands(kept->log, "kept note", *log_.kept))
      say(Kind::holds, "kept note",
          join("The desk has signed that the first ", kept->log.size,
               " leaves are opened and backed up."));
  }

  // Whether a note of the desk speaks of these leaves.
  bool stands(const Checkpoint& said, const std::string& thing, const std::string& note) {
    const auto survives = surviving(said.origin);
    if (survives && said.size <= *survives && said.size < roots_.size() &&
        roots_[said.size] == said.root)
      return true;
    if (survives && said.size > *survives) {
      say(Kind::remark, thing, join("The ", thing, " speaks of the log before its restart."));
      return false;
    }
    if (whole_)
      say(Kind::found, thing,
          join("The ", thing, " speaks of other leaves than these: of ", said.size,
               " leaves with another root."),
          {note});
    return false;
  }

  void check_sum() {
    if (!log_.sum) return;
    std::vector<std::string> keys{"manifests"};
    keys.insert(keys.end(), kStandings.begin(), kStandings.end());
    keys.emplace_back("time");
    const auto note = read_note(*log_.sum);
    auto sum = note ? read_statement(note->text, "parvis/sum/v1", keys) : std::nullopt;
    if (!sum || !is_signed(*note, desks_)) {
      say(Kind::found, "sum", "The closing sum is not signed by the desk, or is none.");
      return;
    }
    if (!stands(sum->log, "sum", *log_.sum)) return;
    std::uint64_t visits = 0, accounted = 0;
    for (const Batch& batch : batches_) {
      if (batch.leaf < sum->log.size) visits += batch.manifest.visits;
    }
    for (const std::string& standing : kStandings) accounted += sum->numbers[standing];
    if (visits != sum->numbers["manifests"] || visits != accounted) {
      say(Kind::found, "sum",
          join("The sum does not close: the kiosks signed for ", visits, " visits, the desk says ",
               sum->numbers["manifests"], " and accounts for ", accounted, "."));
    } else if (sum->numbers["withdrawn"] < withdrawn_) {
      say(Kind::found, "sum",
          join("The log says that ", withdrawn_, " visits were withdrawn, the sum ",
               sum->numbers["withdrawn"], ": what was taken back is counted again."));
    } else {
      say(Kind::holds, "sum",
          join("The sum closes: ", visits, " visits signed for, ", sum->numbers["counted"],
               " counted, ", accounted - sum->numbers["counted"], " accounted for otherwise."));
    }
  }

  // ---- receipts ---------------------------------------------------------------------------------
  // A file's name, <chain>-<number>.receipt, says whose it is.
  const Batch* batch_called(const std::string& name) const {
    for (const Batch& batch : batches_) {
      std::string number = std::to_string(batch.manifest.number);
      if (number.size() < 8) number.insert(0, 8 - number.size(), '0');
      if (name == to_hex(batch.manifest.chain) + "-" + number + ".receipt") return &batch;
    }
    return nullptr;
  }

  void check_receipt(const NamedText& file) {
    const std::string thing = join("receipt ", file.name);
    const auto receipt = read_receipt(file.text);
    if (!receipt) {
      say(Kind::found, thing, join(thing, " is no receipt."));
      return;
    }
    const auto head = judge(receipt->checkpoint, join(thing, ", its checkpoint"));
    const Batch* named = batch_called(file.name);
    if (!head) return;
    if (head->size > surviving(head->origin).value_or(0) &&
        receipt->index >= surviving(head->origin).value_or(0)) {
      say(Kind::remark, thing,
          join(thing, " is of the log before its restart; its batch ",
               named == nullptr ? "has not come again yet." : "is " + name_of(*named) + " now."));
      return;
    }
    const auto batch = std::ranges::find(batches_, receipt->index, &Batch::leaf);
    if (batch == batches_.end()) {
      say(Kind::found, thing, join(thing, " is for leaf ", receipt->index, ", which is not here."));
    } else if (!is_included(leaf_hash(batch->digest), receipt->index, head->size, receipt->proof,
                            head->root)) {
      say(Kind::found, thing,
          join(thing, " does not prove ", name_of(*batch),
               ": its proof was altered, or it was given for other bytes."));
    } else if (named != nullptr && named->leaf != batch->leaf) {
      say(Kind::found, thing,
          join(thing, " is kept for ", name_of(*named), " and proves ", name_of(*batch), "."));
    } else {
      say(Kind::holds, thing, join(thing, " proves ", name_of(*batch), "."));
    }
  }

  const PublishedLog& log_;
  Report report_;
  RootDocument root_;
  std::vector<NoteKey> log_keys_, witnesses_, desks_;
  std::map<Fixed<16>, Certificate> devices_;     // by chain
  std::vector<Batch> batches_;                   // in the log's order
  std::vector<Hash> roots_;                      // at every size, up to the first missing leaf
  bool whole_ = true;                            // no leaf is missing
  std::map<std::uint64_t, std::string> signed_;  // checkpoints that hold, by size
  std::set<Fixed<16>> gaps_;                     // chains with a number missing
  std::map<Fixed<16>, std::uint64_t> highest_;   // number of each chain
  std::uint64_t statements_ = 0, withdrawn_ = 0;
};

}  // namespace

bool Report::holds() const {
  return std::ranges::none_of(
      sentences, [](const Sentence& sentence) { return sentence.kind == Sentence::Kind::found; });
}

Report check(const PublishedLog& log, const Key& authority) { return Checker(log).run(authority); }

}  // namespace parvis::verify
