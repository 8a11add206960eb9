#include "sync/hub/intake/intake.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "sync/hub/intake/group.h"

namespace parvis::hub {
namespace {

constexpr std::size_t kMaxGapsListed = 100;
constexpr std::size_t kMaxStatementBytes = 4096;

// The same bytes whenever they are asked for: the checkpoint is the one signed when the leaf was committed.
Result<tlog::LogProof> receipt_of(IntakeStore& store, std::uint64_t leaf) {
  PARVIS_TRY(const auto origin, store.setting("origin"));
  PARVIS_TRY(const auto checkpoint, store.checkpoint_from(leaf + 1, origin));
  if (!checkpoint) return fail(Errc::corrupt, fmt::format("leaf {} has no checkpoint", leaf));
  tlog::LogProof receipt;
  receipt.index = leaf;
  PARVIS_TRY(receipt.inclusion, tlog::inclusion_proof(leaf, checkpoint->size, store));
  receipt.checkpoint = checkpoint->note;
  return receipt;
}

// Whether this log may be signed by `signer` now.
Status may_sign(IntakeStore& store, const LogSigner& signer) {
  PARVIS_TRY(const auto origin, store.setting("origin"));
  if (origin != signer.origin) {
    return fail(Errc::busy,
                fmt::format("the log was restarted as {}: start this program again", origin));
  }
  PARVIS_TRY(const auto why, store.setting("recovery"));
  if (!why.empty()) return fail(Errc::busy, "the log is in recovery: " + why);
  return {};
}

// A lost leaf, put back. That it is the right one, the roots say.
Status put_back(IntakeStore& store, std::uint64_t leaf, ByteView body) {
  const auto parsed = parse_batch(body);
  return parsed ? add_batch_leaf(store, leaf, *parsed, body)
                : add_statement_leaf(store, leaf, body);
}

DeviceState state_of(const DeviceRecord& device) {
  if (device.revoked) return DeviceState::revoked;
  return device.conflicted ? DeviceState::conflicted : DeviceState::active;
}

}  // namespace

tlog::LogIdentity LogSigner::identity() const {
  tlog::LogIdentity all = certified;
  all.origin = origin;
  const auto add = [](std::vector<tlog::NoteKey>& keys, tlog::NoteKey key) {
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(std::move(key));
  };
  add(all.log, {origin, tlog::SignatureType::ed25519, receipt.verify_key()});
  add(all.witnesses, {witness_name, tlog::SignatureType::cosignature, witness.verify_key()});
  return all;
}

std::string_view to_string(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::receipt:
      return "receipt";
    case Outcome::Kind::conflict:
      return "conflict";
    case Outcome::Kind::quarantined:
      return "quarantined";
    case Outcome::Kind::invalid:
      return "invalid";
  }
  return "invalid";
}

std::string_view to_string(DeviceState state) {
  switch (state) {
    case DeviceState::active:
      return "active";
    case DeviceState::revoked:
      return "revoked";
    case DeviceState::conflicted:
      return "conflicted";
  }
  return "active";
}

Result<Intake> Intake::create(const Path& file, std::string_view origin) {
  PARVIS_TRY(auto store, IntakeStore::open(file, sqlite::Access::create));
  PARVIS_TRY(const auto standing, store.setting("origin"));
  if (standing.empty()) {
    PARVIS_TRY_VOID(store.set_setting("origin", origin));
  } else if (standing != origin) {
    return fail(Errc::conflict, fmt::format("{} is the log of {}", file.string(), standing));
  }
  return Intake(std::move(store), std::string(origin));
}

Result<Intake> Intake::open(const Path& file, sqlite::Access access) {
  PARVIS_TRY(auto store, IntakeStore::open(file, access));
  PARVIS_TRY(auto origin, store.setting("origin"));
  if (origin.empty()) return fail(Errc::corrupt, file.string() + ": the log has no origin");
  return Intake(std::move(store), std::move(origin));
}

