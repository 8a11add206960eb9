#include "sync/hub/desk/opening.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace parvis::hub {
namespace {

// Rows have random keys, so a batch touches nearly every page of a small file: batches that share a transaction share those
// writes. Opening one by one cost three times as much.
constexpr std::size_t kBatchesTogether = 32;

constexpr std::string_view kIdLetters = "0123456789abcdefghjkmnpqrstvwxyz";

// "i-7k3qx2m4": 40 random bits, short enough to be typed, and nothing of an order.
std::string random_name(std::string_view prefix) {
  static_assert(256 % kIdLetters.size() == 0);  // so that each letter is as likely
  std::array<std::uint8_t, 8> random{};
  crypto::random_bytes(random);
  std::string name(prefix);
  for (const auto byte : random) name += kIdLetters[byte % kIdLetters.size()];
  return name;
}

// Drawn together: a call to the kernel for each would be half of what storing a visit costs.
std::vector<RowKey> random_keys(std::size_t count) {
  Bytes random(count * RowKey::kSize);
  crypto::random_bytes(random);
  std::vector<RowKey> keys(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::copy_n(random.begin() + static_cast<std::ptrdiff_t>(i * RowKey::kSize), RowKey::kSize,
                keys[i].bytes.begin());
  }
  return keys;
}

// Ideas of a counted visit, ready for moderation.
void collect_ideas(const OpenedVisit& row, const wire::Visit& visit, std::vector<IdeaRow>& ideas) {
  if (visit.ideas.empty()) return;
  if (row.standing != Standing::counted && row.standing != Standing::suspect) return;
  const std::string author = random_name("k-");
  std::uint32_t ordinal = 0;
  for (const auto& said : visit.ideas) {
    IdeaRow idea;
    idea.id = random_name("i-");
    idea.visit = row.key;
    idea.ordinal = ordinal++;
    idea.consultation = visit.pack.consultation;
    idea.language = visit.language;
    idea.theme = said.theme;
    idea.said = said.text;
    idea.text = said.text;
    idea.author = author;
    ideas.push_back(std::move(idea));
  }
}

void set_aside(OpenedVisit& row, Standing standing, std::string reason) {
  row.standing = standing;
  row.reason = std::move(reason);
  row.content.clear();
  row.code.reset();
}

// The first in the log counts. Rows that came earlier with other bytes are flagged, and given back.
Status find_duplicates(DeskStore& store, JudgedBatch& judged, std::vector<OpenedVisit>& flagged) {
  for (std::size_t i = 0; i < judged.rows.size(); ++i) {
    OpenedVisit& row = judged.rows[i];
    PARVIS_TRY(auto others, store.with_id(row.id));
    if (others.empty()) continue;
    const bool same = std::all_of(others.begin(), others.end(),
                                  [&](const OpenedVisit& other) { return other.box == row.box; });
    row.conflict = !same;
    // A batch that is judged again may be earlier in the log than what came in between.
    if (std::any_of(others.begin(), others.end(),
                    [&](const OpenedVisit& other) { return other.leaf < row.leaf; })) {
      set_aside(row, Standing::duplicate, same ? "same" : "other-bytes");
      judged.visits[i].reset();
    }
    if (same) continue;
    for (auto& other : others) {
      if (std::exchange(other.conflict, true)) continue;
      flagged.push_back(std::move(other));
    }
  }
  return {};
}

Status store_batch(DeskStore& store, JudgedBatch judged, OpenReport& report) {
  std::vector<OpenedVisit> flagged;
  PARVIS_TRY_VOID(find_duplicates(store, judged, flagged));
  std::vector<IdeaRow> ideas;
  for (std::size_t i = 0; i < judged.rows.size(); ++i) {
    if (judged.visits[i]) collect_ideas(judged.rows[i], *judged.visits[i], ideas);
  }
  // Keys and ids are random, so their order is a random one.
  std::sort(judged.rows.begin(), judged.rows.end(),
            [](const OpenedVisit& a, const OpenedVisit& b) { return a.key < b.key; });
  std::sort(ideas.begin(), ideas.end(),
            [](const IdeaRow& a, const IdeaRow& b) { return a.id < b.id; });
  PARVIS_TRY_VOID(store.add_batch(judged.batch, judged.rows, ideas, flagged));
  report.batches += 1;
  report.ideas += ideas.size();
  for (const auto& row : judged.rows) report.standings[static_cast<std::size_t>(row.standing)] += 1;
  return {};
}

// One call of open_batches(): what was opened waits in a transaction until enough is there.
class Run {
 public:
  Run(Intake& intake, DeskStore& store, Opener opener)
      : intake_(intake), store_(store), opener_(std::move(opener)) {}

