#include "sync/hub/desk/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "sync/hub/desk/results.h"

namespace parvis::hub {
namespace {

constexpr std::string_view kRestore = "restore desk.db from a backup, then `open` again";

std::string name_of(const OpenedVisit& row) {
  return fmt::format("opened visit {} (batch {} in the log)", crypto::to_hex(row.id.view()),
                     row.leaf);
}

bool has_content(Standing standing) {
  return standing == Standing::counted || standing == Standing::suspect ||
         standing == Standing::erased;
}

class Auditor {
 public:
  Auditor(Intake& intake, DeskStore& store, const OpeningKeys& keys, Verdicts verdicts)
      : intake_(intake),
        store_(store),
        keys_(keys),
        shelf_(store, wire::Authorities(keys.root)),
        verdicts_(verdicts),
        opener_(shelf_, keys, std::move(verdicts)) {}

  Result<AuditReport> run(const tlog::LogIdentity& log) {
    PARVIS_TRY(report_.leaves, intake_.size());
    PARVIS_TRY(report_.findings, intake_.audit(log));
    if (const auto status = store_.check_integrity(); !status) {
      find("desk.db is damaged: {}; {}", status.error().context, kRestore);
    }
    PARVIS_TRY_VOID(check_batches());
    PARVIS_TRY_VOID(check_rows());
    PARVIS_TRY_VOID(check_counts());
    PARVIS_TRY_VOID(check_ideas());
    PARVIS_TRY_VOID(check_packs());
    PARVIS_TRY_VOID(compare_with_log());
    PARVIS_TRY_VOID(name_disputes());
    PARVIS_TRY_VOID(compare_withdrawals());
    return std::move(report_);
  }

