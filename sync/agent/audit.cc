#include "sync/agent/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sync/agent/roots.h"
#include "sync/journal/journal.h"
#include "sync/tlog/receipt.h"
#include "sync/transfer/log_keys.h"

namespace parvis::agent {
namespace {

using transfer::BatchName;

constexpr std::string_view kKeep = "keep this kiosk as it is and tell the administrator";

struct Held {
  tlog::VerifiedCheckpoint checkpoint;
  std::string holder;
};

class Auditor {
 public:
  Auditor(const Settings& settings, wire::RootDocument root)
      : settings_(settings),
        root_(std::move(root)),
        log_(transfer::log_identity(root_)),
        outbox_(settings.outbox()),
        inbox_(settings.inbox()) {}

  Result<KioskAudit> run() {
    PARVIS_TRY_VOID(check_outbox());
    PARVIS_TRY_VOID(check_receipts());
    compare_checkpoints();
    check_status();
    check_journal(settings_.journal(), "parvis-sync");
    check_journal(settings_.kiosk_journal(), "parvis-kiosk");
    return std::move(audit_);
  }

 private:
  template <class... Args>
  void find(fmt::format_string<Args...> format, Args&&... args) {
    audit_.findings.push_back(fmt::format(format, std::forward<Args>(args)...));
  }

  // The collection key that this chain was certified for.
  std::optional<crypto::VerifyKey> signer_of(const wire::ChainId& chain) const {
    for (const auto& document : root_.certificates) {
      const auto certificate = wire::verify_certificate(document, root_.authority);
      if (certificate && certificate->chain == chain) return certificate->key;
    }
    return std::nullopt;
  }

  Status check_outbox() {
    PARVIS_TRY(const auto names, outbox_.list());
    std::optional<std::pair<BatchName, crypto::Digest>> before;
    for (const auto& name : names) {
      ++audit_.batches;
      const auto manifest = check_batch(name);
      if (!manifest) continue;
      const bool follows = before && before->first.chain == name.chain &&
                           before->first.number.value + 1 == name.number.value;
      if (follows && manifest->previous != before->second) {
        find(
            "{} does not follow the batch before it: this card holds files of two kiosks, or of "
            "two days; {}",
            transfer::stem(name), kKeep);
      }
      before = {name, digests_.at(name)};
    }
    return {};
  }

  std::optional<wire::Manifest> check_batch(const BatchName& name) {
    const std::string file = transfer::stem(name) + ".batch";
    const auto bytes = outbox_.read(name);
    const auto batch = bytes ? wire::decode_batch(*bytes) : tl::unexpected(bytes.error());
    const auto manifest = batch ? wire::check_batch(*batch) : tl::unexpected(batch.error());
    if (!manifest) {
      find("{} was altered on this card ({}); {}", file, manifest.error().context, kKeep);
      return std::nullopt;
    }
    if (manifest->chain != name.chain || manifest->number != name.number) {
      find("{} bears another batch's name; {}", file, kKeep);
      return std::nullopt;
    }
    const auto key = signer_of(name.chain);
    if (!key) {
      find("{} is of a chain that the city did not certify; {}", file, kKeep);
    } else if (!wire::verify_manifest(batch->manifest, *key)) {
      find("{} is not signed by this kiosk; {}", file, kKeep);
    }
    digests_[name] = wire::digest(batch->manifest);
    if (const auto shown = tlog::verify_checkpoint(manifest->checkpoint, log_))
      held_.push_back({*shown, file});
    return *manifest;
  }

  Status check_receipts() {
    PARVIS_TRY(const auto names, inbox_.receipts());
    for (const auto& name : names) {
      const std::string file = transfer::stem(name) + ".receipt";
      const auto bytes = inbox_.receipt(name);
      const auto proof =
          bytes ? tlog::parse_log_proof(as_text(*bytes)) : tl::unexpected(bytes.error());
      if (!proof) {
        find("{} is no receipt; remove it, and the batch is asked for again", file);
        continue;
      }
      if (transfer::is_of_earlier_log(proof->checkpoint, root_)) {
        ++audit_.earlier;
        continue;
      }
      const auto shown = tlog::verify_checkpoint(proof->checkpoint, log_);
      if (!shown) {
        find("{} is not signed by the city's log ({}); remove it, and the batch is asked for again",
             file, shown.error().context);
        continue;
      }
      held_.push_back({*shown, file});
      check_receipt(name, file, *bytes);
    }
    return {};
  }