  // Forgets what is to be judged again. MUST come before take().
  Status look_back() {
    if (!opener_.devices().has_lost()) return {};
    PARVIS_TRY(const auto stand, store_.leaves_set_aside(kRevoked));
    PARVIS_TRY(const auto batches, store_.batches());
    for (const auto& batch : batches) {
      const auto now = stand.find(batch.leaf);
      const bool revoked = opener_.devices().objection(batch.document, batch.manifest) == kRevoked;
      if (now == stand.end() || now->second == revoked) continue;
      PARVIS_TRY(const auto destroyed, intake_.store().destroyed(batch.leaf));
      if (!destroyed.empty()) continue;  // nothing is left to judge it by
      PARVIS_TRY_VOID(begin());
      PARVIS_TRY_VOID(store_.forget_batch(batch.leaf));
      report_.judged_again += 1;
    }
    return {};
  }

  Status take(const LoggedBatch& logged) {
    PARVIS_TRY(const bool here, store_.has_batch(logged.leaf));
    if (here) {
      report_.already += 1;
      return note_withdrawals(logged);
    }
    // Opened before, from the log before its restart: its rows and what moderators decided come along.
    PARVIS_TRY(const auto waiting, store_.waiting_leaf(logged.manifest));
    if (waiting) {
      PARVIS_TRY_VOID(commit());
      report_.already += 1;
      return store_.move_batch(*waiting, logged.leaf);
    }
    PARVIS_TRY_VOID(begin());
    PARVIS_TRY(JudgedBatch judged, opener_.judge(logged));
    PARVIS_TRY_VOID(add_gone(logged, judged));
    PARVIS_TRY_VOID(store_batch(store_, std::move(judged), report_));
    // What look_back() forgot comes back in the same transaction.
    return ++waiting_ < kBatchesTogether || report_.judged_again > 0 ? Status{} : commit();
  }

  Result<OpenReport> finish() {
    PARVIS_TRY_VOID(commit());
    for (const auto& row : interrupted_) PARVIS_TRY_VOID(store_.withdraw(row));
    return report_;
  }

 private:
  // A withdrawal takes the box first; where it was interrupted, the row follows when all is opened.
  Status note_withdrawals(const LoggedBatch& logged) {
    for (const auto& leaf : logged.withdrawn) {
      PARVIS_TRY(const auto rows, store_.with_id(leaf.id));
      for (const auto& row : rows) {
        if (row.leaf == logged.leaf && row.standing != Standing::withdrawn) {
          interrupted_.push_back(row);
        }
      }
    }
    return {};
  }

  // What was withdrawn or destroyed before this desk opened the batch, as after a restore. Rows of its own withdrawals are there.
  Status add_gone(const LoggedBatch& logged, JudgedBatch& judged) {
    const auto keys = random_keys(logged.withdrawn.size() + logged.destroyed.size());
    auto key = keys.begin();
    const auto add = [&](const wire::VisitLeaf& box, Standing standing, std::string reason) {
      OpenedVisit row;
      row.key = *key++;
      row.id = box.id;
      row.box = box.digest;
      row.leaf = logged.leaf;
      row.standing = standing;
      row.reason = std::move(reason);
      judged.rows.push_back(std::move(row));
      judged.visits.emplace_back();
    };
    for (const auto& box : logged.withdrawn) {
      PARVIS_TRY(const auto rows, store_.with_id(box.id));
      const bool here = std::any_of(rows.begin(), rows.end(), [&](const OpenedVisit& row) {
        return row.leaf == logged.leaf && row.standing == Standing::withdrawn;
      });
      if (!here) add(box, Standing::withdrawn, "");
    }
    for (const auto& box : logged.destroyed) add(box, Standing::unopenable, "destroyed");
    return {};
  }

  Status begin() {
    if (transaction_) return {};
    PARVIS_TRY(auto begun, store_.begin());
    transaction_.emplace(std::move(begun));
    return {};
  }
  Status commit() {
    if (!transaction_) return {};
    PARVIS_TRY_VOID(transaction_->commit());
    transaction_.reset();
    waiting_ = 0;
    return {};
  }

