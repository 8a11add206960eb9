#include <algorithm>
#include <set>

#include "sync/agent/roots.h"
#include "sync/agent/sticks.h"
#include "sync/pack/pack.h"
#include "sync/transfer/log_keys.h"
#include "sync/transfer/stick_papers.h"

namespace parvis::agent {
namespace {

using transfer::BatchName;
using transfer::Stick;

constexpr auto kHubSide = Stick::Side::from_hub;

// A receipt that holds for its batch.
struct Proved {
  BatchName name;
  tlog::Receipt receipt;
  tlog::LogProof proof;  // as it will be written
};

class Import {
 public:
  Import(const Settings& settings, const identity::Enrolment& enrolment, Stick& stick)
      : settings_(settings),
        authority_(enrolment.authority),
        stick_(stick),
        outbox_(settings.outbox()),
        inbox_(settings.inbox()),
        root_(newest_root(enrolment, inbox_)) {}

  Result<StickImport> run() {
    PARVIS_TRY_VOID(take_root());
    log_ = transfer::log_identity(root_);
    PARVIS_TRY_VOID(take_receipts());
    PARVIS_TRY_VOID(take_kept());
    PARVIS_TRY_VOID(take_statuses());
    PARVIS_TRY_VOID(take_pack());
    return std::move(report_);
  }

 private:
  // nullopt for what is not there, or is nothing that may be read.
  Result<std::optional<Bytes>> read(const std::string& name, std::uint64_t limit) {
    auto bytes = stick_.read(kHubSide, name, limit);
    if (bytes) return std::optional(std::move(*bytes));
    if (bytes.error().code == Errc::not_found) return std::nullopt;
    if (bytes.error().code != Errc::invalid) return tl::unexpected<Error>(bytes.error());
    unsound(name, bytes.error());
    return std::nullopt;
  }
  void unsound(const std::string& name, const Error& why) {
    report_.unsound.push_back(name + ": " + why.message());
  }

  Status take_root() {
    PARVIS_TRY(const auto bytes, read("root.signed", wire::kMaxSignedBytes));
    if (!bytes) return {};
    const auto document = wire::decode_signed(*bytes);
    const auto root = document ? wire::verify_root(*document, authority_)
                               : Result<wire::RootDocument>(tl::unexpected(document.error()));
    if (!root) {
      unsound("root.signed", root.error());
      return {};
    }
    older_ = root->number < root_.number;
    if (root->number <= root_.number) return {};
    if (!wire::continues_line(*root, root_)) {
      unsound("root.signed", {Errc::forged, "signed by an authority that has handed over"});
      return {};
    }
    PARVIS_TRY_VOID(inbox_.put_root(root->number, *bytes));
    // What the desk had kept of the log before its restart says nothing of this one.
    if (root->log_origin != root_.log_origin) {
      PARVIS_TRY_VOID(remove_file(inbox_.kept_file()));
      PARVIS_TRY_VOID(remove_file(inbox_.kept_proof_file()));
    }
    root_ = *root;
    report_.root = root->number;
    return {};
  }

  // ---- receipts ----------------------------------------------------------------------------------

  Status take_receipts() {
    PARVIS_TRY(const auto batches, outbox_.list());
    PARVIS_TRY(const auto received, find_received());
    std::vector<Proved> proved;
    for (const auto& name : batches) {
      if (received.contains(name)) continue;
      PARVIS_TRY(auto one, prove(name));
      if (one) proved.push_back(std::move(*one));
    }
    if (proved.empty()) return {};
    PARVIS_TRY_VOID(read_leaves());
    // Each brings the proof from the one before, as over HTTPS (PROTOCOL.md).
    const auto size = [](const Proved& one) { return one.receipt.checkpoint.checkpoint.size; };
    std::ranges::stable_sort(proved, {}, size);
    for (auto& one : proved) PARVIS_TRY_VOID(keep(one));
    return {};
  }

  Result<std::optional<Proved>> prove(const BatchName& name) {
    const std::string file = transfer::stem(name) + ".receipt";
    PARVIS_TRY(const auto bytes, read(file, transfer::kMaxReceiptFile));
    if (!bytes) return std::nullopt;
    const auto batch_bytes = outbox_.read(name);
    const auto batch = batch_bytes ? wire::decode_batch(*batch_bytes)
                                   : Result<wire::Batch>(tl::unexpected(batch_bytes.error()));
    if (!batch) return std::nullopt;  // purged meanwhile, or the kiosk's to notice
    Proved one{name, {}, {}};
    auto receipt = tlog::verify_receipt(*bytes, wire::digest(batch->manifest), log_);
    if (!receipt) {
      ++report_.refused;
      unsound(file, receipt.error());
      return std::nullopt;
    }
    one.receipt = std::move(*receipt);
    PARVIS_TRY(one.proof, tlog::parse_log_proof(as_text(*bytes)));
    return one;
  }

  // Batches whose receipt of this log is in inbox/, and the newest checkpoint among them, or where the log was restarted: what
  // later ones have to be connected with. A receipt of the log before a restart proves nothing in this one.
  Result<std::set<BatchName>> find_received() {
    if (!root_.restarts.empty()) {
      const wire::LogRestart& last = root_.restarts.back();
      newest_ = tlog::Checkpoint{last.new_origin, last.size, last.root};
    }
    PARVIS_TRY(const auto names, inbox_.receipts());
    std::set<BatchName> received;
    for (const auto& name : names) {
      PARVIS_TRY(const auto bytes, inbox_.receipt(name));
      const auto proof = tlog::parse_log_proof(as_text(bytes));
      if (!proof) continue;
      const auto verified = tlog::verify_checkpoint(proof->checkpoint, log_);
      if (!verified) continue;
      received.insert(name);
      if (!newest_ || verified->checkpoint.size > newest_->size) newest_ = verified->checkpoint;
    }
    return received;
  }