Status Intake::install_root(const wire::RootDocument& root) {
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY(const auto stored, store_.setting("root-number"));
  const std::string number =
      fmt::format("{:020}", root.number);  // so that text compares as numbers do
  if (!stored.empty() && number <= stored) return {};
  wire::RootDocument everyone = root;  // revoked devices too: they stay known
  everyone.revocations.clear();
  std::set<crypto::KeyId> seen;
  for (const auto& certificate : wire::certificates_of(everyone, wire::Purpose::device)) {
    if (!certificate.device || !certificate.chain || !certificate.transport) continue;
    DeviceRecord device{*certificate.chain,
                        *certificate.device,
                        certificate.name,
                        certificate.key,
                        *certificate.transport,
                        false,
                        false,
                        std::nullopt};
    const auto revocation = std::ranges::find(root.revocations, crypto::key_id(certificate.key),
                                              &wire::Revocation::key);
    if (revocation != root.revocations.end()) {
      device.revoked = true;
      // Newest first. The number is one of the newest chain: those that the same key had before have ended.
      if (seen.insert(revocation->key).second) device.lost_at = revocation->lost_at_batch;
    }
    PARVIS_TRY_VOID(store_.put_device(device));
  }
  PARVIS_TRY_VOID(store_.set_setting("root-number", number));
  return transaction.commit();
}

Result<DeviceRecord> Intake::device_of_transport(const crypto::VerifyKey& transport) {
  PARVIS_TRY(auto devices, store_.devices());
  const auto found = std::ranges::find(devices, transport, &DeviceRecord::transport);
  if (found == devices.end()) return fail(Errc::not_found, "no device has this transport key");
  return *found;
}

Result<std::vector<DeviceReport>> Intake::devices() {
  PARVIS_TRY(const auto devices, store_.devices());
  std::vector<DeviceReport> reports;
  for (const auto& device : devices) {
    PARVIS_TRY(const auto chain, store_.chain_summary(device.chain));
    PARVIS_TRY(const auto gaps, store_.gaps(device.chain, chain.highest, kMaxGapsListed));
    DeviceReport report{device.name,   device.device, device.chain,    state_of(device),
                        chain.batches, chain.visits,  {chain.highest}, {},
                        chain.aside};
    for (const auto number : gaps) report.gaps.push_back({number});
    reports.push_back(std::move(report));
  }
  return reports;
}

Result<std::vector<Outcome>> Intake::receive(std::span<const ByteView> files,
                                             const LogSigner& signer, UtcTime now) {
  PARVIS_CHECK(signer.origin == origin_);
  std::vector<Outcome> outcomes;
  {
    PARVIS_TRY(auto transaction, store_.begin());
    PARVIS_TRY_VOID(may_sign(store_, signer));
    PARVIS_TRY(const auto size_before, store_.size());
    Group group(store_, signer, now, size_before);
    for (const ByteView file : files) {
      PARVIS_TRY(auto placed, group.place(file));
      outcomes.push_back(std::move(placed));
    }
    if (!group.contradiction().empty()) return stop(group, std::move(transaction));
    PARVIS_TRY_VOID(group.sign());
    PARVIS_TRY_VOID(transaction.commit());
  }
  // Signatures are released only now that the leaves are durable.
  for (auto& made : outcomes) {
    if (made.kind != Outcome::Kind::receipt) continue;
    PARVIS_TRY(made.receipt, receipt_of(store_, made.leaf));
  }
  return outcomes;
}

// Nothing of the group is accepted, and nothing more is signed until somebody has looked.
tl::unexpected<Error> Intake::stop(const Group& group, sqlite::Transaction transaction) {
  const std::string& found = group.contradiction();
  { const auto rolled_back = std::move(transaction); }
  if (auto entered = enter_recovery(found); !entered) return tl::unexpected(entered.error());
  return fail(Errc::busy, "the log is in recovery: " + found);
}

Result<Outcome> Intake::accept_aside(const crypto::Digest& file, ByteView statement,
                                     const LogSigner& signer, UtcTime now) {
  PARVIS_CHECK(signer.origin == origin_);
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY_VOID(may_sign(store_, signer));
  PARVIS_TRY(const auto bytes, store_.aside(file));
  if (!bytes) return fail(Errc::not_found, "no such file is kept aside");
  PARVIS_TRY(const auto size_before, store_.size());
  Group group(store_, signer, now, size_before);
  PARVIS_TRY_VOID(group.say(statement));
  PARVIS_TRY(Outcome placed, group.place(*bytes, Group::Revoked::let_in));
  if (placed.kind == Outcome::Kind::conflict || placed.again) {
    return fail(Errc::conflict, "a batch stands at its number already, or its chain does not fit");
  }
  if (placed.kind != Outcome::Kind::receipt) {
    return fail(Errc::denied, "its kiosk is not known here: enrol it first");
  }
  if (!group.contradiction().empty()) return stop(group, std::move(transaction));
  PARVIS_TRY_VOID(store_.remove_aside(file));
  PARVIS_TRY_VOID(group.sign());
  PARVIS_TRY_VOID(transaction.commit());
  PARVIS_TRY(placed.receipt, receipt_of(store_, placed.leaf));
  return placed;
}