  void check_receipt(const BatchName& name, const std::string& file, const Bytes& bytes) {
    const auto digest = digests_.find(name);
    if (digest == digests_.end()) return;  // its batch is kept and gone, or was named above
    const auto receipt = tlog::verify_receipt(bytes, digest->second, log_);
    if (receipt) {
      ++audit_.receipts;
      if (receipt->consistency) proofs_.push_back(*receipt->consistency);
    } else {
      find(
          "{} does not prove the batch of that name: the hub was given other bytes (a copied card, "
          "or one put "
          "back to an earlier day), or the file was altered; {}",
          file, kKeep);
    }
  }

  void compare_checkpoints() {
    std::map<std::uint64_t, const Held*> by_size;
    for (const Held& held : held_) {
      const auto& checkpoint = held.checkpoint.checkpoint;
      const auto [other, fresh] = by_size.emplace(checkpoint.size, &held);
      if (fresh) {
        ++audit_.checkpoints;
      } else if (other->second->checkpoint.checkpoint != checkpoint) {
        contradict(*other->second, held);
      }
    }
    // A proof connects two sizes; where both roots are known it has to hold.
    for (const tlog::Consistency& proof : proofs_) {
      const auto from = by_size.find(proof.from);
      const auto to = by_size.find(proof.to);
      if (from == by_size.end() || to == by_size.end()) continue;
      const auto& old_head = from->second->checkpoint.checkpoint;
      const auto& new_head = to->second->checkpoint.checkpoint;
      const auto holds =
          tlog::verify_consistency(proof.from, old_head.root, proof.to, new_head.root, proof.proof);
      if (!holds) contradict(*from->second, *to->second);
    }
  }

  void contradict(const Held& a, const Held& b) {
    find(
        "The hub has signed two histories: the checkpoint of {} leaves in {} and that of {} leaves "
        "in {} are not "
        "of one log. It rewrote its log, or shows two; {}, and give both notes to an auditor "
        "(parvis-verify --note)",
        a.checkpoint.checkpoint.size, a.holder, b.checkpoint.checkpoint.size, b.holder, kKeep);
    audit_.evidence.push_back(a.checkpoint.note);
    audit_.evidence.push_back(b.checkpoint.note);
  }

  // What the hub said when it was last asked.
  void check_status() {
    const auto bytes = read_file(settings_.status_file(), 1u << 20);
    if (!bytes) return;
    const auto report = transfer::parse_sync_report(as_text(*bytes));
    if (!report) return;
    if (report->trouble == transfer::Trouble::conflict) {
      find(
          "The hub has another batch under a number of this kiosk: its card was copied, or put "
          "back to an earlier "
          "day. Nothing is lost: all of it is kept here and there. The administrator enrols this "
          "kiosk again");
    } else if (report->trouble == transfer::Trouble::log_conflict) {
      find("The hub contradicted what it had signed before; {}", kKeep);
    }
  }

  void check_journal(const Path& file, std::string_view program) {
    const auto read = journal::audit_file(file);
    if (!read) {
      // Not there before the first start; the kiosk's own is not everybody's to read.
      if (read.error().code == Errc::not_found || read.error().code == Errc::denied) return;
      find("the journal of {} can't be read ({}); {}", program, read.error().context, kKeep);
      return;
    }
    audit_.entries += read->entries.size();
    if (read->damage && read->damage->kind != journal::Damage::Kind::torn) {
      find("the journal of {} is {} after entry {}; {}", program, to_string(read->damage->kind),
           read->entries.size(), kKeep);
    }
  }

  const Settings& settings_;
  wire::RootDocument root_;
  tlog::LogIdentity log_;
  transfer::Outbox outbox_;
  transfer::Inbox inbox_;
  KioskAudit audit_;
  std::map<BatchName, crypto::Digest> digests_;
  std::vector<Held> held_;
  std::vector<tlog::Consistency> proofs_;
};

}  // namespace

Result<KioskAudit> audit(const Settings& settings) {
  PARVIS_TRY(const auto enrolment, identity::load_enrolment(settings.identity()));
  return Auditor(settings, newest_root(enrolment, transfer::Inbox(settings.inbox()))).run();
}

}  // namespace parvis::agent