 private:
  template <class... Args>
  void find(fmt::format_string<Args...> format, Args&&... args) {
    report_.findings.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  Status check_batches() {
    auto batches = store_.batches();
    if (!batches) {
      if (batches.error().code != Errc::corrupt) return tl::unexpected<Error>(batches.error());
      find("{}", batches.error().context);
      return {};
    }
    report_.batches = batches->size();
    for (auto& batch : *batches) batches_.emplace(batch.leaf, std::move(batch));
    return {};
  }

  Status check_rows() {
    return store_.each_visit(
        [this](const OpenedVisit& row) {
          report_.rows += 1;
          rows_of_[row.leaf] += 1;
          if (row.standing == Standing::withdrawn) {
            withdrawn_[row.leaf].push_back({row.id, row.box});
          }
          return check_content(row);
        },
        [this](const std::string& damage) -> Status {
          find("{}; {}", damage, kRestore);
          return {};
        });
  }

  Status check_content(const OpenedVisit& row) {
    if (!has_content(row.standing)) return {};
    const auto visit = wire::decode_visit(row.content);
    if (!visit || visit->id != row.id) {
      find("{} holds no visit of that id; {}", name_of(row), kRestore);
      return {};
    }
    for (const auto& idea : visit->ideas) said_.emplace(row.key, idea);
    return {};
  }

  // Each opened batch has as many rows as its manifest says: this is the sum, batch by batch.
  Status check_counts() {
    for (const auto& [leaf, batch] : batches_) {
      const std::uint64_t rows = rows_of_[leaf];
      if (rows == batch.manifest.visits) continue;
      find("batch {} in the log: its manifest says {} visits, desk.db has {} sound rows; {}", leaf,
           batch.manifest.visits, rows, kRestore);
    }
    return {};
  }

  // What was said stands in the opened visit; state and wording follow from the history.
  Status check_ideas() {
    PARVIS_TRY(const auto ideas, store_.ideas());
    for (const auto& idea : ideas) {
      const auto [from, to] = said_.equal_range(idea.visit);
      const bool said = std::any_of(from, to, [&](const auto& entry) {
        return entry.second.text == idea.said && entry.second.theme == idea.theme;
      });
      if (!said) find("idea {} is not what its visit said; {}", idea.id, kRestore);
      PARVIS_TRY_VOID(check_history(idea));
    }
    return {};
  }

  Status check_history(const IdeaRow& idea) {
    PARVIS_TRY(const auto steps, store_.history(idea.id));
    std::string text = idea.said;
    IdeaState state = IdeaState::pending;
    std::uint64_t number = 0;
    for (const auto& step : steps) {
      if (step.number != ++number) break;
      text = step.text;
      if (step.what == "accept") state = IdeaState::accepted;
      if (step.what == "refuse") state = IdeaState::refused;
      if (step.what == "postpone") state = IdeaState::postponed;
    }
    if (number != steps.size() || text != idea.text || state != idea.state) {
      find("idea {} is not what its history says; read `moderate show {}`, then {}", idea.id,
           idea.id, kRestore);
    }
    return {};
  }

  Status check_packs() {
    PARVIS_TRY(const auto packs, store_.packs());
    for (const auto& ref : packs) {
      if (const auto pack = shelf_.find(ref); !pack) {
        find("pack {} version {} in desk.db is damaged ({}); {}", ref.consultation, ref.version,
             pack.error().context, kRestore);
      }
    }
    return {};
  }

  Status compare_with_log() {
    std::set<std::uint64_t> logged_leaves;
    PARVIS_TRY_VOID(intake_.each_batch(0, [&](const LoggedBatch& logged) -> Status {
      logged_leaves.insert(logged.leaf);
      const auto batch = batches_.find(logged.leaf);
      if (batch == batches_.end()) {
        report_.waiting += 1;
        return {};
      }
      if (batch->second.document != logged.manifest) {
        find(
            "batch {} in the log: its manifest in intake.db and in desk.db differ; the receipt of "
            "the "
            "kiosk says which is right",
            logged.leaf);
      }
      return keys_.reception.empty() ? Status{} : reopen(logged);
    }));
    for (const auto& [leaf, batch] : batches_) {
      if (leaf >= kEarlierLog) {
        find(
            "batch {} of a kiosk was opened from the log before its restart and has not come "
            "again; "
            "its kiosk sends it by itself: ask for a sync there, then `open`",
            batch.manifest.number.value);
      } else if (!logged_leaves.contains(leaf)) {
        find("batch {} was opened and is no longer in intake.db; restore intake.db from a backup",
             leaf);
      }
    }
    return {};
  }

  Status name_disputes() {
    PARVIS_TRY(const auto devices, intake_.store().devices());
    std::map<wire::ChainId, std::string> names;
    for (const auto& device : devices) names[device.chain] = device.name;
    PARVIS_TRY(const auto asides, intake_.store().asides());
    for (const auto& aside : asides) {
      const auto known = names.find(aside.chain);
      const std::string name = known == names.end()
                                   ? fmt::format("chain {}", crypto::to_hex(aside.chain.view()))
                                   : known->second;
      if (is_decided(aside)) continue;
      PARVIS_TRY(const auto received, utc_from_seconds(aside.received));
      PARVIS_TRY(const auto standing, intake_.store().link_at(aside.chain, aside.number));
      report_.disputes.push_back(
          dispute(aside, name, to_iso(received), standing ? standing->leaf : 0));
    }
    PARVIS_TRY(const auto why, intake_.recovery());
    if (!why.empty()) {
      report_.disputes.push_back(
          fmt::format("The log is in recovery and signs nothing: {}; see `recover`", why));
    }
    return {};
  }

  // A desk that was put back to a backup has again what was taken back since; the log remembers how much that was.
  Status compare_withdrawals() {
    std::uint64_t said = 0;
    PARVIS_TRY(const auto size, intake_.size());
    for (std::uint64_t leaf = 0; leaf < size; ++leaf) {
      PARVIS_TRY(const auto statement, intake_.store().statement(leaf));
      if (statement) said = std::max(said, withdrawn_by(as_text(*statement)));
    }
    std::uint64_t here = 0;
    for (const auto& [leaf, visits] : withdrawn_) here += visits.size();
    if (said <= here) return {};
    report_.disputes.push_back(
        fmt::format("The log says that {} visits were withdrawn, desk.db has {}: a restore has "
                    "undone what residents took back. "
                    "Until their codes are withdrawn again (`code withdraw`; statuses.json of "
                    "before names the tags), don't publish results",
                    said, here));
    return {};
  }

  // The number in "parvis/withdrawn/v1", its time and number a line each; 0 for another statement.
  static std::uint64_t withdrawn_by(std::string_view statement) {
    if (!statement.starts_with("parvis/withdrawn/v1\n") || !statement.ends_with('\n')) return 0;
    statement.remove_suffix(1);
    const std::string_view digits = statement.substr(statement.rfind('\n') + 1);
    std::uint64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  }

  // Whether people have compared it with the paper.
  [[nodiscard]] bool is_decided(const AsideRecord& aside) const {
    const auto batch = wire::decode_batch(aside.bytes);
    return batch && verdicts_.find(wire::digest(batch->manifest)) != nullptr;
  }

  static std::string dispute(const AsideRecord& aside, const std::string& name,
                             const std::string& received, std::uint64_t leaf) {
    const std::string which =
        fmt::format("{}: a batch {} that came {}", name, aside.number.value, received);
    if (aside.reason == "other-bytes") {
      return fmt::format(
          "{} is not the one at leaf {}. Two kiosks have one identity (a copied card), or a card "
          "was put "
          "back to an earlier day. Both batches are kept, the first counts. Look which kiosks call "
          "themselves {}, stop the one that should not be, and enrol the other again (`enrol`)",
          which, leaf, name);
    }
    if (aside.reason == "chain") {
      return fmt::format(
          "{} does not continue the batches that are here: a copied card, or one put back to an "
          "earlier "
          "day, or a row of its chain was deleted. It is kept and not counted. Enrol the kiosk "
          "again "
          "(`enrol`); compare the mediators' head counts for what may be missing",
          which);
    }
    if (aside.reason == "revoked") {
      return fmt::format(
          "{} is kept aside: the device is revoked. Compare it with the paper count sheets", which);
    }
    return fmt::format(
        "{} is kept aside ({}): enrol the kiosk, and it is counted when it comes again", which,
        aside.reason);
  }

  Status reopen(const LoggedBatch& logged) {
    for (const auto& leaf : logged.withdrawn) {
      const auto& known = withdrawn_[logged.leaf];
      if (std::find_if(known.begin(), known.end(),
                       [&](const auto& other) { return other.id == leaf.id; }) != known.end()) {
        continue;
      }
      find(
          "visit {} of batch {} in the log: its box was withdrawn and its answers still count; run "
          "`open`, which ends an interrupted withdrawal",
          crypto::to_hex(leaf.id.view()), logged.leaf);
    }
    auto judged = opener_.judge(logged);
    if (!judged) {
      find("{}", judged.error().context);
      return {};
    }
    for (const auto& again : judged->rows) PARVIS_TRY_VOID(compare(again));
    report_.reopened += judged->rows.size();
    return {};
  }

  // `again` is what the box says today. Damaged rows were found before; here the sound ones are compared.
  Status compare(const OpenedVisit& again) {
    const auto rows = store_.with_id(again.id);
    if (!rows) return {};
    const auto row = std::find_if(rows->begin(), rows->end(), [&](const OpenedVisit& candidate) {
      return candidate.leaf == again.leaf;
    });
    if (row == rows->end()) {
      find("visit {} of batch {} in the log has no row in desk.db; {}",
           crypto::to_hex(again.id.view()), again.leaf, kRestore);
    } else if (row->box != again.box) {
      find(
          "{}: its sealed box in intake.db is not the one that was opened; restore intake.db from "
          "a "
          "backup",
          name_of(*row));
    } else if (row->standing == Standing::withdrawn) {
      find("{} was withdrawn, and its sealed box is still in intake.db; withdraw it again",
           name_of(*row));
    } else if ((row->reason == kRevoked) != (again.reason == kRevoked)) {
      find("{}: its kiosk was revoked, or people decided about its batch; `open` judges it again",
           name_of(*row));
    } else if (has_content(row->standing) && !says_the_same(*row, again)) {
      find("{} is not what its sealed box says ({}); {}", name_of(*row),
           again.content.empty() ? again.reason : "other answers", kRestore);
    }
    return {};
  }

  // The code's tag may have been erased since, when its day had come; its box still has it.
  static bool says_the_same(const OpenedVisit& row, const OpenedVisit& again) {
    if (row.content == again.content) return row.code == again.code;
    if (row.code || !again.code) return false;
    const auto bare = without_code(again.content);
    return bare && *bare == row.content;
  }

  Intake& intake_;
  DeskStore& store_;
  const OpeningKeys& keys_;
  PackShelf shelf_;
  Verdicts verdicts_;
  Opener opener_;
  AuditReport report_;
  std::map<std::uint64_t, OpenedBatch> batches_;
  std::map<std::uint64_t, std::uint64_t> rows_of_;
  std::map<std::uint64_t, std::vector<wire::VisitLeaf>> withdrawn_;
  std::multimap<RowKey, wire::Idea> said_;
};

}  // namespace

Result<AuditReport> audit(Intake& intake, DeskStore& store, const tlog::LogIdentity& log,
                          const OpeningKeys& keys) {
  PARVIS_TRY(auto verdicts, Verdicts::read(intake, keys.root));
  return Auditor(intake, store, keys, std::move(verdicts)).run(log);
}

}  // namespace parvis::hub