Result<std::uint64_t> Intake::append_statement(ByteView statement, const LogSigner& signer,
                                               UtcTime now) {
  PARVIS_CHECK(signer.origin == origin_);
  if (statement.empty() || statement.size() > kMaxStatementBytes) {
    return fail(Errc::invalid, "statement: empty or too long");
  }
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY_VOID(may_sign(store_, signer));
  PARVIS_TRY(const auto leaf, store_.size());
  Group group(store_, signer, now, leaf);
  PARVIS_TRY_VOID(group.say(statement));
  PARVIS_TRY_VOID(group.sign());
  PARVIS_TRY_VOID(transaction.commit());
  return leaf;
}

Result<Bytes> Intake::newest_statement(std::string_view kind) {
  PARVIS_TRY(auto found, store_.newest_statement(kind));
  if (!found) return fail(Errc::not_found, fmt::format("no statement of '{}'", kind));
  return std::move(*found);
}

Status Intake::remove_box(std::uint64_t leaf, const wire::VisitId& visit) {
  PARVIS_TRY_VOID(take_out(leaf, visit));
  return store_.database().checkpoint();  // the WAL would still hold the box
}

Status Intake::take_out(std::uint64_t leaf, const wire::VisitId& visit) {
  PARVIS_TRY(auto transaction, store_.begin());
  for (const auto gone : {&IntakeStore::withdrawn, &IntakeStore::destroyed}) {
    PARVIS_TRY(const auto boxes, (store_.*gone)(leaf));
    if (std::ranges::find(boxes, visit, &wire::VisitLeaf::id) != boxes.end()) return {};
  }
  PARVIS_TRY(const auto stored, store_.batch(leaf));
  if (!stored) return fail(Errc::not_found, fmt::format("leaf {} is no batch", leaf));
  PARVIS_TRY(auto batch, wire::decode_batch(stored->bytes));
  const auto box = std::ranges::find(batch.visits, visit, &wire::SealedVisit::id);
  if (box == batch.visits.end()) return fail(Errc::not_found, "the batch has no such visit");
  PARVIS_TRY_VOID(store_.add_withdrawn(leaf, {visit, wire::digest(*box)}));
  batch.visits.erase(box);
  PARVIS_TRY_VOID(store_.replace_bytes(leaf, wire::encode(batch)));
  return transaction.commit();
}

Status Intake::destroy_boxes(std::span<const std::uint64_t> leaves,
                             std::span<const crypto::Digest> asides) {
  for (const std::uint64_t leaf : leaves) {
    PARVIS_TRY(auto transaction, store_.begin());
    PARVIS_TRY(const auto stored, store_.batch(leaf));
    if (!stored) return fail(Errc::not_found, fmt::format("leaf {} is no batch", leaf));
    PARVIS_TRY(auto batch, wire::decode_batch(stored->bytes));
    std::vector<wire::VisitLeaf> boxes;
    for (const auto& box : batch.visits) boxes.push_back({box.id, wire::digest(box)});
    PARVIS_TRY_VOID(store_.add_destroyed(leaf, boxes));
    batch.visits.clear();
    PARVIS_TRY_VOID(store_.replace_bytes(leaf, wire::encode(batch)));
    PARVIS_TRY_VOID(transaction.commit());
  }
  for (const auto& file : asides) PARVIS_TRY_VOID(store_.remove_aside(file));
  return store_.database().checkpoint();
}

Result<std::uint64_t> Intake::size() { return store_.size(); }

Result<tlog::Checkpoint> Intake::head() {
  PARVIS_TRY(const auto size, store_.size());
  PARVIS_TRY(const auto root, tlog::root(size, store_));
  return tlog::Checkpoint{origin_, size, root};
}

