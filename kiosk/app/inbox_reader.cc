#include "kiosk/app/inbox_reader.h"

#include <algorithm>

#include "hardware/platform/log.h"
#include "sync/transfer/log_keys.h"
#include "sync/transfer/stick_status.h"
#include "sync/transfer/sync_status.h"

namespace parvis::app {
namespace {

using journal::Event;
using ledger::BatchState;

constexpr std::uint64_t kMaxRootBytes = 1u << 20;
constexpr std::uint64_t kMaxNoteBytes = 64u << 10;
constexpr std::uint64_t kMaxStatusBytes = 1u << 20;

using Network = flow::SyncState::Network;

Network network_of(const transfer::SyncReport& report) {
  using transfer::Trouble;
  switch (report.trouble) {
    case Trouble::none:
      return report.reached ? Network::reachable : Network::unknown;
    case Trouble::offline:
      return Network::none;
    case Trouble::portal:
      return Network::portal;
    case Trouble::certificate:
      return Network::stranger;
    case Trouble::recovery:
    case Trouble::timeout:
    case Trouble::busy:
    case Trouble::allowance:
    case Trouble::not_a_receipt:
    case Trouble::disk:
      return Network::failed;
    case Trouble::conflict:
      return Network::conflict;
    case Trouble::unenrolled:
    case Trouble::refused:
    case Trouble::quarantined:
    case Trouble::too_large:
      return Network::refused;
    case Trouble::forged:
    case Trouble::log_conflict:
      return Network::altered;
  }
  return Network::unknown;
}

flow::SyncState::Room room_of(ledger::Space space) {
  using Room = flow::SyncState::Room;
  switch (space) {
    case ledger::Space::ample:
      return Room::ample;
    case ledger::Space::low:
      return Room::little;
    case ledger::Space::none:
      return Room::none;
  }
  return Room::ample;
}

flow::SyncState::Stick stick_of(transfer::StickStatus::State state) {
  using State = transfer::StickStatus::State;
  using Stick = flow::SyncState::Stick;
  switch (state) {
    case State::none:
      return Stick::none;
    case State::safe:
      return Stick::safe;
    case State::full:
      return Stick::full;
    case State::read_only:
      return Stick::read_only;
    case State::mount:
      return Stick::mount;
    case State::failed:
      return Stick::failed;
    case State::conflict:
      return Stick::conflict;
  }
  return Stick::unknown;
}

// Errc::not_found where this kiosk takes no sticks, or was never asked to.
Result<transfer::StickStatus> stick_status(const transfer::Inbox& inbox) {
  PARVIS_TRY(const auto bytes, read_file(inbox.stick_status_file(), kMaxStatusBytes));
  return transfer::parse_stick_status(as_text(bytes));
}

}  // namespace

void InboxReader::refuse(Event event, const std::vector<std::string>& what, const Error& error) {
  std::vector<std::string> fields = what;
  fields.emplace_back(to_string(error.code));
  std::vector<std::string> told{std::to_string(static_cast<int>(event))};
  told.insert(told.end(), fields.begin(), fields.end());
  if (!refused_.insert(told).second) return;
  log_warning("inbox: {} {}: {}", journal::info(event)->name, what.back(), error.message());
  note_(event, fields);
}

void InboxReader::take_roots() {
  const auto numbers = inbox_.roots();
  if (!numbers) return;
  for (const std::uint64_t number : *numbers) {
    if (number <= identity_.enrolment()->root.number) continue;
    const auto bytes = read_file(inbox_.root_file(number), kMaxRootBytes);
    const auto document =
        bytes ? wire::decode_signed(*bytes) : Result<wire::Signed>(tl::unexpected(bytes.error()));
    const auto installed =
        document ? identity_.install_root(*document) : Status(tl::unexpected(document.error()));
    if (installed) {
      note_(Event::root_installed, {std::to_string(number)});
    } else {
      refuse(Event::root_refused, {std::to_string(number)}, installed.error());
    }
  }
}

void InboxReader::take_receipts(UtcTime now) {
  if (const auto used = ledger_.use_log(identity_.enrolment()->root.log_origin); !used) {
    log_error("the chain: {}", used.error().message());
    return;
  }
  const auto batches = ledger_.batches();
  if (!batches) {
    log_error("read the chain: {}", batches.error().message());
    return;
  }
  const auto log = transfer::log_identity(identity_.enrolment()->root);
  std::vector<Arrived> arrived;
  for (const auto& batch : *batches) {
    if (batch.state >= BatchState::received) continue;
    const std::vector<std::string> number{std::to_string(batch.number.value)};
    // Before any receipt, which would move the checkpoint that it contradicts.
    if (const auto kept = take_contradiction(batch, log); !kept)
      refuse(Event::receipt_refused, number, kept.error());
    auto read = read_receipt(batch, log);
    if (read)
      arrived.push_back(std::move(*read));
    else if (read.error().code != Errc::not_found)
      refuse(Event::receipt_refused, number, read.error());
  }
  // Each brings the proof from the one before, in the order in which the log grew; batches may have come in another.
  std::ranges::stable_sort(
      arrived, {}, [](const Arrived& one) { return one.receipt.checkpoint.checkpoint.size; });
  for (const auto& one : arrived) {
    if (const auto taken = take_receipt(one, log, now); !taken)
      refuse(Event::receipt_refused, {std::to_string(one.batch.number.value)}, taken.error());
  }
}

// What a receipt has to continue: the newest that we hold, or the beginning that the authority gave a restarted log.
Result<std::optional<tlog::Checkpoint>> InboxReader::held_checkpoint(
    const tlog::LogIdentity& log) const {
  PARVIS_TRY(const auto held, ledger_.newest_checkpoint());
  if (held) {
    PARVIS_TRY(auto verified, tlog::verify_checkpoint(held->note, log));
    return std::optional(std::move(verified.checkpoint));
  }
  const auto& restarts = identity_.enrolment()->root.restarts;
  if (restarts.empty()) return std::optional<tlog::Checkpoint>{};
  return std::optional(
      tlog::Checkpoint{restarts.back().new_origin, restarts.back().size, restarts.back().root});
}

Result<InboxReader::Arrived> InboxReader::read_receipt(const ledger::BatchInfo& batch,
                                                       const tlog::LogIdentity& log) const {
  PARVIS_TRY(Bytes bytes, inbox_.receipt({batch.chain, batch.number}));
  // Until parvis-sync has asked again, the receipt of the log before its restart lies there: nothing new, and nothing wrong.
  const auto proof = tlog::parse_log_proof(as_text(bytes));
  if (proof && transfer::is_of_earlier_log(proof->checkpoint, identity_.enrolment()->root))
    return fail(Errc::not_found, "a receipt of the log before its restart");
  PARVIS_TRY(auto receipt, tlog::verify_receipt(bytes, batch.manifest, log));
  return Arrived{batch, std::move(bytes), std::move(receipt)};
}

Status InboxReader::connect(const tlog::Receipt& receipt, const tlog::Checkpoint& held,
                            const tlog::LogIdentity& log) const {
  auto direct = tlog::consistent_with(receipt, held);
  if (direct || direct.error().code != Errc::not_found) return direct;
  PARVIS_TRY(const auto names, inbox_.receipts());
  std::vector<tlog::Receipt> others;
  for (const auto& name : names) {
    const auto bytes = inbox_.receipt(name);
    const auto proof = bytes ? tlog::parse_log_proof(as_text(*bytes))
                             : Result<tlog::LogProof>(tl::unexpected(bytes.error()));
    auto checkpoint = proof ? tlog::verify_checkpoint(proof->checkpoint, log)
                            : Result<tlog::VerifiedCheckpoint>(tl::unexpected(proof.error()));
    if (!checkpoint) continue;
    tlog::Receipt other{proof->index, std::move(*checkpoint), {}};
    if (auto consistency = proof->extra ? tlog::parse_consistency(as_text(*proof->extra))
                                        : Result<tlog::Consistency>(fail(Errc::not_found, "")))
      other.consistency = std::move(*consistency);
    others.push_back(std::move(other));
  }
  return tlog::connected(receipt, held, others);
}

// Whether it continues the log that this kiosk knows: consistent_with(), and evidence is kept of a contradiction.
Status InboxReader::check_continues(const tlog::Receipt& receipt, const tlog::LogIdentity& log) {
  PARVIS_TRY(const auto held, held_checkpoint(log));
  if (!held) return {};
  auto consistent = connect(receipt, *held, log);
  if (!consistent && consistent.error().code == Errc::forged) {
    const std::vector<std::string> sizes{std::to_string(held->size),
                                         std::to_string(receipt.checkpoint.checkpoint.size)};
    if (refused_.insert(sizes).second) note_(Event::log_conflict, sizes);
    PARVIS_TRY_VOID(ledger_.keep_conflicting_note(receipt.checkpoint.note));
  }
  return consistent;
}

// Changes no state of the batch, whatever it says.
Status InboxReader::take_contradiction(const ledger::BatchInfo& batch,
                                       const tlog::LogIdentity& log) {
  const auto bytes = inbox_.contradiction({batch.chain, batch.number});
  if (!bytes) return {};
  const auto proof = tlog::parse_log_proof(as_text(*bytes));
  if (proof && transfer::is_of_earlier_log(proof->checkpoint, identity_.enrolment()->root))
    return {};
  PARVIS_TRY(const auto receipt, tlog::verify_receipt(*bytes, batch.manifest, log));
  auto continues = check_continues(receipt, log);
  return !continues && continues.error().code == Errc::forged ? continues : Status{};
}

Status InboxReader::take_receipt(const Arrived& arrived, const tlog::LogIdentity& log,
                                 UtcTime now) {
  const auto& [batch, bytes, receipt] = arrived;
  auto continues = check_continues(receipt, log);
  if (!continues && continues.error().code != Errc::not_found) return continues;
  if (!continues && batch.state == BatchState::logged) return {};  // nothing new
  using Consistency = ledger::VerifiedReceipt::Consistency;
  const ledger::VerifiedReceipt verified{
      .chain = batch.chain,
      .number = batch.number,
      .manifest = batch.manifest,
      .leaf_index = receipt.index,
      .checkpoint = receipt.checkpoint.note,
      .tree_size = receipt.checkpoint.checkpoint.size,
      .consistency = continues ? Consistency::shown : Consistency::not_shown,
      .bytes = bytes};
  PARVIS_TRY_VOID(ledger_.apply_receipt(verified, now));
  note_(Event::receipt_verified,
        {std::to_string(batch.number.value), continues ? "received" : "logged"});
  return {};
}

void InboxReader::take_kept(UtcTime now) {
  const auto note = read_file(inbox_.kept_file(), kMaxNoteBytes);
  if (!note) return;
  if (const auto taken = take_kept_note(as_text(*note), now);
      !taken && taken.error().code != Errc::not_found) {
    log_warning("kept note: {}", taken.error().message());
  }
}

// What the desk has kept counts as far as it is of the log that this kiosk was shown: the desk may have been shown another one.
// Errc::not_found while nothing connects the two.
Status InboxReader::take_kept_note(std::string_view note, UtcTime now) {
  const auto& root = identity_.enrolment()->root;
  const auto log = transfer::log_identity(root);
  PARVIS_TRY(const auto kept, transfer::verify_kept(note, root));
  PARVIS_TRY(const auto held, held_checkpoint(log));
  if (!held) return {};  // nothing is received yet
  tlog::Receipt shown{0, {{log.origin, kept.size, kept.root}, std::string(note), {}}, {}};
  if (const auto bytes = read_file(inbox_.kept_proof_file(), tlog::kMaxReceiptBytes)) {
    if (auto proof = tlog::parse_consistency(as_text(*bytes))) shown.consistency = *proof;
  }
  PARVIS_TRY_VOID(check_continues(shown, log));
  return ledger_.apply_kept(kept.size, now);
}

std::optional<pack::Pack> InboxReader::take_pack(const wire::PackRef& installed) {
  auto versions = inbox_.packs();
  if (!versions) return std::nullopt;
  std::reverse(versions->begin(), versions->end());
  for (const std::uint64_t version : *versions) {
    if (version <= installed.version) return std::nullopt;
    const auto bytes = read_file(inbox_.pack_file(version), transfer::kMaxPackBytes);
    auto pack = bytes ? packs_.install(*bytes, identity_.enrolment()->root)
                      : Result<pack::Pack>(tl::unexpected(bytes.error()));
    const std::string number = std::to_string(version);
    if (pack) {
      note_(Event::pack_installed, {pack->ref.consultation, number});
      return std::move(*pack);
    }
    refuse(Event::pack_refused, {installed.consultation, number}, pack.error());
  }
  return std::nullopt;
}

void InboxReader::expect_stick() {
  const auto before = stick_status(inbox_);
  stick_before_ = before ? before->done : "";
}

flow::SyncState InboxReader::sync_state() const {
  flow::SyncState state;
  if (const auto space = ledger_.space()) state.room = room_of(*space);
  if (const auto totals = ledger_.totals()) {
    state.closed = totals->all;
    state.on_kiosk = totals->on_kiosk;
    state.received = totals->received;
    state.kept = totals->kept;
    state.damaged = totals->damaged_sessions > 0;
  }
  if (const auto batches = ledger_.batches()) {
    state.waiting_batches = static_cast<std::uint64_t>(
        std::count_if(batches->begin(), batches->end(),
                      [](const auto& batch) { return batch.state < BatchState::received; }));
  }
  const auto status = read_file(inbox_.sync_status_file(), kMaxStatusBytes);
  const auto report = status ? transfer::parse_sync_report(as_text(*status))
                             : Result<transfer::SyncReport>(tl::unexpected(status.error()));
  if (report) {
    state.network = network_of(*report);
    state.last_try = report->last_try;
  }
  // Evidence against the log of today, whichever road brought it, and whatever the network does since.
  const std::string today = identity_.enrolment()->root.log_origin + "\n";
  const auto contradictions = ledger_.conflicting_notes();
  if (contradictions && std::ranges::any_of(*contradictions, [&](const std::string& note) {
        return note.starts_with(today) || note.starts_with("parvis/kept/v1\n" + today);
      })) {
    state.network = Network::altered;
  }
  // The root document may have come by stick: nobody has to be reached to know it.
  if (identity_.enrolment()->revoked()) state.network = Network::blocked;
  if (const auto stick = stick_status(inbox_)) {
    const bool of_now = stick_before_ && stick->done != *stick_before_;
    state.stick = of_now ? stick_of(stick->state) : flow::SyncState::Stick::none;
    state.on_stick = of_now ? stick->visits : 0;
    state.stick_done = of_now ? stick->done : "";
  }
  return state;
}

}  // namespace parvis::app