  Status read_leaves() {
    PARVIS_TRY(const auto bytes, read("leaves", transfer::kMaxLeavesBytes));
    if (!bytes) return {};
    auto leaves = transfer::LeafList::decode(*bytes);
    if (leaves) {
      leaves_ = std::move(*leaves);
    } else {
      unsound("leaves", leaves.error());
    }
    return {};
  }

  Status keep(Proved& one) {
    const auto& mine = one.receipt.checkpoint.checkpoint;
    one.proof.extra.reset();
    if (newest_ && newest_->size != mine.size) {
      const auto consistency =
          leaves_ ? leaves_->connect(mine, *newest_) : std::optional<tlog::Consistency>();
      if (!consistency) {
        ++report_.unconnected;
        return {};
      }
      one.proof.extra = to_bytes(as_bytes(format(*consistency)));
      one.receipt.consistency = consistency;
    }
    // The kiosk judges again, and keeps the evidence when the hub has shown two logs.
    PARVIS_TRY_VOID(inbox_.keep_earlier_receipt(one.name, log_.origin));
    PARVIS_TRY_VOID(inbox_.put_receipt(one.name, as_bytes(format(one.proof))));
    ++report_.receipts;
    if (newest_) {
      const auto consistent = tlog::consistent_with(one.receipt, *newest_);
      if (!consistent && consistent.error().code == Errc::forged) {
        report_.log_conflict = true;
        return {};
      }
    }
    if (!newest_ || mine.size > newest_->size) newest_ = mine;
    return {};
  }

  // ---- what the desk hands on --------------------------------------------------------------------

  Status take_kept() {
    PARVIS_TRY(const auto bytes, read("kept.note", tlog::kMaxNoteBytes));
    if (!bytes) return {};
    const auto brought = transfer::verify_kept(as_text(*bytes), root_);
    if (!brought) {
      unsound("kept.note", brought.error());
      return {};
    }
    const auto held_bytes = read_file(inbox_.kept_file(), tlog::kMaxNoteBytes);
    const auto held = held_bytes ? transfer::verify_kept(as_text(*held_bytes), root_)
                                 : Result<tlog::Kept>(tl::unexpected(held_bytes.error()));
    older_ = older_ || (held && held->size > brought->size);
    if (held && held->size > brought->size) return {};
    report_.kept = !held || held->size < brought->size;
    if (report_.kept) {
      PARVIS_TRY_VOID(remove_file(inbox_.kept_proof_file()));
      PARVIS_TRY_VOID(write_file(inbox_.kept_file(), *bytes));
    }
    return prove_kept(*brought);
  }

  // The kiosk believes the note as far as it is connected with the receipts. A stick without the list of leaves can't do that: the
  // next one may, or the hub itself.
  Status prove_kept(const tlog::Kept& kept) {
    if (!newest_ || newest_->size == kept.size) return {};
    if (!leaves_) PARVIS_TRY_VOID(read_leaves());
    const auto proof = leaves_ ? leaves_->connect({log_.origin, kept.size, kept.root}, *newest_)
                               : std::optional<tlog::Consistency>();
    return proof ? write_file(inbox_.kept_proof_file(), as_bytes(format(*proof))) : Status{};
  }

  // Statuses carry no number: how old they are is seen by what lies beside them.
  Status take_statuses() {
    if (older_) return {};
    PARVIS_TRY(const auto bytes, read("statuses.signed", wire::kMaxSignedBytes + 256));
    if (!bytes) return {};
    const auto document = wire::decode_signed(*bytes);
    const auto json = document ? transfer::verify_statuses(*document, root_)
                               : Result<Bytes>(tl::unexpected(document.error()));
    if (!json) {
      unsound("statuses.signed", json.error());
      return {};
    }
    PARVIS_TRY_VOID(write_file(inbox_.statuses_file(), *json));
    report_.statuses = true;
    return {};
  }

  Status take_pack() {
    if (settings_.consultation.empty()) return {};
    const std::string name = settings_.consultation + ".pack";
    PARVIS_TRY(const auto bytes, read(name, transfer::kMaxPackBytes));
    if (!bytes) return {};
    const auto pack = pack::verify(*bytes, authority_, root_);
    if (!pack) {
      unsound(name, pack.error());
      return {};
    }
    PARVIS_TRY(const auto held, inbox_.packs());
    if (pack->ref.consultation != settings_.consultation ||
        (!held.empty() && held.back() >= pack->ref.version)) {
      return {};
    }
    PARVIS_TRY_VOID(inbox_.put_pack(pack->ref.version, *bytes));
    report_.pack = pack->ref.version;
    return {};
  }

  const Settings& settings_;
  crypto::VerifyKey authority_;
  Stick& stick_;
  transfer::Outbox outbox_;
  transfer::Inbox inbox_;
  wire::RootDocument root_;
  tlog::LogIdentity log_;
  std::optional<tlog::Checkpoint> newest_;
  std::optional<transfer::LeafList> leaves_;
  bool older_ = false;  // than what is here: its root document or its kept note
  StickImport report_;
};

}  // namespace

Result<StickImport> import_from_stick(const Settings& settings, const Stick::Place& place) {
  PARVIS_TRY(const auto enrolment, identity::load_enrolment(settings.identity()));
  PARVIS_TRY(auto stick, Stick::open(place, Stick::Use::reading));
  if (!stick.has(kHubSide)) return fail(Errc::not_found, "the hub has put nothing on this stick");
  for (const Path& directory : {settings.outbox(), settings.inbox()}) {
    PARVIS_TRY_VOID(make_directories(directory));
  }
  return Import(settings, enrolment, stick).run();
}

}  // namespace parvis::agent