  Intake& intake_;
  DeskStore& store_;
  Opener opener_;
  OpenReport report_;
  std::optional<sqlite::Transaction> transaction_;
  std::size_t waiting_ = 0;
  std::vector<OpenedVisit> interrupted_;  // whose withdrawal is to be ended
};

}  // namespace

Opener::Opener(PackShelf& shelf, const OpeningKeys& keys, Verdicts verdicts)
    : shelf_(shelf), keys_(keys), devices_(keys.root, std::move(verdicts)) {}

Result<JudgedBatch> Opener::judge(const LoggedBatch& logged) {
  const auto unreadable = [&](const Error& error) {
    return fail(Errc::corrupt,
                fmt::format("batch {} in the log can't be read ({}); run audit, then "
                            "restore intake.db from a backup",
                            logged.leaf, error.context));
  };
  const auto batch = wire::decode_batch(logged.bytes);
  if (!batch) return unreadable(batch.error());
  auto manifest = wire::decode_manifest(batch->manifest.bytes);
  if (!manifest) return unreadable(manifest.error());
  JudgedBatch judged;
  std::string doubt = devices_.objection(batch->manifest, *manifest);
  std::vector<wire::VisitLeaf> leaves = logged.withdrawn;
  leaves.insert(leaves.end(), logged.destroyed.begin(), logged.destroyed.end());
  const auto row_keys = random_keys(batch->visits.size());
  for (std::size_t i = 0; i < batch->visits.size(); ++i) {
    std::optional<wire::Visit> visit;
    PARVIS_TRY(OpenedVisit row, judge_box(batch->visits[i], *manifest, visit));
    row.key = row_keys[i];
    row.leaf = logged.leaf;
    leaves.push_back({row.id, row.box});
    judged.rows.push_back(std::move(row));
    judged.visits.push_back(std::move(visit));
  }
  std::sort(leaves.begin(), leaves.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  const bool whole =
      leaves.size() == manifest->visits && wire::visits_root(leaves) == manifest->root;
  if (doubt.empty() && !whole) doubt = "boxes-changed";
  if (!doubt.empty()) {
    for (auto& row : judged.rows) set_aside(row, Standing::quarantined, doubt);
    for (auto& visit : judged.visits) visit.reset();
  }
  judged.batch = {logged.leaf, batch->manifest, std::move(*manifest)};
  return judged;
}

Result<OpenedVisit> Opener::judge_box(const wire::SealedVisit& box, const wire::Manifest& manifest,
                                      std::optional<wire::Visit>& visit) {
  OpenedVisit row;
  row.id = box.id;
  row.box = wire::digest(box);
  auto opened =
      wire::open(box, manifest.device, manifest.pack, manifest.recipients, keys_.reception);
  if (!opened) {
    switch (opened.error().code) {
      case Errc::forged:
        set_aside(row, Standing::quarantined, "box-forged");
        break;
      case Errc::not_found:
        set_aside(row, Standing::unopenable, "other-key");
        break;
      default:
        set_aside(row, Standing::unopenable, "unreadable");
        break;
    }
    return row;
  }
  PARVIS_TRY_VOID(judge_content(row, opened->visit));
  if (row.reason.empty()) {
    row.content = std::move(opened->encoded);
    visit = std::move(opened->visit);
  }
  return row;
}

Status Opener::judge_content(OpenedVisit& row, const wire::Visit& visit) {
  PARVIS_TRY(const auto* pack, shelf_.find(visit.pack));
  if (pack == nullptr) {
    set_aside(row, Standing::quarantined, "pack-unknown");
    return {};
  }
  const bool known = std::all_of(visit.votes.begin(), visit.votes.end(), [&](const auto& vote) {
    return vote.proposal < pack->proposals.size();
  });
  if (!known) {
    set_aside(row, Standing::quarantined, "proposal-unknown");
    return {};
  }
  row.code = visit.code;
  if (visit.ending == wire::Ending::erased) row.standing = Standing::erased;
  return {};
}

Result<OpenReport> open_batches(Intake& intake, DeskStore& store, const OpeningKeys& keys) {
  PackShelf shelf(store, wire::Authorities(keys.root));
  PARVIS_TRY(auto verdicts, Verdicts::read(intake, keys.root));
  Run run(intake, store, Opener(shelf, keys, std::move(verdicts)));
  PARVIS_TRY_VOID(run.look_back());
  PARVIS_TRY_VOID(
      intake.each_batch(0, [&run](const LoggedBatch& logged) { return run.take(logged); }));
  return run.finish();
}

}  // namespace parvis::hub
