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
    case Trouble::certificate:
    case Trouble::not_a_receipt:
      return Network::portal;
    case Trouble::timeout:
    case Trouble::busy:
    case Trouble::allowance:
    case Trouble::disk:
      return Network::failed;
    case Trouble::conflict:
      return Network::conflict;
    case Trouble::unenrolled:
    case Trouble::refused:
    case Trouble::quarantined:
    case Trouble::too_large:
    case Trouble::forged:
    case Trouble::log_conflict:
      return Network::blocked;
  }
  return Network::unknown;
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
  const auto batches = ledger_.batches();
  if (!batches) {
    log_error("read the chain: {}", batches.error().message());
    return;
  }
  const auto log = transfer::log_identity(identity_.enrolment()->root);
  for (const auto& batch : *batches) {
    if (batch.state >= BatchState::received) continue;
    const auto taken = take_receipt(batch, log, now);
    if (taken || taken.error().code == Errc::not_found) continue;
    refuse(Event::receipt_refused, {std::to_string(batch.number.value)}, taken.error());
  }
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
    if (!proof || !proof->extra) continue;
    auto checkpoint = tlog::verify_checkpoint(proof->checkpoint, log);
    auto consistency = tlog::parse_consistency(as_text(*proof->extra));
    if (checkpoint && consistency)
      others.push_back({proof->index, std::move(*checkpoint), std::move(*consistency)});
  }
  return tlog::connected(receipt, held, others);
}

Status InboxReader::take_receipt(const ledger::BatchInfo& batch, const tlog::LogIdentity& log,
                                 UtcTime now) {
  PARVIS_TRY(const Bytes bytes, inbox_.receipt({batch.chain, batch.number}));
  PARVIS_TRY(const auto receipt, tlog::verify_receipt(bytes, batch.manifest, log));
  const auto& checkpoint = receipt.checkpoint.checkpoint;
  ledger::VerifiedReceipt verified{.chain = batch.chain,
                                   .number = batch.number,
                                   .manifest = batch.manifest,
                                   .leaf_index = receipt.index,
                                   .checkpoint = receipt.checkpoint.note,
                                   .tree_size = checkpoint.size,
                                   .consistency = ledger::VerifiedReceipt::Consistency::shown,
                                   .bytes = bytes};
  PARVIS_TRY(const auto held_note, ledger_.newest_checkpoint());
  if (held_note) {
    PARVIS_TRY(const auto held, tlog::verify_checkpoint(held_note->note, log));
    auto consistent = connect(receipt, held.checkpoint, log);
    if (!consistent && consistent.error().code == Errc::forged) {
      const std::vector<std::string> sizes{std::to_string(held.checkpoint.size),
                                           std::to_string(checkpoint.size)};
      if (refused_.insert(sizes).second) note_(Event::log_conflict, sizes);
      PARVIS_TRY_VOID(ledger_.keep_conflicting_note(receipt.checkpoint.note));
      return consistent;
    }
    if (!consistent) verified.consistency = ledger::VerifiedReceipt::Consistency::not_shown;
  }
  if (verified.consistency == ledger::VerifiedReceipt::Consistency::not_shown &&
      batch.state == BatchState::logged) {
    return {};  // nothing new
  }
  PARVIS_TRY_VOID(ledger_.apply_receipt(verified, now));
  note_(Event::receipt_verified,
        {std::to_string(batch.number.value),
         verified.consistency == ledger::VerifiedReceipt::Consistency::shown ? "received"
                                                                             : "logged"});
  return {};
}

void InboxReader::take_kept(UtcTime now) {
  const auto bytes = read_file(inbox_.kept_file(), kMaxNoteBytes);
  if (!bytes) return;
  const auto& root = identity_.enrolment()->root;
  for (const auto& key : transfer::desk_keys(root)) {
    const auto kept = tlog::verify_kept(as_text(*bytes), key, root.log_origin);
    if (!kept) continue;
    if (const auto applied = ledger_.apply_kept(kept->size, now); !applied) {
      log_warning("kept note: {}", applied.error().message());
    }
    return;
  }
  log_warning("kept note: no key of the desk has signed it");
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
  if (const auto totals = ledger_.totals()) {
    state.closed = totals->all;
    state.received = totals->received;
    state.kept = totals->kept;
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
  if (const auto stick = stick_status(inbox_)) {
    const bool of_now = stick_before_ && stick->done != *stick_before_;
    state.stick = of_now ? stick_of(stick->state) : flow::SyncState::Stick::none;
    state.on_stick = of_now ? stick->visits : 0;
    state.stick_done = of_now ? stick->done : "";
  }
  return state;
}

}  // namespace parvis::app