Result<std::string> Intake::checkpoint() {
  PARVIS_TRY(auto newest, store_.newest_checkpoint(origin_));
  if (!newest) return fail(Errc::not_found, "the log is empty");
  return std::move(newest->note);
}

Result<tlog::Consistency> Intake::consistency(std::uint64_t from, std::uint64_t to) {
  PARVIS_TRY(const auto size, store_.size());
  if (from > to || to > size) return fail(Errc::invalid, "consistency: no such sizes");
  tlog::Consistency consistency{from, to, {}};
  PARVIS_TRY(consistency.proof, tlog::consistency_proof(from, to, store_));
  return consistency;
}

Result<tlog::LogProof> Intake::receipt(std::uint64_t leaf) {
  PARVIS_TRY(const auto size, store_.size());
  if (leaf >= size) return fail(Errc::not_found, fmt::format("there is no leaf {}", leaf));
  return receipt_of(store_, leaf);
}

Status Intake::each_batch(std::uint64_t from,
                          const std::function<Status(const LoggedBatch&)>& take) {
  for (;;) {
    PARVIS_TRY(auto next, store_.next_batch(from));
    if (!next) return {};
    LoggedBatch batch{next->leaf, {}, std::move(next->bytes), {}, {}};
    PARVIS_TRY(batch.withdrawn, store_.withdrawn(next->leaf));
    PARVIS_TRY(batch.destroyed, store_.destroyed(next->leaf));
    PARVIS_TRY(batch.manifest, wire::decode_signed(next->manifest));
    PARVIS_TRY_VOID(take(batch));
    from = next->leaf + 1;
  }
}

Result<std::vector<Intake::KeptFile>> Intake::kept_aside() {
  PARVIS_TRY(auto asides, store_.asides());
  std::vector<KeptFile> files;
  for (auto& aside : asides) {
    PARVIS_TRY(const auto received, utc_from_seconds(aside.received));
    files.push_back({aside.file, std::move(aside.reason), received, std::move(aside.bytes)});
  }
  return files;
}

Status Intake::enter_recovery(std::string_view why) { return store_.set_setting("recovery", why); }

Result<std::string> Intake::recovery() { return store_.setting("recovery"); }

Status Intake::go_on_with(std::span<const Bytes> leaves,
                          std::span<const tlog::VerifiedCheckpoint> signed_heads) {
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY(const auto before, store_.size());
  std::uint64_t size = before;
  for (const Bytes& body : leaves) PARVIS_TRY_VOID(put_back(store_, size++, body));
  for (const auto& [checkpoint, note, cosigned] : signed_heads) {
    if (checkpoint.origin != origin_ || checkpoint.size > size) {
      return fail(Errc::conflict,
                  fmt::format("this log has {} leaves, {} were signed", size, checkpoint.size));
    }
    PARVIS_TRY(const auto root, tlog::root(checkpoint.size, store_));
    if (root != checkpoint.root) {
      return fail(Errc::conflict,
                  fmt::format("another root was signed for {} leaves", checkpoint.size));
    }
    PARVIS_TRY(const auto stored, store_.checkpoint_from(checkpoint.size, origin_));
    const bool here = stored && stored->size == checkpoint.size;
    if (!here && checkpoint.size > before)
      PARVIS_TRY_VOID(store_.add_checkpoint(checkpoint.size, note));
  }
  PARVIS_TRY_VOID(store_.set_setting("recovery", ""));
  return transaction.commit();
}

Status Intake::restart(const LogSigner& signer, UtcTime now) {
  PARVIS_TRY(auto transaction, store_.begin());
  PARVIS_TRY(const auto why, recovery());
  if (why.empty()) return fail(Errc::conflict, "the log is not in recovery: it needs no restart");
  PARVIS_TRY(const auto last, head());
  const std::string statement = fmt::format("parvis/restart/v1\n{}", tlog::format(last));
  PARVIS_TRY_VOID(store_.set_setting("origin", signer.origin));
  PARVIS_TRY_VOID(store_.set_setting("recovery", ""));
  Group group(store_, signer, now, last.size);
  PARVIS_TRY_VOID(group.say(as_bytes(statement)));
  PARVIS_TRY_VOID(group.sign());
  PARVIS_TRY_VOID(transaction.commit());
  origin_ = signer.origin;
  return {};
}

}  // namespace parvis::hub
